//! One pass over a paragraph.
//!
//! What is plain (see [`lanes`](crate::text::classify)) is copied, some of the rest has a short way, what else is simple goes character by character. *Simple* is what only the character before
//! it decides about. All the rest (ignorables, marks out of order, what joins clusters) is rare: the stretch between two spaces that holds it is folded again, by
//! [`slow`](super::slow).

use super::ascii;
use super::copy::{copy_joined, copy_letter, copy_punctuation, copy_run};
use super::indic::{Nasal, as_anusvara};
use super::initials::{Stop, after_initial};
use super::slow::{self, Scratch};
use super::state::{State, segment_if_moved};
use super::{Folded, OffsetSegment, TWO_WORDS};
use crate::text::classify::Lanes;
use crate::text::unicode::table::{CaseFolding, Entry, Folding, Indic, Table};
use crate::text::unicode::utf8::decode;
use std::ops::Range;

/// Folds paragraphs; what it folds into is reused.
pub(crate) struct Folder {
    pub(super) table: &'static Table,
    case: CaseFolding,
    /// Marks on Latin letters are dropped.
    pub(super) plain: bool,
    /// Every character begins at a bound, not only every word.
    pub(super) every: bool,
    scratch: Scratch,
    /// Of texts that come without.
    lanes: Lanes,
}

impl Folder {
    pub(crate) fn new(case: CaseFolding, plain: bool, every: bool) -> Self {
        Self { table: Table::with(case, plain), case, plain, every, scratch: Scratch::default(), lanes: Lanes::default() }
    }

    /// Folds a text that begins at byte `base` of its document.
    pub(crate) fn fold(&mut self, text: &str, base: u32, out: &mut Folded) {
        let mut lanes = std::mem::take(&mut self.lanes);
        lanes.read(text, self.case == CaseFolding::Fold);
        self.run(text, base, &lanes, 0, out);
        self.lanes = lanes;
    }

    /// Folds a stretch of a document whose lanes are known.
    pub(crate) fn fold_part(&mut self, text: &str, range: Range<usize>, lanes: &Lanes, out: &mut Folded) {
        self.run(&text[range.clone()], range.start as u32, lanes, range.start, out);
    }

    /// Folds a paragraph that begins at byte `base` of its document, and at byte `from` of what the lanes are of.
    fn run(&mut self, paragraph: &str, base: u32, lanes: &Lanes, from: usize, out: &mut Folded) {
        out.clear(base, paragraph.len());
        let mut state = State::new(base);
        let bytes = paragraph.as_bytes();
        // What stands before is what the lanes take to stand there.
        let mut copied = false;
        let mut at = 0;
        while at < bytes.len() {
            let plain = lanes.plain(from + at, bytes.len() - at);
            if plain.len > 0 && (copied || self.is_plain(&bytes[at..], &state)) {
                self.copy_plain(&plain, base + at as u32, &mut state, out);
                at += plain.len;
                copied = true;
                if (from + at).is_multiple_of(64) {
                    at += self.copy_lanes(lanes.whole(from + at..from + bytes.len()), &mut state, out);
                    continue;
                }
            }
            let Some(&byte) = bytes.get(at) else { break };
            if let Some(folded) = self.punctuation(&bytes[at..]) {
                copy_punctuation(folded, base + at as u32, &mut state, out);
                at += 3;
                copied = bytes.get(at).is_some_and(u8::is_ascii);
                continue;
            }
            if let Some((c, letter)) = self.short_letter(&bytes[at..]) {
                copy_letter(c, letter, self.every, base + at as u32, &mut state, out);
                at += 2;
                copied = false;
                continue;
            }
            if copied {
                self.look_back(&bytes[..at], &mut state);
                if self.is_joiner(bytes, at) {
                    copy_joined(&bytes[at + 3..at + 6], base + at as u32, &mut state, out);
                    at += 6;
                    continue;
                }
                copied = false;
            }
            if byte < 0x80 {
                at = self.fold_byte(paragraph, byte, at, base, &mut state, out);
                continue;
            }
            let run = if byte == 0xE0 && !self.every { self.indic_run(&bytes[at..]) } else { (0, Indic::Other) };
            if run.0 > 0 {
                copy_run(&bytes[at..at + run.0], run.1, base + at as u32, &mut state, out);
                at += run.0;
                continue;
            }
            let (c, len) = decode(&bytes[at..]);
            let next = self.fold_char(paragraph, c, at..at + len, base, &mut state, out);
            at = next.unwrap_or_else(|| self.fold_slowly(paragraph, at, base, &mut state, out));
        }
        let len = out.bytes.len();
        out.bounds.push(1, 1);
        if state.end != state.delta.wrapping_add(len as u32) {
            out.segments.push(OffsetSegment { folded: len as u32, end: state.end, start: state.end });
        }
        out.bounds.finish();
        out.words.finish();
    }

