//! From blocks to paragraphs and sentences, around the mentions in them.

use super::paragraphs::Blocks;
use super::sentences::{Whole, breaks};
use super::urls::NotText;
use crate::text::classify::Lanes;
use std::ops::Range;

/// Splits blocks; keeps its buffers.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    paragraphs: Vec<Range<usize>>,
    whole: Vec<(u32, u32)>,
    breaks: Vec<u32>,
}

impl Splitter {
    /// Hands each paragraph of a block to `each`, with the places in it where a sentence begins after the first one: bytes of the text.
    ///
    /// Neither a paragraph nor a sentence ends inside one of `mentions`, ascending by start, and no sentence inside a URL.
    #[expect(clippy::too_many_arguments, reason = "a block, and what is known of it")]
    #[expect(clippy::inline_always, reason = "where the caller counts, it counts in registers")]
    #[inline(always)]
    pub(crate) fn split(
        &mut self,
        text: &str,
        lanes: &Lanes,
        blocks: &Blocks,
        block: Range<usize>,
        mentions: &[(u32, u32)],
        not_text: &NotText,
        mut each: impl FnMut(Range<usize>, &[u32]),
    ) {
        blocks.paragraphs(block, mentions, &mut self.paragraphs);
        let whole = if not_text.has_closed() {
            self.whole.clear();
            self.whole.extend(mentions);
            self.whole.extend(not_text.closed());
            self.whole.sort_unstable();
            &self.whole
        } else {
            mentions
        };
        let mut whole = Whole::new(whole);
        for paragraph in &self.paragraphs {
            breaks(text, lanes, paragraph.clone(), &mut whole, &mut self.breaks);
            each(paragraph.clone(), &self.breaks);
        }
    }
}
