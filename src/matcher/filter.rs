//! Which words of a text may begin a name.
//!
//! Most words begin none, and to find that out in a trie costs a look into memory or two that no cache holds. Here it costs the hash of a word, and two looks into
//! two small sets: whether a name of one word is this word, and whether a name of several begins with it and the word behind it. *The* begins many names, but
//! *the minister* few. What passes may still be none; what does not pass is none for sure.

use crate::Result;
use crate::monitor::Monitor;
use crate::stored::{Column, Stored, TextsBuilder, Writer};
use crate::text::chars::{CaseFolding, Table};
use crate::text::fold::Folded;
use std::ops::Range;

/// What the names begin with.
#[derive(Debug)]
pub(super) struct Filter {
    /// Names of one word; of those that begin in a script without spaces, the first character.
    words: Set,
    /// The first two words of the others.
    pairs: Set,
    /// First bytes of names that do not begin with a word.
    odd: Column<u64>,
}

/// The beginning of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    Word(u64),
    Pair(u64),
    Odd(u8),
}

impl Filter {
    pub(super) fn new(patterns: &TextsBuilder, monitor: &Monitor) -> Result<Self> {
        const CHECK: usize = 1 << 14;
        let texts = || (0..patterns.len()).map(|i| std::str::from_utf8(patterns.bytes(i)).unwrap_or_default());
        let (mut words, mut pairs, mut odd) = (Vec::new(), Vec::new(), Vec::new());
        for (i, pattern) in texts().enumerate() {
            if i % CHECK == 0 {
                monitor.check()?;
            }
            for beginning in Beginning::of(pattern) {
                match beginning {
                    Beginning::Word(hash) => words.push(hash),
                    Beginning::Pair(hash) => pairs.push(hash),
                    Beginning::Odd(byte) => {
                        odd.resize(4, 0);
                        odd[byte as usize / 64] |= 1 << (byte % 64);
                    }
                }
            }
        }
        Ok(Self { words: Set::of(&words), pairs: Set::of(&pairs), odd: odd.into() })
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        writer.column("filter_words", &self.words.0);
        writer.column("filter_pairs", &self.pairs.0);
        writer.column("filter_odd", &self.odd);
    }

    /// What was saved. A forged one passes over names, or over none.
    pub(super) fn read(stored: &Stored) -> Result<Self> {
        let set = |name| stored.column(name).map(Set);
        Ok(Self { words: set("filter_words")?, pairs: set("filter_pairs")?, odd: stored.column("filter_odd")? })
    }

    /// Adds the places of a folded block at which a name may begin, ascending.
    pub(super) fn starts(&self, folded: &Folded, words: &mut Words, starts: &mut Vec<u32>) {
        if folded.irregular {
            starts.extend(folded.bounds.iter().map(|at| at as u32));
            return;
        }
        if folded.regular {
            self.add::<false>(folded, words, starts);
        } else {
            self.add::<true>(folded, words, starts);
        }
        if !self.odd.is_empty() {
            let before = starts.len();
            for (block, words, bounds) in folded.words_and_bounds() {
                self.add_odd(folded, block, bounds & !words, starts);
            }
            if starts.len() > before {
                starts.sort_unstable();
            }
        }
    }

