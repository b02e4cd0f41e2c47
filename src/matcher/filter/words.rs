//! The words of a folded block and their hashes, some at a time.

#[cfg(target_arch = "x86_64")]
mod avx512;

use super::sets::{Rough, hash};
use crate::text::fold::Folded;
use std::ops::Range;

/// Lanes of sixty-four bytes whose words are taken at a time: what is noted of them stays in the nearest cache.
const LANES: usize = 16;

/// Bits that are read from a lane without asking whether there are so many: the processor need not guess how many words there are.
const STEP: usize = 8;

/// So many places are written at once.
const AHEAD: usize = 16;

/// Words that may begin in these lanes, those that may go before them, and what is written too much.
const ROOM: usize = LANES * 64 + 2 + AHEAD;

/// Bytes, where words begin in them, and where bounds stand: one block of bits more than bytes, at least, if these fill theirs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) words: &'a [u64],
    pub(super) bounds: &'a [u64],
}

impl<'a> Row<'a> {
    /// Of a folded block.
    pub(super) fn of(folded: &'a Folded) -> Self {
        Self { bytes: &folded.bytes, words: folded.words.blocks(), bounds: folded.bounds.blocks() }
    }

    /// Whether a bound stands at a byte.
    #[inline]
    pub(super) fn is_bound(self, at: usize) -> bool {
        self.bounds.get(at / 64).is_some_and(|bounds| bounds >> (at % 64) & 1 == 1)
    }
}

/// Words in the order in which they stand; a buffer to be kept.
#[derive(Debug)]
pub(in crate::matcher) struct Words {
    /// Where they begin and end in the block.
    pub(super) froms: [u32; ROOM],
    pub(super) tos: [u32; ROOM],
    pub(super) hashes: [u64; ROOM],
    /// Numbers of those that were kept.
    pub(super) kept: [u32; ROOM],
    /// Those of these that pass, or their places, and where what is known of them is.
    pub(super) passed: [u32; ROOM],
    pub(super) places: [u32; ROOM],
    /// Bounds at which neither a word nor a space stands, if they are asked for.
    others: [u32; ROOM],
    others_len: usize,
    with_others: bool,
    /// How many begin, and end, in what has been read.
    begun: usize,
    ended: usize,
    /// How many of them were there before.
    old: usize,
    /// The next lane.
    lane: usize,
    hands: Hands,
}

impl Default for Words {
    fn default() -> Self {
        let (places, hashes) = ([0; ROOM], [0; ROOM]);
        Self {
            froms: places,
            tos: places,
            hashes,
            kept: places,
            passed: places,
            places,
            others: places,
            others_len: 0,
            with_others: false,
            begun: 0,
            ended: 0,
            old: 0,
            lane: 0,
            hands: Hands::default(),
        }
    }
}

impl Words {
    /// Back to the beginning of a block. `others` says whether bounds at which no word stands are asked for, too.
    pub(super) fn begin(&mut self, others: bool) {
        (self.begun, self.ended, self.lane) = (0, 0, 0);
        (self.others_len, self.with_others) = (0, others);
    }

    /// The bounds, in what has been read last, at which neither a word nor a space stands.
    pub(super) fn others(&self) -> &[u32] {
        &self.others[..self.others_len]
    }

