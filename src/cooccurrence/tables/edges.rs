//! Counts as tables: a row for each pair, a row for each entity.

use super::selection::{Chosen, Selection};
use crate::cooccurrence::association::{ALPHA, Measure, column, g2, measures, q_value, string_score, string_weight};
use crate::cooccurrence::count::counts::Slice;
use crate::cooccurrence::count::pairs::PairCount;
use crate::cooccurrence::count::slicing::Key;
use crate::cooccurrence::count::units::Unit;
use crate::error::choices;
use crate::gazetteer::{Catalogue, EntityId};
use crate::runtime::pool;
use std::cmp::Reverse;

macro_rules! define_value {
    (
        of_counts { $( $(#[$meta:meta])* $variant:ident = $name:literal, $weight:ident, $formula:expr; )+ }
        of_table { $( $(#[$of_table:meta])* $column:ident = $column_name:literal, $column_weight:ident; )+ }
        at_level { $( $(#[$level_meta:meta])* $level:ident = $level_name:literal, $level_weight:ident; )+ }
        alone { $( $(#[$alone_meta:meta])* $alone:ident = $alone_name:literal, $alone_formula:expr; )+ }
    ) => {
        choices! {
            /// A column of the edge table that can stand in a matrix: two counts, then the measures.
            pub enum Value as "value" {
                /// Units that mention both.
                NAb = "n_ab",
                /// Documents with such a unit.
                NDocs = "n_docs",
                $( $(#[$meta])* $variant = $name, )+
                $( $(#[$of_table])* $column = $column_name, )+
                $( $(#[$level_meta])* $level = $level_name, )+
            }
        }

        impl Value {
            /// Whether a higher value means a stronger pair, so that it can weigh an edge.
            pub const fn is_weight(self) -> bool {
                match self {
                    Self::NAb | Self::NDocs => true,
                    $( Self::$variant => define_value!($weight), )+
                    $( Self::$column => define_value!($column_weight), )+
                    $( Self::$level => define_value!($level_weight), )+
                }
            }

            /// The measure of four counts that it is, if it is one.
            const fn measure(self) -> Option<Measure> {
                match self {
                    $( Self::$variant => Some(Measure::$variant), )+
                    $( Self::$level => Some(Measure::$level), )+
                    Self::NAb | Self::NDocs $( | Self::$column )+ => None,
                }
            }
        }
    };
    (weight) => { true };
    (no_weight) => { false };
}
measures!(define_value);

impl Value {
    /// How many values are counts: they stand before the measures.
    const COUNTS: usize = 2;

    /// Whether it is a count: a whole number, exact as a float up to 2⁵³.
    pub const fn is_count(self) -> bool {
        (self as usize) < Self::COUNTS
    }

    /// All that are no counts, in the order of the columns.
    pub fn measures() -> &'static [Self] {
        &Self::ALL[Self::COUNTS..]
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
    /// The slice, by its place in [`Counts::slices`](crate::cooccurrence::Counts::slices). No column if nothing is kept apart.
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
    /// The measures, one column for each of [`Value::measures`]. `q_value` and `log_ratio_lower` are over all rows of the selection, of all slices, before `top` cuts it
    /// short; `string_score` is of the documents of the slice, whatever the unit and the pairs that have a row.
    measures: Vec<Vec<f64>>,
}

/// One row for each entity that is mentioned (in each slice). Sorted by `n_units`, descending, then by id, then by slice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeTable {
    /// The entity.
    pub entity: Vec<EntityId>,
    /// The slice, by its place in [`Counts::slices`](crate::cooccurrence::Counts::slices). No column if nothing is kept apart.
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
pub(in crate::cooccurrence) struct Source<'a> {
    catalogue: &'a Catalogue,
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
    string_score: f64,
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
    pub(in crate::cooccurrence) fn new(
        catalogue: &'a Catalogue,
        slices: impl Iterator<Item = (&'a Key, &'a Slice)>,
        apart: bool,
    ) -> Self {
        Self { catalogue, slices: slices.map(|(_, slice)| slice).collect(), apart }
    }

    fn ranks(&self) -> Vec<u32> {
        ranks(self.catalogue, self.slices.iter().flat_map(|slice| slice.entities().map(|(entity, _)| entity)))
    }

    /// `ordered` says that the pairs of this unit are in order, whatever their ids.
    pub(in crate::cooccurrence) fn edges(&self, unit: Unit, ordered: bool, selection: &Selection, chosen: &Chosen) -> EdgeTable {
        let ranks = self.ranks();
        let rank = |entity: EntityId| ranks[entity as usize];
        let min_count = selection.min_count.max(1);
        let mut rows = Vec::new();
        let mut weights = Weights::new(self.catalogue.len());
        for (i, &slice) in self.slices.iter().enumerate() {
            weights.of(slice);
            for met in slice.met(unit).filter(|met| met.units >= min_count && chosen.pair(met.a, met.b)) {
                let (a, b) = if ordered || rank(met.a) < rank(met.b) { (met.a, met.b) } else { (met.b, met.a) };
                let (n_ab, n_a, in_b) = (met.units, slice.entity(a).units(unit), slice.entity(b));
                let n_b = if ordered { in_b.ends() } else { in_b.units(unit) };
                let string_score = weights.score(a, b, slice.pair(a, b));
                let g2 = g2(n_ab, n_a, n_b, slice.units(unit));
                rows.push(Edge { g2, a, b, slice: i, n_ab, n_a, n_b, n_docs: met.docs, string_score });
            }
        }
        rows.sort_unstable_by(|x, y| {
            let ids = |row: &Edge| (rank(row.a), rank(row.b), row.slice);
            y.g2.total_cmp(&x.g2).then_with(|| ids(x).cmp(&ids(y)))
        });

        let counts = pool::map(&rows, |row| [row.n_ab, row.n_a, row.n_b, self.slices[row.slice].units(unit)]);
        let alpha = ALPHA / rows.len() as f64;
        let p_value = column(Measure::PValue, &counts, alpha);
        let measure = |&value: &Value| match (value, value.measure()) {
            // Known from the order of the rows.
            (Value::G2, _) => rows.iter().map(|row| row.g2).collect(),
            (Value::StringScore, _) => rows.iter().map(|row| row.string_score).collect(),
            (Value::PValue, _) => p_value.clone(),
            (Value::QValue, _) => q_value(&p_value, selection.correction),
            (_, Some(measure)) => column(measure, &counts, alpha),
            (_, None) => Vec::new(),
        };
        EdgeTable {
            entity_a: rows.iter().map(|row| row.a).collect(),
            entity_b: rows.iter().map(|row| row.b).collect(),
            slice: self.column(rows.iter().map(|row| row.slice)),
            n_ab: counts.iter().map(|counts| counts[0]).collect(),
            n_a: counts.iter().map(|counts| counts[1]).collect(),
            n_b: counts.iter().map(|counts| counts[2]).collect(),
            n: counts.iter().map(|counts| counts[3]).collect(),
            n_docs: rows.iter().map(|row| row.n_docs).collect(),
            measures: Value::measures().iter().map(measure).collect(),
        }
        .first(selection.top)
    }

    pub(in crate::cooccurrence) fn nodes(&self, unit: Unit, selection: &Selection, chosen: &Chosen) -> NodeTable {
        let ranks = self.ranks();
        let mut degrees = vec![0_u64; self.catalogue.len()];
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
                let n_units = count.units(unit).saturating_add(if unit == Unit::Window { count.ends() } else { 0 });
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
pub(in crate::cooccurrence) fn ranks(catalogue: &Catalogue, entities: impl Iterator<Item = EntityId>) -> Vec<u32> {
    let mut ranks = vec![0; catalogue.len()];
    let mut mentioned: Vec<EntityId> = entities.collect();
    mentioned.sort_unstable();
    mentioned.dedup();
    mentioned.sort_unstable_by_key(|&entity| catalogue.id(entity));
    for (rank, entity) in mentioned.into_iter().enumerate() {
        ranks[entity as usize] = rank as u32;
    }
    ranks
}

/// What pairs and entities of a slice weigh in [`string_score`]: over all pairs that meet, whichever are asked for.
struct Weights {
    entities: Vec<u64>,
    touched: Vec<EntityId>,
    all: u64,
}

impl Weights {
    fn new(entities: usize) -> Self {
        Self { entities: vec![0; entities], touched: Vec::new(), all: 0 }
    }

    fn of(&mut self, slice: &Slice) {
        for entity in self.touched.drain(..) {
            self.entities[entity as usize] = 0;
        }
        self.all = 0;
        for ((a, b), count) in slice.pairs() {
            let weight = weight(count);
            // Of counts that are forged, any sum is as good.
            self.all = self.all.wrapping_add(weight);
            for entity in [a, b] {
                let sum = &mut self.entities[entity as usize];
                *sum = sum.wrapping_add(weight);
            }
        }
        self.touched.extend(slice.entities().map(|(entity, _)| entity));
    }

    fn score(&self, a: EntityId, b: EntityId, count: PairCount) -> f64 {
        let [pair, a, b, all] =
            [weight(count), self.entities[a as usize], self.entities[b as usize], self.all].map(|fifths| fifths as f64 / 5.0);
        string_score(pair, a, b, all)
    }
}

fn weight(count: PairCount) -> u64 {
    string_weight(count.docs(Unit::Document), count.docs(Unit::Paragraph), count.docs(Unit::Sentence))
}

impl EdgeTable {
    /// Only so many rows, the first.
    fn first(self, top: Option<usize>) -> Self {
        match top {
            Some(top) if top < self.len() => self.rows(&(0..top).collect::<Vec<_>>()),
            _ => self,
        }
    }

    /// Some of the rows, ascending.
    pub(in crate::cooccurrence) fn rows(mut self, rows: &[usize]) -> Self {
        fn keep<T: Copy>(column: &mut Vec<T>, rows: &[usize]) {
            for (to, &from) in rows.iter().enumerate() {
                column[to] = column[from];
            }
            column.truncate(rows.len());
        }
        // All columns by name, so that none that is added can be forgotten here.
        let Self { entity_a, entity_b, slice, n_ab, n_a, n_b, n, n_docs, measures } = &mut self;
        for column in [entity_a, entity_b].into_iter().chain(slice) {
            keep(column, rows);
        }
        for column in [n_ab, n_a, n_b, n, n_docs] {
            keep(column, rows);
        }
        for column in measures {
            keep(column, rows);
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
            measure => self.measure(measure).to_vec(),
        }
    }

    /// The column of a measure; empty for a count.
    pub fn measure(&self, value: Value) -> &[f64] {
        let column = (value as usize).checked_sub(Value::COUNTS).and_then(|i| self.measures.get(i));
        column.map(Vec::as_slice).unwrap_or_default()
    }
}

impl NodeTable {
    /// The rows that are marked.
    pub(in crate::cooccurrence) fn only(self, marked: &[bool]) -> Self {
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
