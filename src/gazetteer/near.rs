//! "Did you mean …": fields and ids that are nearly right.

use super::check::{problem, shown, text};
use super::{Column, Gazetteer};
use crate::Result;
use crate::error::closest;

/// What a field of an entity or a column of the long table is taken for: the spelling without case and punctuation, whether a slip of the
/// pen is taken for it too, what it should be in a record, and as a column.
///
/// Both forms of a gazetteer refuse the same names, so what one reads the other can write.
const TAKEN: &[(&str, bool, &str, &str)] = &[
    ("id", false, "'id'", "entity_id"),
    ("entityid", true, "'id'", "entity_id"),
    ("name", true, "'name'", "name"),
    ("entityname", true, "'name'", "name"),
    ("type", true, "'type'", "type"),
    ("entitytype", true, "'type'", "type"),
    ("aliases", true, "'aliases'", "alias"),
    ("alias", true, "'aliases'", "alias"),
    ("names", false, "'aliases'", "alias"),
    ("altnames", true, "'aliases'", "alias"),
    ("text", false, "'text' of an alias", "alias"),
    ("roles", true, "'roles'", "kind"),
    ("role", true, "'roles'", "kind"),
    ("titles", true, "'titles' of a role", "alias"),
    ("kind", false, "'type', or 'kind' of an alias", "kind"),
    ("lang", false, "'lang' of an alias", "lang"),
    ("case", false, "'case' of an alias", "case"),
    ("alone", false, "'alone' of an alias", "alone"),
    ("nested", false, "'nested' of an alias", "nested"),
    ("validfrom", true, "'valid_from' of an alias", "valid_from"),
    ("validto", true, "'valid_to' of an alias", "valid_to"),
    ("from", false, "'from' of a role", "valid_from"),
    ("to", false, "'to' of a role", "valid_to"),
    ("priority", true, "'priority'", "priority"),
    ("prio", false, "'priority'", "priority"),
];

/// Whether this can be the name of a free attribute in a record: not if it is nearly a field that means something.
pub(super) fn attribute_of_record(field: &str) -> Result<()> {
    attribute("field", field, |&(_, _, record, _)| format!("{record}?"))
}

/// Whether this can be the name of a free attribute in the long table.
pub(super) fn attribute_of_table(column: &str) -> Result<()> {
    attribute("column", column, |&(_, _, _, table)| format!("'{table}'?"))
}

fn attribute(what: &str, given: &str, meant: impl Fn(&(&str, bool, &str, &str)) -> String) -> Result<()> {
    text(&format!("the name of a {what}"), given)?;
    // "title" is how a person may be addressed, though one letter from "titles".
    let bare: String = given.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect();
    let taken = TAKEN.iter().find(|taken| taken.0 == bare);
    let slip = || TAKEN.iter().find(|taken| taken.1 && bare != "title" && is_slip(&bare, taken.0));
    match taken.or_else(slip) {
        Some(taken) => Err(problem(format!("unknown {what} '{}' (did you mean {})", shown(given), meant(taken)))),
        None => Ok(()),
    }
}

/// Whether a person who meant to type `meant` typed `given`. In a short word one wrong letter makes another word (role, rule), a letter too
/// many, too few or swapped mostly does not.
fn is_slip(given: &str, meant: &str) -> bool {
    if given.len().abs_diff(meant.len()) > 2 {
        return false;
    }
    let distance = strsim::damerau_levenshtein(given, meant);
    if meant.len() >= 6 {
        return distance <= 2;
    }
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    distance == 1 && (given.len() != meant.len() || sorted(given) == sorted(meant))
}

/// The end of a message on a field that is none of these.
pub(super) fn known(given: &str, fields: &[&str]) -> String {
    let near = closest(&given.to_lowercase(), fields.iter().copied());
    let near = near.map(|field| format!(" (did you mean '{field}'?)")).unwrap_or_default();
    let fields = fields.iter().map(|field| format!("'{field}'")).collect::<Vec<_>>().join(", ");
    format!("unknown field '{}'{near}, must be one of {fields}", shown(given))
}

/// The columns that mean something, for a message.
pub(super) fn columns() -> String {
    Column::KNOWN.iter().map(|(name, _)| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

/// Up to so many entities are compared with an id that is not there; beyond, only what is one slip away is looked up, which takes a tenth of
/// a millisecond for any number of entities.
const COMPARED: usize = 10_000;

/// The id closest to one that is not there.
pub(super) fn similar_id(gazetteer: &Gazetteer, given: &str) -> Option<String> {
    let chars: Vec<char> = given.chars().take(65).collect();
    if chars.is_empty() || chars.len() > 64 {
        return None;
    }
    let has = |id: &String| gazetteer.contains(id);
    let slug =
        given.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let rewritten = [slug, given.trim().to_owned(), given.to_lowercase(), given.to_uppercase()].into_iter().find(has);
    if rewritten.is_some() {
        return rewritten;
    }
    if gazetteer.len() > COMPARED {
        return one_slip_away(&chars).find(has);
    }
    let entities = gazetteer.entities();
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
