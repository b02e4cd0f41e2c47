//! Which pairs meet more often here than there.

use super::edges::ranks;
use super::parts::compare;
use super::selection::Selection;
use crate::Result;
use crate::cooccurrence::association::{g2, q_value};
use crate::cooccurrence::count::cooccurrences::Cooccurrences;
use crate::cooccurrence::count::counts::Slice;
use crate::cooccurrence::count::units::Unit;
use crate::gazetteer::EntityId;
use rustc_hash::FxHashMap;

/// One row for each pair that meets on either side. Sorted by `g2`, descending, then by the ids: what rose most comes first, what fell most last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// The one entity.
    pub entity_a: Vec<EntityId>,
    /// The other.
    pub entity_b: Vec<EntityId>,
    /// What was counted on the left.
    pub left: Side,
    /// What was counted on the right.
    pub right: Side,
    /// Binary logarithm of the rate on the right over that on the left; a count of 0 is taken for ½, so that it is finite.
    pub log_ratio: Vec<f64>,
    /// Log-likelihood ratio of (units with the pair, units without) × (right, left), negative where the pair fell.
    pub g2: Vec<f64>,
    /// How likely so much change is by chance, in either direction: the tail of χ² with one degree of freedom.
    pub p_value: Vec<f64>,
    /// The same, corrected for the number of pairs.
    pub q_value: Vec<f64>,
}

/// The counts of each pair on one side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Side {
    /// Units that mention both.
    pub n_ab: Vec<u64>,
    /// Units that mention the one.
    pub n_a: Vec<u64>,
    /// Units that mention the other.
    pub n_b: Vec<u64>,
    /// All units of this side, the same in every row.
    pub n: Vec<u64>,
    /// Documents with at least one unit that mentions both.
    pub n_docs: Vec<u64>,
    /// `n_ab / n`
    pub rate: Vec<f64>,
}

/// A pair with its units and documents on both sides.
struct Row {
    a: EntityId,
    b: EntityId,
    met: [(u64, u64); 2],
    g2: f64,
}

impl Cooccurrences {
    /// How often each pair meets here (left) and there (right). Of the selection, `min_count` is what at least one side must have, and `top` keeps the
    /// strongest changes in either direction; q-values are those among the pairs before `top`.
    pub fn compare(&self, other: &Self, unit: Unit, selection: &Selection) -> Result<Comparison> {
        self.mismatch(other).map_or(Ok(()), |problem| Err(compare(problem)))?;
        let ordered = self.check_unit(unit)?;
        let chosen = selection.look_up(self.catalogue())?;
        let sides = [self.counts.total(), other.counts.total()];
        for (side, name) in sides.iter().zip(["left", "right"]) {
            if side.units(unit) == 0 {
                let things = if unit == Unit::Window { "pairs of mentions in windows".to_owned() } else { format!("{unit}s") };
                return Err(compare(format!("the {name} side has no {things}: there is nothing to compare with")));
            }
        }
        let mut met: FxHashMap<(EntityId, EntityId), [(u64, u64); 2]> = FxHashMap::default();
        for (i, side) in sides.iter().enumerate() {
            for pair in side.met(unit).filter(|pair| chosen.pair(pair.a, pair.b)) {
                met.entry((pair.a, pair.b)).or_default()[i] = (pair.units, pair.docs);
            }
        }
        let ranks = ranks(self.catalogue(), met.keys().flat_map(|&(a, b)| [a, b]));
        let rank = |entity: EntityId| ranks[entity as usize];
        let [left, right] = [sides[0].units(unit), sides[1].units(unit)];
        let enough = |met: &[(u64, u64); 2]| met.iter().any(|side| side.0 >= selection.min_count.max(1));
        let rows = met.into_iter().filter(|(_, met)| enough(met)).map(|((a, b), met)| {
            let (a, b) = if ordered || rank(a) < rank(b) { (a, b) } else { (b, a) };
            let both = met[0].0.saturating_add(met[1].0);
            Row { a, b, met, g2: g2(met[1].0, both, right, left.saturating_add(right)) }
        });
        let mut rows: Vec<Row> = rows.collect();
        rows.sort_unstable_by(|x, y| y.g2.total_cmp(&x.g2).then_with(|| (rank(x.a), rank(x.b)).cmp(&(rank(y.a), rank(y.b)))));
        let p_value: Vec<f64> = rows.iter().map(|row| chi2_tail(row.g2.abs())).collect();
        let q_value = q_value(&p_value, selection.correction);
        let kept = strongest(&rows, selection.top);
        let of = |values: &[f64]| kept.iter().map(|&i| values[i]).collect::<Vec<_>>();
        let rows_kept: Vec<&Row> = kept.iter().map(|&i| &rows[i]).collect();
        let side = |i: usize| Side::new(&sides[i], unit, ordered, rows_kept.iter().map(|row| (row.a, row.b, row.met[i])));
        let log_ratio = |row: &&Row| {
            let rate = |i: usize, n: u64| (row.met[i].0 as f64).max(0.5) / n as f64;
            libm::log2(rate(1, right) / rate(0, left))
        };
        Ok(Comparison {
            entity_a: rows_kept.iter().map(|row| row.a).collect(),
            entity_b: rows_kept.iter().map(|row| row.b).collect(),
            left: side(0),
            right: side(1),
            log_ratio: rows_kept.iter().map(log_ratio).collect(),
            g2: rows_kept.iter().map(|row| row.g2).collect(),
            p_value: of(&p_value),
            q_value: of(&q_value),
        })
    }
}

impl Side {
    fn new(slice: &Slice, unit: Unit, ordered: bool, rows: impl Iterator<Item = (EntityId, EntityId, (u64, u64))>) -> Self {
        let mut side = Self::default();
        for (a, b, (units, docs)) in rows {
            let n = slice.units(unit);
            side.n_ab.push(units);
            side.n_a.push(slice.entity(a).units(unit));
            side.n_b.push(if ordered { slice.entity(b).ends() } else { slice.entity(b).units(unit) });
            side.n.push(n);
            side.n_docs.push(docs);
            side.rate.push(units as f64 / n as f64);
        }
        side
    }
}

/// The rows that changed most, as many as are wanted, in the order of the table.
fn strongest(rows: &[Row], top: Option<usize>) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..rows.len()).collect();
    if let Some(top) = top.filter(|&top| top < rows.len()) {
        kept.sort_by(|&x, &y| rows[y].g2.abs().total_cmp(&rows[x].g2.abs()));
        kept.truncate(top);
        kept.sort_unstable();
    }
    kept
}

/// The chance that χ² with one degree of freedom is at least this: `erfc(√(x/2))`. Below 1e-308 it is 0.
fn chi2_tail(x: f64) -> f64 {
    libm::erfc((x / 2.0).sqrt())
}
