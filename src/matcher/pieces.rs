//! Large documents in pieces, which several threads read at the same time; the same mentions as if one had read the whole.
//!
//! A piece is read like a text of its own, up to the spans in it. Then the pieces are joined, and what the whole document decides (short names that count because
//! it names their entity in full, context) is decided of the whole.

use super::Matcher;
use super::beside;
use super::cuts::{Cut, Joint};
use super::scan::{Found, Part, Place, Scanner};
use super::spans::{Span, Spans};
use crate::Result;
use crate::document::Document;
use crate::runtime::monitor::Monitor;
use crate::text::segment::paragraphs::{Blocks, trim};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// The scanners of a call: each is handed from piece of work to piece of work, with its buffers.
pub(super) struct Crew<'m> {
    matcher: &'m Matcher,
    /// About as many bytes has a piece.
    size: usize,
    /// Whether there are threads to share a document with.
    several: bool,
    idle: Mutex<Vec<Scanner<'m>>>,
}

/// One scanner of a crew.
pub(super) struct Reader<'c, 'm> {
    scanner: Scanner<'m>,
    crew: &'c Crew<'m>,
}

impl<'m> Crew<'m> {
    pub(super) fn new(matcher: &'m Matcher, size: usize, several: bool) -> Self {
        Self { matcher, size, several, idle: Mutex::new(Vec::new()) }
    }

    /// Does a piece of work with a scanner that nobody else has.
    pub(super) fn work<T>(&self, work: impl FnOnce(&mut Reader<'_, 'm>) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut reader = Reader { scanner: taken.unwrap_or_else(|| self.matcher.scanner()), crew: self };
        let result = work(&mut reader);
        idle().push(reader.scanner);
        result
    }

    /// Does a piece of work for each item, and returns what came of it in order.
    fn each<I: Send, T: Send>(&self, items: Vec<I>, work: impl Fn(&mut Scanner<'m>, I) -> Result<T> + Sync) -> Result<Vec<T>> {
        let work = |item| self.work(|reader| work(&mut reader.scanner, item));
        if self.several {
            items.into_par_iter().with_max_len(1).map(work).collect()
        } else {
            items.into_iter().map(work).collect()
        }
    }
}

/// A piece of a document.
struct Piece {
    range: Range<usize>,
    /// What it shares with the one before.
    joint: Joint,
}

impl Reader<'_, '_> {
    /// The mentions of a document, and its units: those of one without a name in it for sure only if `units` asks for them.
    pub(super) fn scan(&mut self, document: Document, units: bool, monitor: &Monitor) -> Result<Found<'_>> {
        if document.len() < 2 * self.crew.size {
            self.scanner.scan(document, units, monitor)
        } else {
            self.scan_pieces(document, monitor)
        }
    }

    fn scan_pieces(&mut self, document: Document, monitor: &Monitor) -> Result<Found<'_>> {
        let (crew, date) = (self.crew, document.date);
        let text = document.text.unwrap_or("");
        let pieces = self.pieces(text, monitor)?;
        let by_line = self.is_by_line(text, &pieces, monitor)?;
        let part = |piece: &Piece| &text[piece.range.clone()];
        let mut seen = crew.each(pieces.iter().collect(), |scanner, piece| {
            monitor.check()?;
            let mut seen = Seen::default();
            scanner.read(part(piece));
            scanner.look(part(piece), Some(by_line), date, monitor)?;
            scanner.count_units(part(piece));
            scanner.exchange(&mut seen);
            Ok(seen)
        })?;
        if seen.iter().any(Seen::waits) {
            let named = crew.each(seen.iter_mut().collect(), |scanner, seen| {
                monitor.check()?;
                scanner.exchange(seen);
                scanner.find_named(date);
                scanner.exchange(seen);
                Ok(std::mem::take(&mut scanner.named))
            })?;
            let mut named = named.concat();
            named.sort_unstable();
            named.dedup();
            let waiting = pieces.iter().zip(&mut seen).filter(|(_, seen)| !named.is_empty() && seen.waits());
            crew.each(waiting.collect(), |scanner, (piece, seen)| {
                scanner.exchange(seen);
                scanner.named.clone_from(&named);
                // It has read other pieces in between.
                scanner.lanes.read(part(piece), true);
                scanner.look_again(part(piece), date, monitor)?;
                scanner.count_units(part(piece));
                scanner.exchange(seen);
                monitor.check()
            })?;
        }
        self.scanner.join(text, &pieces, by_line, &seen);
        Ok(self.scanner.conclude(Some(text), date))
    }

    /// The pieces of a text.
    fn pieces(&self, text: &str, monitor: &Monitor) -> Result<Vec<Piece>> {
        let longest = self.crew.matcher.longest_name();
        let places = (1..text.len().div_ceil(self.crew.size)).map(|i| i * self.crew.size).collect();
        let cuts = self.crew.each(places, |scanner, place| {
            monitor.check()?;
            Ok(scanner.cut(text, place, longest))
        })?;
        let mut cuts: Vec<Cut> = cuts.into_iter().flatten().collect();
        // A search from further ahead may end sooner.
        cuts.sort_unstable_by_key(|cut| cut.at);
        cuts.dedup_by_key(|cut| cut.at);
        let starts = std::iter::once(Cut { at: 0, joint: Joint::Blocks }).chain(cuts.iter().copied());
        let ends = cuts.iter().map(|cut| cut.at).chain([text.len()]);
        Ok(starts.zip(ends).map(|(cut, end)| Piece { range: cut.at..end, joint: cut.joint }).collect())
    }

    /// Whether every line of a text is a paragraph: no blank line stands between two lines with text.
    fn is_by_line(&self, text: &str, pieces: &[Piece], monitor: &Monitor) -> Result<bool> {
        // All pieces but the first begin with text.
        let blank = |piece: &Piece| trim(text, piece.range.clone()).is_empty();
        let parted = |(i, piece): (usize, &Piece)| piece.joint == Joint::Blocks && (i > 1 || i == 1 && !blank(&pieces[0]));
        if pieces.iter().enumerate().any(parted) {
            return Ok(false);
        }
        let by_line = self.crew.each(pieces.iter().collect(), |scanner, piece| {
            monitor.check()?;
            let text = &text[piece.range.clone()];
            scanner.lanes.read(text, true);
            scanner.blocks.find(text, &scanner.lanes);
            Ok(scanner.blocks.by_line)
        })?;
        Ok(by_line.into_iter().all(|by_line| by_line))
    }
}

