//! Columns that lie in memory or in the map of a file, and the format of that file.

mod columns;
mod file;
mod save;

pub(crate) use columns::{Column, Texts, TextsBuilder};
pub(crate) use file::{Stored, Writer};
#[cfg(feature = "python")]
pub(crate) use save::Draft;
pub(crate) use save::save;
