//! Text as the matcher sees it: paragraphs, folded characters with their way back to the document, words, sentences.

mod abbreviations;
pub(crate) mod chars;
pub(crate) mod fold;
pub(crate) mod lanes;
pub(crate) mod not_text;
pub(crate) mod offsets;
pub(crate) mod paragraphs;
pub(crate) mod ranks;
pub(crate) mod sentences;
mod uax29;
pub(crate) mod units;
pub(crate) mod words;

pub use fold::{fold, fold_as, is_blank};

use lanes::Lanes;
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
    let mut blocks = paragraphs::Blocks::default();
    blocks.find(text, lanes);
    let (mut splitter, mut not_text) = (units::Splitter::default(), not_text::NotText::default());
    let mut units = Vec::new();
    for block in &blocks.ranges {
        not_text.find(text, lanes, block.clone());
        splitter.split(text, lanes, &blocks, block.clone(), mentions, &not_text, |paragraph, breaks| {
            let starts = std::iter::once(paragraph.start).chain(breaks.iter().map(|&at| at as usize));
            let ends = breaks.iter().map(|&at| at as usize).chain([paragraph.end]);
            let sentences = starts.zip(ends).map(|(from, to)| from..paragraphs::trim(text, from..to).end).collect();
            units.push((paragraph, sentences));
        });
    }
    units
}
