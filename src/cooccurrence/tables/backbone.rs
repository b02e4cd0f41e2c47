//! Which edges of a network are more than its nodes would have by chance: its backbone.

use super::edges::{EdgeTable, Value};
use super::selection::Selection;
use crate::cooccurrence::association::{Correction, q_value};
use crate::cooccurrence::count::cooccurrences::Cooccurrences;
use crate::cooccurrence::count::units::Unit;
use crate::error::choices;
use crate::error::shown;
use crate::{Error, Result};
use rustc_hash::FxHashMap;

choices! {
    /// By what an edge is more than chance.
    pub enum Filter as "method" {
        /// An edge takes more of the strength of one of its ends than if that end shared it out at random among its edges: see [`disparity`].
        Disparity = "disparity",
        /// The two meet in more units than if each kept the number of its units and they were drawn at random: see
        /// [`p_value`](crate::cooccurrence::association::p_value).
        Hypergeometric = "hypergeometric",
    }
}

/// Which edges are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// By what they are judged.
    pub filter: Filter,
    /// The highest significance of an edge that is kept; 1 keeps all.
    pub alpha: f64,
    /// What the disparity filter weighs edges by.
    pub weight: Value,
    /// How significance is corrected for the number of edges, before it is compared.
    pub correction: Correction,
}

/// The edges that are kept, and how significant each is: the lower, the less by chance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Backbone {
    /// The edges, in the order of their table.
    pub edges: EdgeTable,
    /// One value for each, from 0 to 1.
    pub significance: Vec<f64>,
}

impl Cooccurrences {
    /// The significant edges of the network of each slice. The pairs of the selection are the network that is looked at; of those kept, `top` takes the first.
    pub fn backbone(&self, unit: Unit, selection: &Selection, threshold: &Threshold) -> Result<Backbone> {
        let &Threshold { filter, alpha, weight, correction } = threshold;
        if !(alpha > 0.0 && alpha <= 1.0) {
            return Err(Error::Argument { argument: "alpha", problem: format!("{alpha} is not above 0 and at most 1") });
        }
        if !weight.is_weight() {
            let choices = Value::ALL.iter().filter(|value| value.is_weight()).map(ToString::to_string).collect();
            return Err(Error::Option { option: "weight", value: weight.to_string(), choices });
        }
        let edges = self.edges(unit, &Selection { top: None, ..selection.clone() })?;
        let significance = match filter {
            Filter::Hypergeometric => edges.measure(Value::PValue).to_vec(),
            Filter::Disparity => {
                let weights = edges.values(weight);
                if let Some(row) = weights.iter().position(|&weight| !(weight >= 0.0 && weight.is_finite())) {
                    let [a, b] = [edges.entity_a[row], edges.entity_b[row]].map(|entity| shown(self.catalogue().id(entity)));
                    let problem =
                        format!("{weight} of '{a}' and '{b}' is {}: the disparity filter needs weights from 0", weights[row]);
                    return Err(Error::Argument { argument: "weight", problem });
                }
                let directed = self.check_unit(unit)?;
                disparity(&joined(&edges, &weights), directed)
            }
        };
        let significance = q_value(&significance, correction);
        let kept: Vec<usize> =
            (0..edges.len()).filter(|&row| significance[row] <= alpha).take(selection.top.unwrap_or(usize::MAX)).collect();
        Ok(Backbone { edges: edges.rows(&kept), significance: kept.into_iter().map(|row| significance[row]).collect() })
    }
}

/// Each edge with its ends, which are other nodes in each slice.
fn joined(edges: &EdgeTable, weights: &[f64]) -> Vec<(u64, u64, f64)> {
    let node = |row: usize, entity: u32| u64::from(edges.slice.as_ref().map_or(0, |slice| slice[row])) << 32 | u64::from(entity);
    let ends = edges.entity_a.iter().zip(&edges.entity_b).zip(weights).enumerate();
    ends.map(|(row, ((&a, &b), &weight))| (node(row, a), node(row, b), weight)).collect()
}

/// For each edge, given as two nodes and a weight from 0, the probability that a node which shares out its strength *s* at random among its *k* edges gives one
/// of them at least the weight *w*: `(1 − w/s)^(k−1)`, of the end for which that is less. Of a directed edge, the ends are what leaves the first node and what
/// reaches the second. An edge without weight is none: it is given 1 and counts for no node.
///
/// Serrano, Boguñá & Vespignani (2009), Extracting the multiscale backbone of complex weighted networks, PNAS 106(16), equation 2.
///
/// ```
/// use comention::cooccurrence::disparity;
/// // To 2 and 3 the node 0 gives a tenth of what it has; to them that is all they have.
/// let star = [(0, 1, 8.0), (0, 2, 1.0), (0, 3, 1.0)];
/// let rounded: Vec<f64> = disparity(&star, false).iter().map(|p| (p * 100.0).round()).collect();
/// assert_eq!(rounded, [4.0, 81.0, 81.0]);
/// ```
pub fn disparity(edges: &[(u64, u64, f64)], directed: bool) -> Vec<f64> {
    let mut nodes: FxHashMap<(u64, bool), (f64, f64)> = FxHashMap::default();
    // The first end of a directed edge is another kind of end than the second.
    let ends = |&(a, b, _): &(u64, u64, f64)| [(a, false), (b, directed)];
    for edge in edges.iter().filter(|edge| edge.2 > 0.0) {
        for end in ends(edge) {
            let (strength, degree) = nodes.entry(end).or_default();
            *strength += edge.2;
            *degree += 1.0;
        }
    }
    let of = |edge: &(u64, u64, f64)| {
        let by_chance = ends(edge).map(|end| nodes.get(&end).map_or(1.0, |&(strength, degree)| share(edge.2 / strength, degree)));
        by_chance[0].min(by_chance[1])
    };
    edges.iter().map(|edge| if edge.2 > 0.0 { of(edge) } else { 1.0 }).collect()
}

/// `(1 − share)^(degree − 1)`, by logarithms, so that small shares of many edges keep their digits.
fn share(share: f64, degree: f64) -> f64 {
    if degree <= 1.0 { 1.0 } else { libm::exp((degree - 1.0) * libm::log1p(-share.min(1.0))) }
}
