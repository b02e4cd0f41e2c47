//! The columns of the mentions table, and what is known of the documents they stand in.

mod parts;
mod shared;
mod table;

pub(crate) use parts::{Gathering, Part, Row};
pub use shared::Shared;
pub(crate) use table::LeftOut;
pub use table::{DocumentUnits, Mention, Mentions, NO_ENTITY, Resolution};
