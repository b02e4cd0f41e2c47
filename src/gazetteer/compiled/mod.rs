//! A gazetteer as columns of a file, and what tables look up in one.

mod catalogue;
mod saved;

pub use catalogue::Catalogue;
pub use saved::Saved;
