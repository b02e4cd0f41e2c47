//! Which words of a text may begin a name.
//!
//! Most words begin none, and to find that out in a trie costs a look into memory or two that no cache holds. Here it costs the hash of a word, and one look into a
//! small set, which tells whether a name of one word may be this word, and whether a name of several may have it first, or second. What may begin a name is looked
//! up in two larger ones: whether a name of one word is this word, and whether a name of several begins with it and the word behind it. *The* begins many names,
//! but *the minister* few. What passes may still be none; what does not pass is none for sure.

mod beginning;
mod glance;
mod sets;
mod words;

use crate::Result;
use crate::monitor::Monitor;
use crate::stored::{Column, Stored, TextsBuilder, Writer};
use crate::text::fold::{Folded, decode};
use beginning::{Beginning, LONGEST_BEFORE, head, is_unspaced};
use memchr::memchr3_iter;
use sets::{Rough, Set, behind, hash, pair};
pub(super) use words::Words;
use words::{AHEAD, Row};

/// Sets of more blocks than these are not near at hand: what is to be asked of them is fetched some words ahead.
const NEAR: usize = 1 << 15;

/// What the names begin with.
#[derive(Debug)]
pub(super) struct Filter {
    /// What words names begin with.
    rough: Rough,
    /// Names of one word; of those that begin in a script without spaces, the first character.
    words: Set,
    /// The first two words of the others.
    pairs: Set,
    /// Last bytes of what stands before the first word of a name: of the apostrophe of `'Abd al-Rahman`. One bit for each byte that there is; the byte and the
    /// word are a pair.
    before: Column<u64>,
    /// What names begin with that begin otherwise: [`head`]s, ascending.
    odd: Column<u32>,
    /// The first bytes of these if they are few and begin no script's letters, so that they can be searched for.
    rare: Option<[u8; 3]>,
}

impl Filter {
    pub(super) fn new(patterns: &TextsBuilder, monitor: &Monitor) -> Result<Self> {
        const CHECK: usize = 1 << 14;
        let texts = (0..patterns.len()).map(|i| std::str::from_utf8(patterns.bytes(i)).unwrap_or_default());
        let (mut alone, mut first, mut second) = (Vec::new(), Vec::new(), Vec::new());
        let (mut words, mut pairs) = (Vec::new(), Vec::new());
        let (mut before, mut odd) = ([0; 4], Vec::new());
        for (i, pattern) in texts.enumerate() {
            if i % CHECK == 0 {
                monitor.check()?;
            }
            for beginning in Beginning::of(pattern) {
                match beginning {
                    Beginning::Word(word) => {
                        alone.push(word);
                        words.push(word);
                    }
                    Beginning::Pair(word, next) => {
                        first.push(word);
                        second.push(next);
                        pairs.push(pair(word, next));
                    }
                    Beginning::Before(byte, word) => {
                        before[byte as usize / 64] |= 1 << (byte % 64);
                        alone.push(word);
                        pairs.push(behind(byte, word));
                    }
                    Beginning::Odd(head) => odd.push(head),
                }
            }
        }
        // Patterns come in order: what begins alike stands together.
        [&mut alone, &mut first, &mut words, &mut pairs].into_iter().for_each(Vec::dedup);
        // But not what goes on alike.
        second.sort_unstable();
        second.dedup();
        odd.sort_unstable();
        odd.dedup();
        let before = if before == [0; 4] { Vec::new() } else { before.to_vec() };
        let (rough, words, pairs) = (Rough::of(&alone, &first, &second), Set::of(&words), Set::of(&pairs));
        Ok(Self { rough, words, pairs, before: before.into(), rare: rare(&odd), odd: odd.into() })
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        writer.column("filter_rough", &self.rough.0);
        writer.column("filter_words", &self.words.0);
        writer.column("filter_pairs", &self.pairs.0);
        writer.column("filter_before", &self.before);
        writer.column("filter_odd", &self.odd);
    }

    /// What was saved. A forged one passes over names, or over none.
    pub(super) fn read(stored: &Stored) -> Result<Self> {
        let odd = stored.column("filter_odd")?;
        Ok(Self {
            rough: stored.column("filter_rough").map(Rough)?,
            words: stored.column("filter_words").map(Set)?,
            pairs: stored.column("filter_pairs").map(Set)?,
            before: stored.column("filter_before")?,
            rare: rare(&odd),
            odd,
        })
    }

