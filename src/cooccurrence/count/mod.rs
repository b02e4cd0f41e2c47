//! Counts that can be added: document by document, slice by slice.

pub(super) mod cooccurrences;
pub(super) mod counter;
pub(super) mod counts;
pub(super) mod documents;
pub(super) mod pairs;
pub(super) mod period;
pub(super) mod slicing;
pub(super) mod units;
mod windows;
