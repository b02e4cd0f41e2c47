//! Where blocks, paragraphs and lines begin and end.

use crate::text::classify::Lanes;
use crate::text::unicode::table::{CaseFolding, Table};
use std::ops::Range;

/// The blocks of a text, and their lines; keeps its buffers.
///
/// Blank lines part blocks (and so does U+2029). If one stands between two lines with text, a block is a paragraph; else there is one block, and its
/// lines are.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    /// Trimmed, in bytes of the text, in order.
    pub(crate) ranges: Vec<Range<usize>>,
    /// All lines with text, trimmed.
    lines: Vec<Range<usize>>,
    /// Whether each of them is a paragraph.
    pub(crate) by_line: bool,
}

impl Blocks {
    /// Finds those of a text; what was found before is forgotten.
    pub(crate) fn find(&mut self, text: &str, lanes: &Lanes) {
        self.ranges.clear();
        self.lines.clear();
        self.by_line = true;
        // Where the open block begins, if there is one, and where its last line ends.
        let (mut start, mut end) = (None, 0);
        // Of blank lines only those count that stand between two lines with text.
        let mut seen_blank = false;
        let mut add = |line: Range<usize>, ends: Break| {
            let line = trim(text, line);
            let blank = line.is_empty();
            if blank {
                seen_blank = !self.lines.is_empty();
            } else {
                self.by_line &= !seen_blank;
                start = start.or(Some(line.start));
                end = line.end;
                self.lines.push(line);
            }
            if blank || ends == Break::Paragraph {
                self.ranges.extend(start.take().map(|start| start..end));
            }
        };
        let mut from = 0;
        lanes.each_line(|at| {
            // The second half of a break has gone with the first one.
            if let Some((len, ends)) = line_break(text, at).filter(|_| at >= from) {
                add(from..at, ends);
                from = at + len;
            }
        });
        add(from..text.len(), Break::Paragraph);
    }

    /// The paragraphs of a block. A line break strictly inside one of `mentions` (bytes of the text, ascending by start) parts none.
    pub(crate) fn paragraphs(&self, block: Range<usize>, mentions: &[(u32, u32)], out: &mut Vec<Range<usize>>) {
        out.clear();
        if !self.by_line {
            out.push(block);
            return;
        }
        let (mut next, mut covered) = (0, 0);
        let first = self.lines.partition_point(|line| line.start < block.start);
        for line in self.lines[first..].iter().take_while(|line| line.start < block.end) {
            // Mentions that begin before the line break.
            let before = out.last().map_or(0, |last| last.end);
            while next < mentions.len() && (mentions[next].0 as usize) < before {
                covered = covered.max(mentions[next].1 as usize);
                next += 1;
            }
            match out.last_mut() {
                Some(last) if covered > line.start => last.end = line.end,
                _ => out.push(line.clone()),
            }
        }
    }
}

/// Without the white space (and U+FEFF) at both ends.
#[inline]
pub(crate) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    // ASCII that is seen, or any character of E0, D0, D1: Devanagari and the scripts around it have no white space, nor has Cyrillic.
    let seen = |byte: u8| matches!(byte, b'!'..=b'~');
    let begins = |first: u8| seen(first) || matches!(first, 0xE0 | 0xD0 | 0xD1);
    match text.as_bytes()[range.clone()] {
        [first, .., last] if begins(first) && seen(last) => range,
        [first, .., 0xE0, _, _] if begins(first) => range,
        _ => trim_slowly(text, range),
    }
}

#[cold]
fn trim_slowly(text: &str, range: Range<usize>) -> Range<usize> {
    let table = Table::of(CaseFolding::Fold);
    let blank = |c: char| c == '\u{FEFF}' || table.get(c).is_space();
    let line = &text[range.clone()];
    let from = range.start + (line.len() - line.trim_start_matches(blank).len());
    let len = text[from..range.end].trim_end_matches(blank).len();
    from..from + len
}

/// What a line break ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Break {
    Line,
    Paragraph,
}

/// The line break at a byte, if there is one: its length, what it ends.
#[inline]
fn line_break(text: &str, at: usize) -> Option<(usize, Break)> {
    match text.as_bytes()[at..] {
        [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => Some((2, Break::Line)),
        [b'\n'..=b'\r', ..] => Some((1, Break::Line)),
        [0xE2, 0x80, 0xA8, ..] => Some((3, Break::Line)),
        [0xE2, 0x80, 0xA9, ..] => Some((3, Break::Paragraph)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{trim, trim_slowly};
    use crate::text::paragraphs;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn what_is_seen_is_not_trimmed(text in "[ \\t\u{A0}\u{85}\u{3000}\u{2003}\u{FEFF}\u{7F}\u{1F}a.क।éыڈড中\u{E00}]{0,5}") {
            prop_assert_eq!(trim(&text, 0..text.len()), trim_slowly(&text, 0..text.len()));
        }
    }
}