    /// Adds the places of a folded block at which a name may begin, ascending.
    pub(super) fn starts(&self, folded: &Folded, words: &mut Words, starts: &mut Vec<u32>) {
        if folded.irregular {
            starts.extend(folded.bounds.iter().map(|at| at as u32));
            return;
        }
        words.begin();
        let mut others = 0;
        while let Some(len) = words.read(Row::of(folded), &self.rough) {
            let before = starts.len() + self.add(words, len, starts);
            if !self.before.is_empty() {
                self.add_before_words(folded, words, len, starts);
            }
            if !folded.regular {
                self.add_unsure(folded, words, starts);
            }
            others += starts.len() - before;
        }
        if !self.odd.is_empty() {
            let before = starts.len();
            self.add_odd(folded, starts);
            others += starts.len() - before;
        }
        if others > 0 {
            starts.sort_unstable();
            starts.dedup();
        }
    }

    /// Adds the words that a name may begin with, of the first `len` of those kept, and says how many.
    fn add(&self, words: &mut Words, len: usize, starts: &mut Vec<u32>) -> usize {
        let mut passed = 0;
        let far = self.words.0.len() + self.pairs.0.len() > NEAR;
        for i in 0..len {
            if far {
                // What is written behind the last of those kept means nothing, and does no harm.
                let word = words.kept[i + AHEAD] as usize;
                self.words.fetch(words.hashes[word]);
                self.pairs.fetch(pair(words.hashes[word], words.hashes[word + 1]));
            }
            let word = words.kept[i] as usize;
            let hash = words.hashes[word];
            words.passed[passed] = words.froms[word];
            passed += usize::from(self.begins(hash, words.hashes[word + 1]));
        }
        starts.extend_from_slice(&words.passed[..passed]);
        passed
    }

    /// Whether a name may begin with a word and the one behind it, by their hashes.
    #[inline]
    fn begins(&self, word: u64, next: u64) -> bool {
        // Both are asked: whether the first says yes no processor foresees.
        self.words.contains(word) | self.pairs.contains(pair(word, next))
    }

    /// Adds what stands before the first `len` words of those kept, if it may be of the name.
    fn add_before_words(&self, folded: &Folded, words: &Words, len: usize, starts: &mut Vec<u32>) {
        for &word in &words.kept[..len] {
            let word = word as usize;
            self.add_before(folded, words.froms[word], Some(words.hashes[word]), starts);
        }
    }

    /// Adds the places at which a name may begin whose first word is the one at `from`, with this hash if that is known.
    fn add_before(&self, folded: &Folded, from: u32, hash: Option<u64>, starts: &mut Vec<u32>) {
        let from = from as usize;
        let bytes = &folded.bytes[from.saturating_sub(LONGEST_BEFORE)..from];
        if bytes.last().is_some_and(|&last| self.ends_before(last, hash)) {
            let spaced = bytes.iter().rposition(|&byte| byte == b' ').map_or(0, |space| space + 1);
            let before = from - bytes.len() + spaced..from;
            starts.extend(before.filter(|&at| folded.bounds.get(at)).map(|at| at as u32));
        }
    }

    /// Whether what stands before the first word of a name may end with a byte, before a word with this hash if that is known.
    fn ends_before(&self, byte: u8, hash: Option<u64>) -> bool {
        self.before.get(byte as usize / 64).is_some_and(|bits| bits >> (byte % 64) & 1 == 1)
            && hash.is_none_or(|hash| self.pairs.contains(behind(byte, hash)))
    }

