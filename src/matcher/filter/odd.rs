//! Names that begin with no word, and how the places at which they may begin are found in a text.

use super::beginning::head;
use super::words::Row;
use crate::stored::Column;
use memchr::memchr3_iter;

/// What such names begin with.
#[derive(Debug)]
pub(super) struct Odd {
    /// [`head`]s, ascending.
    pub(super) heads: Column<u32>,
    /// Bits of the first two bytes of these, if there are any: most places are told by them.
    bits: Vec<u64>,
    /// The first bytes of these if they are few and begin no script's letters, so that they can be searched for.
    rare: Option<[u8; 3]>,
}

impl Odd {
    /// Of heads in order, each once.
    pub(super) fn of(heads: Column<u32>) -> Self {
        Self { bits: bits_of(&heads), rare: rare(&heads), heads }
    }

    /// Whether it is better to look at all bounds at which no word stands than to search for where such a name might begin.
    pub(super) fn is_many(&self) -> bool {
        self.rare.is_none() && !self.heads.is_empty()
    }

    /// The bounds at which such a name might begin, where these are searched for.
    pub(super) fn few<'b>(&self, row: Row<'b>) -> impl Iterator<Item = usize> + 'b {
        let found = self.rare.map(|[first, second, third]| memchr3_iter(first, second, third, row.bytes));
        found.into_iter().flatten().filter(move |&at| row.is_bound(at))
    }

    /// Whether bytes, one at least, begin like such a name.
    pub(super) fn begins(&self, bytes: &[u8]) -> bool {
        let two = usize::from(bytes[0]) << 8 | bytes.get(1).map_or(0, |&byte| byte.into());
        if self.bits.get(two / 64).is_none_or(|bits| bits >> (two % 64) & 1 == 0) {
            return false;
        }
        let head = head(bytes);
        let first = self.heads.partition_point(|odd| odd >> 24 < head >> 24);
        let mut alike = self.heads[first..].iter().take_while(|&odd| odd >> 24 == head >> 24);
        // What is shorter than four bytes ends in zeros.
        alike.any(|odd| (odd ^ head) >> (odd.trailing_zeros().min(31) / 8 * 8) == 0)
    }

    /// Whether such a name may begin with a byte.
    pub(super) fn begins_with(&self, byte: u8) -> bool {
        let byte = u32::from(byte);
        let first = self.heads.partition_point(|odd| odd >> 24 < byte);
        self.heads.get(first).is_some_and(|odd| odd >> 24 == byte)
    }
}

/// Which two bytes some heads may begin with.
fn bits_of(odd: &[u32]) -> Vec<u64> {
    let mut bits = if odd.is_empty() { Vec::new() } else { vec![0; 1 << 10] };
    for &odd in odd {
        let first = (odd >> 16) as usize;
        // What is one byte long may go on with any.
        let last = if odd << 8 == 0 { first | 0xFF } else { first };
        (first..=last).for_each(|two| bits[two / 64] |= 1 << (two % 64));
    }
    bits
}

/// Up to three bytes that begin all of some heads, none of them that of a character in three bytes or more: there are scripts of which every letter begins so.
fn rare(odd: &[u32]) -> Option<[u8; 3]> {
    let mut first: Vec<u8> = odd.iter().map(|odd| (odd >> 24) as u8).collect();
    first.dedup();
    let nth = |i: usize| first.get(i).or(first.last()).copied();
    (first.len() <= 3 && first.iter().all(|&byte| byte < 0xE0)).then_some([nth(0)?, nth(1)?, nth(2)?])
}
