//! Counts as tables: a row for each pair, a row for each entity.

use super::association::{expected, g2, lift, log_dice, npmi, pmi};
use super::counts::Slice;
use super::selection::{Chosen, Selection};
use super::slicing::Key;
use super::units::Unit;
use crate::error::choices;
use crate::gazetteer::{EntityId, Gazetteer};
use std::cmp::Reverse;

choices! {
    /// A column of the edge table that can stand in a matrix.
    pub enum Value as "value" {
        /// Units that mention both.
        NAb = "n_ab",
        /// Documents with such a unit.
        NDocs = "n_docs",
        /// Units that would, by chance.
        Expected = "expected",
        /// Observed over expected.
        Lift = "lift",
        /// Pointwise mutual information.
        Pmi = "pmi",
        /// The same between −1 and 1.
        Npmi = "npmi",
        /// Logarithm of the Dice coefficient.
        LogDice = "log_dice",
        /// Signed log-likelihood ratio.
        G2 = "g2",
    }
}

impl Value {
    /// Whether it is a count: a whole number, exact as a float up to 2⁵³.
    pub const fn is_count(self) -> bool {
        matches!(self, Self::NAb | Self::NDocs)
    }
}

/// One row for each pair that meets, `entity_a` before `entity_b` in the order of their ids as text, or of the words in an ordered window. Sorted by `g2`,
/// descending, then by the ids, then by slice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EdgeTable {
    /// The one entity.
    pub entity_a: Vec<EntityId>,
    /// The other.
    pub entity_b: Vec<EntityId>,
    /// The slice, by its place in [`Counts::slices`](super::Counts::slices). No column if nothing is kept apart.
    pub slice: Option<Vec<u32>>,
    /// Units that mention both.
    pub n_ab: Vec<u64>,
    /// Units that mention the one.
    pub n_a: Vec<u64>,
    /// Units that mention the other.
    pub n_b: Vec<u64>,
    /// All units of the slice.
    pub n: Vec<u64>,
    /// Documents with at least one unit that mentions both.
    pub n_docs: Vec<u64>,
    /// [`expected`]
    pub expected: Vec<f64>,
    /// [`lift`]
    pub lift: Vec<f64>,
    /// [`pmi`]
    pub pmi: Vec<f64>,
    /// [`npmi`]
    pub npmi: Vec<f64>,
    /// [`log_dice`]
    pub log_dice: Vec<f64>,
    /// [`g2`]
    pub g2: Vec<f64>,
}

/// One row for each entity that is mentioned (in each slice). Sorted by `n_units`, descending, then by id, then by slice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeTable {
    /// The entity.
    pub entity: Vec<EntityId>,
    /// The slice, by its place in [`Counts::slices`](super::Counts::slices). No column if nothing is kept apart.
    pub slice: Option<Vec<u32>>,
    /// Units that mention it.
    pub n_units: Vec<u64>,
    /// All units of the slice.
    pub n: Vec<u64>,
    /// Documents that mention it.
    pub n_docs: Vec<u64>,
    /// Its mentions.
    pub n_mentions: Vec<u64>,
    /// Entities it meets in such a unit.
    pub degree: Vec<u64>,
}

/// What tables are made from.
#[derive(Debug)]
pub(super) struct Source<'a> {
    gazetteer: &'a Gazetteer,
    slices: Vec<&'a Slice>,
    apart: bool,
}

struct Edge {
    g2: f64,
    a: EntityId,
    b: EntityId,
    slice: usize,
    n_ab: u64,
    n_a: u64,
    n_b: u64,
    n_docs: u64,
}

struct Node {
    entity: EntityId,
    slice: usize,
    n_units: u64,
    n_docs: u64,
    n_mentions: u64,
    degree: u64,
}

impl<'a> Source<'a> {
    pub(super) fn new(gazetteer: &'a Gazetteer, slices: impl Iterator<Item = (&'a Key, &'a Slice)>, apart: bool) -> Self {
        Self { gazetteer, slices: slices.map(|(_, slice)| slice).collect(), apart }
    }

    fn ranks(&self) -> Vec<u32> {
        ranks(self.gazetteer, self.slices.iter().flat_map(|slice| slice.entities().map(|(entity, _)| entity)))
    }

    /// `ordered` says that the pairs of this unit are in order, whatever their ids.
    pub(super) fn edges(&self, unit: Unit, ordered: bool, selection: &Selection, chosen: &Chosen) -> EdgeTable {
        let ranks = self.ranks();
        let rank = |entity: EntityId| ranks[entity as usize];
        let min_count = selection.min_count.max(1);
        let mut rows = Vec::new();
        for (i, &slice) in self.slices.iter().enumerate() {
            for met in slice.met(unit).filter(|met| met.units >= min_count && chosen.pair(met.a, met.b)) {
                let (a, b) = if ordered || rank(met.a) < rank(met.b) { (met.a, met.b) } else { (met.b, met.a) };
                let (n_ab, n_a, in_b) = (met.units, slice.entity(a).units(unit), slice.entity(b));
                let n_b = if ordered { in_b.ends() } else { in_b.units(unit) };
                let g2 = g2(n_ab, n_a, n_b, slice.units(unit));
                rows.push(Edge { g2, a, b, slice: i, n_ab, n_a, n_b, n_docs: met.docs });
            }
        }
        rows.sort_unstable_by(|x, y| {
            let ids = |row: &Edge| (rank(row.a), rank(row.b), row.slice);
            y.g2.total_cmp(&x.g2).then_with(|| ids(x).cmp(&ids(y)))
        });

        let mut table = EdgeTable { slice: self.column(rows.iter().map(|row| row.slice)), ..EdgeTable::default() };
        for Edge { g2, a, b, slice, n_ab, n_a, n_b, n_docs } in rows {
            let n = self.slices[slice].units(unit);
            table.entity_a.push(a);
            table.entity_b.push(b);
            table.n_ab.push(n_ab);
            table.n_a.push(n_a);
            table.n_b.push(n_b);
            table.n.push(n);
            table.n_docs.push(n_docs);
            table.expected.push(expected(n_a, n_b, n));
            table.lift.push(lift(n_ab, n_a, n_b, n));
            table.pmi.push(pmi(n_ab, n_a, n_b, n));
            table.npmi.push(npmi(n_ab, n_a, n_b, n));
            table.log_dice.push(log_dice(n_ab, n_a, n_b));
            table.g2.push(g2);
        }
        table.first(selection.top)
    }

