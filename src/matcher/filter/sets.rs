//! Hashes of words, and sets of them that at times hold one more than was put in.

use crate::fetch::fetch;
use crate::stored::Column;

/// The golden section of what 64 bits hold: multiples of it lie far from each other.
pub(super) const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// By so many bits is turned what two numbers may have in common, so that it does not go out: not by whole bytes.
pub(super) const TURN: u32 = 23;

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
    (first.rotate_left(25) ^ second).wrapping_mul(SPREAD)
}

/// The hash of two words and the third, if one that tells follows.
#[inline]
pub(super) fn three(pair: u64, third: Option<u64>) -> u64 {
    self::pair(pair, third.unwrap_or(SPREAD))
}

/// The hash of a word and what stands before it.
pub(super) fn behind(byte: u8, word: u64) -> u64 {
    pair(word, byte.into())
}

/// Words by what they are in names, one bit a hash: small enough to be asked for every word.
///
/// Each block of 64 bits has some for each of the three kinds.
#[derive(Debug)]
pub(super) struct Rough(pub(super) Column<u64>);

/// What a word may be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part {
    /// All that a name begins with as far as words go.
    pub(super) alone: bool,
    /// The first of two words that a name begins with.
    pub(super) first: bool,
    /// The second of them.
    pub(super) second: bool,
}

impl Rough {
    /// From which bits of a hash on its block is taken.
    pub(super) const BLOCK: u32 = 40;
    /// For each kind, from which bit of a block on its bits stand, how many, and from which bit of a hash on the place among them is taken.
    pub(super) const ALONE: (u64, u64, u32) = (0, 32, 34);
    pub(super) const FIRST: (u64, u64, u32) = (32, 16, 30);
    pub(super) const SECOND: (u64, u64, u32) = (48, 16, 26);

    pub(super) fn of(alone: &[u64], first: &[u64], second: &[u64]) -> Self {
        let len = alone.len() + first.len() + second.len();
        let each = match len {
            ..0x2000 => 32,
            0x2000..0x4_0000 => 16,
            _ => 4,
        };
        let mut blocks = vec![0; (len * each / 64 + 1).next_power_of_two()];
        let len = blocks.len();
        for (kind, hashes) in [(Self::ALONE, alone), (Self::FIRST, first), (Self::SECOND, second)] {
            for &hash in hashes {
                blocks[Self::block(hash, len)] |= 1 << Self::bit(hash, kind);
            }
        }
        Self(blocks.into())
    }

    #[inline]
    pub(super) fn part(&self, hash: u64) -> Part {
        let block = self.0.get(Self::block(hash, self.0.len())).copied().unwrap_or(0);
        let is = |kind| block >> Self::bit(hash, kind) & 1 == 1;
        Part { alone: is(Self::ALONE), first: is(Self::FIRST), second: is(Self::SECOND) }
    }

    #[inline]
    fn block(hash: u64, blocks: usize) -> usize {
        (hash >> Self::BLOCK) as usize & blocks.wrapping_sub(1)
    }

    #[inline]
    fn bit(hash: u64, (from, bits, at): (u64, u64, u32)) -> u64 {
        from + (hash >> at & (bits - 1))
    }
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
        self.0.get(at).is_some_and(|block| block & bits == bits)
    }

    /// Asks for the block of a hash.
    #[inline]
    pub(super) fn fetch(&self, hash: u64) {
        fetch(self.0.as_ptr().wrapping_add(Self::place(hash, self.0.len()).0).cast());
    }

    /// Where a hash is noted among so many blocks.
    #[inline]
    fn place(hash: u64, blocks: usize) -> (usize, u64) {
        let at = ((hash >> 32) * blocks as u64) >> 32;
        (at as usize, 1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63))
    }
}
