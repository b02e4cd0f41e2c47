//! Text as the matcher sees it: paragraphs, folded characters with their way back to the document, words, sentences.

mod abbreviations;
pub(crate) mod chars;
pub(crate) mod fold;
pub(crate) mod not_text;
pub(crate) mod offsets;
pub(crate) mod paragraphs;
pub(crate) mod sentences;
mod uax29;
pub(crate) mod words;

pub use fold::{fold, fold_as, is_blank};
#[cfg(feature = "python")]
pub(crate) use offsets::CodePoints;

use std::ops::Range;

/// The paragraphs of a text, trimmed, in bytes.
///
/// ```
/// let text = "One line\nand its second.\n\nAnother paragraph.";
/// assert_eq!(comention::text::paragraphs(text), [0..24, 26..44]);
/// ```
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    paragraphs::paragraphs(text, &mut ranges);
    ranges
}

/// The sentences of a text, without white space at their end, in bytes. None begins strictly inside one of `mentions`, bytes ascending by start.
///
/// ```
/// let text = "Dr. Singh met Mr. Putin. मोदी गए। फिर लौटे।";
/// let sentences = comention::text::sentences(text, &[]);
/// assert_eq!(sentences.into_iter().map(|range| &text[range]).collect::<Vec<_>>(), ["Dr. Singh met Mr. Putin.", "मोदी गए।", "फिर लौटे।"]);
/// ```
pub fn sentences(text: &str, mentions: &[(u32, u32)]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut breaks = Vec::new();
    for paragraph in paragraphs(text) {
        sentences::breaks(&text[paragraph.clone()], paragraph.start as u32, mentions, &mut breaks);
        let starts = std::iter::once(paragraph.start).chain(breaks.iter().map(|&at| at as usize));
        let ends = breaks.iter().map(|&at| at as usize).chain([paragraph.end]);
        sentences.extend(starts.zip(ends).map(|(from, to)| paragraphs::trim(text, from..to)));
    }
    sentences
}