    fn fold_byte(&self, paragraph: &str, byte: u8, at: usize, base: u32, state: &mut State, out: &mut Folded) -> usize {
        let next = at + 1;
        let position = base + at as u32;
        let mut space = ascii::is_space(byte);
        if byte == b'.' && state.word {
            match after_initial(&out.bytes[state.run..], &paragraph[next..], self.table) {
                Stop::Stays => {}
                Stop::Space => space = true,
                Stop::Goes => return next,
            }
        }
        if space && state.space {
            // The run goes on: its first space stands for all of it.
            state.end = position + 1;
            return next;
        }
        let word = ascii::is_word(byte);
        let folded = out.bytes.len();
        segment_if_moved(position, folded as u32, state, out);
        let word_bound = !(word && state.word) || state.unspaced;
        out.bounds.push(u64::from(word_bound || self.every), 1);
        out.words.push(u64::from(word && word_bound), 1);
        out.bytes.push(if space { b' ' } else { self.table.ascii[byte as usize] });
        if word && !state.word {
            state.run = folded;
        }
        state.end = position + 1;
        (state.word, state.unspaced, state.space) = (word, false, space);
        state.latin = byte.is_ascii_alphabetic();
        state.combining = None;
        next
    }

    /// Where the next character begins; none if this one is not simple.
    #[inline]
    fn fold_char(
        &self,
        paragraph: &str,
        c: char,
        range: Range<usize>,
        base: u32,
        state: &mut State,
        out: &mut Folded,
    ) -> Option<usize> {
        let entry = self.table.get(c);
        let (position, after) = (base + range.start as u32, base + range.end as u32);
        let joined = || paragraph[..range.start].chars().next_back().is_some_and(|before| self.table.get(before).extends());
        if entry.is_slow() || (entry.extends() && begins_cluster(paragraph, range.start, state)) || (entry.conjoins() && joined())
        {
            return None;
        }
        if entry.is_nothing() || (self.plain && state.latin && entry.is_diacritic()) {
            // A nukta, a diacritic.
            state.end = after;
            return Some(range.end);
        }
        if entry.is_space() && state.space {
            state.end = after;
            return Some(range.end);
        }
        if entry.combines() && state.combining.is_some_and(|last| self.table.are_out_of_order(last, c)) {
            return None;
        }
        let mut end = range.end;
        let mut anusvara = None;
        if entry.is_nasal() {
            match as_anusvara(c, entry, &paragraph[end..], self.table) {
                Nasal::Consonant => {}
                Nasal::Anusvara(c, len) => {
                    anusvara = Some(c);
                    end += len;
                }
                Nasal::Unclear => return None,
            }
        }
        let folded = out.bytes.len();
        segment_if_moved(position, folded as u32, state, out);
        out.regular &= !entry.is_unspaced();
        let bits = self.bits_before(entry, folded, state);
        if let Some(anusvara) = anusvara {
            out.push_char(anusvara);
            state.combining = None;
        } else {
            if entry.is_itself() {
                out.push_same(&paragraph.as_bytes()[range]);
            } else {
                match self.table.folding(c, entry) {
                    Folding::Char(c) => out.push_char(c),
                    Folding::Text(text) => {
                        out.bytes.extend_from_slice(text.as_bytes());
                        out.irregular |= c == TWO_WORDS;
                    }
                    Folding::Space | Folding::Nothing => out.bytes.push(b' '),
                }
            }
            state.combining = entry.combines().then_some(c);
        }
        let len = out.bytes.len() - folded;
        out.bounds.push(u64::from(bits.0), len);
        out.words.push(u64::from(bits.1), len);
        state.end = base + end as u32;
        state.space = entry.is_space();
        state.latin = entry.is_latin();
        Some(end)
    }

