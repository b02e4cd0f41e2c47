//! Co-occurrences as a network: who is a node, which nodes are joined, and the same as a matrix.

use super::edges::{EdgeTable, NodeTable, Value};
use crate::gazetteer::EntityId;

/// Entities and the pairs among them, over all slices.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Whether an edge leads from `entity_a` to `entity_b`, as those of ordered windows do.
    pub directed: bool,
    /// The nodes; also those that meet nobody.
    pub nodes: NodeTable,
    /// The edges.
    pub edges: EdgeTable,
    /// The row in `nodes` of each edge's `entity_a`.
    pub source: Vec<u32>,
    /// The row in `nodes` of each edge's `entity_b`.
    pub target: Vec<u32>,
}

/// A sparse matrix with an empty diagonal, symmetric unless the network is directed, by compressed rows: row `i` has the columns `indices[indptr[i]..indptr[i + 1]]`, ascending, with the
/// values at the same places of `data`.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The entity of each row and column.
    pub nodes: Vec<EntityId>,
    /// Where the rows begin, one entry more than rows.
    pub indptr: Vec<u64>,
    /// The columns of the entries.
    pub indices: Vec<u32>,
    /// The values of the entries. A measure may be 0 for a pair that meets: it is an entry all the same.
    pub data: Vec<f64>,
}

impl Network {
    pub(in crate::cooccurrence) fn new(nodes: NodeTable, edges: EdgeTable, directed: bool) -> Self {
        let mut rows: Vec<u32> = vec![0; nodes.entity.iter().max().map_or(0, |&last| last as usize + 1)];
        for (row, &entity) in nodes.entity.iter().enumerate() {
            rows[entity as usize] = row as u32;
        }
        let places = |entities: &[EntityId]| entities.iter().map(|&entity| rows[entity as usize]).collect();
        let (source, target) = (places(&edges.entity_a), places(&edges.entity_b));
        Self { directed, nodes, edges, source, target }
    }

    /// The same without the nodes that no edge leads to.
    pub(in crate::cooccurrence) fn without_lonely_nodes(self) -> Self {
        let mut joined = vec![false; self.nodes.len()];
        for &node in self.source.iter().chain(&self.target) {
            joined[node as usize] = true;
        }
        Self::new(self.nodes.only(&joined), self.edges, self.directed)
    }

    /// One value for each pair that is joined, both ways unless directed.
    pub fn matrix(&self, value: Value) -> Matrix {
        let values = self.edges.values(value);
        let mut entries: Vec<(u32, u32, f64)> = Vec::with_capacity(2 * values.len());
        for ((&a, &b), value) in self.source.iter().zip(&self.target).zip(values) {
            entries.push((a, b, value));
            if !self.directed {
                entries.push((b, a, value));
            }
        }
        entries.sort_unstable_by_key(|&(row, column, _)| (row, column));
        let mut indptr = vec![0_u64; self.nodes.len() + 1];
        for &(row, ..) in &entries {
            indptr[row as usize + 1] += 1;
        }
        for row in 1..indptr.len() {
            indptr[row] += indptr[row - 1];
        }
        let (indices, data) = entries.into_iter().map(|(_, column, value)| (column, value)).unzip();
        Matrix { nodes: self.nodes.entity.clone(), indptr, indices, data }
    }
}
