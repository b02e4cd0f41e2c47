//! Where a large text may be cut so that its pieces, read each by itself, hold what the whole holds.
//!
//! Three kinds of places will do, and each is *shown* to do before it is taken, from the text and the names around it:
//!
//! - behind a blank line, which parts blocks: nothing looks across;
//! - behind a line break, if no name crosses it and no title stands right beside it (what else looks at neighbours stays on its line);
//! - between two words of small letters, inside a sentence, if no name begins, ends or goes on anywhere in the two. So no name crosses, none has a neighbour
//!   on the other side, a search for the name behind a title ends at the first of the two, and whether a sentence ends somewhere before is decided by it.
//!
//! That folding can begin afresh there is what [`begins_stretch`] says. docs/architecture.md has the argument.

use super::beside;
use super::pattern::Pattern;
use super::scan::Scanner;
use crate::text::fold::{Folded, begins_stretch};
use crate::text::unicode::table::{CaseFolding, Entry, Table};
use icu_properties::CodePointMapData;
use icu_properties::props::SentenceBreak;
use memchr::{memchr_iter, memchr2, memchr2_iter};
use std::cell::OnceCell;
use std::ops::Range;

/// What two pieces share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Nothing.
    Blocks,
    /// A block.
    Lines,
    /// A sentence.
    Words,
}

/// A place where a piece begins, and what it shares with the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) at: usize,
    pub(super) joint: Joint,
}

/// Bytes behind a place that are searched for a cut, more and more of them: most often there is one in the first hundred.
const SEARCHED: [usize; 3] = [1 << 9, 1 << 12, 1 << 15];

/// Bytes on both sides of a cut that must be known, beside those of a name that may reach it: more than the hundred characters by which lines in title case are known.
const AROUND: usize = 1 << 10;

/// Bytes beside a window that are searched for a place where folding can begin afresh. Where none
/// is near, as in text without spaces, there is no cut: a search without a bound takes quadratic time.
const NEAR: usize = 1 << 12;

/// Words longer than this are no place to cut.
const LONGEST: usize = 64;

/// A hit, in bytes of the text.
struct Found {
    start: usize,
    end: usize,
    pattern: Pattern,
}

/// A stretch of the text with all hits in it.
struct Window<'t> {
    text: &'t str,
    /// A cut is to stand in it, with the words beside it.
    sure: Range<usize>,
    /// Where its first byte stands, and where it ends.
    from: usize,
    to: usize,
    /// By start.
    found: Vec<Found>,
    /// The greatest end of the hits up to each, and of the titles among them.
    ends: Vec<usize>,
    title_ends: Vec<usize>,
    /// Where words begin, in the text and folded, ascending.
    words: OnceCell<Vec<(usize, usize)>>,
    folded: &'t Folded,
}

impl Scanner<'_> {
    /// The first place from a byte of a text on where it may be cut, if one is near. No folded name is longer than `longest` bytes.
    pub(super) fn cut(&mut self, text: &str, from: usize, longest: usize) -> Option<Cut> {
        let from = from.max(1);
        SEARCHED.iter().find_map(|&len| {
            let range = from..(from + len).min(text.len());
            let blocks = memchr_iter(b'\n', &text.as_bytes()[range.clone()]).map(|i| range.start + i + 1);
            if let Some(at) = blocks.into_iter().find(|&at| parts_blocks(text, at)) {
                return Some(Cut { at, joint: Joint::Blocks });
            }
            self.window(text, range.clone(), longest)?.cut(range)
        })
    }

    /// What has to be known to cut a text in a range.
    fn window<'t>(&'t mut self, text: &'t str, range: Range<usize>, longest: usize) -> Option<Window<'t>> {
        let table = Table::of(CaseFolding::Fold);
        let bytes = text.as_bytes();
        let margin = longest + AROUND;
        let begins = |&at: &usize| matches!(bytes[at - 1], b' ' | b'\n') && begins_stretch(text, at, table);
        let last = range.start.saturating_sub(margin);
        let from = match (last.saturating_sub(NEAR) + 1..=last).rev().find(begins) {
            Some(from) => from,
            None if last <= NEAR => 0,
            None => return None,
        };
        let first = range.end + margin;
        let to = match (first..text.len().min(first + NEAR)).find(begins) {
            Some(to) => to,
            None if text.len() <= first + NEAR => text.len(),
            None => return None,
        };
        let stretch = &text[from..to];
        if has_stray_mark(stretch, table) {
            return None;
        }
        self.folder.fold(stretch, from as u32, &mut self.folded);
        let (folded, selector, index) = (&self.folded, &mut self.selector, self.index);
        index.sweep(folded, &mut selector.sweep);
        let mut found = Vec::new();
        let mut next = 0;
        while let Some(at) = folded.bounds.next_from(next) {
            index.hits(folded, &selector.sweep, at, &mut selector.hits);
            found.extend(selector.hits.iter().map(|hit| Found {
                start: folded.start_in_document(at as u32) as usize,
                end: folded.end_in_document(hit.end) as usize,
                pattern: hit.known,
            }));
            next = at + 1;
        }
        found.sort_by_key(|hit: &Found| hit.start);
        let ends = running_maxima(found.iter().map(|hit| hit.end));
        let title_ends = running_maxima(found.iter().map(|hit| if hit.pattern.title() { hit.end } else { 0 }));
        // Names that begin before the window, or end behind it, are not seen.
        let len = folded.bytes.len();
        let place = |at: usize| folded.start_in_document(at as u32) as usize;
        let first = if from == 0 { 0 } else { place(longest.min(len)).max(from + AROUND) };
        let last = if to == text.len() { to } else { place(len.saturating_sub(longest)).min(to) - AROUND.min(to) };
        Some(Window { text, sure: first..last, from, to, found, ends, title_ends, words: OnceCell::new(), folded })
    }
}

