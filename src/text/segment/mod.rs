//! A text in parts: paragraphs, sentences, URLs.

pub(crate) mod paragraphs;
pub(crate) mod sentences;
pub(crate) mod splitter;
mod uax29;
pub(crate) mod urls;
