//! Who is mentioned together: counts of documents, paragraphs, sentences and windows, and the tables made from them.
//!
//! A [`Counter`] takes documents one by one and finishes as [`Counts`], which can be added. What it counts, and which documents it keeps apart, by [`Period`]
//! or by [`Column`], is its [`Plan`]. [`Cooccurrences`] are counts together with what is needed to read them, the gazetteer and the plan; they make the
//! [`EdgeTable`], the [`NodeTable`], the [`Network`] and its [`Matrix`] of a [`Selection`], the [`Axis`] of time,
//! the [`Backbone`], and a [`Comparison`] of two [`Part`]s.

pub mod association;
mod axis;
mod backbone;
mod comparison;
mod counter;
mod counts;
mod documents;
mod network;
mod pairs;
mod parts;
mod period;
mod saved;
mod selection;
mod slicing;
mod tables;
mod units;

pub use axis::Axis;
pub use backbone::{Backbone, Filter, Threshold, disparity};
pub use comparison::{Comparison, Side};
pub use counter::{Counter, Place, Plan};
pub use counts::{Counts, EntityCount, Met, Slice};
pub use network::{Matrix, Network};
pub use pairs::PairCount;
pub use parts::{Part, Values, span};
pub use period::Period;
pub use selection::Selection;
#[cfg(feature = "python")]
pub(crate) use selection::unknown;
pub use slicing::{COLUMN, Column, Dimension, Key, Label, LabelKind, Slicing};
pub use tables::{EdgeTable, NodeTable, Value};
pub use units::{Unit, Window};

use crate::gazetteer::{Catalogue, Gazetteer};
use crate::matcher::Document;
use crate::mentions::Mentions;
use crate::monitor::Monitor;
use crate::{Error, Result};
use std::sync::Arc;
use tables::Source;

/// Who is mentioned together, how often: counts that can be added, and read as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Cooccurrences {
    catalogue: Catalogue,
    by: Vec<Dimension>,
    window: Option<Window>,
    options: String,
    counts: Counts,
}

impl Cooccurrences {
    /// Makes counts by a plan readable. `options` says how the mentions were found, in any words: counts of mentions found differently cannot be added.
    pub fn new(catalogue: impl Into<Catalogue>, plan: &Plan, options: impl Into<String>, counts: Counts) -> Result<Self> {
        let catalogue = catalogue.into();
        let by = plan.slicing.dimensions().to_vec();
        match counts.problem(&by, plan.window, catalogue.len()) {
            None => Ok(Self { catalogue, by, window: plan.window, options: options.into(), counts }),
            Some(problem) => Err(Error::Mismatch(format!("counts to a gazetteer or plan that is not theirs: {problem}"))),
        }
    }

    /// Counts mentions that were found in documents before; ambiguous ones without an entity take no part. An error if the documents are not as many.
    pub fn from_mentions(
        catalogue: impl Into<Catalogue>,
        mentions: &Mentions,
        documents: &[Document],
        plan: &Plan,
        options: impl Into<String>,
        monitor: &Monitor,
    ) -> Result<Self> {
        plan.slicing.check(mentions.documents.len())?;
        let mut counter = Counter::new(plan);
        let mut from = 0;
        for (doc, units) in documents::units_of(mentions, documents, monitor)?.into_iter().enumerate() {
            monitor.check()?;
            let rows = mentions.doc[from..].iter().take_while(|&&of| of as usize == doc).count();
            counter.record(doc, units, (from..from + rows).map(|row| Place::of_row(mentions, row)))?;
            from += rows;
        }
        Self::new(catalogue, plan, options, counter.finish())
    }

    /// Adds the counts of other documents: exact, in any order. An error if the two are not counts of the same thing.
    pub fn merge(self, other: Self) -> Result<Self> {
        let by = slicing::unified(&self.by, &other.by)?;
        if let Some(problem) = self.mismatch(&other) {
            return Err(Error::Mismatch(problem));
        }
        Ok(Self { by, counts: self.counts.merge(other.counts), ..self })
    }

    /// In what two counts differ that would make their sum meaningless; by what they are kept apart aside.
    fn mismatch(&self, other: &Self) -> Option<String> {
        let window = |window: Option<Window>| window.map_or_else(|| "none".to_owned(), |window| window.to_string());
        if self.window != other.window {
            return Some(format!("window is {} here and {} there", window(self.window), window(other.window)));
        }
        if self.options != other.options {
            return Some(format!(
                "the mentions were found with different options: {}",
                difference(&self.options, &other.options)
            ));
        }
        if self.catalogue == other.catalogue {
            return None;
        }
        Some(match self.gazetteer().and_then(|ours| Ok(difference_of_gazetteers(ours, other.gazetteer()?))) {
            Ok(difference) => format!("the gazetteers differ: {difference}"),
            Err(error) => error.to_string(),
        })
    }

    /// The gazetteer whose entities are counted; an error if it was saved with a matcher, and does not hold.
    pub fn gazetteer(&self) -> Result<&Arc<Gazetteer>> {
        self.catalogue.gazetteer()
    }

    /// What tables look up in the gazetteer.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// By what documents are kept apart.
    pub fn by(&self) -> &[Dimension] {
        &self.by
    }

