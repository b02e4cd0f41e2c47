//! Whether a name may stand in a text, asked before it is folded.
//!
//! Most documents name nothing that a small gazetteer knows. For what is plain the words are known from the lanes, as folding would have them; and nearly all of
//! what is hard changes no word: quotation marks and dashes, white space behind white space, the full stops of initials.

use super::words::Row;
use super::{Filter, Words};
use crate::text::fold::Folder;
use crate::text::lanes::Lanes;

/// The bits of a text that was not folded; a buffer to be kept.
#[derive(Debug, Default)]
pub(in crate::matcher) struct Unfolded {
    words: Vec<u64>,
    bounds: Vec<u64>,
}

impl Filter {
    /// Whether the lanes of a text tell: whether folding changes none of its words, and writes for nothing else what a name begins with that begins with no word.
    pub(in crate::matcher) fn can_tell(&self, text: &str, lanes: &Lanes, folder: &Folder) -> bool {
        let bytes = text.as_bytes();
        let keeps = |at| folder.beside_words(&bytes[at..]).is_some_and(|first| !self.is_first_odd(first));
        lanes.places(|lane| lane.hard, 0..bytes.len()).all(keeps)
    }

    /// Whether a name may stand in such a text: false if none does.
    pub(in crate::matcher) fn may_name(
        &self,
        text: &str,
        lanes: &Lanes,
        words: &mut Words,
        Unfolded { words: word_bits, bounds }: &mut Unfolded,
    ) -> bool {
        lanes.bounds(word_bits, bounds);
        let row = Row { bytes: lanes.lowered(0..text.len()), words: word_bits, bounds };
        words.begin();
        while let Some(len) = words.read(row, &self.rough) {
            let found = words.kept[..len].iter().any(|&word| {
                let word = word as usize;
                let hash = words.hashes[word];
                self.begins(hash, words.hashes[word + 1]) || self.may_begin_before(row.bytes, words.froms[word] as usize, hash)
            });
            if found {
                return true;
            }
        }
        let hard = |at: usize| lanes.next(|lane| lane.hard, at + 1..at + 4).is_some();
        !self.odd.is_empty() && self.any_odd(row, |at| self.is_odd(&row.bytes[at..]) || hard(at))
    }

    /// Whether a name may begin before the word at `from`, with this hash; behind what is not ASCII, and folds to who knows what, it may.
    fn may_begin_before(&self, bytes: &[u8], from: usize, hash: u64) -> bool {
        let ends = |last: u8| !last.is_ascii() || self.ends_before(last, Some(hash));
        !self.before.is_empty() && from.checked_sub(1).is_some_and(|last| ends(bytes[last]))
    }

    /// Whether a name that begins with no word may begin with this byte.
    fn is_first_odd(&self, byte: u8) -> bool {
        let byte = u32::from(byte);
        let first = self.odd.partition_point(|odd| odd >> 24 < byte);
        self.odd.get(first).is_some_and(|odd| odd >> 24 == byte)
    }
}
