//! The id that was probably meant.

use super::entity::Entity;
use crate::error::closest;

/// Up to so many entities are compared with an id that is not there; beyond, only what is one slip away is looked up, which takes a tenth of
/// a millisecond for any number of entities.
const COMPARED: usize = 10_000;

/// The id closest to one that is not there.
pub(super) fn similar_id(entities: &[Entity], contains: impl Fn(&str) -> bool, given: &str) -> Option<String> {
    let chars: Vec<char> = given.chars().take(65).collect();
    if chars.is_empty() || chars.len() > 64 {
        return None;
    }
    let has = |id: &String| contains(id);
    let slug =
        given.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let rewritten = [slug, given.trim().to_owned(), given.to_lowercase(), given.to_uppercase()].into_iter().find(has);
    if rewritten.is_some() {
        return rewritten;
    }
    if entities.len() > COMPARED {
        return one_slip_away(&chars).find(has);
    }
    if let Some(entity) = entities.iter().find(|entity| &*entity.name == given) {
        return Some(entity.id.to_string());
    }
    // Ids that share neither end with the given one, or differ much in length, are not what was meant.
    let (first, last) = (given.bytes().next(), given.bytes().last());
    let near = entities
        .iter()
        .map(|entity| &*entity.id)
        .filter(|id| id.len().abs_diff(given.len()) <= 12 && (id.bytes().next() == first || id.bytes().last() == last));
    closest(given, near).map(str::to_owned)
}

/// All that one letter too many, too few, wrong or swapped makes of a word.
fn one_slip_away(word: &[char]) -> impl Iterator<Item = String> {
    let letters: Vec<char> = ('a'..='z').chain('0'..='9').chain("-_:.".chars()).chain(word.iter().copied()).collect();
    let missing = (0..word.len()).map(|i| [&word[..i], &word[i + 1..]].concat());
    let swapped = (1..word.len()).map(|i| {
        let mut word = word.to_vec();
        word.swap(i - 1, i);
        word
    });
    let others = letters.into_iter().flat_map(move |letter| {
        let wrong = (0..word.len()).map(move |i| [&word[..i], &[letter], &word[i + 1..]].concat());
        let added = (0..=word.len()).map(move |i| [&word[..i], &[letter], &word[i..]].concat());
        wrong.chain(added)
    });
    missing.chain(swapped).chain(others).map(|word| word.into_iter().collect())
}
