//! Full stops that end no sentence: those of abbreviations, initials, chains of letters.

use crate::text::fold;
use crate::text::unicode::abbreviations::entries;
use crate::text::unicode::boundaries::ends_in_word;
use crate::text::unicode::table::{CaseFolding, Table};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::ops::Range;
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
    /// What stands between the full stops of both, and whether it is an abbreviation by itself.
    parts: FxHashMap<Box<[u8]>, bool>,
    /// A bit for the [`slot`] of each part. Few other words share one.
    slots: [u64; SLOTS / 64],
    /// Some part has a letter of Cyrillic.
    cyrillic: bool,
}

const SLOTS: usize = 1 << 13;

static ABBREVIATIONS: LazyLock<Abbreviations> = LazyLock::new(|| {
    let (mut words, mut letters) = (FxHashSet::default(), FxHashSet::default());
    for (section, text) in entries() {
        let list = if section == "initial" { &mut letters } else { &mut words };
        list.insert(folded_parts(text).into_boxed_str());
    }
    let (mut parts, mut slots) = (FxHashMap::default(), [0; SLOTS / 64]);
    for part in words.iter().chain(&letters).flat_map(|text| text.split('.')) {
        let slot = slot(part.as_bytes(), part.len(), part.len());
        slots[slot / 64] |= 1 << (slot % 64);
        parts.insert(part.as_bytes().into(), words.contains(part));
    }
    let cyrillic = words.iter().chain(&letters).any(|text| text.contains(|c| ('\u{400}'..'\u{480}').contains(&c)));
    Abbreviations { words, letters, parts, slots, cyrillic }
});

/// Builds the table now, instead of when it is first asked for.
#[cfg(feature = "python")]
pub(crate) fn build() {
    LazyLock::force(&ABBREVIATIONS);
}

/// A number below [`SLOTS`] for the `len` bytes before byte `at`, or the last eight of them.
#[inline]
fn slot(bytes: &[u8], at: usize, len: usize) -> usize {
    let last = bytes[..at].last_chunk().copied().unwrap_or_else(|| {
        let mut last = [0; 8];
        last[8 - at..].copy_from_slice(&bytes[..at]);
        last
    });
    let last = u64::from_le_bytes(last) >> (64 - 8 * len.clamp(1, 8));
    (last.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOTS.ilog2())) as usize
}

/// Whether the full stop at byte `at` of a paragraph ends an abbreviation, or stands inside one. `plain` bytes right before it are of plain word characters.
#[inline]
pub(super) fn ends_abbreviation(document: &str, paragraph: Range<usize>, at: usize, plain: usize) -> bool {
    // A part of a text is looked at for where its characters begin, bytes are not.
    told_by_word(&document.as_bytes()[paragraph.clone()], at, plain)
        .unwrap_or_else(|| ends_abbreviation_slowly(&document[paragraph], at))
}

/// Whether it does, if the plain word before the full stop tells: all parts of abbreviations are listed, but for single letters.
#[inline]
fn told_by_word(paragraph: &[u8], at: usize, plain: usize) -> Option<bool> {
    if plain > LONGEST_PART {
        return Some(false);
    }
    if matches!(paragraph[..at], [.., 0xD0 | 0xD1, _, 0xD0 | 0xD1, _]) && !ABBREVIATIONS.cyrillic {
        // Two letters, whether with marks of their own or not.
        return Some(false);
    }
    let (before, word) = paragraph[..at].split_at(at - plain);
    let before = before.last().copied().unwrap_or(b' ');
    if before >= 0x80 {
        // It may belong to the word.
        return None;
    }
    let letter = match word {
        // Another full stop, or what is of no word.
        [] => return Some(false),
        [b'A'..=b'Z'] | [0xD0, 0x80..0xB0] => return Some(true),
        // With marks.
        [0..0x80, 0x80..=0xFF, ..] => return None,
        [b'a'..=b'z'] | [0x80..0xE0, _] | [0xE0..=0xFF, _, _] => true,
        _ => false,
    };
    let lists = &*ABBREVIATIONS;
    let slot = slot(paragraph, at, plain);
    let part = if lists.slots[slot / 64] >> (slot % 64) & 1 == 0 { None } else { lists.parts.get(word) };
    match part {
        Some(true) => Some(true),
        None if !letter => Some(false),
        // It may be part of a longer one, if there is more.
        _ => match paragraph.get(at + 1) {
            Some(b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0x80..) => None,
            _ => (before != b'.').then_some(false),
        },
    }
}

#[cold]
fn ends_abbreviation_slowly(paragraph: &str, at: usize) -> bool {
    // Behind another full stop there is no token: the stops inside one stand alone.
    if paragraph[..at].ends_with('.') {
        return false;
    }
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
    if token.is_empty() {
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
    use crate::text::classify::Lanes;
    use proptest::prelude::*;

    #[test]
    fn no_part_is_longer_than_the_longest() {
        assert!(ABBREVIATIONS.parts.keys().all(|part| part.len() <= LONGEST_PART));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn what_is_told_by_the_plain_word_is_so(
            pieces in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(ABBREVIATIONS.parts.keys().map(|part| String::from_utf8_lossy(part).into_owned()).collect::<Vec<_>>()),
                    "[ A-Za-z0-9_.\\-(’é\u{301}\u{AD}\u{200D}।कमो\u{93E}\u{93F}\u{94D}\u{93C}\u{958}डॉ०АаЙйیآ]{1,3}",
                    "[.]",
                    "([a-z]|[क-ह]\u{93E}?|[а-я]){5,30}",
                ],
                1..12,
            )
        ) {
            let text = pieces.concat();
            let lanes = Lanes::of(&text);
            for (at, _) in text.match_indices('.') {
                let plain = lanes.run_before(|lane| lane.word, at);
                prop_assert_eq!(ends_abbreviation(&text, 0..text.len(), at, plain), ends_abbreviation_slowly(&text, at), "{} {:?}", at, text);
            }
        }
    }
}
