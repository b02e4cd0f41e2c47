//! Whether a name may stand in a text, asked before it is folded.
//!
//! Most documents name nothing that a small gazetteer knows, and the words of most are known as folding would have them without it: see [`Unfolded`].

use super::words::Row;
use super::{Filter, Words};
use crate::text::classify::Lanes;
use crate::text::fold::{Folder, GAP, Unfolded};

impl Filter {
    /// Whether a name may stand in a text, if that is known before the text is folded.
    pub(in crate::matcher) fn glance(
        &self,
        text: &str,
        lanes: &Lanes,
        folder: &Folder,
        words: &mut Words,
        unfolded: &mut Unfolded,
    ) -> Option<bool> {
        if !self.lexicon.is_empty() {
            // With so many names hardly a document is without, and the sets do not hold them all.
            return None;
        }
        let tells = unfolded.read(text, lanes, folder, |first| !self.odd.begins_with(first));
        tells.then(|| self.may_name(text, lanes, words, unfolded))
    }

    /// Whether a name may stand in a text whose words are known: false if none does.
    fn may_name(&self, text: &str, lanes: &Lanes, words: &mut Words, unfolded: &Unfolded) -> bool {
        let row = Row { bytes: unfolded.bytes(text, lanes), words: &unfolded.words, bounds: &unfolded.bounds };
        words.begin(self.odd.is_many());
        while let Some(len) = words.read(row, &self.rough) {
            let found = words.kept[..len].iter().any(|&word| {
                let word = word as usize;
                let (hash, next) = (words.hashes[word], words.hashes[word + 1]);
                self.begins(hash, next) || self.may_begin_before(row.bytes, words.froms[word] as usize, [hash, next])
            });
            if found || words.others().iter().any(|&at| self.may_be_odd(row.bytes, at as usize, lanes)) {
                return true;
            }
        }
        self.odd.few(row).any(|at| self.may_be_odd(row.bytes, at, lanes))
    }

    /// Whether a name may begin here that begins with no word: for sure where a special character is next.
    fn may_be_odd(&self, bytes: &[u8], at: usize, lanes: &Lanes) -> bool {
        let mut head = [0; 4];
        let (mut len, mut last) = (0, at);
        for (i, &byte) in bytes.iter().enumerate().skip(at).filter(|&(_, &byte)| byte != GAP).take(4) {
            (head[len], len, last) = (byte, len + 1, i);
        }
        bytes[at] != GAP && (self.odd.begins(&head[..len]) || lanes.next(|lane| lane.special, at + 1..last + 1).is_some())
    }

    /// Whether a name may begin before the word at `from`, with these hashes of it and the next; behind what is not ASCII, and folds to who knows what, it may.
    fn may_begin_before(&self, bytes: &[u8], from: usize, hashes: [u64; 2]) -> bool {
        let ends = |last: u8| !last.is_ascii() || self.ends_before(last, Some(hashes));
        !self.before.is_empty() && bytes[..from].iter().rfind(|&&byte| byte != GAP).is_some_and(|&last| ends(last))
    }
}
