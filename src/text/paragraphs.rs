//! Where blocks, paragraphs and lines begin and end.

use super::chars::{CaseFolding, Table};
use memchr::{memchr_iter, memchr2, memchr3_iter};
use std::ops::Range;

/// The blocks of a text as trimmed byte ranges, in order, and whether every line of them is a paragraph.
///
/// Blank lines part blocks (and so does U+2029). If one stands between two lines with text, a block is a paragraph; else there is one block, and its
/// lines are.
pub(crate) fn blocks(text: &str, out: &mut Vec<Range<usize>>) -> bool {
    out.clear();
    let mut block: Option<Range<usize>> = None;
    // Of blank lines only those count that stand between two lines with text.
    let (mut seen_text, mut seen_blank, mut by_line) = (false, false, true);
    for (line, breaks) in Lines::new(text) {
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
pub(crate) fn lines(text: &str, block: Range<usize>, mentions: &[(u32, u32)], out: &mut Vec<Range<usize>>) {
    out.clear();
    let (mut next, mut covered) = (0, 0);
    for (line, _) in Lines::new(&text[block.clone()]) {
        let line = trim(text, block.start + line.start..block.start + line.end);
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
    from: usize,
    done: bool,
    /// Where each kind of break is found next; at the end of the text if nowhere. Most texts have but one kind, and the others are looked for once.
    usual: usize,
    rare: usize,
    separator: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let mut lines = Self { text, from: 0, done: false, usual: 0, rare: 0, separator: 0 };
        lines.look_for_usual();
        lines.look_for_rare();
        lines.look_for_separator();
        lines
    }

    fn look_for_usual(&mut self) {
        let found = memchr2(b'\n', b'\r', &self.text.as_bytes()[self.from..]);
        self.usual = found.map_or(self.text.len(), |i| self.from + i);
    }

    /// VT, FF, NEL.
    fn look_for_rare(&mut self) {
        let bytes = self.text.as_bytes();
        let mut candidates = memchr3_iter(0x0B, 0x0C, 0xC2, &bytes[self.from..]).map(|i| self.from + i);
        let found = candidates.find(|&at| bytes[at] != 0xC2 || bytes.get(at + 1) == Some(&0x85));
        self.rare = found.unwrap_or(bytes.len());
    }

    /// LS, PS.
    fn look_for_separator(&mut self) {
        let bytes = self.text.as_bytes();
        let mut candidates = memchr_iter(0xE2, &bytes[self.from..]).map(|i| self.from + i);
        let found = candidates.find(|&at| matches!(bytes[at + 1..], [0x80, 0xA8 | 0xA9, ..]));
        self.separator = found.unwrap_or(bytes.len());
    }

    /// The next line break from `from` on: where it begins, its length, what it ends.
    fn next_break(&mut self) -> Option<(usize, usize, Break)> {
        if self.usual < self.from {
            self.look_for_usual();
        }
        if self.rare < self.from {
            self.look_for_rare();
        }
        if self.separator < self.from {
            self.look_for_separator();
        }
        let at = self.usual.min(self.rare).min(self.separator);
        let bytes = self.text.as_bytes();
        match bytes.get(at)? {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => Some((at, 2, Break::Line)),
            0xC2 => Some((at, 2, Break::Line)),
            0xE2 => Some((at, 3, if bytes[at + 2] == 0xA9 { Break::Paragraph } else { Break::Line })),
            _ => Some((at, 1, Break::Line)),
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = (Range<usize>, Break);

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        if let Some((at, len, kind)) = self.next_break() {
            let line = self.from..at;
            self.from = at + len;
            Some((line, kind))
        } else {
            self.done = true;
            Some((self.from..self.text.len(), Break::End))
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