/// What was found in a piece; places are bytes of it.
#[derive(Default)]
struct Seen {
    blocks: Blocks,
    parts: Vec<Part>,
    spans: Spans,
    places: Vec<Place>,
    years: Vec<i32>,
}

impl Seen {
    /// Whether it has short names that count if the document names their entity in full.
    fn waits(&self) -> bool {
        self.parts.iter().any(|part| part.waiting)
    }

    /// Whether all of it is one sentence.
    fn is_sentence(&self) -> bool {
        matches!(self.parts[..], [Part { paragraphs: 1, sentences: 1, .. }])
    }
}

/// A sentence that begins in one piece and ends in another.
struct Open {
    from: usize,
    /// Its titles, which ask what years it names.
    titles: Vec<usize>,
}

impl Scanner<'_> {
    /// Takes what was found elsewhere, and gives what it has found.
    fn exchange(&mut self, seen: &mut Seen) {
        std::mem::swap(&mut self.blocks, &mut seen.blocks);
        std::mem::swap(&mut self.parts, &mut seen.parts);
        std::mem::swap(&mut self.spans, &mut seen.spans);
        std::mem::swap(&mut self.places, &mut seen.places);
        std::mem::swap(&mut self.years, &mut seen.years);
    }

    /// Puts together what was found in the pieces of a text.
    fn join(&mut self, text: &str, pieces: &[Piece], by_line: bool, seen: &[Seen]) {
        self.parts.clear();
        self.spans.clear();
        self.places.clear();
        self.years.clear();
        let mut open: Option<Open> = None;
        for (i, (piece, seen)) in pieces.iter().zip(seen).enumerate() {
            if let Some(last) = self.parts.last_mut() {
                last.paragraphs -= u32::from(match piece.joint {
                    Joint::Blocks => false,
                    Joint::Lines => !by_line,
                    Joint::Words => true,
                });
                last.sentences -= u32::from(piece.joint == Joint::Words);
            }
            let before = self.places.len();
            self.append(seen, piece.range.start);
            let goes_on = pieces.get(i + 1).is_some_and(|next| next.joint == Joint::Words);
            let (Some(first), Some(last)) = (seen.parts.first(), seen.parts.last()) else { continue };
            if let Some(sentence) = &mut open {
                let of_first = |place: &&Place| (place.paragraph, place.sentence) == (0, 0);
                let from = first.spans.start;
                let here = seen.places[first.spans.clone()].iter().take_while(of_first).count();
                sentence.titles.extend(self.titles(before + from..before + from + here));
                if goes_on && seen.is_sentence() {
                    continue;
                }
                let (sentence, to) = (open.take(), piece.range.start + first.first_end);
                self.close(text, sentence, to);
            }
            if goes_on {
                let of_last = |place: &&Place| (place.paragraph + 1, place.sentence + 1) == (last.paragraphs, last.sentences);
                let here = seen.places[last.spans.clone()].iter().rev().take_while(of_last).count();
                let to = before + last.spans.end;
                open = Some(Open { from: piece.range.start + last.last_start, titles: self.titles(to - here..to) });
            }
        }
    }

    /// Adds what was found in a piece that begins at a byte of the text.
    fn append(&mut self, seen: &Seen, at: usize) {
        let (rows, names, years) = (self.places.len(), self.spans.names.len(), self.years.len());
        let moved = |range: &Range<usize>, by: usize| range.start + by..range.end + by;
        self.parts.extend(seen.parts.iter().map(|part| Part { spans: moved(&part.spans, rows), ..part.clone() }));
        self.spans.names.extend_from_slice(&seen.spans.names);
        self.spans.spans.extend(seen.spans.spans.iter().map(|span| Span {
            start: span.start + at as u32,
            end: span.end + at as u32,
            names: moved(&span.names, names),
            ..span.clone()
        }));
        self.years.extend_from_slice(&seen.years);
        self.places.extend(seen.places.iter().map(|place| Place { years: moved(&place.years, years), ..place.clone() }));
    }

    fn titles(&self, rows: Range<usize>) -> Vec<usize> {
        rows.filter(|&row| self.spans.is_title(&self.spans.spans[row], self.index)).collect()
    }

    /// Tells the titles of a sentence which years all of it names.
    fn close(&mut self, text: &str, sentence: Option<Open>, to: usize) {
        let Some(Open { from, titles }) = sentence.filter(|sentence| !sentence.titles.is_empty()) else { return };
        let before = self.years.len();
        beside::years(&text[from..to], &mut self.years);
        for row in titles {
            self.places[row].years = before..self.years.len();
        }
    }
}

#[cfg(test)]
mod tests;
