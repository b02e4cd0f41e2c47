//! Short ways for what is common and not plain: quotation marks and dashes, letters of Latin with marks and such of Cyrillic, joiners in Devanagari, letters of
//! other Indic scripts.

use super::Folded;
use super::folder::{Folder, decode};
use super::state::{State, shift_if_moved};
use crate::text::chars::{Indic, ShortLetter};

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

    /// The first byte of what a hard character folds to, with which a text begins, if it is of no word before or behind it, nor makes anything else be of one.
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

/// Writes a run of Indic letters and signs: no bound stands inside.
#[inline]
pub(super) fn copy_run(run: &[u8], last: Indic, position: u32, state: &mut State, out: &mut Folded) {
    let folded = out.bytes.len();
    shift_if_moved(position, folded as u32, state, out);
    let bound = !state.word || state.unspaced;
    out.bounds.push_first(bound, run.len());
    out.words.push_first(bound, run.len());
    out.bytes.extend_from_slice(run);
    if !state.word {
        state.run = folded;
    }
    (state.word, state.unspaced, state.space, state.latin) = (true, false, false, false);
    state.end = position + run.len() as u32;
    let last_char = || std::str::from_utf8(&run[run.len() - 3..]).ok().and_then(|text| text.chars().next());
    state.combining = if last == Indic::Combining { last_char() } else { None };
}

/// Writes what a letter of two bytes folds to.
#[inline]
pub(super) fn copy_letter(c: char, letter: ShortLetter, every: bool, position: u32, state: &mut State, out: &mut Folded) {
    let folded = out.bytes.len();
    shift_if_moved(position, folded as u32, state, out);
    // A known number of bytes is copied faster.
    out.bytes.extend_from_slice(&letter.bytes);
    out.bytes.truncate(folded + letter.len as usize);
    let begins = !state.word || state.unspaced;
    out.bounds.push(u64::from(begins || every), letter.len as usize);
    out.words.push(u64::from(begins), letter.len as usize);
    if !state.word {
        state.run = folded;
    }
    state.end = position + 2;
    (state.word, state.unspaced, state.space, state.latin) = (true, false, false, letter.latin);
    state.combining = letter.combines.then_some(c);
}

/// Writes what a dash or a quotation mark folds to.
#[inline]
pub(super) fn copy_punctuation((bytes, len): ([u8; 3], u8), position: u32, state: &mut State, out: &mut Folded) {
    let folded = out.bytes.len();
    shift_if_moved(position, folded as u32, state, out);
    // A known number of bytes is copied faster.
    out.bytes.extend_from_slice(&bytes);
    out.bytes.truncate(folded + len as usize);
    out.bounds.push(1, len as usize);
    out.words.push(0, len as usize);
    *state = State { delta: state.delta, run: state.run, ..State::new(position + 3) };
}

/// Drops a ZWJ at `position` and writes the consonant behind it, which is of one cluster with it.
#[inline]
pub(super) fn copy_joined(consonant: &[u8], position: u32, state: &mut State, out: &mut Folded) {
    // It belongs to what stands before it, too.
    state.end = position + 3;
    shift_if_moved(position, out.bytes.len() as u32, state, out);
    out.push_same(consonant);
    out.bounds.push(0, 3);
    out.words.push(0, 3);
    state.end = position + 6;
    state.combining = None;
}
