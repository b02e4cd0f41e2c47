//! Where blocks, paragraphs and lines begin and end.

use super::chars::{CaseFolding, Table};
use super::lanes::Lanes;
use std::ops::Range;

/// The blocks of a text as trimmed byte ranges, in order, and whether every line of them is a paragraph.
///
/// Blank lines part blocks (and so does U+2029). If one stands between two lines with text, a block is a paragraph; else there is one block, and its
/// lines are.
pub(crate) fn blocks(text: &str, lanes: &Lanes, out: &mut Vec<Range<usize>>) -> bool {
    out.clear();
    let mut block: Option<Range<usize>> = None;
    // Of blank lines only those count that stand between two lines with text.
    let (mut seen_text, mut seen_blank, mut by_line) = (false, false, true);
    for (line, breaks) in Lines::new(text, lanes, 0..text.len()) {
        let trimmed = trim(text, line);
        if trimmed.is_empty() {
            seen_blank = seen_text;
            out.extend(block.take());
        } else {
            by_line &= !seen_blank;
            seen_text = true;
            match &mut block {
                Some(block) => block.end = trimmed.end,
                None => block = Some(trimmed),
            }
        }
        if breaks == Break::Paragraph {
            out.extend(block.take());
        }
    }
    out.extend(block);
    by_line
}

/// The lines with text of a block, trimmed. A line break strictly inside one of `mentions` (bytes of the text, ascending by start) parts none.
pub(crate) fn lines(text: &str, lanes: &Lanes, block: Range<usize>, mentions: &[(u32, u32)], out: &mut Vec<Range<usize>>) {
    out.clear();
    let (mut next, mut covered) = (0, 0);
    for (line, _) in Lines::new(text, lanes, block) {
        let line = trim(text, line);
        if line.is_empty() {
            continue;
        }
        // Mentions that begin before the line break.
        let before = out.last().map_or(0, |last| last.end);
        while next < mentions.len() && (mentions[next].0 as usize) < before {
            covered = covered.max(mentions[next].1 as usize);
            next += 1;
        }
        match out.last_mut() {
            Some(last) if covered > line.start => last.end = line.end,
            _ => out.push(line),
        }
    }
}

/// Without the white space (and U+FEFF) at both ends.
pub(crate) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    // ASCII that is seen, or any character of E0: Devanagari and the scripts around it have no white space.
    let seen = |byte: u8| matches!(byte, b'!'..=b'~');
    match text.as_bytes()[range.clone()] {
        [first, .., last] if (seen(first) || first == 0xE0) && seen(last) => range,
        [first, .., 0xE0, _, _] if seen(first) || first == 0xE0 => range,
        _ => trim_slowly(text, range),
    }
}

fn trim_slowly(text: &str, range: Range<usize>) -> Range<usize> {
    let table = Table::of(CaseFolding::Fold);
    let blank = |c: char| c == '\u{FEFF}' || table.get(c).is_space();
    let line = &text[range.clone()];
    let from = range.start + (line.len() - line.trim_start_matches(blank).len());
    let len = text[from..range.end].trim_end_matches(blank).len();
    from..from + len
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Break {
    Line,
    Paragraph,
    End,
}

/// Lines without their break, and how each ends.
struct Lines<'a> {
    text: &'a str,
    lanes: &'a Lanes,
    rest: Range<usize>,
    done: bool,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, lanes: &'a Lanes, range: Range<usize>) -> Self {
        Self { text, lanes, rest: range, done: false }
    }

    /// The next line break of the rest: where it begins, its length, what it ends.
    #[inline]
    fn next_break(&self) -> Option<(usize, usize, Break)> {
        let bytes = self.text.as_bytes();
        let mut rest = self.rest.clone();
        loop {
            let at = self.lanes.next(|lane| lane.line, rest.clone())?;
            match bytes[at..rest.end] {
                [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => return Some((at, 2, Break::Line)),
                [b'\n'..=b'\r', ..] => return Some((at, 1, Break::Line)),
                [0xE2, 0x80, 0xA8, ..] => return Some((at, 3, Break::Line)),
                [0xE2, 0x80, 0xA9, ..] => return Some((at, 3, Break::Paragraph)),
                _ => rest.start = at + 1,
            }
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = (Range<usize>, Break);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        if let Some((at, len, kind)) = self.next_break() {
            let line = self.rest.start..at;
            self.rest.start = at + len;
            Some((line, kind))
        } else {
            self.done = true;
            Some((self.rest.clone(), Break::End))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::text::paragraphs;

    fn split(text: &str) -> Vec<&str> {
        paragraphs(text, &[]).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_blank_line_makes_single_breaks_part_of_a_paragraph() {
        assert_eq!(split("one\ntwo\n\n three \n"), ["one\ntwo", "three"]);
        assert_eq!(split("one\r\n \t\r\ntwo\r\nthree"), ["one", "two\r\nthree"]);
        assert_eq!(split("one\u{2029}two\nthree\n\nfour"), ["one", "two\nthree", "four"]);
    }

    #[test]
    fn without_one_every_line_is_a_paragraph() {
        assert_eq!(split("\n\none\ntwo\x0Cthree\u{85}four\u{2028}five\n\n"), ["one", "two", "three", "four", "five"]);
        assert_eq!(split("one\r\ntwo"), ["one", "two"]);
    }

    #[test]
    fn a_mention_joins_lines() {
        let text = "Vladimir\nPutin left\nMoscow";
        assert_eq!(paragraphs(text, &[(0, 14)]), [0..19, 20..26]);
        assert_eq!(paragraphs(text, &[(0, 8), (9, 14)]), [0..8, 9..19, 20..26]);
    }

    #[test]
    fn white_space_is_no_paragraph() {
        assert!(split("").is_empty());
        assert!(split(" \n\u{A0}\u{FEFF}\n").is_empty());
    }
}
