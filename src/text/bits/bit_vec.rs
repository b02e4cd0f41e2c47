//! A row of bits that grows at its end.

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

#[cfg(test)]
mod tests {
    use super::Bits;
    use proptest::prelude::*;

    proptest! {
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