    /// Reads words behind those that were read before, and returns how many are kept, those with which a name may begin as far as the set and the next word tell;
    /// none if there is nothing more to read. The last word comes with the words behind it.
    pub(super) fn read(&mut self, row: Row, set: &Rough) -> Option<usize> {
        match self.hands {
            Hands::Scalar => self.read_with::<Scalar>(row, set),
            #[cfg(target_arch = "x86_64")]
            Hands::Avx512(proof) => avx512::read(proof, self, row, set),
        }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for each kind of register")]
    fn read_with<H: ReadWords>(&mut self, row: Row, set: &Rough) -> Option<usize> {
        let Row { bytes, words, bounds } = row;
        let len = words.len().min(bounds.len());
        if self.lane >= len {
            return None;
        }
        self.keep_last();
        let to = len.min(self.lane + LANES);
        if self.with_others {
            self.read_others::<H>(row, self.lane..to);
        }
        let mut open = self.begun > self.ended;
        for (&words, &bounds) in words[self.lane..to].iter().zip(&bounds[self.lane..to]) {
            let at = (self.lane * 64) as u32;
            let begun = words.count_ones() as usize;
            H::positions(words, begun, at, &mut self.froms[self.begun..]);
            let (ends, goes_on) = ends_of(words, bounds, open);
            let ended = begun + usize::from(open) - usize::from(goes_on);
            H::positions(ends, ended, at, &mut self.tos[self.ended..]);
            (self.begun, self.ended, open) = (self.begun + begun, self.ended + ended, goes_on);
            self.lane += 1;
        }
        // Behind the last of all stands none.
        self.hashes[self.ended] = 0;
        let kept = H::hash_and_keep(self, bytes, set);
        let last = kept.checked_sub(1).filter(|&last| to < len && self.kept[last] as usize + 1 == self.ended);
        Some(last.unwrap_or(kept))
    }

    /// Collects the bounds of some lanes at which neither a word nor a space stands.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "compiled for each kind of register")]
    fn read_others<H: ReadWords>(&mut self, row: Row, lanes: Range<usize>) {
        self.others_len = 0;
        for lane in lanes {
            let others = row.bounds[lane] & !row.words[lane] & !H::spaces(&lane_of(row.bytes, lane));
            let count = others.count_ones() as usize;
            H::positions(others, count, (lane * 64) as u32, &mut self.others[self.others_len..]);
            self.others_len += count;
        }
    }

    /// The hash of a word, if there is one, and it has been read.
    pub(super) fn hash_of(&self, word: usize) -> Option<u64> {
        (word < self.ended).then(|| self.hashes[word])
    }

    /// The words that were not there before.
    pub(super) fn added(&self) -> Range<usize> {
        self.old..self.ended
    }

    /// Moves the last word that has ended to the beginning, and behind it one that has not.
    fn keep_last(&mut self) {
        let last = self.ended.saturating_sub(1);
        let (old, open) = (self.ended - last, self.begun - self.ended);
        (self.froms[0], self.tos[0]) = (self.froms[last], self.tos[last]);
        self.froms[old] = self.froms[self.ended];
        (self.begun, self.ended, self.old) = (old + open, old, old);
    }
}

/// The bounds at which words end, of bits where words begin and where bounds are. `open` says whether a word goes on from the bits before; the second of what is
/// returned, whether one goes on to those behind.
///
/// What is no bound is inside of a character or of a word. One added to it behind the beginning of a word is carried up to the next bound.
#[inline]
fn ends_of(words: u64, bounds: u64, open: bool) -> (u64, bool) {
    let (sum, carried) = (!bounds).overflowing_add(words << 1 | u64::from(open));
    (sum & bounds, carried || words >> 63 == 1)
}

/// The bytes of a lane; behind the end are spaces.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled for each kind of register")]
fn lane_of(bytes: &[u8], lane: usize) -> [u8; 64] {
    let bytes = bytes.get(lane * 64..).unwrap_or_default();
    if let Some(&lane) = bytes.first_chunk() {
        return lane;
    }
    let mut padded = [b' '; 64];
    padded[..bytes.len()].copy_from_slice(bytes);
    padded
}

/// With what words are read.
#[derive(Debug, Clone, Copy)]
enum Hands {
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Proof),
}

impl Default for Hands {
    fn default() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(proof) = avx512::Proof::find() {
            return Self::Avx512(proof);
        }
        Self::Scalar
    }
}

/// The loops over words and bytes.
trait ReadWords {
    /// Which bytes are spaces.
    fn spaces(lane: &[u8; 64]) -> u64;

    /// Writes which bits are set, `count` of them, with `at` added to each; what it writes behind them means nothing.
    fn positions(bits: u64, count: usize, at: u32, out: &mut [u32]);

    /// Writes the hashes of the words, and keeps the numbers of those that may be all that a name begins with, or the first of two words with the second behind
    /// it. Behind the last one stands one whose hash is 0. Returns how many are kept.
    ///
    /// Whether a word is kept is a matter of luck, which no processor foresees: each is written down, and the next one over it unless it is.
    fn hash_and_keep(words: &mut Words, bytes: &[u8], set: &Rough) -> usize;
}

struct Scalar;

