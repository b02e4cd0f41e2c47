//! First words of names: which name is a word by itself, what may follow it, and where those that go on are walked from.
//!
//! With many names nothing that is asked for every word stays in the nearest caches, and sets of pairs of words and of triples least: each stands elsewhere in them.
//! The small set has one of pairs, with the fewest bits that are worth it. What it lets pass is asked here, where all that is asked of a word lies in one place, which
//! is near at hand where the word is frequent (of the words of a text few make up the most), and what may follow it in another. With many names most that are found are one short word, too: which one, is told without a walk of the trie.

use super::beginning::{Beginning, first_word};
use super::sets::{Set, behind, holds, masked, pair};
use crate::matcher::gather::Patterns;
use crate::matcher::trie::{NONE, NUMBER, Trie};
use crate::runtime::prefetch::fetch;
use crate::storage::Column;
use std::ops::Range;

/// Bytes of the longest word whose key is its bytes. That of a longer one is its hash, and its bytes stand elsewhere.
const SHORT: usize = 8;

/// Bytes of the longest word that is known at all.
const LONGEST: usize = 0xFF;

/// What is beside the hash of a longer word: a byte that ends no text.
const LONG: u64 = 0xFF << 56;

/// What stands before the bytes of a longer word: the node behind it and how many they are.
const HEAD: usize = 5;

/// Entries of a bucket, which is as large as what a processor reads at a time.
const EACH: usize = 3;

/// Entries that a bucket has on average, of ten: with more, too many do not find room in theirs.
const OF_TEN: usize = 22;

/// Beside a pattern: what follows may be no word, so that the byte behind the word is noted.
const OPEN: u32 = NUMBER + 1;

/// Full buckets side by side at most. A table that was built has some tens of them; a forged one
/// could make every look-up read all of it.
const LONGEST_RUN: usize = 1 << 14;

/// Bits for each of the words, and of the pairs of words, that may follow one.
const BITS: usize = 8;

/// Where it is noted that nothing may follow, or anything: one block each, the first two.
const NOTHING: u32 = 0;
const ANYTHING: u32 = 1;

/// From this bit of a number on stands how many blocks there are, as a power of two.
const COUNT: u32 = 27;

/// The keys of its words, none of which is 0; what is known of each; where it is noted what may follow them, each a half. What does not find room stands in the next bucket.
pub(super) type Bucket = [u64; 8];

/// Words by their hashes; none if there are so few names that sets and walks are as fast.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub(super) buckets: Column<Bucket>,
    /// Of what may follow words, three bits a hash, in blocks of one number (Bloom filters).
    pub(super) following: Column<u64>,
    /// The longer words.
    pub(super) longer: Column<u8>,
}

/// Where an entry is.
pub(super) type Place = u32;

/// What is known of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The first name of the pattern that is this word, or [`NONE`].
    pub(super) pattern: u32,
    /// A name may go on behind it with something else than a word that is known: of those the next byte is noted.
    open: bool,
    /// The node of the trie behind it; 0, which is the root, if there is a leaf. Of a longer word, where that and its bytes stand.
    pub(super) node: u32,
    /// What may follow: its first block, and above [`COUNT`] how many there are.
    following: u32,
}

