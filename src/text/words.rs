//! Words and bounds as bits, and the grapheme clusters no match may split.

use super::chars::{CaseFolding, Entry, Table, is_virama};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use std::cell::Cell;
use unicode_segmentation::GraphemeCursor;

/// A row of bits that grows at its end.
#[derive(Debug, Default)]
pub(crate) struct Bits {
    blocks: Vec<u64>,
    /// The last up to 63 bits; in `blocks` too once the row is finished.
    open: u64,
    len: usize,
}

impl Bits {
    /// None.
    pub(crate) fn clear(&mut self) {
        self.blocks.clear();
        (self.open, self.len) = (0, 0);
    }

    /// Adds the `len` lowest bits of `bits`, one to 64; those above must be clear.
    #[inline]
    pub(crate) fn push(&mut self, bits: u64, len: usize) {
        let used = self.len % 64;
        self.open |= bits << used;
        self.len += len;
        if used + len >= 64 {
            self.blocks.push(self.open);
            // In two steps: a shift by 64 is none.
            self.open = bits >> 1 >> (63 - used);
        }
    }

    /// Adds sixty-four bits.
    #[inline]
    pub(crate) fn push_block(&mut self, bits: u64) {
        let used = self.len % 64;
        self.blocks.push(self.open | bits << used);
        self.len += 64;
        // In two steps: a shift by 64 is none.
        self.open = bits >> 1 >> (63 - used);
    }

    /// Adds a bit and clear ones behind it, `len` together.
    #[inline]
    pub(crate) fn push_first(&mut self, bit: bool, mut len: usize) {
        let mut bits = u64::from(bit);
        while len > 64 {
            self.push(bits, 64);
            (bits, len) = (0, len - 64);
        }
        self.push(bits, len);
    }

    /// Takes all bits from `len` on away, of a row that is not finished.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.blocks.push(self.open);
        self.blocks.truncate(len / 64 + 1);
        self.open = self.blocks.pop().unwrap_or(0) & !(!0 << (len % 64));
        self.len = len;
    }

    /// The row may be asked now.
    pub(crate) fn finish(&mut self) {
        self.blocks.push(self.open);
    }

    /// The bits of a row that is finished, sixty-four to a number.
    #[inline]
    pub(crate) fn blocks(&self) -> &[u64] {
        &self.blocks
    }

    /// Whether a bit is set.
    #[inline]
    pub(crate) fn get(&self, i: usize) -> bool {
        self.blocks.get(i / 64).is_some_and(|block| block >> (i % 64) & 1 == 1)
    }

    /// The first set bit from `from` on.
    #[inline]
    pub(crate) fn next_from(&self, from: usize) -> Option<usize> {
        let mut block = from / 64;
        let mut bits = self.blocks.get(block)? & (!0 << (from % 64));
        while bits == 0 {
            block += 1;
            bits = *self.blocks.get(block)?;
        }
        Some(block * 64 + bits.trailing_zeros() as usize)
    }

    /// The set bits, ascending.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        let mut blocks = self.blocks.iter();
        let (mut block, mut next) = (0, 0);
        std::iter::from_fn(move || {
            while block == 0 {
                block = *blocks.next()?;
                next += 64;
            }
            let bit = block.trailing_zeros() as usize;
            block &= block - 1;
            Some(next - 64 + bit)
        })
    }
}

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
    use super::{Bits, FlagRun, is_cluster_bound_in};
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

        #[test]
        fn bits_are_a_row_of_booleans(row in prop::collection::vec((any::<u64>(), 1usize..=64), 1..20), cut in 0usize..300, from in 0usize..300) {
            let mut bits = Bits::default();
            let mut expected = Vec::new();
            for (i, &(value, len)) in row.iter().enumerate() {
                if i == row.len() / 2 {
                    expected.truncate(cut);
                    bits.truncate(cut.min(expected.len()));
                }
                bits.push(value & !0 >> (64 - len), len);
                expected.extend((0..len).map(|bit| value >> bit & 1 == 1));
                let blocks = [value, !value, value.rotate_left(9)];
                blocks[..len % 4].iter().for_each(|&block| bits.push_block(block));
                expected.extend((0..len % 4 * 64).map(|bit| blocks[bit / 64] >> (bit % 64) & 1 == 1));
            }
            bits.finish();
            let from = from.min(expected.len());
            prop_assert!((0..expected.len()).all(|i| bits.get(i) == expected[i]));
            prop_assert!(bits.iter().eq((0..expected.len()).filter(|&i| expected[i])));
            prop_assert_eq!(bits.next_from(from), (from..expected.len()).find(|&i| expected[i]));
        }
    }
}
