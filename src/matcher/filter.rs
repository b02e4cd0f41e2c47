//! Which words of a text may begin a name.
//!
//! Most words begin none, and to find that out in a trie costs a look into memory or two that no cache holds. Here it costs the hash of a word, and one look into a
//! small set, which tells whether a name of one word may be this word, and whether a name of several may begin with it and the next one. What may begin a name is
//! looked up in two larger ones, of words and of pairs of words. *The* begins many names, but *the minister* few. What passes may still be none; what does not pass
//! is none for sure.
//!
//! Where there are so many names that most walks wait for memory, the small set has a part of its own for pairs of words, and a lexicon takes the place of the larger
//! sets: it tells which name a word is, whether one goes on with the next two, and where it is walked from. Then most names are found without a walk.

mod beginning;
mod glance;
mod lexicon;
mod odd;
mod sets;
mod starts;
mod words;

use super::gather::Patterns;
use super::trie::Trie;
use crate::Result;
use crate::runtime::monitor::Monitor;
use crate::storage::{Column, Stored, Writer};
use beginning::Beginning;
use lexicon::{FirstWords, Lexicon};
use odd::Odd;
use sets::{Marks, Rough, Set, behind, pair};
pub(super) use starts::{NOWHERE, Start};
pub(super) use words::Words;

/// What the names begin with.
#[derive(Debug)]
pub(super) struct Filter {
    /// Words with which names begin, and what may follow them.
    rough: Rough,
    /// What is known of the first words of names, if there are so many names that what is said of pairs of words would be in no cache.
    lexicon: Lexicon,
    /// Names of one word that are not in the lexicon; of those that begin in a script without spaces, the first character.
    words: Set,
    /// The first two words of other names that are not in the lexicon.
    pairs: Set,
    /// Last bytes of what stands before the first word of a name: of the apostrophe of `'Abd al-Rahman`. One bit for each byte that there is; the byte and the
    /// word are a pair.
    before: Column<u64>,
    /// What names begin with that begin otherwise.
    odd: Odd,
}

impl Filter {
    pub(super) fn new(patterns: &Patterns, trie: &Trie, monitor: &Monitor) -> Result<Self> {
        const CHECK: usize = 1 << 14;
        let texts = (0..patterns.texts.len()).map(|i| std::str::from_utf8(patterns.texts.bytes(i)).unwrap_or_default());
        let (mut alone, mut followed) = (Vec::new(), Vec::new());
        let (mut words, mut pairs, mut known) = (Vec::new(), Vec::new(), FirstWords::default());
        let (mut before, mut odd) = ([0; 4], Vec::new());
        for (i, pattern) in texts.enumerate() {
            if i % CHECK == 0 {
                monitor.check()?;
            }
            for beginning in Beginning::of(pattern) {
                match beginning {
                    Beginning::Word(word) => alone.push(word),
                    Beginning::Pair(word, next, _) => followed.push([word, next]),
                    Beginning::Before(byte, word, next) => {
                        before[byte as usize / 64] |= 1 << (byte % 64);
                        match next {
                            Some(next) => followed.push([word, next]),
                            None => alone.push(word),
                        }
                    }
                    Beginning::Odd(head) => odd.push(head),
                }
                if trie.is_large() && known.add(trie, patterns, i, pattern, beginning) {
                    continue;
                }
                match beginning {
                    Beginning::Word(word) => words.push(word),
                    Beginning::Pair(word, next, _) => pairs.push(pair(word, next)),
                    Beginning::Before(byte, word, next) => {
                        pairs.push(next.map_or(behind(byte, word), |next| pair(behind(byte, word), next)));
                    }
                    Beginning::Odd(_) => {}
                }
            }
        }
        // Patterns come in order: what begins alike stands together.
        [&mut alone, &mut words, &mut pairs].into_iter().for_each(Vec::dedup);
        followed.dedup();
        odd.sort_unstable();
        odd.dedup();
        let before = if before == [0; 4] { Vec::new() } else { before.to_vec() };
        let rough = if trie.is_large() { Rough::of_many(&alone, &followed) } else { Rough::of_few(&alone, &followed) };
        let (words, pairs) = (Set::of(&words), Set::of(&pairs));
        let lexicon = Lexicon::of(&known);
        Ok(Self { rough, lexicon, words, pairs, before: before.into(), odd: Odd::of(odd.into()) })
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        writer.column("filter_rough", &self.rough.words.0);
        writer.column("filter_paired", &self.rough.pairs.0);
        writer.column("filter_words", &self.words.0);
        writer.column("filter_pairs", &self.pairs.0);
        writer.column("filter_lexicon", &self.lexicon.buckets);
        writer.column("filter_following", &self.lexicon.following);
        writer.column("filter_longer", &self.lexicon.longer);
        writer.column("filter_before", &self.before);
        writer.column("filter_odd", &self.odd.heads);
    }

    /// What was saved. A forged one passes over names, or over none.
    pub(super) fn read(stored: &Stored) -> Result<Self> {
        Ok(Self {
            rough: Rough { words: stored.column("filter_rough").map(Marks)?, pairs: stored.column("filter_paired").map(Marks)? },
            lexicon: Lexicon {
                buckets: stored.column("filter_lexicon")?,
                following: stored.column("filter_following")?,
                longer: stored.column("filter_longer")?,
            },
            words: stored.column("filter_words").map(Set)?,
            pairs: stored.column("filter_pairs").map(Set)?,
            before: stored.column("filter_before")?,
            odd: stored.column("filter_odd").map(Odd::of)?,
        })
    }

    /// Whether the columns have the shape that their readers rely on.
    ///
    /// Any bits in a set are allowed: they let more or fewer words pass.
    pub(super) fn check(&self) -> std::result::Result<(), &'static str> {
        let marks = |marks: &Marks| marks.0.is_empty() || marks.0.len().is_power_of_two();
        if !marks(&self.rough.words) || !marks(&self.rough.pairs) {
            return Err("filter_rough");
        }
        if !self.odd.heads.is_sorted() {
            return Err("filter_odd");
        }
        if self.lexicon.has_room() { Ok(()) } else { Err("filter_lexicon") }
    }

    /// Whether a name may begin with a word and the one behind it, by their hashes.
    #[inline]
    fn begins(&self, word: u64, next: u64) -> bool {
        // Both are asked: whether the first says yes no processor foresees.
        self.words.contains(word) | self.pairs.contains(pair(word, next))
    }

    /// Whether what stands before the first word of a name may end with a byte; before words with these hashes if these are known.
    fn ends_before(&self, byte: u8, hashes: Option<[u64; 2]>) -> bool {
        let known = |[word, next]: [u64; 2]| {
            let word = behind(byte, word);
            self.pairs.contains(word) || self.pairs.contains(pair(word, next))
        };
        self.before.get(byte as usize / 64).is_some_and(|bits| bits >> (byte % 64) & 1 == 1) && hashes.is_none_or(known)
    }
}