impl Lexicon {
    pub(super) fn of(first: &FirstWords) -> Self {
        if first.words.is_empty() {
            return Self::default();
        }
        let mut order: Vec<(u64, usize)> = first.words.iter().map(|word| word.key).zip(0..).collect();
        order.sort_unstable();
        let of_one = || order.chunk_by(|one, next| one.0 == next.0);
        let len = of_one().count();
        let mut buckets = vec![[0; 8]; (len * 10).div_ceil(OF_TEN)];
        let (mut following, mut longer, mut hashes) = (vec![0, !0], Vec::new(), Vec::new());
        for same in of_one() {
            let words = || same.iter().map(|&(_, i)| &first.words[i]);
            let word = &first.words[same[0].1];
            let mut node = word.node;
            if word.text.len() > SHORT {
                // Where not one word is meant, none is.
                let one = word.text.len() <= LONGEST && words().all(|other| other.text == word.text);
                let text = if one { word.text } else { &[] };
                let at = longer.len() as u32;
                longer.extend_from_slice(&node.to_le_bytes());
                longer.push(text.len() as u8);
                longer.extend_from_slice(text);
                node = at;
            }
            let pattern = words().map(|word| word.pattern).min().unwrap_or(NONE);
            hashes.clear();
            hashes.extend(words().flat_map(|word| &first.following[word.following.clone()]).flatten());
            hashes.sort_unstable();
            hashes.dedup();
            let noted = note(&mut following, &hashes);
            let open = words().any(|word| word.open);
            let mut at = Self::bucket(word.hash, buckets.len());
            let free = loop {
                match buckets[at][..EACH].iter().position(|&key| key == 0) {
                    Some(free) => break free,
                    None => at = (at + 1) % buckets.len(),
                }
            };
            let bucket = &mut buckets[at];
            bucket[free] = word.key;
            bucket[EACH + free] = u64::from(node) << 32 | u64::from(pattern | if open { OPEN } else { 0 });
            bucket[2 * EACH + free / 2] |= u64::from(noted) << (32 * (free % 2));
        }
        Self { buckets: buckets.into(), following: following.into(), longer: longer.into() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// Whether every look-up soon comes to a bucket with room: one that is full sends it to the next.
    pub(super) fn has_room(&self) -> bool {
        // A run that goes on at the beginning of the table counts as two: that doubles the bound.
        let full = |bucket: &Bucket| bucket[EACH - 1] != 0;
        let runs = self.buckets.chunk_by(|one, next| full(one) == full(next));
        runs.filter(|run| run.first().is_some_and(full)).all(|run| run.len() <= LONGEST_RUN)
    }

    /// Where a word with this hash is, if it is in.
    #[inline]
    pub(super) fn find(&self, bytes: &[u8], from: usize, to: usize, hash: u64) -> Option<Place> {
        let key = if to - from > SHORT { hash | LONG } else { masked(bytes, from, to) };
        let first = Self::bucket(hash, self.buckets.len());
        // A forged file may have no end.
        for at in (first..self.buckets.len()).chain(0..first) {
            let bucket = &self.buckets[at];
            // All are compared, whichever it is: no processor foresees that.
            let same = (0..EACH).fold(0_u32, |bits, i| bits | u32::from(bucket[i] == key) << i);
            if same != 0 {
                return Some((at as u32) << 2 | same.trailing_zeros());
            }
            if bucket[EACH - 1] == 0 {
                return None;
            }
        }
        None
    }

    /// The entry at a place that was found.
    #[inline]
    pub(super) fn entry(&self, place: Place) -> Entry {
        let (bucket, i) = (&self.buckets[place as usize >> 2], place as usize & 3);
        let (known, following) = (bucket[EACH + i], bucket[2 * EACH + i / 2] >> (32 * (i % 2)));
        let (pattern, node) = (known as u32, (known >> 32) as u32);
        Entry { pattern: pattern & NUMBER, open: pattern & OPEN != 0, node, following: following as u32 }
    }

    /// Whether a name may go on behind a word with a byte, or with the next word, and the third if that is known, by their hashes.
    #[inline]
    pub(super) fn goes_on(&self, entry: Entry, byte: u8, next: u64, third: Option<u64>) -> bool {
        let may_follow = |hash: u64| {
            let (at, bits) = (entry.block(hash), Set::bits(hash));
            self.following.get(at).is_some_and(|&block| holds(block, bits))
        };
        let words =
            may_follow(next) && (may_follow(two(next, None)) | third.is_none_or(|third| may_follow(two(next, Some(third)))));
        words || entry.open && may_follow(sign(byte))
    }

    /// The node behind a word of a text that was found, if it is this word: of a longer one only its hash is known to be the same.
    #[inline]
    pub(super) fn node_behind(&self, entry: Entry, text: &[u8]) -> Option<u32> {
        if text.len() <= SHORT {
            return Some(entry.node);
        }
        let longer = self.longer.get(entry.node as usize..)?;
        let (&[a, b, c, d, len], rest) = longer.split_first_chunk::<HEAD>()?;
        (rest.get(..len as usize)? == text).then_some(u32::from_le_bytes([a, b, c, d]))
    }

    /// Asks for the bucket of a hash.
    #[inline]
    pub(super) fn fetch(&self, hash: u64) {
        fetch(self.buckets.as_ptr().wrapping_add(Self::bucket(hash, self.buckets.len())).cast());
    }

    /// Asks for what will be asked of an entry: what is noted of a hash behind a word of so many bytes, and its own bytes.
    #[inline]
    pub(super) fn fetch_of(&self, entry: Entry, next: u64, len: usize) {
        fetch(self.following.as_ptr().wrapping_add(entry.block(next)).cast());
        let at = if len > SHORT { entry.node as usize } else { 0 };
        fetch(self.longer.as_ptr().wrapping_add(at));
    }

    #[inline]
    fn bucket(hash: u64, buckets: usize) -> usize {
        (((hash >> 32) * buckets as u64) >> 32) as usize
    }
}

impl Entry {
    /// The block in which a hash is noted.
    #[inline]
    fn block(self, hash: u64) -> usize {
        let (first, blocks) = (self.following & ((1 << COUNT) - 1), 1_u64 << (self.following >> COUNT));
        first as usize + (hash >> 32 & (blocks - 1)) as usize
    }
}

/// Notes hashes in blocks of their own behind others, and returns where. If there is no room for so many, anything may follow.
fn note(following: &mut Vec<u64>, hashes: &[u64]) -> u32 {
    if hashes.is_empty() {
        return NOTHING;
    }
    let blocks = (hashes.len() * BITS).div_ceil(64).next_power_of_two();
    let free = u32::try_from(following.len()).ok().filter(|&first| (first as usize + blocks) >> COUNT == 0);
    let Some(first) = free else { return ANYTHING };
    let entry = Entry { pattern: NONE, open: false, node: 0, following: first | blocks.trailing_zeros() << COUNT };
    following.resize(following.len() + blocks, 0);
    for &hash in hashes {
        following[entry.block(hash)] |= Set::bits(hash);
    }
    entry.following
}

/// The hash of a byte that stands behind a word where no word that is known does.
#[inline]
fn sign(byte: u8) -> u64 {
    behind(byte, 0)
}

/// The hash of a word and the next one, if one that tells follows.
#[inline]
fn two(next: u64, third: Option<u64>) -> u64 {
    pair(next, third.unwrap_or(0))
}

/// The words with which names begin, as these come.
#[derive(Default)]
pub(super) struct FirstWords<'p> {
    words: Vec<Word<'p>>,
    /// What may follow them: the hash of the word behind one, and of the two behind it, or twice that of the byte.
    following: Vec<[u64; 2]>,
}

/// A word with which some names begin that stand side by side.
struct Word<'p> {
    key: u64,
    hash: u64,
    text: &'p [u8],
    node: u32,
    pattern: u32,
    open: bool,
    following: Range<usize>,
}