    /// The windows that are counted, if any.
    pub fn window(&self) -> Option<Window> {
        self.window
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

    /// The same, all slices in one.
    #[must_use]
    pub fn total(self) -> Self {
        Self { by: Vec::new(), counts: self.counts.into_total(), ..self }
    }

    /// The pairs that meet in units of this kind.
    pub fn edges(&self, unit: Unit, selection: &Selection) -> Result<EdgeTable> {
        let ordered = self.check_unit(unit)?;
        let chosen = selection.look_up(&self.catalogue)?;
        Ok(self.source().edges(unit, ordered, selection, &chosen))
    }

    /// The entities that are mentioned, counted by units of this kind. Of the selection, `min_count` is for their units, `top` for the rows; those of `types`
    /// or `between`, and `entities` with those they meet.
    pub fn entities(&self, unit: Unit, selection: &Selection) -> Result<NodeTable> {
        self.check_unit(unit)?;
        let chosen = selection.look_up(&self.catalogue)?;
        Ok(self.source().nodes(unit, selection, &chosen))
    }

    /// Entities and pairs as a network, over all slices; pairs as in [`edges`](Self::edges). Entities that meet nobody are nodes too, unless only the `top`
    /// pairs are wanted.
    pub fn network(&self, unit: Unit, selection: &Selection) -> Result<Network> {
        let network = self.whole_network(unit, selection)?;
        Ok(if selection.top.is_some() { network.without_lonely_nodes() } else { network })
    }

    fn whole_network(&self, unit: Unit, selection: &Selection) -> Result<Network> {
        let ordered = self.check_unit(unit)?;
        let chosen = selection.look_up(&self.catalogue)?;
        let (total, key) = (self.counts.total(), Key::default());
        let source = Source::new(&self.catalogue, std::iter::once((&key, total.as_ref())), false);
        let edges = source.edges(unit, ordered, selection, &chosen);
        let of_nodes = Selection { min_count: 1, top: None, ..selection.clone() };
        let nodes = source.nodes(unit, &of_nodes, &chosen);
        Ok(Network::new(nodes, edges, ordered))
    }

    /// One column of the edge table as a matrix, over all slices; rows and columns are in the order of [`entities`](Self::entities) without periods, for the
    /// same `types`, `between` and `entities`.
    pub fn matrix(&self, unit: Unit, value: Value, selection: &Selection) -> Result<Matrix> {
        Ok(self.whole_network(unit, selection)?.matrix(value))
    }

    /// Whether pairs of this unit are in order: `a` before `b`. An error if such units were not counted.
    pub fn check_unit(&self, unit: Unit) -> Result<bool> {
        match (unit, self.window) {
            (Unit::Window, None) => {
                Err(Error::Argument { argument: "unit", problem: "no windows were counted: count with window=".to_owned() })
            }
            (Unit::Window, Some(window)) => Ok(window.ordered),
            _ => Ok(false),
        }
    }

    /// The same by periods alone, all else that kept them apart in one; none if there are no periods.
    #[must_use]
    pub fn over_time(self) -> Option<Self> {
        let place = self.by.iter().position(|dimension| matches!(dimension, Dimension::Period(_)))?;
        Some(Self { by: vec![self.by[place].clone()], counts: self.counts.into_one_dimension(place), ..self })
    }

    /// Which of the documents that are kept apart like these counts are in slices that were counted, one entry for each.
    pub fn covers(&self, slicing: &Slicing, documents: usize) -> Vec<bool> {
        let known = |document| self.counts.slices.contains_key(&slicing.key(slicing.of(document)));
        (0..documents).map(known).collect()
    }

    fn without_counts(&self) -> Self {
        let (catalogue, by, options) = (self.catalogue.clone(), self.by.clone(), self.options.clone());
        Self { catalogue, by, window: self.window, options, counts: Counts::default() }
    }

    fn source(&self) -> Source<'_> {
        Source::new(&self.catalogue, self.counts.slices(), !self.by.is_empty())
    }
}

/// Of two lists of options, those that differ.
fn difference(ours: &str, theirs: &str) -> String {
    let (one, two): (Vec<&str>, Vec<&str>) = (ours.split(", ").collect(), theirs.split(", ").collect());
    let only =
        |these: &[&str], those: &[&str]| these.iter().filter(|it| !those.contains(it)).copied().collect::<Vec<_>>().join(", ");
    let said = |options: String| if options.is_empty() { "none".to_owned() } else { options };
    format!("{} here and {} there", said(only(&one, &two)), said(only(&two, &one)))
}

fn difference_of_gazetteers(ours: &Gazetteer, theirs: &Gazetteer) -> String {
    let only = |these: &Gazetteer, those: &Gazetteer| {
        let entity = these.entities().iter().find(|entity| !those.contains(&entity.id));
        entity.map(|entity| crate::gazetteer::shown(&entity.id))
    };
    if let Some(id) = only(ours, theirs) {
        return format!("'{id}' is in ours alone");
    }
    if let Some(id) = only(theirs, ours) {
        return format!("'{id}' is in theirs alone");
    }
    match ours.entities().iter().zip(theirs.entities()).find(|(one, two)| one != two) {
        Some((one, two)) if one.id == two.id => format!("'{}' has other names or attributes", crate::gazetteer::shown(&one.id)),
        _ => "the order of their entities".to_owned(),
    }
}
