//! Words and bounds as bits, and the grapheme clusters no match may split.

use super::chars::{CaseFolding, Table};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use unicode_segmentation::GraphemeCursor;

/// A growing row of bits.
#[derive(Debug, Default)]
pub(crate) struct Bits {
    blocks: Vec<u64>,
}

impl Bits {
    /// All clear, with room for `len`.
    pub(crate) fn reset(&mut self, len: usize) {
        self.blocks.clear();
        self.blocks.resize(len / 64 + 1, 0);
    }

    /// Makes room up to `len`.
    #[inline]
    pub(crate) fn reserve(&mut self, len: usize) {
        if len / 64 >= self.blocks.len() {
            self.blocks.resize(len / 64 + 1, 0);
        }
    }

    /// Sets or clears a bit there is room for.
    #[inline]
    pub(crate) fn put(&mut self, i: usize, value: bool) {
        let block = &mut self.blocks[i / 64];
        *block = (*block & !(1 << (i % 64))) | (u64::from(value) << (i % 64));
    }

    /// Sets a bit, with or without room.
    pub(crate) fn set(&mut self, i: usize) {
        self.reserve(i);
        self.put(i, true);
    }

    /// Whether a bit is set.
    #[inline]
    pub(crate) fn get(&self, i: usize) -> bool {
        self.blocks.get(i / 64).is_some_and(|block| block >> (i % 64) & 1 == 1)
    }

    /// The set bits from `from` on, ascending.
    pub(crate) fn next_from(&self, from: usize) -> Option<usize> {
        let mut block = from / 64;
        let mut bits = self.blocks.get(block)? & (!0 << (from % 64));
        while bits == 0 {
            block += 1;
            bits = *self.blocks.get(block)?;
        }
        Some(block * 64 + bits.trailing_zeros() as usize)
    }

    /// How many bits are set in `from..to`.
    pub(crate) fn count(&self, from: usize, to: usize) -> u32 {
        if from >= to {
            return 0;
        }
        let (first, last) = (from / 64, (to - 1) / 64);
        let mask_first = !0 << (from % 64);
        let mask_last = !0 >> (63 - (to - 1) % 64);
        (first..=last)
            .map(|i| {
                let mut bits = self.blocks.get(i).copied().unwrap_or(0);
                if i == first {
                    bits &= mask_first;
                }
                if i == last {
                    bits &= mask_last;
                }
                bits.count_ones()
            })
            .sum()
    }
}

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
    use super::Bits;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_are_a_row_of_booleans(row in prop::collection::vec(any::<bool>(), 1..300), from in 0usize..300, to in 0usize..300) {
            let mut bits = Bits::default();
            bits.reset(row.len());
            for (i, &bit) in row.iter().enumerate() {
                bits.put(i, bit);
            }
            let to = to.min(row.len());
            let expected = row.iter().enumerate().filter(|&(i, &bit)| bit && i >= from && i < to).count() as u32;
            prop_assert_eq!(bits.count(from, to), expected);
            prop_assert_eq!(bits.next_from(from), (from..row.len()).find(|&i| row[i]));
        }
    }
}
