//! Hashes of words, and sets of them that at times hold one more than was put in.

use crate::storage::Column;

/// The golden section of what 64 bits hold: multiples of it lie far from each other.
pub(super) const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// By so many bits is turned what two numbers may have in common, so that it does not go out: not by whole bytes.
pub(super) const TURN: u32 = 23;

/// The same for the first of two words.
pub(super) const PAIR_TURN: u32 = 25;

/// The hash of some bytes of a text, one at least: of the first eight and the last eight. So long words may be alike that differ in between.
#[inline(always)]
#[expect(clippy::inline_always, reason = "for every word: a call is a fifth of what it costs")]
pub(super) fn hash(bytes: &[u8], from: usize, to: usize) -> u64 {
    let len = to.wrapping_sub(from);
    // Of up to eight bytes the last are the first.
    let (first, last) = (from + 8, to.max(from + 8));
    let eight = |to: usize| Some(u64::from_le_bytes(*bytes.get(to - 8..to)?.first_chunk()?));
    let (Some(first), Some(last)) = (eight(first), eight(last)) else {
        return hash_at_end(&bytes[from..to]);
    };
    let mask = !0 >> (64 - 8 * len.clamp(1, 8));
    mix(first & mask, last & mask)
}

/// A word of up to eight bytes as a number, the first byte the lowest.
#[inline]
pub(super) fn masked(bytes: &[u8], from: usize, to: usize) -> u64 {
    let len = (to - from).clamp(1, 8);
    match bytes.get(from..).and_then(|bytes| bytes.first_chunk()) {
        Some(&eight) => u64::from_le_bytes(eight) & !0 >> (64 - 8 * len),
        None => padded(&bytes[from..to]),
    }
}

/// The first eight bytes as a number; zeros behind the end.
fn padded(bytes: &[u8]) -> u64 {
    let mut padded = [0; 8];
    let len = bytes.len().min(8);
    padded[..len].copy_from_slice(&bytes[..len]);
    u64::from_le_bytes(padded)
}

/// The hash of a word where less than eight bytes follow.
#[cold]
fn hash_at_end(bytes: &[u8]) -> u64 {
    let first = padded(bytes);
    mix(first, first)
}

#[inline]
fn mix(first: u64, last: u64) -> u64 {
    let product = (first ^ last.rotate_left(TURN)).wrapping_mul(SPREAD);
    product ^ product >> 32
}

/// The hash of two words.
#[inline]
pub(super) fn pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(PAIR_TURN) ^ second).wrapping_mul(SPREAD)
}

/// The hash of a word and what stands before it.
pub(super) fn behind(byte: u8, word: u64) -> u64 {
    pair(word, byte.into())
}

/// Words with which names begin: which are all that one begins with, and before which others the rest stand. Small enough to be asked for every word.
///
/// Of few names all that is noted of a word stands in one block, itself and each word that may follow. With many, frequent words begin so many names that those would fill
/// the block: there stands only whether a word is alone and whether it is the first of several, and each pair of words in a block of its own.
#[derive(Debug)]
pub(super) struct Rough {
    pub(super) words: Marks,
    /// Empty if names are few.
    pub(super) pairs: Marks,
}

impl Rough {
    /// Of the words and the pairs of few names.
    pub(super) fn of_few(alone: &[u64], pairs: &[[u64; 2]]) -> Self {
        let each = if alone.len() + pairs.len() < 0x2000 { 32 } else { 16 };
        let words = alone.iter().map(|&word| (word, Marks::of(word)));
        let pairs = pairs.iter().map(|&[word, next]| (word, Marks::of(next)));
        Self { words: Marks::new(words.chain(pairs), each), pairs: Marks(Column::default()) }
    }

    /// Of the words and the pairs of many names.
    pub(super) fn of_many(alone: &[u64], pairs: &[[u64; 2]]) -> Self {
        const EACH: usize = 8;
        let mut first: Vec<u64> = pairs.iter().map(|pair| pair[0]).collect();
        first.sort_unstable();
        first.dedup();
        let alone = alone.iter().map(|&word| (word, Marks::alone(word)));
        let first = first.into_iter().map(|word| (word, Marks::first(word)));
        let pairs = pairs.iter().map(|&[word, next]| pair(word, next)).map(|pair| (pair, Marks::of(pair)));
        Self { words: Marks::new(alone.chain(first), EACH), pairs: Marks::new(pairs, EACH) }
    }

    /// Whether a name may begin with a word, if the next one stands behind it, by their hashes.
    #[inline]
    pub(super) fn keeps(&self, word: u64, next: u64) -> bool {
        let block = self.words.block(word);
        if self.pairs.0.is_empty() {
            return holds(block, Marks::of(word)) | holds(block, Marks::of(next));
        }
        let pair = pair(word, next);
        holds(block, Marks::alone(word)) | (holds(block, Marks::first(word)) & holds(self.pairs.block(pair), Marks::of(pair)))
    }
}

