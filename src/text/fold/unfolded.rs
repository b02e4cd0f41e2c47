//! The words of a text without folding it: the words of its byte classes, with special characters
//! replaced in place.
//!
//! Most special characters stand between words: quotation marks and dashes, repeated white space, the
//! full stops of initials. Nearly all others are Devanagari characters whose folding is no longer than
//! they are, or empty, as that of a nukta is: the part of the word before them moves up to fill the gap.

use super::folder::Folder;
use super::indic::{Nasal, as_anusvara};
use crate::text::classify::Lanes;
use crate::text::unicode::table::{Entry, Folding, Indic};
use crate::text::unicode::utf8::decode;
use std::ops::Range;

/// Stands where a word was moved away from; no byte of UTF-8.
pub(crate) const GAP: u8 = 0xFF;

/// So many lanes before its own a word may begin that is moved.
const FAR: usize = 4;

/// The words of a text as folding would have them, with what stands beside them as the text has it; a buffer to be kept.
#[derive(Debug, Default)]
pub(crate) struct Unfolded {
    /// Those of the lanes, unless something was mended.
    bytes: Vec<u8>,
    /// Set where a word begins, and where a bound stands; a lane more than bytes, at whose beginning the text ends.
    pub(crate) words: Vec<u64>,
    pub(crate) bounds: Vec<u64>,
}

impl Unfolded {
    /// The bytes. Special characters between words are not folded, so callers must not use them.
    pub(crate) fn bytes<'a>(&'a self, text: &str, lanes: &'a Lanes) -> &'a [u8] {
        if self.bytes.is_empty() { lanes.lowered(0..text.len()) } else { &self.bytes }
    }

    /// Reads the words of a text. `passes` is asked of the first byte that each special character beside words folds to. False if it says no, or if the words are not
    /// known before the text is folded.
    pub(crate) fn read(&mut self, text: &str, lanes: &Lanes, folder: &Folder, passes: impl Fn(u8) -> bool) -> bool {
        self.bytes.clear();
        let mut end = 0;
        for at in lanes.places(|lane| lane.special, 0..text.len()) {
            if at < end {
                // It went with the one before it.
                continue;
            }
            if let Some(first) = folder.beside_words(&text.as_bytes()[at..]) {
                if !passes(first) {
                    return false;
                }
                continue;
            }
            if !is_mended(&text.as_bytes()[at..]) {
                return false;
            }
            if self.bytes.is_empty() {
                lanes.bounds(&mut self.words, &mut self.bounds);
                self.bytes.extend_from_slice(lanes.lowered(0..text.len()));
            }
            match self.mend(text, lanes, folder, at, end) {
                Some(next) => end = next,
                None => return false,
            }
        }
        if self.bytes.is_empty() {
            lanes.bounds(&mut self.words, &mut self.bounds);
        }
        true
    }

    /// Mends the character at `at`; the last one that was mended ends at `end`. Returns where this one ends, if it is simple.
    fn mend(&mut self, text: &str, lanes: &Lanes, folder: &Folder, at: usize, end: usize) -> Option<usize> {
        let is_word = |at: usize| lanes.has(|lane| lane.word, at);
        let goes_on = at > 0 && (at == end || is_word(at - 1));
        let mut buffer = [0; 4];
        let (folded, next) = if goes_on && at != end && folder.is_joiner(text.as_bytes(), at) {
            ("", at + 3)
        } else {
            folder.letter(text, at, goes_on, &mut buffer)?
        };
        let shorter = (next - at).checked_sub(folded.len())?;
        let begins = if goes_on { self.begins_before(at)? } else { at };
        self.bytes.copy_within(begins..at, begins + shorter);
        self.bytes[begins..begins + shorter].fill(GAP);
        self.bytes[next - folded.len()..next].copy_from_slice(folded.as_bytes());
        set(&mut self.bounds, at..next, false);
        set(&mut self.bounds, begins..begins + shorter + 1, true);
        set(&mut self.words, begins..begins + 1, false);
        set(&mut self.words, begins + shorter..begins + shorter + 1, true);
        if is_word(next) {
            // The word goes on.
            set(&mut self.bounds, next..next + 1, false);
            set(&mut self.words, next..next + 1, false);
        }
        Some(next)
    }

    /// Where the word begins that goes on at a byte, unless that is far away.
    fn begins_before(&self, at: usize) -> Option<usize> {
        let block = at / 64;
        let last = |block: usize, bits: u64| (bits != 0).then(|| block * 64 + 63 - bits.leading_zeros() as usize);
        let near = last(block, self.words[block] & !(!0 << (at % 64)));
        near.or_else(|| (block.saturating_sub(FAR)..block).rev().find_map(|block| last(block, self.words[block])))
    }
}

impl Folder {
    /// What the character of a word at `at` folds to, and where it ends, if it is simple: if what stands before it decides about it, and one character behind a
    /// nasal. `goes_on` says whether something of its word stands before it.
    fn letter<'b>(&self, text: &'b str, at: usize, goes_on: bool, buffer: &'b mut [u8; 4]) -> Option<(&'b str, usize)> {
        let (c, len) = decode(&text.as_bytes()[at..]);
        let entry = self.table.get(c);
        let end = at + len;
        let is_of_word = entry.is_word() && (goes_on || !entry.extends());
        let is_plain = !(entry.is_slow() || entry.is_unspaced() || entry.conjoins() || self.plain && entry.is_diacritic());
        if !is_of_word || !is_plain || entry.combines() && self.combines_before(&text[..at]) {
            return None;
        }
        if entry.is_nasal() {
            match as_anusvara(c, entry, &text[end..], self.table) {
                Nasal::Consonant => {}
                Nasal::Anusvara(c, virama) => return Some((c.encode_utf8(buffer), end + virama)),
                Nasal::Unclear => return None,
            }
        }
        match self.table.folding(c, entry) {
            Folding::Char(c) => Some((c.encode_utf8(buffer), end)),
            Folding::Nothing => {
                let sign = if self.indic(text.as_bytes(), end) == Indic::Sign { 3 } else { 0 };
                Some((&text[end..end + sign], end + sign))
            }
            Folding::Text(_) | Folding::Space => None,
        }
    }

    /// Whether the last character that is not dropped takes part in canonical reordering.
    fn combines_before(&self, text: &str) -> bool {
        let entries = text.chars().rev().map(|c| self.table.get(c));
        entries.take(4).find(|entry| !entry.is_nothing()).is_none_or(Entry::combines)
    }
}

/// Whether these bytes begin a Devanagari character, or a joiner that may stand in one. A text with
/// any other special character in a word has many of them, so it is folded as a whole.
fn is_mended(bytes: &[u8]) -> bool {
    matches!(bytes, [0xE0, 0xA4 | 0xA5, ..] | [0xE2, 0x80, 0x8D, ..])
}

/// Sets or clears up to sixty-four bits.
fn set(bits: &mut [u64], range: Range<usize>, is: bool) {
    let (first, last) = (range.start / 64, (range.end - 1) / 64);
    let (from, to) = (!0 << (range.start % 64), !0 >> (63 - (range.end - 1) % 64));
    let mut set = |block: usize, mask: u64| bits[block] = if is { bits[block] | mask } else { bits[block] & !mask };
    if first == last {
        set(first, from & to);
    } else {
        set(first, from);
        set(last, to);
    }
}
