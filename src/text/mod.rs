//! Text as the matcher sees it: paragraphs, folded characters with their way back to the document, words, sentences.

pub(crate) mod bits;
pub(crate) mod classify;
pub(crate) mod fold;
pub(crate) mod layout;
pub(crate) mod offsets;
pub(crate) mod segment;
pub(crate) mod unicode;

pub use fold::{fold, fold_as, is_blank};
pub use layout::{paragraphs, sentences};
