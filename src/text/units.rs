//! From blocks to paragraphs and sentences, around the mentions in them.

use super::not_text::NotText;
use super::paragraphs::lines;
use super::sentences::breaks;
use std::ops::Range;

/// Splits blocks; keeps its buffers.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    lines: Vec<Range<usize>>,
    whole: Vec<(u32, u32)>,
    breaks: Vec<u32>,
}

impl Splitter {
    /// Hands each paragraph of a block to `each`, with the places in it where a sentence begins after the first one: bytes of the text.
    ///
    /// Neither a paragraph nor a sentence ends inside one of `mentions`, ascending by start, and no sentence inside a URL.
    pub(crate) fn split(
        &mut self,
        text: &str,
        block: Range<usize>,
        by_line: bool,
        mentions: &[(u32, u32)],
        not_text: &NotText,
        mut each: impl FnMut(Range<usize>, &[u32]),
    ) {
        if by_line {
            lines(text, block, mentions, &mut self.lines);
        } else {
            self.lines.clear();
            self.lines.push(block);
        }
        self.whole.clear();
        self.whole.extend(mentions);
        if not_text.has_closed() {
            self.whole.extend(not_text.closed());
            self.whole.sort_unstable();
        }
        let mut from = 0;
        for paragraph in self.lines.drain(..) {
            let (start, end) = (paragraph.start as u32, paragraph.end as u32);
            from += self.whole[from..].partition_point(|&(_, to)| to <= start);
            let to = from + self.whole[from..].partition_point(|&(begin, _)| begin < end);
            breaks(&text[paragraph.clone()], start, &self.whole[from..to], &mut self.breaks);
            each(paragraph, &self.breaks);
        }
    }
}