    pub(super) fn nodes(&self, unit: Unit, selection: &Selection, chosen: &Chosen) -> NodeTable {
        let ranks = self.ranks();
        let mut degrees = vec![0_u64; self.gazetteer.len()];
        let mut rows = Vec::new();
        for (i, &slice) in self.slices.iter().enumerate() {
            for met in slice.met(unit).filter(|met| chosen.pair(met.a, met.b)) {
                // Of two that meet in either order, one order is enough.
                if met.a < met.b || !slice.has_window(met.b, met.a) {
                    degrees[met.a as usize] += 1;
                    degrees[met.b as usize] += 1;
                }
            }
            for (entity, count) in slice.entities() {
                // Back to zero for the next slice.
                let degree = std::mem::take(&mut degrees[entity as usize]);
                let n_units = count.units(unit).wrapping_add(if unit == Unit::Window { count.ends() } else { 0 });
                if n_units >= selection.min_count && chosen.entity(entity, degree > 0) {
                    let (n_docs, n_mentions) = (count.units(Unit::Document), count.mentions());
                    rows.push(Node { entity, slice: i, n_units, n_docs, n_mentions, degree });
                }
            }
        }
        rows.sort_unstable_by_key(|row| (Reverse(row.n_units), ranks[row.entity as usize], row.slice));

        rows.truncate(selection.top.unwrap_or(rows.len()));
        let mut table = NodeTable { slice: self.column(rows.iter().map(|row| row.slice)), ..NodeTable::default() };
        for Node { entity, slice, n_units, n_docs, n_mentions, degree } in rows {
            table.entity.push(entity);
            table.n_units.push(n_units);
            table.n.push(self.slices[slice].units(unit));
            table.n_docs.push(n_docs);
            table.n_mentions.push(n_mentions);
            table.degree.push(degree);
        }
        table
    }

    fn column(&self, slices: impl Iterator<Item = usize>) -> Option<Vec<u32>> {
        self.apart.then(|| slices.map(|slice| slice as u32).collect())
    }
}

/// The place of each of these entities in the order of ids as text: comparing numbers is a lot faster than comparing text, over millions of rows.
pub(super) fn ranks(gazetteer: &Gazetteer, entities: impl Iterator<Item = EntityId>) -> Vec<u32> {
    let mut ranks = vec![0; gazetteer.len()];
    let mut mentioned: Vec<EntityId> = entities.collect();
    mentioned.sort_unstable();
    mentioned.dedup();
    mentioned.sort_unstable_by_key(|&entity| &gazetteer.entity(entity).id);
    for (rank, entity) in mentioned.into_iter().enumerate() {
        ranks[entity as usize] = rank as u32;
    }
    ranks
}

impl EdgeTable {
    /// Only so many rows, the first.
    fn first(mut self, top: Option<usize>) -> Self {
        let top = top.unwrap_or(self.len());
        // All columns by name, so that none that is added can be forgotten here.
        let Self { entity_a, entity_b, slice, n_ab, n_a, n_b, n, n_docs, expected, lift, pmi, npmi, log_dice, g2 } = &mut self;
        for column in [entity_a, entity_b].into_iter().chain(slice) {
            column.truncate(top);
        }
        for column in [n_ab, n_a, n_b, n, n_docs] {
            column.truncate(top);
        }
        for column in [expected, lift, pmi, npmi, log_dice, g2] {
            column.truncate(top);
        }
        self
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.entity_a.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entity_a.is_empty()
    }

    /// A column by name, counts as floats.
    pub fn values(&self, value: Value) -> Vec<f64> {
        let floats = |counts: &[u64]| counts.iter().map(|&count| count as f64).collect();
        match value {
            Value::NAb => floats(&self.n_ab),
            Value::NDocs => floats(&self.n_docs),
            Value::Expected => self.expected.clone(),
            Value::Lift => self.lift.clone(),
            Value::Pmi => self.pmi.clone(),
            Value::Npmi => self.npmi.clone(),
            Value::LogDice => self.log_dice.clone(),
            Value::G2 => self.g2.clone(),
        }
    }
}

impl NodeTable {
    /// The rows that are marked.
    pub(super) fn only(self, marked: &[bool]) -> Self {
        fn kept<T>(column: Vec<T>, marked: &[bool]) -> Vec<T> {
            column.into_iter().zip(marked).filter(|(_, marked)| **marked).map(|(value, _)| value).collect()
        }
        Self {
            entity: kept(self.entity, marked),
            slice: self.slice.map(|slice| kept(slice, marked)),
            n_units: kept(self.n_units, marked),
            n: kept(self.n, marked),
            n_docs: kept(self.n_docs, marked),
            n_mentions: kept(self.n_mentions, marked),
            degree: kept(self.degree, marked),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.entity.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entity.is_empty()
    }
}
