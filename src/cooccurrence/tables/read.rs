//! The tables of counts, by a selection.

use super::edges::{EdgeTable, NodeTable, Source, Value};
use super::network::{Matrix, Network};
use super::selection::Selection;
use crate::Result;
use crate::cooccurrence::count::cooccurrences::Cooccurrences;
use crate::cooccurrence::count::slicing::Key;
use crate::cooccurrence::count::units::Unit;

impl Cooccurrences {
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

    fn source(&self) -> Source<'_> {
        Source::new(&self.catalogue, self.counts.slices(), !self.by.is_empty())
    }
}
