//! Initials: single letters, and the names of letters in Devanagari (`एस` for S).

use crate::text::abbreviations::entries;
use crate::text::chars::{Indic, Table};
use crate::text::fold;
use icu_properties::CodePointMapData;
use icu_properties::props::{CanonicalCombiningClass, GeneralCategory, GeneralCategoryGroup};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

static LETTER_NAMES: LazyLock<FxHashSet<Box<[u8]>>> = LazyLock::new(|| {
    let names = entries().filter(|(section, _)| *section == "initial");
    names.map(|(_, name)| fold(name, true).into_bytes().into()).collect()
});

/// What becomes of a full stop.
pub(super) enum Stop {
    Stays,
    Space,
    Goes,
}

/// What becomes of a full stop between a folded word and the text after it.
pub(super) fn after_initial(word: &[u8], after: &str, table: &Table) -> Stop {
    // All but a few full stops stand behind longer words; no letter name in Devanagari has more than six characters.
    if word.len() > 18 {
        return Stop::Stays;
    }
    let initial = match *word {
        [letter] => letter.is_ascii_alphabetic(),
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
