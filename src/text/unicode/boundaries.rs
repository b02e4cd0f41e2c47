//! Where words end, and the grapheme clusters no match may split.

use crate::text::unicode::table::{CaseFolding, Entry, Table, is_virama};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use unicode_segmentation::GraphemeCursor;

/// Whether a grapheme cluster may end, and another begin, at a byte of the text.
pub(crate) fn is_cluster_bound(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let (Some(&before), Some(&after)) = (at.checked_sub(1).and_then(|i| bytes.get(i)), bytes.get(at)) else {
        return true;
    };
    if before < 0x80 && after < 0x80 {
        return !(before == b'\r' && after == b'\n');
    }
    // The cursor sees the whole text, so it never asks for more.
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Whether a ZWNJ, the first of these characters that go back to the beginning of the paragraph, ends a word: not behind a virama, where it shapes a conjunct.
///
/// Marks may stand between the two, as canonical order has it.
pub(crate) fn ends_word(mut back: impl Iterator<Item = (char, Entry)>) -> bool {
    if back.next().is_none_or(|(c, _)| c != '\u{200C}') {
        return false;
    }
    let table = Table::of(CaseFolding::Fold);
    let is_mark = |c, entry: Entry| entry.combines() && table.combining_classes(c).0 != 0;
    let mut marks = back.take_while(|&(c, entry)| entry.is_ignorable() || is_mark(c, entry));
    !marks.any(|(c, _)| is_virama(c))
}

/// Whether the text ends in a word character, looking through what is dropped; a mark is one if what it stands on is.
pub(crate) fn ends_in_word(text: &str) -> bool {
    if let Some(last) = text.as_bytes().last().filter(|last| last.is_ascii()) {
        return last.is_ascii_alphanumeric() || *last == b'_';
    }
    let table = Table::of(CaseFolding::Fold);
    let mut entries = text.chars().rev().map(|c| table.get(c));
    entries.find(|entry| !entry.is_nothing() && !entry.extends()).is_some_and(Entry::is_word)
}

/// Punctuation that closes what a sentence holds: brackets, quotes.
pub(crate) fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'')
        || matches!(
            CodePointMapData::<GeneralCategory>::new().get(c),
            GeneralCategory::ClosePunctuation | GeneralCategory::FinalPunctuation
        )
}

/// Two to five letters, all of them upper case, whatever stands between.
pub(crate) fn is_short_upper_case(text: &str) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new();
    let table = Table::of(CaseFolding::Keep);
    let mut letters = 0;
    for c in text.chars().filter(|&c| !table.get(c).is_nothing()) {
        let category = category.get(c);
        if GeneralCategoryGroup::Letter.contains(category) {
            if category != GeneralCategory::UppercaseLetter {
                return false;
            }
            letters += 1;
        }
    }
    (2..=5).contains(&letters)
}