impl ReadWords for Scalar {
    #[inline]
    fn spaces(lane: &[u8; 64]) -> u64 {
        let spaces = lane.map(|byte| u8::from(byte == b' '));
        // Eight ones and zeros side by side: each product puts one of them into the highest byte.
        let side_by_side = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        spaces.as_chunks::<8>().0.iter().enumerate().fold(0, |bits, (i, bytes)| bits | side_by_side(bytes) << (8 * i))
    }

    #[inline]
    fn positions(mut bits: u64, count: usize, at: u32, out: &mut [u32]) {
        const LAST: u64 = 1 << 63;
        for step in &mut out.as_chunks_mut::<STEP>().0[..count.div_ceil(STEP)] {
            for place in step {
                // One bit is set in any case: then it is a single instruction.
                *place = at + (bits | LAST).trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
        }
    }

    #[inline]
    fn hash_and_keep(words: &mut Words, bytes: &[u8], set: &Rough) -> usize {
        let Words { froms, tos, hashes, kept, .. } = words;
        for i in 0..words.ended {
            hashes[i] = hash(bytes, froms[i] as usize, tos[i] as usize);
        }
        let mut len = 0;
        for (i, two) in hashes[..=words.ended].windows(2).enumerate() {
            kept[len] = i as u32;
            len += usize::from(set.keeps(two[0], two[1]));
        }
        len
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::Folder;
    use crate::text::unicode::table::CaseFolding;
    use proptest::prelude::*;

    proptest! {
        /// Each word once, in order, with where it ends and its hash, however many are read at a time; each that is kept, with the word behind it; and what
        /// else stands at bounds.
        #[test]
        fn reads_each_word(
            pieces in prop::collection::vec("[a-c]{1,3}|[a-c]{60,70}|[a-c]{1,3} |[. ’क中ก]{0,70}|(a ){40}|[a-z]{1,20} ", 0..200),
            every in 1_usize..9,
        ) {
            let (text, mut folded) = (pieces.concat(), Folded::default());
            Folder::new(CaseFolding::Fold, false, false).fold(&text, 0, &mut folded);
            let expected: Vec<(u32, u32, u64)> = folded
                .words
                .iter()
                .map(|from| (from, folded.bounds.next_from(from + 1).unwrap_or(folded.bytes.len())))
                .map(|(from, to)| (from as u32, to as u32, hash(&folded.bytes, from, to)))
                .collect();
            let some = |from: usize| expected.iter().skip(from).step_by(every).map(|word| word.2).collect::<Vec<_>>();
            let two: Vec<_> = expected.windows(2).step_by(every).map(|words| [words[0].2, words[1].2]).collect();
            let next = |i: usize| expected.get(i + 1).map_or(0, |next| next.2);
            let all: Vec<(u32, u64, u64)> = expected.iter().enumerate().map(|(i, &(from, _, hash))| (from, hash, next(i))).collect();
            let bounds = folded.bounds.iter().filter(|&at| !folded.words.get(at) && folded.bytes.get(at).is_some_and(|&byte| byte != b' '));
            let expected_others: Vec<u32> = bounds.map(|at| at as u32).collect();
            let [few, many] = [Rough::of_few(&some(1), &two), Rough::of_many(&some(1), &two)];
            let [scalar, hands] = [Hands::Scalar, Hands::default()];
            for (hands, set) in [(scalar, &few), (scalar, &many), (hands, &few), (hands, &many)] {
                let (mut words, mut found, mut kept) = (Words { hands, ..Words::default() }, Vec::new(), Vec::new());
                let mut others = Vec::new();
                words.begin(true);
                while let Some(len) = words.read(Row::of(&folded), set) {
                    found.extend(words.added().map(|i| (words.froms[i], words.tos[i], words.hashes[i])));
                    others.extend_from_slice(words.others());
                    kept.extend(words.kept[..len].iter().map(|&i| i as usize).map(|i| (words.froms[i], words.hashes[i], words.hashes[i + 1])));
                }
                let expected_kept = all.iter().filter(|all| set.keeps(all.1, all.2));
                prop_assert_eq!(kept, expected_kept.copied().collect::<Vec<_>>());
                prop_assert_eq!(found, expected.clone());
                prop_assert_eq!(&others, &expected_others);
            }
        }
    }
}
