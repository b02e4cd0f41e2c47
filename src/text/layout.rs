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
    units(text, &Lanes::of(text), mentions).into_iter().map(|(paragraph, _)| paragraph).collect()
}

/// The sentences of a text, without white space at their end, in bytes. None begins strictly inside one of `mentions`, bytes ascending by start.
///
/// ```
/// let text = "Dr. Singh met Mr. Putin. मोदी गए। फिर लौटे।";
/// let sentences = comention::text::sentences(text, &[]);
/// assert_eq!(sentences.into_iter().map(|range| &text[range]).collect::<Vec<_>>(), ["Dr. Singh met Mr. Putin.", "मोदी गए।", "फिर लौटे।"]);
/// ```
pub fn sentences(text: &str, mentions: &[(u32, u32)]) -> Vec<Range<usize>> {
    units(text, &Lanes::of(text), mentions).into_iter().flat_map(|(_, sentences)| sentences).collect()
}

/// Each paragraph with its sentences.
pub(crate) fn units(text: &str, lanes: &Lanes, mentions: &[(u32, u32)]) -> Vec<(Range<usize>, Vec<Range<usize>>)> {
    let mut blocks = Blocks::default();
    blocks.find(text, lanes);
    let (mut splitter, mut not_text) = (Splitter::default(), NotText::default());
    let mut units = Vec::new();
    for block in &blocks.ranges {
        not_text.find(text, lanes, block.clone());
        splitter.split(text, lanes, &blocks, block.clone(), mentions, &not_text, |paragraph, breaks| {
            let starts = std::iter::once(paragraph.start).chain(breaks.iter().map(|&at| at as usize));
            let ends = breaks.iter().map(|&at| at as usize).chain([paragraph.end]);
            let sentences = starts.zip(ends).map(|(from, to)| from..trim(text, from..to).end).collect();
            units.push((paragraph, sentences));
        });
    }
    units
}