/// Bits of what is noted, in blocks of 64 that are found by a hash (a Bloom filter in blocks).
#[derive(Debug)]
pub(super) struct Marks(pub(super) Column<u64>);

impl Marks {
    /// From which bit of a hash on its block is taken.
    pub(super) const BLOCK: u32 = 40;
    /// From which bits of a hash on the places of its bits are taken.
    pub(super) const PLACES: [u32; 5] = [28, 34, 22, 16, 10];

    /// Of hashes, and what is noted in their blocks; with so many bits for each.
    fn new(noted: impl Iterator<Item = (u64, u64)>, each: usize) -> Self {
        let noted: Vec<(u64, u64)> = noted.collect();
        let mut blocks = vec![0; (noted.len() * each / 64 + 1).next_power_of_two()];
        let len = blocks.len();
        for (hash, bits) in noted {
            blocks[Self::place(hash, len)] |= bits;
        }
        Self(blocks.into())
    }

    /// Two bits of a hash.
    #[inline]
    pub(super) fn of(hash: u64) -> u64 {
        Self::bit::<0>(hash) | Self::bit::<1>(hash)
    }

    /// The bits of a word, among many, that is all that a name begins with.
    #[inline]
    pub(super) fn alone(hash: u64) -> u64 {
        Self::of(hash) | Self::bit::<2>(hash)
    }

    /// The bits of a word, among many, that others may follow.
    #[inline]
    pub(super) fn first(hash: u64) -> u64 {
        Self::bit::<3>(hash) | Self::bit::<4>(hash)
    }

    #[inline]
    fn bit<const PLACE: usize>(hash: u64) -> u64 {
        1 << (hash >> Self::PLACES[PLACE] & 63)
    }

    /// What is noted of a hash.
    #[inline]
    pub(super) fn block(&self, hash: u64) -> u64 {
        self.0.get(Self::place(hash, self.0.len())).copied().unwrap_or(0)
    }

    #[inline]
    fn place(hash: u64, blocks: usize) -> usize {
        (hash >> Self::BLOCK) as usize & blocks.wrapping_sub(1)
    }
}

/// Whether a block holds all of these bits.
#[inline]
pub(super) fn holds(block: u64, bits: u64) -> bool {
    block & bits == bits
}

/// Three bits a hash, of one number (a Bloom filter in blocks): sixteen for each that was put in, ten where sixteen would not stay in the nearest caches.
#[derive(Debug)]
pub(super) struct Set(pub(super) Column<u64>);

impl Set {
    pub(super) fn of(hashes: &[u64]) -> Self {
        let each = if hashes.len() < 0x2_0000 { 16 } else { 10 };
        let mut blocks = vec![0; (hashes.len() * each).div_ceil(64)];
        for &hash in hashes {
            let (at, bits) = Self::place(hash, blocks.len());
            blocks[at] |= bits;
        }
        Self(blocks.into())
    }

    #[inline]
    pub(super) fn contains(&self, hash: u64) -> bool {
        let (at, bits) = Self::place(hash, self.0.len());
        self.0.get(at).is_some_and(|&block| holds(block, bits))
    }

    /// Where a hash is noted among so many blocks.
    #[inline]
    fn place(hash: u64, blocks: usize) -> (usize, u64) {
        let at = ((hash >> 32) * blocks as u64) >> 32;
        (at as usize, Self::bits(hash))
    }

    /// Three bits of a block for a hash.
    #[inline]
    pub(super) fn bits(hash: u64) -> u64 {
        1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As many words as there may be numbers.
    fn word(i: usize) -> u64 {
        let digits = format!("{i:x}");
        hash(digits.as_bytes(), 0, digits.len())
    }

    #[test]
    fn all_that_were_put_in_are_kept_and_few_strangers() {
        let alone: Vec<u64> = (0..20_000).map(word).collect();
        // A hundred words that a hundred may follow each, and others that one may follow.
        let frequent = |i: usize| word(30_000 + i % 100);
        let pairs =
            (0..10_000).map(|i| [frequent(i), word(40_000 + i)]).chain((0..10_000).map(|i| [word(50_000 + i), word(60_000 + i)]));
        let pairs: Vec<[u64; 2]> = pairs.collect();
        let (few, many) = (Rough::of_few(&alone, &pairs), Rough::of_many(&alone, &pairs));
        for rough in [&few, &many] {
            assert!(alone.iter().all(|&word| rough.keeps(word, 0)));
            assert!(pairs.iter().all(|&[word, next]| rough.keeps(word, next)));
            let strangers = (0..10_000).filter(|i| rough.keeps(word(70_000 + i), word(7 * i))).count();
            assert!(strangers < 500, "{strangers}");
        }
        let behind_frequent = (0..10_000).filter(|&i| many.keeps(frequent(i), word(80_000 + i))).count();
        assert!(behind_frequent < 1000, "{behind_frequent}");
    }
}
