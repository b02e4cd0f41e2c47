//! Where words end, and the grapheme clusters no match may split.

use crate::text::unicode::table::{CaseFolding, Entry, Table, is_virama};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use std::cell::Cell;
use unicode_segmentation::GraphemeCursor;

/// The run of regional indicators that was asked about last, in bytes of one text.
///
/// Two of them are a flag, so whether a cluster ends between two depends on how many stand before.
/// With this a chain of thousands of flags is counted once, not for each of them.
#[derive(Debug, Default)]
pub(crate) struct FlagRun {
    start: Cell<usize>,
    seen: Cell<usize>,
}

impl FlagRun {
    /// Bytes of a regional indicator.
    const LEN: usize = 4;

    /// Whether two regional indicators with a byte between are one flag; none if there are not two.
    fn joins(&self, text: &[u8], at: usize) -> Option<bool> {
        let is_indicator = |&from: &usize| matches!(text.get(from..from + Self::LEN), Some([0xF0, 0x9F, 0x87, 0xA6..=0xBF]));
        let before = |at: usize| at.checked_sub(Self::LEN).filter(is_indicator);
        if !is_indicator(&at) || before(at).is_none() {
            return None;
        }
        let mut start = at;
        while let Some(before) = before(start) {
            if self.start.get() < start && start <= self.seen.get() {
                start = self.start.get();
                break;
            }
            start = before;
        }
        self.start.set(start);
        self.seen.set(at);
        Some((at - start) / Self::LEN % 2 == 1)
    }
}

/// Whether a grapheme cluster may end, and another begin, at a byte of the text.
pub(crate) fn is_cluster_bound(text: &str, at: usize) -> bool {
    is_cluster_bound_in(text, at, &FlagRun::default())
}

/// The same for one place of a text after another.
pub(crate) fn is_cluster_bound_in(text: &str, at: usize, flags: &FlagRun) -> bool {
    let bytes = text.as_bytes();
    let (Some(&before), Some(&after)) = (at.checked_sub(1).and_then(|i| bytes.get(i)), bytes.get(at)) else {
        return true;
    };
    if before < 0x80 && after < 0x80 {
        return !(before == b'\r' && after == b'\n');
    }
    if after == 0xF0
        && let Some(joined) = flags.joins(bytes, at)
    {
        return !joined;
    }
    // The cursor sees the whole text, so it never asks for more.
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Whether one of some characters is a ZWNJ that ends a word: not behind a virama, where it shapes a
/// conjunct. `back` are the characters before them, the last one first.
///
/// Marks may stand between virama and ZWNJ, as canonical order has it.
pub(crate) fn ends_word(back: impl Iterator<Item = (char, Entry)>, mut characters: impl Iterator<Item = (char, Entry)>) -> bool {
    let table = Table::of(CaseFolding::Fold);
    let is_mark = |c, entry: Entry| entry.combines() && table.combining_classes(c).0 != 0;
    let passes = |&(c, entry): &(char, Entry)| entry.is_ignorable() || is_mark(c, entry);
    let Some(first) = characters.next() else { return false };
    let mut shapes = back.take_while(passes).any(|(c, _)| is_virama(c));
    // Forwards, so that a long run of them is looked at once.
    std::iter::once(first).chain(characters).any(|character| {
        let ends = character.0 == '\u{200C}' && !shapes;
        shapes = passes(&character) && (shapes || is_virama(character.0));
        ends
    })
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

#[cfg(test)]
mod tests {
    use super::{FlagRun, is_cluster_bound_in};
    use proptest::prelude::*;
    use unicode_segmentation::GraphemeCursor;

    proptest! {
        #[test]
        fn flags_are_counted_as_the_cursor_counts_them(
            text in "(\u{1F1EE}|\u{1F1F3}|[a\u{301}\u{200D}\u{600}👩 ]){0,30}",
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..60),
        ) {
            let flags = FlagRun::default();
            let bounds: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            let ascending = bounds.iter().copied();
            for at in ascending.clone().chain(order.iter().map(|which| *which.get(&bounds))).chain(ascending) {
                let expected = GraphemeCursor::new(at, text.len(), true).is_boundary(&text, 0);
                let bound = is_cluster_bound_in(&text, at, &flags);
                prop_assert_eq!(Ok(bound), expected.map(|bound| bound || text.is_empty()));
            }
        }
    }
}
