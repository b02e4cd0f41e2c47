//! Who is mentioned together: counts of documents, paragraphs and sentences, and the tables made from them.
//!
//! A [`Counter`] takes documents one by one and finishes as [`Counts`], which can be added. [`Cooccurrences`] are counts together with what is needed
//! to read them, the gazetteer and the [`Period`]; they make the [`EdgeTable`], the [`NodeTable`], the [`Network`] and its [`Matrix`].

pub mod association;
mod counter;
mod network;
mod pairs;
mod saved;
mod tables;
mod units;

pub use counter::{Counter, Counts, EntityCount, Slice};
pub use network::{Matrix, Network};
pub use pairs::PairCount;
pub use tables::{EdgeTable, NodeTable, Value};
pub use units::{Period, Unit};

use crate::gazetteer::Gazetteer;
use crate::mentions::Mentions;
use crate::monitor::Monitor;
use crate::{Error, Result};
use std::sync::Arc;
use tables::Source;

/// Who is mentioned together, how often: counts that can be added, and read as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Cooccurrences {
    gazetteer: Arc<Gazetteer>,
    by: Option<Period>,
    options: String,
    counts: Counts,
}

impl Cooccurrences {
    /// Makes counts readable. `options` says how the mentions were found, in any words: counts of mentions found differently cannot be added.
    pub fn new(gazetteer: Arc<Gazetteer>, by: Option<Period>, options: impl Into<String>, counts: Counts) -> Result<Self> {
        match counts.problem(by, gazetteer.len()) {
            None => Ok(Self { gazetteer, by, options: options.into(), counts }),
            Some(problem) => Err(Error::Mismatch(format!("counts to a gazetteer or period that is not theirs: {problem}"))),
        }
    }

    /// Counts mentions that were found before; ambiguous ones take no part.
    pub fn from_mentions(
        gazetteer: Arc<Gazetteer>,
        mentions: &Mentions,
        by: Option<Period>,
        options: impl Into<String>,
        monitor: &Monitor,
    ) -> Result<Self> {
        let mut counter = Counter::new(by);
        let places = mentions.entity.iter().zip(&mentions.paragraph).zip(&mentions.sentence);
        let mut rows = mentions.doc.iter().zip(places).peekable();
        for (doc, &units) in mentions.documents.iter().enumerate() {
            monitor.advance(1)?;
            let of_document = std::iter::from_fn(|| rows.next_if(|&(&row, _)| row as usize == doc));
            counter.record(units, of_document.map(|(_, ((&entity, &paragraph), &sentence))| (entity, paragraph, sentence)));
        }
        Self::new(gazetteer, by, options, counter.finish())
    }

    /// Adds the counts of other documents: exact, in any order. An error if the two are not counts of the same thing.
    pub fn merge(self, other: Self) -> Result<Self> {
        let by = |by: Option<Period>| by.map_or_else(|| "none".to_owned(), |by| format!("'{by}'"));
        if self.by != other.by {
            return Err(Error::Mismatch(format!("by is {} here and {} there", by(self.by), by(other.by))));
        }
        if self.options != other.options {
            let problem = format!("the mentions were found with different options, '{}' and '{}'", self.options, other.options);
            return Err(Error::Mismatch(problem));
        }
        if !Arc::ptr_eq(&self.gazetteer, &other.gazetteer) && self.gazetteer != other.gazetteer {
            return Err(Error::Mismatch("the gazetteers differ".to_owned()));
        }
        Ok(Self { counts: self.counts.merge(other.counts), ..self })
    }

    /// The gazetteer whose entities are counted.
    pub fn gazetteer(&self) -> &Arc<Gazetteer> {
        &self.gazetteer
    }

    /// The period by which documents are kept apart.
    pub fn by(&self) -> Option<Period> {
        self.by
    }

    /// How the mentions were found.
    pub fn options(&self) -> &str {
        &self.options
    }

    /// The bare counts.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Whether no two entities ever met, in any unit.
    pub fn is_empty(&self) -> bool {
        self.counts.slices().all(|(_, slice)| slice.pairs().len() == 0)
    }

    /// The same without periods, all slices in one.
    #[must_use]
    pub fn total(self) -> Self {
        Self { by: None, counts: self.counts.into_total(), ..self }
    }

    /// The pairs that meet in at least `min_count` units of this kind. A pair that never does has no row, so 0 means 1.
    pub fn edges(&self, unit: Unit, min_count: u64) -> EdgeTable {
        self.source().edges(unit, min_count)
    }

    /// The entities that are mentioned, counted by units of this kind.
    pub fn entities(&self, unit: Unit) -> NodeTable {
        self.source().nodes(unit)
    }

    /// Entities and pairs as a network, over all periods; pairs as in [`edges`](Self::edges).
    pub fn network(&self, unit: Unit, min_count: u64) -> Network {
        let total = self.counts.total();
        let source = Source::new(&self.gazetteer, std::iter::once((None, total.as_ref())), false);
        Network::new(source.nodes(unit), source.edges(unit, min_count))
    }

    /// One column of the edge table as a matrix, over all periods; rows and columns are in the order of [`entities`](Self::entities) without periods.
    pub fn matrix(&self, unit: Unit, value: Value, min_count: u64) -> Matrix {
        self.network(unit, min_count).matrix(value)
    }

    fn source(&self) -> Source<'_> {
        Source::new(&self.gazetteer, self.counts.slices(), self.by.is_some())
    }
}
