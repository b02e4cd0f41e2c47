//! Full stops that end no sentence: those of abbreviations, initials, chains of letters.

use crate::text::abbreviations::entries;
use crate::text::chars::{CaseFolding, Table};
use crate::text::fold;
use crate::text::words::ends_in_word;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Characters on one side of a full stop that are looked at: no abbreviation is longer.
const LONGEST: usize = 60;

/// Bytes of the longest part between full stops of an abbreviation.
const LONGEST_PART: usize = 24;

struct Abbreviations {
    /// Without their last full stop.
    words: FxHashSet<Box<str>>,
    /// Names of letters in Devanagari, of which a chain is made.
    letters: FxHashSet<Box<str>>,
    /// What stands between the full stops of both.
    parts: FxHashSet<Box<[u8]>>,
}

static ABBREVIATIONS: LazyLock<Abbreviations> = LazyLock::new(|| {
    let mut lists = Abbreviations { words: FxHashSet::default(), letters: FxHashSet::default(), parts: FxHashSet::default() };
    for (section, text) in entries() {
        let list = if section == "initial" { &mut lists.letters } else { &mut lists.words };
        let folded = folded_parts(text);
        lists.parts.extend(folded.split('.').map(|part| part.as_bytes().into()));
        list.insert(folded.into());
    }
    lists
});

/// Whether the full stop at `at` of a paragraph ends an abbreviation, or stands inside one. `plain` bytes right before it are of plain word characters.
pub(super) fn ends_abbreviation(paragraph: &str, at: usize, plain: usize) -> bool {
    !ends_other_word(paragraph, at, plain) && ends_abbreviation_slowly(paragraph, at)
}

/// Whether the full stop stands behind a plain word that is neither an abbreviation nor part of one: all parts of these are listed, but for single letters.
fn ends_other_word(paragraph: &str, at: usize, plain: usize) -> bool {
    if plain > LONGEST_PART {
        return true;
    }
    let (before, word) = paragraph.as_bytes()[..at].split_at(at - plain);
    // What is not ASCII may belong to the word.
    before.last().is_none_or(u8::is_ascii)
        && match word {
            // A letter, maybe with marks.
            [] | [_] | [0..0x80, 0x80..=0xFF, ..] | [0x80..=0xFF, _, _] => false,
            word => !ABBREVIATIONS.parts.contains(word),
        }
}

fn ends_abbreviation_slowly(paragraph: &str, at: usize) -> bool {
    let table = Table::of(CaseFolding::Fold);
    // A mark is of a word if what it stands on is.
    let outside = |c: char, end: usize| {
        let entry = table.get(c);
        c != '.' && !entry.is_ignorable() && !if entry.extends() { ends_in_word(&paragraph[..end]) } else { entry.is_word() }
    };
    let mut from = at;
    for (i, c) in paragraph[..at].char_indices().rev().take(LONGEST) {
        if outside(c, i + c.len_utf8()) {
            break;
        }
        from = i;
    }
    let mut to = at;
    for (i, c) in paragraph[at..].char_indices().take(LONGEST) {
        if outside(c, at + i + c.len_utf8()) {
            break;
        }
        to = at + i + c.len_utf8();
    }
    let token = abbreviation_form(&paragraph[from..at]);
    // Behind another full stop there is no token: the stops inside one stand alone.
    if token.is_empty() || paragraph[..at].ends_with('.') {
        return false;
    }
    let lists = &*ABBREVIATIONS;
    let last = token.rsplit('.').next().unwrap_or(&token);
    lists.words.contains(last) || is_initial(last) || is_whole_abbreviation(&token, lists) || {
        let around = abbreviation_form(&paragraph[from..to]);
        around.len() > token.len() && is_whole_abbreviation(&around, lists)
    }
}

/// As abbreviations are compared: folded, case kept, without full stops at the ends.
fn abbreviation_form(token: &str) -> Cow<'_, str> {
    if token.is_ascii() { token.trim_matches('.').into() } else { folded_parts(token).trim_matches('.').to_owned().into() }
}

/// Folded part by part: as a whole, folding would take the full stops out of a chain of initials.
fn folded_parts(text: &str) -> String {
    text.split('.').map(|part| fold(part, false)).collect::<Vec<_>>().join(".")
}

/// Listed, or a chain of letters and letter names: `U.S`, `बी.जे.पी`.
fn is_whole_abbreviation(token: &str, lists: &Abbreviations) -> bool {
    let is_part = |part: &str| lists.letters.contains(part) || is_letter(part);
    lists.words.contains(token) || (token.contains('.') && token.split('.').all(is_part))
}

fn is_letter(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().map(|c| CodePointMapData::<GeneralCategory>::new().get(c));
    first.is_some_and(|category| GeneralCategoryGroup::Letter.contains(category)) && chars.next().is_none()
}

/// One upper-case letter with its marks.
fn is_initial(text: &str) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new();
    let mut chars = text.chars().map(|c| category.get(c));
    chars.next() == Some(GeneralCategory::UppercaseLetter) && chars.all(|category| GeneralCategoryGroup::Mark.contains(category))
}

#[cfg(test)]
mod tests {
    use super::{ABBREVIATIONS, LONGEST_PART, ends_abbreviation, ends_abbreviation_slowly};
    use crate::text::lanes::Lanes;
    use proptest::prelude::*;

    #[test]
    fn no_part_is_longer_than_the_longest() {
        assert!(ABBREVIATIONS.parts.iter().all(|part| part.len() <= LONGEST_PART));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn what_is_told_by_the_plain_word_is_so(
            pieces in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(ABBREVIATIONS.parts.iter().map(|part| String::from_utf8_lossy(part).into_owned()).collect::<Vec<_>>()),
                    "[ A-Za-z0-9_.\\-(’é\u{301}\u{AD}\u{200D}।कमो\u{93E}\u{93F}\u{94D}\u{93C}\u{958}डॉ०]{1,3}",
                    "[.]",
                    "([a-z]|[क-ह]\u{93E}?){5,30}",
                ],
                1..12,
            )
        ) {
            let text = pieces.concat();
            let lanes = Lanes::of(&text);
            for (at, _) in text.match_indices('.') {
                let plain = lanes.run_before(|lane| lane.word, at);
                prop_assert_eq!(ends_abbreviation(&text, at, plain), ends_abbreviation_slowly(&text, at), "{} {:?}", at, text);
            }
        }
    }
}
