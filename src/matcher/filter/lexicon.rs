//! Short words that names begin with: which name is this word, and where those that go on are walked from.
//!
//! With many names most that are found are one short word. A look at one place tells which, without a walk of the trie.

use super::beginning::{Beginning, first_word};
use super::sets::masked;
use crate::fetch::fetch;
use crate::matcher::gather::Patterns;
use crate::matcher::trie::{NONE, NUMBER, Trie};
use crate::stored::Column;

/// Bytes of the longest word.
const SHORT: usize = 8;

/// Entries of a bucket, which is as large as what a processor reads at a time.
const EACH: usize = 4;

/// Entries that a bucket has on average, of ten: with more, too many do not find room in theirs.
const OF_TEN: usize = 24;

/// Beside a pattern: a name goes on behind the word, whatever the next one is.
const OPEN: u32 = NUMBER + 1;

/// The words of a bucket, as the numbers their bytes are, none of which is 0; and what is known of each. What does not find room stands in the next one.
pub(super) type Bucket = [u64; 2 * EACH];

/// Words by their hashes; none if there are so few names that walks are as fast.
#[derive(Debug)]
pub(super) struct Lexicon(pub(super) Column<Bucket>);

/// What is known of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The first name of the pattern that is this word, or [`NONE`].
    pub(super) pattern: u32,
    /// A name goes on behind it, whatever the next word is.
    pub(super) open: bool,
    /// The node of the trie behind it; 0, which is the root, if there is a leaf.
    pub(super) node: u32,
}

impl Entry {
    fn of_bits(bits: u64) -> Self {
        let (pattern, node) = (bits as u32, (bits >> 32) as u32);
        Self { pattern: pattern & NUMBER, open: pattern & OPEN != 0, node }
    }

    fn bits(self) -> u64 {
        u64::from(self.node) << 32 | u64::from(self.pattern | if self.open { OPEN } else { 0 })
    }
}

impl Lexicon {
    pub(super) fn of(mut words: Vec<Word>, trie: &Trie) -> Self {
        // Names that begin alike stand together, but for signs behind the word.
        words.sort_by_key(|word| word.key);
        words.dedup_by(|next, word| {
            let same = next.key == word.key;
            if same {
                word.pattern = word.pattern.min(next.pattern);
                word.open |= next.open;
            }
            same
        });
        let mut buckets = vec![[0; 2 * EACH]; (words.len() * 10).div_ceil(OF_TEN)];
        for word in words {
            let bytes = word.key.to_le_bytes();
            let len = bytes.iter().position(|&byte| byte == 0).unwrap_or(SHORT);
            let entry = Entry { pattern: word.pattern, open: word.open, node: trie.node_of(&bytes[..len]).unwrap_or(0) };
            let mut at = Self::place(word.hash, buckets.len());
            let free = loop {
                match buckets[at][..EACH].iter().position(|&key| key == 0) {
                    Some(free) => break free,
                    None => at = (at + 1) % buckets.len(),
                }
            };
            (buckets[at][free], buckets[at][EACH + free]) = (word.key, entry.bits());
        }
        Self(buckets.into())
    }

    /// What is known of a word with this hash.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8], from: usize, to: usize, hash: u64) -> Option<Entry> {
        if to - from > SHORT {
            return None;
        }
        let key = masked(bytes, from, to);
        let first = Self::place(hash, self.0.len());
        // A forged file may have no end.
        for bucket in self.0[first..].iter().chain(&self.0[..first]) {
            // All are compared, whichever it is: no processor foresees that.
            let same = (0..EACH).fold(0_u32, |bits, i| bits | u32::from(bucket[i] == key) << i);
            if same != 0 {
                return Some(Entry::of_bits(bucket[EACH + same.trailing_zeros() as usize % EACH]));
            }
            if bucket[EACH - 1] == 0 {
                return None;
            }
        }
        None
    }

    /// Asks for the bucket of a hash.
    #[inline]
    pub(super) fn fetch(&self, hash: u64) {
        fetch(self.0.as_ptr().wrapping_add(Self::place(hash, self.0.len())).cast());
    }

    #[inline]
    fn place(hash: u64, buckets: usize) -> usize {
        (((hash >> 32) * buckets as u64) >> 32) as usize
    }
}

/// A word with which a name begins.
pub(super) struct Word {
    key: u64,
    hash: u64,
    pattern: u32,
    open: bool,
}

impl Word {
    /// The word that a pattern begins with, if it is a short one.
    pub(super) fn of(patterns: &Patterns, i: usize, pattern: &str, beginning: Beginning) -> Option<Self> {
        let word = first_word(pattern);
        if word.is_empty() || word.len() > SHORT {
            return None;
        }
        let whole = word.len() == pattern.len();
        let (hash, open) = match beginning {
            Beginning::Word(hash) => (hash, !whole),
            Beginning::Pair(hash, ..) => (hash, false),
            Beginning::Before(..) | Beginning::Odd(_) => return None,
        };
        let key = masked(word.as_bytes(), 0, word.len());
        Some(Self { key, hash, pattern: if whole { patterns.firsts[i] } else { NONE }, open })
    }
}
