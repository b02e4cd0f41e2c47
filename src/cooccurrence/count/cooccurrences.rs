//! Counts, with what is needed to read them.

use super::counter::{Counter, Place, Plan};
use super::counts::Counts;
use super::documents::units_of;
use super::slicing::{Dimension, Slicing, unified};
use super::units::{Unit, Window};
use crate::document::Document;
use crate::error::shown;
use crate::gazetteer::{Catalogue, Gazetteer};
use crate::mentions::Mentions;
use crate::runtime::monitor::Monitor;
use crate::{Error, Result};
use std::sync::Arc;

/// Who is mentioned together, how often: counts that can be added, and read as tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Cooccurrences {
    pub(in crate::cooccurrence) catalogue: Catalogue,
    pub(in crate::cooccurrence) by: Vec<Dimension>,
    pub(in crate::cooccurrence) window: Option<Window>,
    pub(in crate::cooccurrence) options: String,
    pub(in crate::cooccurrence) counts: Counts,
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
        for (doc, units) in units_of(mentions, documents, monitor)?.into_iter().enumerate() {
            monitor.check()?;
            let rows = mentions.doc[from..].iter().take_while(|&&of| of as usize == doc).count();
            counter.record(doc, units, (from..from + rows).map(|row| Place::of_row(mentions, row)), monitor)?;
            from += rows;
        }
        Self::new(catalogue, plan, options, counter.finish())
    }

    /// Adds the counts of other documents: exact, in any order. An error if the two are not counts of the same thing.
    pub fn merge(self, other: Self) -> Result<Self> {
        let by = unified(&self.by, &other.by)?;
        if let Some(problem) = self.mismatch(&other) {
            return Err(Error::Mismatch(problem));
        }
        Ok(Self { by, counts: self.counts.merge(other.counts), ..self })
    }

    /// In what two counts differ that would make their sum meaningless; by what they are kept apart aside.
    pub(in crate::cooccurrence) fn mismatch(&self, other: &Self) -> Option<String> {
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

    pub(in crate::cooccurrence) fn without_counts(&self) -> Self {
        let (catalogue, by, options) = (self.catalogue.clone(), self.by.clone(), self.options.clone());
        Self { catalogue, by, window: self.window, options, counts: Counts::default() }
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
        entity.map(|entity| shown(&entity.id))
    };
    if let Some(id) = only(ours, theirs) {
        return format!("'{id}' is in ours alone");
    }
    if let Some(id) = only(theirs, ours) {
        return format!("'{id}' is in theirs alone");
    }
    match ours.entities().iter().zip(theirs.entities()).find(|(one, two)| one != two) {
        Some((one, two)) if one.id == two.id => format!("'{}' has other names or attributes", shown(&one.id)),
        _ => "the order of their entities".to_owned(),
    }
}