impl Window<'_> {
    fn cut(&self, range: Range<usize>) -> Option<Cut> {
        let bytes = self.text.as_bytes();
        memchr2_iter(b' ', b'\n', &bytes[range.start - 1..range.end]).map(|i| range.start + i).find_map(|at| {
            let (joint, fits) = match bytes[at - 1] {
                b' ' => (Joint::Words, self.parts_words(at)),
                _ => (Joint::Lines, self.parts_lines(at)),
            };
            fits.then_some(Cut { at, joint })
        })
    }

    /// Whether a text may be cut behind a line break.
    fn parts_lines(&self, at: usize) -> bool {
        if !begins_in_word(&self.text[at..]) || !ends_in_line_with_word(&self.text[self.from..at]) || !self.sure.contains(&at) {
            return false;
        }
        let has_word = |text: &str| text.chars().any(|c| Table::of(CaseFolding::Fold).get(c).is_word());
        // All hits before this one end before the break: a word must stand between it and the last title.
        let near = self.ends.partition_point(|&end| end < at);
        let title = near.checked_sub(1).map_or(0, |last| self.title_ends[last]);
        if title > 0 && !has_word(&self.text[title..at]) {
            return false;
        }
        self.found[near..].iter().take_while(|hit| hit.start <= at).all(|hit| {
            // A word on the line before may make it the title of another office, and so may one on the line behind.
            let apart = |title: bool| !title || hit.end < at && has_word(&self.text[hit.end..at]);
            (hit.start >= at || hit.end < at) && apart(hit.pattern.title())
        })
    }

    /// Whether a text may be cut between two words.
    fn parts_words(&self, at: usize) -> bool {
        let (Some(before), Some(behind)) = (word_before(self.text, at - 1), word_behind(self.text, at)) else { return false };
        if before.start < self.sure.start || behind.end > self.sure.end {
            return false;
        }
        let Some(line) = self.decides_case(at) else { return false };
        let near = self.ends.partition_point(|&end| end < before.start);
        let mut touching = self.found[near..].iter().take_while(|hit| hit.start <= behind.end);
        let of_line = self.found.partition_point(|hit| hit.start < line.start);
        let mut in_line = self.found[of_line..].iter().take_while(|hit| hit.start < line.end);
        let clear = !touching.any(|hit| hit.end >= before.start) && !in_line.any(|hit| hit.pattern.short());
        // A search for the name behind a title goes on behind such words.
        clear && self.folded_word(before.start).is_some_and(|word| !beside::leads_on(word))
    }

    /// Where a short name looks across a place to know whether its line is in title case: from where to where it would begin.
    fn decides_case(&self, at: usize) -> Option<Range<usize>> {
        let text = &self.text[self.from..self.to];
        let (before, behind) = text.split_at(at - self.from);
        let start = before.char_indices().rev().nth(beside::AROUND).map_or(0, |(i, _)| i);
        // The word before the name begins in the first hundred characters, and goes on to a space.
        let known =
            behind.char_indices().nth(beside::AROUND).and_then(|(i, _)| Some(i + memchr2(b' ', b'\n', &behind.as_bytes()[i..])?));
        let end = match known {
            Some(len) => at + len + 2,
            None if self.to == self.text.len() => self.to + 1,
            None => return None,
        };
        Some(self.from + start..end)
    }

    /// What the word that begins at a place is, folded.
    fn folded_word(&self, at: usize) -> Option<&[u8]> {
        let words = self.words.get_or_init(|| {
            let start = |from: usize| (self.folded.start_in_document(from as u32) as usize, from);
            let mut words: Vec<_> = self.folded.words.iter().map(start).collect();
            words.sort_by_key(|&(start, _)| start);
            words
        });
        let &(_, from) = words.get(words.partition_point(|&(start, _)| start < at)).filter(|&&(start, _)| start == at)?;
        Some(&self.folded.bytes[from..self.folded.bounds.next_from(from + 1)?])
    }
}

