//! Initials: single letters, and the names of letters in Devanagari (`एस` for S).

use crate::text::fold;
use crate::text::unicode::abbreviations::entries;
use crate::text::unicode::table::{Indic, Table};
use icu_properties::CodePointMapData;
use icu_properties::props::{CanonicalCombiningClass, GeneralCategory, GeneralCategoryGroup};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

static LETTER_NAMES: LazyLock<LetterNames> = LazyLock::new(LetterNames::new);

/// The names of letters, folded.
struct LetterNames {
    names: FxHashSet<Box<[u8]>>,
    /// For each number of three bytes the last ones of the names that have so many, their lowest six bits.
    ends: Vec<u64>,
}

impl LetterNames {
    fn new() -> Self {
        let names = entries().filter(|(section, _)| *section == "initial");
        let names: FxHashSet<Box<[u8]>> = names.map(|(_, name)| fold(name, true).into_bytes().into()).collect();
        let longest = names.iter().map(|name| name.len()).max().unwrap_or(0);
        let mut ends = vec![0; longest / 3 + 1];
        for name in &names {
            ends[name.len() / 3] |= name.last().map_or(0, |last| 1 << (last & 0x3F));
        }
        Self { names, ends }
    }

    /// Whether a word is one of them. Words that end in Devanagari are told apart by their last byte, nearly always.
    #[inline]
    fn contains(&self, word: &[u8]) -> bool {
        let may = |&last: &u8| self.ends.get(word.len() / 3).is_some_and(|ends| ends >> (last & 0x3F) & 1 == 1);
        word.last().is_some_and(may) && self.names.contains(word)
    }
}

/// Builds the table now, instead of when it is first asked for.
#[cfg(feature = "python")]
pub(crate) fn build() {
    LazyLock::force(&LETTER_NAMES);
}

/// What becomes of a full stop.
pub(super) enum Stop {
    Stays,
    Space,
    Goes,
}

/// What becomes of a full stop between a folded word and the text after it.
pub(super) fn after_initial(word: &[u8], after: &str, table: &Table) -> Stop {
    let initial = match *word {
        [letter] => letter.is_ascii_alphabetic(),
        // Two letters of Cyrillic: no marks begin so.
        [0xD0 | 0xD1, _, 0xD0 | 0xD1, ..] => LETTER_NAMES.contains(word),
        // Behind a letter or a vowel sign only the name of a letter is left.
        [0xE0, _, _, 0xE0, second, third, ..]
            if matches!(table.indic(second, third), Indic::Letter | Indic::Nasal | Indic::Sign) =>
        {
            LETTER_NAMES.contains(word)
        }
        _ => is_initial(word),
    };
    if !initial {
        return Stop::Stays;
    }
    match after.chars().find(|&c| !table.get(c).is_ignorable()) {
        Some(c) if c == '.' || table.get(c).extends() => Stop::Stays,
        Some(c) if table.get(c).is_word() => Stop::Space,
        _ => Stop::Goes,
    }
}

/// Whether a folded word is an initial.
fn is_initial(word: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(word) else { return false };
    let category = CodePointMapData::<GeneralCategory>::new();
    let class = CodePointMapData::<CanonicalCombiningClass>::new();
    let mut chars = text.chars();
    let letter = chars.next().is_some_and(|c| GeneralCategoryGroup::Letter.contains(category.get(c)));
    let is_mark = |c| class.get(c).0 != 0 && GeneralCategoryGroup::Mark.contains(category.get(c));
    letter && chars.all(is_mark) || LETTER_NAMES.contains(word)
}
