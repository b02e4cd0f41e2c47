//! How many bits of a row are set before a place.

/// Counted once for all places: whoever asks need not go through the row again. A buffer to be kept.
#[derive(Debug, Default)]
pub(crate) struct Ranks {
    /// Sixty-four bits, and how many are set before them; behind the last, none and all.
    blocks: Vec<(u64, u32)>,
}

impl Ranks {
    /// Counts a row of bits, sixty-four to a number.
    pub(crate) fn read(&mut self, row: impl Iterator<Item = u64>) {
        let mut before = 0;
        self.blocks.clear();
        self.blocks.extend(row.map(|bits| {
            let block = (bits, before);
            before += bits.count_ones();
            block
        }));
        self.blocks.push((0, before));
    }

    /// How many bits are set before a place.
    #[inline]
    pub(crate) fn before(&self, at: usize) -> u32 {
        let (bits, before) = self.blocks.get(at / 64).copied().unwrap_or((0, self.all()));
        before + (bits & !(!0 << (at % 64))).count_ones()
    }

    /// How many are set.
    pub(crate) fn all(&self) -> u32 {
        self.blocks.last().map_or(0, |&(_, before)| before)
    }
}

#[cfg(test)]
mod tests {
    use super::Ranks;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_what_is_set(row in prop::collection::vec(any::<u64>(), 0..6)) {
            let mut ranks = Ranks::default();
            ranks.read([7].into_iter());
            ranks.read(row.iter().copied());
            let is_set = |at: &usize| row[at / 64] >> (at % 64) & 1 == 1;
            for at in 0..=row.len() * 64 {
                prop_assert_eq!(ranks.before(at), (0..at).filter(is_set).count() as u32);
            }
            prop_assert_eq!(ranks.all(), ranks.before(row.len() * 64));
            prop_assert_eq!(ranks.all(), ranks.before(row.len() * 64 + 1000));
        }
    }
}