/// The greatest of some numbers up to each of them.
fn running_maxima(numbers: impl Iterator<Item = usize>) -> Vec<usize> {
    let grow = |most: &mut usize, number: usize| {
        *most = number.max(*most);
        Some(*most)
    };
    numbers.scan(0, grow).collect()
}

/// Whether a blank line ends before a place where text begins.
fn parts_blocks(text: &str, at: usize) -> bool {
    let space = text.as_bytes()[..at].iter().rev().take_while(|byte| byte.is_ascii_whitespace());
    space.filter(|&&byte| byte == b'\n').nth(1).is_some() && begins_in_word(&text[at..])
}

/// Whether a text begins with a word character.
fn begins_in_word(text: &str) -> bool {
    let entry = text.chars().next().map(|c| Table::of(CaseFolding::Fold).get(c));
    entry.is_some_and(|entry| entry.is_word() && !entry.extends() && !entry.is_nothing())
}

/// Whether the line that ends a text, with its line break, has a word.
fn ends_in_line_with_word(text: &str) -> bool {
    let line = text.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text)).unwrap_or_default();
    for c in line.chars().rev() {
        let entry = Table::of(CaseFolding::Fold).get(c);
        if !beside::one_line(c.encode_utf8(&mut [0; 4])) {
            return false;
        }
        if entry.is_word() && !entry.extends() && !entry.is_nothing() {
            return true;
        }
    }
    false
}

/// Whether a mark stands behind white space: what it goes on depends on where blocks begin.
fn has_stray_mark(text: &str, table: &Table) -> bool {
    let mut blank = true;
    !text.is_ascii()
        && text.chars().any(|c| {
            let entry = table.get(c);
            let stray = blank && entry.extends() && !entry.is_nothing();
            blank = entry.is_space() || blank && entry.is_nothing();
            stray
        })
}

/// The word of small letters that ends at a place, with a space before it.
fn word_before(text: &str, end: usize) -> Option<Range<usize>> {
    let start = text.as_bytes()[..end].iter().rev().take(LONGEST).position(|byte| matches!(byte, b' ' | b'\n'));
    let start = end - start?;
    is_small(&text[start..end]).then_some(start..end)
}

/// The word of small letters that begins at a place, with a space behind it.
fn word_behind(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text.as_bytes()[start..];
    let len = memchr2(b' ', b'\n', &rest[..rest.len().min(LONGEST)])?;
    is_small(&text[start..start + len]).then_some(start..start + len)
}

/// Whether a text is one word, of letters that are not upper case.
fn is_small(word: &str) -> bool {
    let (table, classes) = (Table::of(CaseFolding::Fold), CodePointMapData::<SentenceBreak>::new());
    let small = |(i, c): (usize, char)| {
        if c.is_ascii() {
            return c.is_ascii_lowercase();
        }
        let entry: Entry = table.get(c);
        let class = classes.get(c);
        let letter = if entry.extends() {
            i > 0 && class == SentenceBreak::Extend
        } else {
            matches!(class, SentenceBreak::Lower | SentenceBreak::OLetter)
        };
        letter && entry.is_word() && !entry.is_slow() && !entry.is_nothing() && !entry.is_unspaced()
    };
    !word.is_empty() && word.char_indices().all(small)
}
