//! Short ways for what is common and not plain: quotation marks and dashes, letters of Latin with marks and such of Cyrillic, joiners in Devanagari, letters of
//! other Indic scripts.

use super::folder::Folder;
use crate::text::unicode::table::{Indic, ShortLetter};
use crate::text::unicode::utf8::decode;

impl Folder {
    /// What a dash or a quotation mark, with which a text begins, folds to, and how many bytes of these.
    #[inline]
    pub(super) fn punctuation(&self, bytes: &[u8]) -> Option<([u8; 3], u8)> {
        match *bytes {
            [0xE2, 0x80, third, ..] => Some(self.table.punctuation[third as usize & 0x3F]).filter(|&(_, len)| len > 0),
            _ => None,
        }
    }

    /// The letter of Latin, Greek or Cyrillic with which a text begins, if it is of two bytes, and has a short way.
    #[inline]
    pub(super) fn short_letter(&self, bytes: &[u8]) -> Option<(char, ShortLetter)> {
        if !matches!(bytes[0], 0xC3..=0xD1) {
            return None;
        }
        let c = decode(bytes).0;
        Some(c).zip(self.table.letter(c))
    }

    /// The first byte of what a special character folds to, with which a text begins, if it is of no word before or behind it, nor makes anything else be of one.
    #[inline]
    pub(super) fn beside_words(&self, bytes: &[u8]) -> Option<u8> {
        if bytes[0] < 0x80 {
            // White space, a full stop.
            return Some(self.table.ascii[bytes[0] as usize]);
        }
        if let Some((folded, _)) = self.punctuation(bytes) {
            return Some(folded[0]);
        }
        let entry = self.table.get(decode(bytes).0);
        if entry.is_space() {
            return (!entry.is_slow() && !entry.extends()).then_some(b' ');
        }
        (entry.is_sign() && entry.is_itself()).then_some(bytes[0])
    }

    /// Whether a ZWJ stands here that shapes a conjunct, between a Devanagari consonant with its virama and another consonant, and does nothing else.
    #[inline]
    pub(super) fn is_joiner(&self, bytes: &[u8], at: usize) -> bool {
        let consonant = |third: u8| matches!(third, 0x95..=0xB9);
        let Some(from) = at.checked_sub(6) else { return false };
        match bytes[from..] {
            [0xE0, 0xA4, before, 0xE0, 0xA5, 0x8D, 0xE2, 0x80, 0x8D, 0xE0, 0xA4, after, ..] => {
                consonant(before) && consonant(after) && self.indic(bytes, at + 3) == Indic::Letter && !self.every
            }
            _ => false,
        }
    }

    /// What the character at a byte is, if it is an Indic one.
    #[inline]
    pub(super) fn indic(&self, bytes: &[u8], at: usize) -> Indic {
        match bytes.get(at..at + 3) {
            Some(&[0xE0, second, third]) => self.table.indic(second, third),
            _ => Indic::Other,
        }
    }

    /// The length of a run of Indic letters and signs that stay as they are, and what it ends in. It begins with a letter.
    #[inline]
    pub(super) fn indic_run(&self, bytes: &[u8]) -> (usize, Indic) {
        let class = |at: usize| self.indic(bytes, at);
        let (mut at, mut last) = (0, Indic::Other);
        loop {
            let next = class(at);
            #[expect(clippy::needless_bitwise_bool, reason = "one branch, foreseen at most letters")]
            let usual = (next == Indic::Letter) | ((next == Indic::Sign) & (at > 0));
            let goes_on = usual
                || match next {
                    Indic::Combining => at > 0 && last != Indic::Combining,
                    Indic::Nasal => bytes.get(at + 3) != Some(&0xE0) || !matches!(class(at + 3), Indic::Other | Indic::Combining),
                    _ => false,
                };
            if !goes_on {
                return (at, last);
            }
            (at, last) = (at + 3, next);
        }
    }
}
