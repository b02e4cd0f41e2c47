//! Who is mentioned together: counts of documents, paragraphs, sentences and windows, and the tables made from them.
//!
//! A [`Counter`] takes documents one by one and finishes as [`Counts`], which can be added. What it counts, and which documents it keeps apart, by [`Period`]
//! or by [`Column`], is its [`Plan`]. [`Cooccurrences`] are counts together with what is needed to read them, the gazetteer and the plan; they make the
//! [`EdgeTable`], the [`NodeTable`], the [`Network`] and its [`Matrix`] of a [`Selection`], the [`Axis`] of time,
//! the [`Backbone`], and a [`Comparison`] of two [`Part`]s.

pub mod association;
mod count;
mod saved;
mod tables;

pub use count::cooccurrences::Cooccurrences;
pub use count::counter::{Counter, Place, Plan};
pub use count::counts::{Counts, EntityCount, Met, Slice};
pub use count::pairs::PairCount;
pub use count::period::Period;
pub use count::slicing::{COLUMN, Column, Dimension, Key, Label, LabelKind, Slicing};
pub use count::units::{Unit, Window};
pub use tables::axis::Axis;
pub use tables::backbone::{Backbone, Filter, Threshold, disparity};
pub use tables::comparison::{Comparison, Side};
pub use tables::edges::{EdgeTable, NodeTable, Value};
pub use tables::network::{Matrix, Network};
pub use tables::parts::{Part, Values, span};
pub use tables::selection::Selection;
#[cfg(feature = "python")]
pub(crate) use tables::selection::unknown;