    /// Whether a bound and a word stand before a character that is about to be written; it becomes the last one.
    #[inline]
    fn bits_before(&self, entry: Entry, folded: usize, state: &mut State) -> (bool, bool) {
        if entry.extends() {
            // It takes after the character before it.
            return (false, false);
        }
        let word = entry.is_word();
        let bound = !(word && state.word) || state.unspaced || entry.is_unspaced();
        if word && !state.word {
            state.run = folded;
        }
        (state.word, state.unspaced) = (word, entry.is_unspaced());
        (bound || self.every, word && bound)
    }

    /// Folds the stretch around `at` again that begins and ends between a space and what begins a cluster, and returns its end.
    #[cold]
    fn fold_slowly(&mut self, paragraph: &str, at: usize, base: u32, state: &mut State, out: &mut Folded) -> usize {
        let starts = |at: &usize| *at == 0 || slow::begins_stretch(paragraph, *at, self.table);
        let from = (0..=at).rev().find(starts).unwrap_or(0);
        let to = (at + 1..paragraph.len()).find(starts).unwrap_or(paragraph.len());
        Self::rewind(base + from as u32, base, state, out);
        out.regular = false;
        self.scratch.fold(&paragraph[from..to], base + from as u32, self.case, self.plain, self.every);
        out.irregular |= paragraph[from..to].contains(TWO_WORDS);
        for piece in &self.scratch.pieces {
            let folded = out.bytes.len();
            if let Some(position) = piece.position {
                segment_if_moved(position, folded as u32, state, out);
            }
            out.push_char(piece.c);
            let is_letter = || self.table.get(piece.c).is_word() && !self.table.get(piece.c).extends();
            out.irregular |= if piece.word { !piece.bound } else { piece.bound && is_letter() };
            let len = piece.c.len_utf8();
            out.bounds.push(u64::from(piece.bound), len);
            out.words.push(u64::from(piece.word), len);
            state.end = state.end.max(piece.end);
        }
        // It ends in a space, or the paragraph ends.
        (state.word, state.unspaced, state.latin, state.combining) = (false, false, false, None);
        state.space = true;
        to
    }

    /// Forgets what was written from a character of the document on that stands behind a space.
    fn rewind(position: u32, base: u32, state: &mut State, out: &mut Folded) {
        if position >= state.end && position != base {
            return;
        }
        if position == base {
            out.clear(base, 0);
            *state = State::new(base);
            return;
        }
        let after = out.segments.partition_point(|segment| segment.start <= position);
        let segment = out.segments[after - 1];
        let folded = segment.folded + (position - segment.start);
        out.segments.truncate(after);
        (state.delta, state.end) = (segment.start.wrapping_sub(segment.folded), position);
        if segment.folded == folded && after > 1 {
            out.segments.pop();
            let before = out.segments[after - 2];
            (state.delta, state.end) = (before.start.wrapping_sub(before.folded), segment.end);
        }
        out.truncate(folded as usize);
    }
}

/// Whether what would extend a cluster stands at the beginning, or behind white space or a control character.
#[inline]
fn begins_cluster(paragraph: &str, at: usize, state: &State) -> bool {
    state.space || at == 0 || paragraph.as_bytes()[at - 1] < 0x20 || paragraph.as_bytes()[at - 1] == 0x7F
}
