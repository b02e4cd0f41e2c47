//! Counts as tables: a row for each pair, a row for each entity.

use super::association::{expected, g2, lift, log_dice, npmi, pmi};
use super::counter::Slice;
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

/// One row for each pair that meets, `entity_a` before `entity_b` in the order of their ids as text. Sorted by `g2`, descending, then by the ids, then
/// by period, the documents without a date last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EdgeTable {
    /// The one entity.
    pub entity_a: Vec<EntityId>,
    /// The other.
    pub entity_b: Vec<EntityId>,
    /// Ordinal of the period, `None` for documents without a date. No column if there are no periods.
    pub period: Option<Vec<Option<i32>>>,
    /// Units that mention both.
    pub n_ab: Vec<u64>,
    /// Units that mention the one.
    pub n_a: Vec<u64>,
    /// Units that mention the other.
    pub n_b: Vec<u64>,
    /// All units of the period.
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

/// One row for each entity that is mentioned (in each period). Sorted by `n_units`, descending, then by id, then by period, the documents without a date last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeTable {
    /// The entity.
    pub entity: Vec<EntityId>,
    /// Ordinal of the period, `None` for documents without a date. No column if there are no periods.
    pub period: Option<Vec<Option<i32>>>,
    /// Units that mention it.
    pub n_units: Vec<u64>,
    /// All units of the period.
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
    /// In the order of the tables.
    slices: Vec<(Option<i32>, &'a Slice)>,
    periods: bool,
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
    pub(super) fn new(gazetteer: &'a Gazetteer, slices: impl Iterator<Item = (Option<i32>, &'a Slice)>, periods: bool) -> Self {
        let mut slices: Vec<_> = slices.collect();
        slices.sort_by_key(|&(period, _)| (period.is_none(), period));
        Self { gazetteer, slices, periods }
    }

    /// The place of every mentioned entity in the order of ids as text: comparing numbers is a lot faster than comparing text, over millions of rows.
    fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.gazetteer.len()];
        let mut mentioned: Vec<EntityId> =
            self.slices.iter().flat_map(|(_, slice)| slice.entities().map(|(entity, _)| entity)).collect();
        mentioned.sort_unstable();
        mentioned.dedup();
        mentioned.sort_unstable_by_key(|&entity| &self.gazetteer.entity(entity).id);
        for (rank, entity) in mentioned.into_iter().enumerate() {
            ranks[entity as usize] = rank as u32;
        }
        ranks
    }

    pub(super) fn edges(&self, unit: Unit, min_count: u64) -> EdgeTable {
        let ranks = self.ranks();
        let rank = |entity: EntityId| ranks[entity as usize];
        let min_count = min_count.max(1);
        let mut rows = Vec::new();
        for (i, &(_, slice)) in self.slices.iter().enumerate() {
            for ((a, b), count) in slice.pairs().filter(|(_, count)| count.units(unit) >= min_count) {
                let (a, b) = if rank(a) < rank(b) { (a, b) } else { (b, a) };
                let (n_ab, n_a, n_b) = (count.units(unit), slice.entity(a).units(unit), slice.entity(b).units(unit));
                let g2 = g2(n_ab, n_a, n_b, slice.units(unit));
                rows.push(Edge { g2, a, b, slice: i, n_ab, n_a, n_b, n_docs: count.docs(unit) });
            }
        }
        rows.sort_unstable_by(|x, y| {
            let ids = |row: &Edge| (rank(row.a), rank(row.b), row.slice);
            y.g2.total_cmp(&x.g2).then_with(|| ids(x).cmp(&ids(y)))
        });

        let mut table = EdgeTable { period: self.periods(rows.iter().map(|row| row.slice)), ..EdgeTable::default() };
        for Edge { g2, a, b, slice, n_ab, n_a, n_b, n_docs } in rows {
            let n = self.slices[slice].1.units(unit);
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
        table
    }

    pub(super) fn nodes(&self, unit: Unit) -> NodeTable {
        let ranks = self.ranks();
        let mut degrees = vec![0_u64; self.gazetteer.len()];
        let mut rows = Vec::new();
        for (i, &(_, slice)) in self.slices.iter().enumerate() {
            for ((a, b), _) in slice.pairs().filter(|(_, count)| count.units(unit) > 0) {
                degrees[a as usize] += 1;
                degrees[b as usize] += 1;
            }
            rows.extend(slice.entities().map(|(entity, count)| Node {
                entity,
                slice: i,
                n_units: count.units(unit),
                n_docs: count.units(Unit::Document),
                n_mentions: count.mentions(),
                // Back to zero for the next slice.
                degree: std::mem::take(&mut degrees[entity as usize]),
            }));
        }
        rows.sort_unstable_by_key(|row| (Reverse(row.n_units), ranks[row.entity as usize], row.slice));

        let mut table = NodeTable { period: self.periods(rows.iter().map(|row| row.slice)), ..NodeTable::default() };
        for Node { entity, slice, n_units, n_docs, n_mentions, degree } in rows {
            table.entity.push(entity);
            table.n_units.push(n_units);
            table.n.push(self.slices[slice].1.units(unit));
            table.n_docs.push(n_docs);
            table.n_mentions.push(n_mentions);
            table.degree.push(degree);
        }
        table
    }

    fn periods(&self, slices: impl Iterator<Item = usize>) -> Option<Vec<Option<i32>>> {
        self.periods.then(|| slices.map(|slice| self.slices[slice].0).collect())
    }
}

impl EdgeTable {
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
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.entity.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entity.is_empty()
    }
}