    /// Adds the words of which a hash does not tell whether a name may begin: those of a script without spaces unless their first character tells, and, for sure,
    /// those that are glued to the next one, and the ones before them (there was a joiner between the two, which folding dropped). Where the words of a name end
    /// is not known there.
    #[cold]
    fn add_unsure(&self, folded: &Folded, words: &Words, starts: &mut Vec<u32>) {
        let bytes = &folded.bytes[..];
        let last = words.added().start.checked_sub(1).map(|last| words.froms[last]);
        let mut before = last.filter(|&last| unspaced_end(bytes, last as usize).is_none());
        for i in words.added() {
            let (from, to) = (words.froms[i] as usize, words.tos[i] as usize);
            let is_glued = folded.words.get(to);
            let unspaced = unspaced_end(bytes, from);
            if let Some(end) = unspaced {
                // How far its word goes is not known.
                if self.words.contains(hash(bytes, from, end)) {
                    starts.push(from as u32);
                }
            } else if is_glued {
                self.add_before(folded, from as u32, None, starts);
                starts.push(from as u32);
            }
            if is_glued && let Some(before) = before {
                self.add_before(folded, before, None, starts);
                starts.push(before);
            }
            before = Some(words.froms[i]).filter(|_| unspaced.is_none());
        }
    }

    /// Adds the bounds of a block at which a name may begin that does not begin like the others.
    fn add_odd(&self, folded: &Folded, starts: &mut Vec<u32>) {
        self.any_odd(Row::of(folded), |at| {
            if self.is_odd(&folded.bytes[at..]) {
                starts.push(at as u32);
            }
            false
        });
    }

    /// Whether something holds for one of the bounds at which such a name might begin.
    fn any_odd(&self, row: Row, mut holds: impl FnMut(usize) -> bool) -> bool {
        let bytes = row.bytes;
        if let Some([first, second, third]) = self.rare {
            return memchr3_iter(first, second, third, bytes).any(|at| row.is_bound(at) && holds(at));
        }
        let lanes = row.words.iter().zip(row.bounds);
        for (lane, (&words, &bounds)) in lanes.enumerate().take(bytes.len().div_ceil(64)) {
            // Most are spaces.
            let mut others = bounds & !words & !spaces(&bytes[lane * 64..]);
            while others != 0 {
                let at = lane * 64 + others.trailing_zeros() as usize;
                others &= others - 1;
                if at < bytes.len() && holds(at) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether bytes begin like such a name.
    fn is_odd(&self, bytes: &[u8]) -> bool {
        let head = head(bytes);
        let first = self.odd.partition_point(|odd| odd >> 24 < head >> 24);
        let mut alike = self.odd[first..].iter().take_while(|&odd| odd >> 24 == head >> 24);
        // What is shorter than four bytes ends in zeros.
        alike.any(|odd| (odd ^ head) >> (odd.trailing_zeros().min(31) / 8 * 8) == 0)
    }
}

/// Up to three bytes that begin all of some heads, none of them that of a character in three bytes or more: there are scripts of which every letter begins so.
fn rare(odd: &[u32]) -> Option<[u8; 3]> {
    let mut first: Vec<u8> = odd.iter().map(|odd| (odd >> 24) as u8).collect();
    first.dedup();
    let nth = |i: usize| first.get(i).or(first.last()).copied();
    (first.len() <= 3 && first.iter().all(|&byte| byte < 0xE0)).then_some([nth(0)?, nth(1)?, nth(2)?])
}

/// Which of the first sixty-four bytes are spaces; what is behind the end is one.
fn spaces(bytes: &[u8]) -> u64 {
    let mut padded = [1; 64];
    for (space, &byte) in padded.iter_mut().zip(bytes) {
        *space = u8::from(byte == b' ');
    }
    // Eight ones and zeros side by side: each product puts one of them into the highest byte.
    let side_by_side = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    padded.as_chunks::<8>().0.iter().enumerate().fold(0, |bits, (i, bytes)| bits | side_by_side(bytes) << (8 * i))
}

/// Where the first character ends of a word that begins at a byte, if it is of a script without spaces.
#[inline]
fn unspaced_end(bytes: &[u8], from: usize) -> Option<usize> {
    if !may_be_unspaced(&bytes[from..]) {
        return None;
    }
    let (first, len) = decode(&bytes[from..]);
    is_unspaced(first).then_some(from + len)
}

/// Whether a word that begins with these bytes may be of a script without spaces: Thai is the first of them.
fn may_be_unspaced(bytes: &[u8]) -> bool {
    bytes[0] >= 0xE0 && (bytes[0] > 0xE0 || bytes.get(1).is_some_and(|&second| second >= 0xB8))
}
