//! The places of a folded block at which a name may begin.

use super::beginning::{LONGEST_BEFORE, is_unspaced};
use super::sets::hash;
use super::words::Row;
use super::{Filter, Words};
use crate::matcher::trie::NONE;
use crate::text::fold::Folded;
use crate::text::unicode::utf8::decode;

/// A place of a folded block at which names may begin, and what is known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::matcher) struct Start {
    pub(in crate::matcher) at: u32,
    /// The node to walk from; [`NOWHERE`] if there is nothing to walk for.
    pub(in crate::matcher) node: u32,
    /// Where to walk from; for the root, `at`.
    pub(in crate::matcher) from: u32,
    /// The first name of the pattern that stands between the two, or [`NONE`].
    pub(in crate::matcher) pattern: u32,
}

/// No node.
pub(in crate::matcher) const NOWHERE: u32 = u32::MAX;

impl Start {
    /// Where nothing is known.
    pub(in crate::matcher) fn unknown(at: u32) -> Self {
        Self { at, node: 0, from: at, pattern: NONE }
    }
}

impl Filter {
    /// Adds the places of a folded block at which a name may begin, ascending.
    pub(in crate::matcher) fn starts(&self, folded: &Folded, words: &mut Words, starts: &mut Vec<Start>) {
        if folded.irregular {
            starts.extend(folded.bounds.iter().map(|at| Start::unknown(at as u32)));
            return;
        }
        words.begin(self.odd.is_many());
        let mut others = 0;
        while let Some(len) = words.read(Row::of(folded), &self.rough) {
            let before = starts.len() + self.add(folded, words, len, starts);
            if !self.before.is_empty() {
                self.add_before_words(folded, words, len, starts);
            }
            if !folded.regular {
                self.add_unsure(folded, words, starts);
            }
            let odd = |&&at: &&u32| self.odd.begins(&folded.bytes[at as usize..]);
            starts.extend(words.others().iter().filter(odd).map(|&at| Start::unknown(at)));
            others += starts.len() - before;
        }
        let before = starts.len();
        let odd = |&at: &usize| self.odd.begins(&folded.bytes[at..]);
        starts.extend(self.odd.few(Row::of(folded)).filter(odd).map(|at| Start::unknown(at as u32)));
        others += starts.len() - before;
        if others > 0 {
            // Of two at one place that of which nothing is known is the first.
            starts.sort_unstable();
            starts.dedup_by_key(|start| start.at);
        }
    }

    /// Adds the words that a name may begin with, of the first `len` of those kept, and says how many.
    ///
    /// Whether one passes is a matter of luck, as whether it was kept.
    fn add(&self, folded: &Folded, words: &mut Words, len: usize, starts: &mut Vec<Start>) -> usize {
        if !self.lexicon.is_empty() {
            return self.add_known(folded, words, len, starts);
        }
        let mut passed = 0;
        for i in 0..len {
            let word = words.kept[i] as usize;
            words.passed[passed] = words.froms[word];
            passed += usize::from(self.begins(words.hashes[word], words.hashes[word + 1]));
        }
        starts.extend(words.passed[..passed].iter().map(|&at| Start::unknown(at)));
        passed
    }

    /// The same where all is known of first words, in a table that is not near at hand: what will be asked of it is fetched first.
    fn add_known(&self, folded: &Folded, words: &mut Words, len: usize, starts: &mut Vec<Start>) -> usize {
        let lexicon = &self.lexicon;
        let mut passed = 0;
        for &word in &words.kept[..len] {
            lexicon.fetch(words.hashes[word as usize]);
        }
        for i in 0..len {
            let word = words.kept[i] as usize;
            let (at, to) = (words.froms[word] as usize, words.tos[word] as usize);
            let place = lexicon.find(&folded.bytes, at, to, words.hashes[word]);
            (words.passed[passed], words.places[passed]) = (word as u32, place.unwrap_or(0));
            passed += usize::from(place.is_some());
            lexicon.fetch_of(lexicon.entry(place.unwrap_or(0)), words.hashes[word + 1], to - at);
        }
        let before = starts.len();
        let mut len = before;
        starts.resize(before + passed, Start::unknown(0));
        for (&word, &place) in words.passed[..passed].iter().zip(&words.places[..passed]) {
            let (word, entry) = (word as usize, lexicon.entry(place));
            // Where words may be parted otherwise than they are here, the third one tells nothing.
            let third = if folded.regular { words.hash_of(word + 2) } else { None };
            let (at, to) = (words.froms[word], words.tos[word]);
            // Behind the last word of all stands nothing with which a name goes on.
            let behind = folded.bytes.get(to as usize).copied().unwrap_or(0);
            let goes_on = lexicon.goes_on(entry, behind, words.hashes[word + 1], third);
            starts[len] = match lexicon.node_behind(entry, &folded.bytes[at as usize..to as usize]) {
                Some(_) if !goes_on => Start { at, node: NOWHERE, from: to, pattern: entry.pattern },
                Some(node) if node != 0 => Start { at, node, from: to, pattern: entry.pattern },
                _ => Start::unknown(at),
            };
            // Whether there is anything is a matter of luck, too.
            let any = entry.pattern != NONE;
            len += usize::from(goes_on | any);
        }
        starts.truncate(len);
        len - before
    }

    /// Adds what stands before the first `len` words of those kept, if it may be of the name.
    fn add_before_words(&self, folded: &Folded, words: &Words, len: usize, starts: &mut Vec<Start>) {
        for &word in &words.kept[..len] {
            let word = word as usize;
            self.add_before(folded, words.froms[word], Some([words.hashes[word], words.hashes[word + 1]]), starts);
        }
    }

    /// Adds the places at which a name may begin whose first word is the one at `from`; with the hashes of this one and the next if these are known.
    fn add_before(&self, folded: &Folded, from: u32, hashes: Option<[u64; 2]>, starts: &mut Vec<Start>) {
        let from = from as usize;
        // Before nearly all stands a space, with which nothing ends that belongs to a name.
        if from.checked_sub(1).is_none_or(|before| folded.bytes[before] == b' ') {
            return;
        }
        let bytes = &folded.bytes[from.saturating_sub(LONGEST_BEFORE)..from];
        if bytes.last().is_some_and(|&last| self.ends_before(last, hashes)) {
            let spaced = bytes.iter().rposition(|&byte| byte == b' ').map_or(0, |space| space + 1);
            let before = from - bytes.len() + spaced..from;
            starts.extend(before.filter(|&at| folded.bounds.get(at)).map(|at| Start::unknown(at as u32)));
        }
    }

    /// Adds the words of which a hash does not tell whether a name may begin: those of a script without spaces unless their first character tells, and, for sure,
    /// those that are glued to the next one, and the ones before them (there was a joiner between the two, which folding dropped). Where the words of a name end
    /// is not known there.
    #[cold]
    fn add_unsure(&self, folded: &Folded, words: &Words, starts: &mut Vec<Start>) {
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
                    starts.push(Start::unknown(from as u32));
                }
            } else if is_glued {
                self.add_before(folded, from as u32, None, starts);
                starts.push(Start::unknown(from as u32));
            }
            if is_glued && let Some(before) = before {
                self.add_before(folded, before, None, starts);
                starts.push(Start::unknown(before));
            }
            before = Some(words.froms[i]).filter(|_| unspaced.is_none());
        }
    }
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