    /// Adds the words that a name may begin with. What 64 bytes hold of them is read first and looked up then: two short loops, each of which the processor
    /// has in sight.
    fn add<const UNSURE: bool>(&self, folded: &Folded, Words { froms, hashes, kept }: &mut Words, starts: &mut Vec<u32>) {
        let bytes = &folded.bytes[..];
        let mut unsure: Vec<(u32, bool)> = Vec::new();
        let mut any = false;
        for (block, words, bounds) in folded.words_and_bounds() {
            let mut rest = words;
            let mut count = 0;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                let (from, behind) = (block + bit as usize, bounds & !1 << bit);
                let to = if behind == 0 { next_block(folded, block) } else { block + behind.trailing_zeros() as usize };
                // The first one is the last of the words before.
                count = (count + 1) % WORDS;
                if UNSURE && (folded.words.get(to) || may_be_unspaced(&bytes[from..])) {
                    note(folded, from..to, (any || count > 1).then_some(froms[count - 1]), &mut unsure);
                }
                (froms[count], hashes[count]) = (from as u32, hash(bytes, from, to));
            }
            let mut passed = 0;
            for i in usize::from(!any)..count {
                // Whether a word passes is a matter of luck, which no processor foresees: each is written down, and the next one over it unless it passes.
                kept[passed] = froms[i];
                let passes = self.words.contains(hashes[i]) | self.pairs.contains(pair(hashes[i], hashes[i + 1]));
                passed += usize::from(passes);
            }
            starts.extend_from_slice(&kept[..passed]);
            if count > 0 {
                (froms[0], hashes[0], any) = (froms[count], hashes[count], true);
            }
        }
        if any && self.words.contains(hashes[0]) {
            starts.push(froms[0]);
        }
        if UNSURE && !unsure.is_empty() {
            unsure.retain(|&(from, sure)| sure || self.may_begin_unspaced(folded, from as usize));
            starts.extend(unsure.iter().map(|&(from, _)| from));
            starts.sort_unstable();
            starts.dedup();
        }
    }

    /// Whether a name may begin with a character of a script without spaces: how far its word goes is not known, so that only the character tells.
    fn may_begin_unspaced(&self, folded: &Folded, from: usize) -> bool {
        self.words.contains(hash(&folded.bytes, from, char_end(&folded.bytes, from)))
    }

    /// Adds those of some bounds of a block at which a name may begin that does not begin with a word.
    fn add_odd(&self, folded: &Folded, block: usize, mut bounds: u64, starts: &mut Vec<u32>) {
        while bounds != 0 {
            let at = block + bounds.trailing_zeros() as usize;
            bounds &= bounds - 1;
            // Most are spaces.
            let byte = folded.bytes.get(at).copied().unwrap_or(b' ');
            if byte != b' ' && self.odd.get(byte as usize / 64).is_some_and(|bits| bits >> (byte % 64) & 1 == 1) {
                starts.push(at as u32);
            }
        }
    }
}

/// Words that begin in sixty-four bytes, and the one before them; a power of two more than there can be.
const WORDS: usize = 128;

/// Those words; buffers to be kept.
#[derive(Debug)]
pub(super) struct Words {
    froms: [u32; WORDS],
    hashes: [u64; WORDS],
    kept: [u32; WORDS],
}

impl Default for Words {
    fn default() -> Self {
        Self { froms: [0; WORDS], hashes: [0; WORDS], kept: [0; WORDS] }
    }
}

/// Notes where a hash does not tell whether a name may begin: a word of a script without spaces, or, for sure, one that is glued to the next one, and the one
/// before it (there was a joiner between the two, which folding dropped). Where the words of a name end is not known there.
#[cold]
fn note(folded: &Folded, word: Range<usize>, before: Option<u32>, unsure: &mut Vec<(u32, bool)>) {
    let first = std::str::from_utf8(&folded.bytes[word.start..char_end(&folded.bytes, word.start)])
        .ok()
        .and_then(|first| first.chars().next());
    let unspaced = first.is_some_and(is_unspaced);
    let glued = folded.words.get(word.end);
    if unspaced || glued {
        unsure.push((word.start as u32, !unspaced));
    }
    if glued {
        unsure.extend(before.map(|before| (before, true)));
    }
}

/// The first bound behind a block.
#[cold]
fn next_block(folded: &Folded, block: usize) -> usize {
    folded.bounds.next_from(block + 64).unwrap_or(folded.bytes.len())
}

/// Where the character ends that begins at a byte.
fn char_end(bytes: &[u8], from: usize) -> usize {
    (from + 1..bytes.len()).find(|&at| bytes[at] & 0xC0 != 0x80).unwrap_or(bytes.len())
}

/// Whether a word that begins with these bytes may be of a script without spaces: Thai is the first of them.
#[inline]
fn may_be_unspaced(bytes: &[u8]) -> bool {
    bytes[0] >= 0xE0 && (bytes[0] > 0xE0 || bytes.get(1).is_some_and(|&second| second >= 0xB8))
}

impl Beginning {
    /// How a folded name may begin in a text.
    fn of(pattern: &str) -> impl Iterator<Item = Self> + use<> {
        let bytes = pattern.as_bytes();
        let table = Table::of(CaseFolding::Fold);
        let first = pattern.chars().next();
        let end = word_end(pattern);
        let odd = first.filter(|&c| end == 0 || table.get(c).extends()).map(|_| Self::Odd(bytes[0]));
        let word = match first {
            Some(c) if is_unspaced(c) => Some(Self::Word(hash(bytes, 0, c.len_utf8()))),
            _ if end == 0 => None,
            _ => Some(Self::of_words(pattern, end)),
        };
        odd.into_iter().chain(word)
    }

