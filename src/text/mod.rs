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

/// Builds every table of this room that is otherwise built when it is first asked for.
///
/// A child that is forked while another thread builds a table waits for that thread for ever, and
/// the child does not have it. So a program that may fork calls this before it starts threads.
#[cfg(feature = "python")]
pub(crate) fn build_tables() {
    unicode::table::Table::build_all();
    unicode::sentence_break::build();
    fold::build_tables();
    segment::sentences::build();
}
