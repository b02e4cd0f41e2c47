//! What is known of characters, from the data of Unicode and of this crate.

pub(crate) mod abbreviations;
pub(crate) mod boundaries;
pub(crate) mod indic;
pub(crate) mod sentence_break;
pub(crate) mod table;
pub(crate) mod utf8;