impl<'p> FirstWords<'p> {
    /// Adds the word that a pattern begins with, if it has an end that is known; false if not.
    pub(super) fn add(&mut self, trie: &Trie, patterns: &Patterns, i: usize, pattern: &'p str, beginning: Beginning) -> bool {
        let text = first_word(pattern).as_bytes();
        let (hash, next) = match beginning {
            Beginning::Word(hash) => (hash, None),
            Beginning::Pair(hash, next, third) => (hash, Some([next, two(next, third)])),
            Beginning::Before(..) | Beginning::Odd(_) => return false,
        };
        let key = match text.len() {
            0 => return false,
            len @ 1..=SHORT => masked(text, 0, len),
            _ => hash | LONG,
        };
        let byte = pattern.as_bytes().get(text.len());
        let (pattern, open) = (if byte.is_none() { patterns.firsts[i] } else { NONE }, next.is_none() && byte.is_some());
        let next = next.or(byte.map(|&byte| [sign(byte); 2]));
        self.following.extend(next);
        let end = self.following.len();
        // Names that begin alike stand together, but for signs behind the word.
        if let Some(last) = self.words.last_mut().filter(|last| last.text == text) {
            last.pattern = last.pattern.min(pattern);
            last.open |= open;
            last.following.end = end;
        } else {
            let following = end - usize::from(next.is_some())..end;
            // In this order what a word leads to lies beside what the one before did.
            let node = trie.node_of(text).unwrap_or(0);
            self.words.push(Word { key, hash, text, node, pattern, open, following });
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_is_noted_and_where_there_is_no_room_anything_may() {
        let (word, other) = (sign(1), sign(2));
        let mut following = vec![0, !0];
        let noted = note(&mut following, &[word, two(word, None)]);
        assert_eq!(note(&mut following, &[]), NOTHING);
        let lexicon = Lexicon { following: following.into(), ..Lexicon::default() };
        let goes_on = |following, open, byte, next| {
            lexicon.goes_on(Entry { pattern: NONE, open, node: 0, following }, byte, next, Some(other))
        };
        assert!(goes_on(noted, false, 0, word) && !goes_on(noted, false, 0, other));
        assert!(goes_on(noted, true, 1, other) && !goes_on(noted, false, 1, other) && !goes_on(noted, true, 2, other));
        assert!(goes_on(ANYTHING, false, 0, other) && !goes_on(NOTHING, true, 1, word));
    }
}
