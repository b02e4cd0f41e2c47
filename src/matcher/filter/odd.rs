//! Names that begin with no word, and how the places at which they may begin are found in a text.

use super::beginning::head;
use super::sets::SPREAD;
use super::words::Row;
use crate::storage::Column;
use memchr::memchr3_iter;

/// What such names begin with.
#[derive(Debug)]
pub(super) struct Odd {
    /// [`head`]s, ascending.
    pub(super) heads: Column<u32>,
    /// Most places are told by these, if there are any: bits of the first two bytes of those that have no more, and of a hash of the first three of others.
    short: Vec<u64>,
    long: Vec<u64>,
    /// The first bytes of these if they are few and begin no script's letters, so that they can be searched for.
    rare: Option<[u8; 3]>,
}

impl Odd {
    /// Of heads in order, each once.
    pub(super) fn of(heads: Column<u32>) -> Self {
        let [short, long] = bits_of(&heads);
        Self { short, long, rare: rare(&heads), heads }
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
        let head = head(bytes);
        let holds = |bits: &[u64], at: usize| bits.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1);
        if !(holds(&self.short, head as usize >> 16) | holds(&self.long, three(head))) {
            return false;
        }
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

/// The bits of [`Odd`] for some heads.
fn bits_of(heads: &[u32]) -> [Vec<u64>; 2] {
    let len = if heads.is_empty() { 0 } else { (1 << BITS) / 64 };
    let [mut short, mut long] = [vec![0; len], vec![0; len]];
    let set = |bits: &mut [u64], at: usize| bits[at / 64] |= 1 << (at % 64);
    for &head in heads {
        let first = (head >> 16) as usize;
        if head << 8 == 0 {
            // What is one byte long may go on with any.
            (first..=first | 0xFF).for_each(|two| set(&mut short, two));
        } else if head << 16 == 0 {
            set(&mut short, first);
        } else {
            set(&mut long, three(head));
        }
    }
    [short, long]
}

/// As many bits as two bytes have values, as a power of two.
const BITS: u32 = 16;

/// A hash of the first three bytes of a head.
fn three(head: u32) -> usize {
    ((head >> 8).wrapping_mul(SPREAD as u32) >> (u32::BITS - BITS)) as usize
}

/// Up to three bytes that begin all of some heads, none of them that of a character in three bytes or more: there are scripts of which every letter begins so.
fn rare(odd: &[u32]) -> Option<[u8; 3]> {
    let mut first: Vec<u8> = odd.iter().map(|odd| (odd >> 24) as u8).collect();
    first.dedup();
    let nth = |i: usize| first.get(i).or(first.last()).copied();
    (first.len() <= 3 && first.iter().all(|&byte| byte < 0xE0)).then_some([nth(0)?, nth(1)?, nth(2)?])
}
