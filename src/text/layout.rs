//! Paragraphs and sentences of a whole text.

use super::classify::Lanes;
use super::segment::paragraphs::{Blocks, trim};
use super::segment::splitter::Splitter;
use super::segment::urls::NotText;
use std::ops::Range;

/// The paragraphs of a text, trimmed, in bytes. None ends inside one of `mentions`, bytes ascending by start.
///
/// ```
/// let text = "One line\nand its second.\n\nAnother paragraph.";
/// assert_eq!(comention::text::paragraphs(text, &[]), [0..24, 26..44]);
/// ```
pub fn paragraphs(text: &str, mentions: &[(u32, u32)]) -> Vec<Range<usize>> {
    units(text, mentions).into_iter().map(|(paragraph, _)| paragraph).collect()
}

/// The sentences of a text, without white space at their end, in bytes. None begins strictly inside one of `mentions`, bytes ascending by start.
///
/// ```
/// let text = "Dr. Singh met Mr. Putin. मोदी गए। फिर लौटे।";
/// let sentences = comention::text::sentences(text, &[]);
/// assert_eq!(sentences.into_iter().map(|range| &text[range]).collect::<Vec<_>>(), ["Dr. Singh met Mr. Putin.", "मोदी गए।", "फिर लौटे।"]);
/// ```
pub fn sentences(text: &str, mentions: &[(u32, u32)]) -> Vec<Range<usize>> {
    units(text, mentions).into_iter().flat_map(|(_, sentences)| sentences).collect()
}

/// A paragraph with its sentences, in bytes of the text.
pub(crate) type Unit = (Range<usize>, Vec<Range<usize>>);

/// The parts of one text after another; keeps its buffers.
///
/// [`read`](Self::read) comes first; all other methods are given the text that was read.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    lanes: Lanes,
    blocks: Blocks,
    /// Of the block that was asked for last.
    not_text: NotText,
    splitter: Splitter,
}

impl Layout {
    /// Reads a text and finds its blocks; what was read before is forgotten.
    pub(crate) fn read(&mut self, text: &str) {
        self.lanes.read(text, true);
        self.blocks.find(text, &self.lanes);
    }

    pub(crate) fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    /// The blocks: what no match leaves.
    pub(crate) fn blocks(&self) -> &[Range<usize>] {
        &self.blocks.ranges
    }

    /// Finds where nothing is matched in a block: URLs, e-mail addresses, handles.
    pub(crate) fn exclude(&mut self, text: &str, block: Range<usize>) {
        self.not_text.find(text, &self.lanes, block);
    }

    /// Whether a name may be matched there, in the block given to [`exclude`](Self::exclude) last.
    pub(crate) fn allows(&self, start: u32, end: u32) -> bool {
        self.not_text.allows(start, end)
    }

    /// Hands each paragraph to `each`, with the places where its second and later sentences begin.
    /// Neither ends inside one of `mentions`, ascending by start.
    pub(crate) fn each_paragraph(&mut self, text: &str, mentions: &[(u32, u32)], mut each: impl FnMut(Range<usize>, &[u32])) {
        let Self { lanes, blocks, not_text, splitter } = self;
        for block in &blocks.ranges {
            not_text.find(text, lanes, block.clone());
            splitter.split(text, lanes, blocks, block.clone(), mentions, not_text, &mut each);
        }
    }

    /// How many paragraphs and sentences a text has in which nobody is mentioned.
    pub(crate) fn count(&mut self, text: &str) -> (u32, u32) {
        let (mut paragraphs, mut sentences) = (0, 0);
        self.each_paragraph(text, &[], |_, breaks| {
            paragraphs += 1;
            sentences += breaks.len() as u32 + 1;
        });
        (paragraphs, sentences)
    }

    /// Each paragraph with its sentences.
    pub(crate) fn units(&mut self, text: &str, mentions: &[(u32, u32)]) -> Vec<Unit> {
        let mut units = Vec::new();
        self.each_paragraph(text, mentions, |paragraph, breaks| {
            let starts = std::iter::once(paragraph.start).chain(breaks.iter().map(|&at| at as usize));
            let ends = breaks.iter().map(|&at| at as usize).chain([paragraph.end]);
            let sentences = starts.zip(ends).map(|(from, to)| from..trim(text, from..to).end).collect();
            units.push((paragraph, sentences));
        });
        units
    }
}

fn units(text: &str, mentions: &[(u32, u32)]) -> Vec<Unit> {
    let mut layout = Layout::default();
    layout.read(text);
    layout.units(text, mentions)
}
