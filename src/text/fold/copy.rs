//! Writes what the short ways found.

use super::Folded;
use super::state::{State, segment_if_moved};
use crate::text::unicode::table::{Indic, ShortLetter};

/// Writes a run of Indic letters and signs: no bound stands inside.
#[inline]
pub(super) fn copy_run(run: &[u8], last: Indic, position: u32, state: &mut State, out: &mut Folded) {
    let folded = out.bytes.len();
    segment_if_moved(position, folded as u32, state, out);
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
    segment_if_moved(position, folded as u32, state, out);
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
    segment_if_moved(position, folded as u32, state, out);
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
    segment_if_moved(position, out.bytes.len() as u32, state, out);
    out.push_same(consonant);
    out.bounds.push(0, 3);
    out.words.push(0, 3);
    state.end = position + 6;
    state.combining = None;
}