    /// The beginning of a name whose first word ends at a byte.
    fn of_words(pattern: &str, end: usize) -> Self {
        let bytes = pattern.as_bytes();
        let table = Table::of(CaseFolding::Fold);
        let word = hash(bytes, 0, end);
        match pattern[end..].char_indices().find(|&(_, c)| table.get(c).is_word() || table.get(c).extends()) {
            None => Self::Word(word),
            // How far a text's next word goes is not known here, or whether it is one.
            Some((_, c)) if is_unspaced(c) || table.get(c).extends() => Self::Word(word),
            Some((at, _)) => Self::Pair(pair(word, hash(bytes, end + at, end + at + word_end(&pattern[end + at..])))),
        }
    }
}

/// Where the word ends that a text begins with. A mark at its beginning may have been a letter: an anusvara in the place of a nasal.
fn word_end(text: &str) -> usize {
    let table = Table::of(CaseFolding::Fold);
    let goes_on = |c: char| table.get(c).extends() || (table.get(c).is_word() && !table.get(c).is_unspaced());
    text.find(|c| !goes_on(c)).unwrap_or(text.len())
}

fn is_unspaced(c: char) -> bool {
    Table::of(CaseFolding::Fold).get(c).is_unspaced()
}

/// The hash of some bytes of a text, one at least: of the first eight and the last eight of up to sixteen, which are the same of up to eight.
#[inline(always)]
#[expect(clippy::inline_always, reason = "for every word: a call is a fifth of what it costs")]
fn hash(bytes: &[u8], from: usize, to: usize) -> u64 {
    let len = to - from;
    let eight = |at: usize| Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
    let (Some(first), Some(last)) = (eight(from), eight(from.max(to.wrapping_sub(8)))) else {
        return hash_at_end(&bytes[from..to]);
    };
    let mask = !0 >> (64 - 8 * len.clamp(1, 8));
    let hash = mix(first & mask, last & mask ^ len as u64);
    if len > 16 { hash_on(hash, &bytes[from + 8..to - 8]) } else { hash }
}

/// The same where less than eight bytes follow.
#[cold]
fn hash_at_end(bytes: &[u8]) -> u64 {
    let mut padded = [0; 8];
    let len = bytes.len().min(8);
    padded[..len].copy_from_slice(&bytes[..len]);
    let first = u64::from_le_bytes(padded);
    mix(first, first ^ len as u64)
}

/// The same with what is between.
fn hash_on(hash: u64, between: &[u8]) -> u64 {
    between.chunks(8).fold(hash, |hash, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        mix(hash, u64::from_le_bytes(word))
    })
}

#[inline]
fn pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(25) ^ second).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Both halves of the product of two numbers.
#[inline]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ 0x2D35_8DCC_AA6C_78A5) * u128::from(b ^ 0x8BB8_4B93_962E_ACC9);
    product as u64 ^ (product >> 64) as u64
}

/// A set of hashes that at times holds one more than was put in: three bits of one number each (a Bloom filter in blocks).
#[derive(Debug)]
struct Set(Column<u64>);

impl Set {
    /// Of these hashes: twelve to twenty-four bits each.
    fn of(hashes: &[u64]) -> Self {
        let mut blocks = vec![0; if hashes.is_empty() { 0 } else { (hashes.len() * 12 / 64 + 1).next_power_of_two() }];
        for &hash in hashes {
            let (at, bits) = place(hash, blocks.len());
            blocks[at] |= bits;
        }
        Self(blocks.into())
    }

    #[inline]
    fn contains(&self, hash: u64) -> bool {
        let at = (hash >> 18) as usize & self.0.len().wrapping_sub(1);
        self.0.get(at).is_some_and(|block| block >> (hash & 63) & block >> (hash >> 6 & 63) & block >> (hash >> 12 & 63) & 1 == 1)
    }
}

/// Where a hash is noted among so many blocks, a power of two.
fn place(hash: u64, blocks: usize) -> (usize, u64) {
    ((hash >> 18) as usize & blocks.wrapping_sub(1), 1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63))
}
