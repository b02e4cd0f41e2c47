//! Co-occurrences as tables and matrices.

use super::arrow::{table, text_column};
use super::gazetteer::PyGazetteer;
use crate::cooccurrence::{Cooccurrences, EdgeTable, NodeTable, Period, Unit};
use crate::gazetteer::EntityId;
use arrow_array::{ArrayRef, Float64Array, Int64Array};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};
use std::sync::Arc;

/// Counts of who is mentioned with whom.
#[pyclass(frozen, module = "comention._core", name = "Cooccurrences")]
pub(crate) struct PyCooccurrences {
    pub(crate) inner: Cooccurrences,
}

#[pymethods]
impl PyCooccurrences {
    /// The period of the slices, if there are any.
    fn by(&self) -> Option<&str> {
        self.inner.by().map(Period::as_str)
    }

    fn gazetteer(&self) -> PyGazetteer {
        Arc::clone(self.inner.gazetteer()).into()
    }

    /// Units of a kind over all periods, with an entity in them or without.
    fn n_units(&self, unit: &str) -> PyResult<u64> {
        let unit: Unit = unit.parse()?;
        Ok(self.inner.counts().units(unit))
    }

    fn edges<'py>(&self, py: Python<'py>, unit: &str, min_count: u64) -> PyResult<Bound<'py, PyAny>> {
        let unit: Unit = unit.parse()?;
        let columns = py.detach(|| self.edge_columns(&self.inner.edges(unit, min_count)));
        table(py, columns)
    }

    fn entities<'py>(&self, py: Python<'py>, unit: &str) -> PyResult<Bound<'py, PyAny>> {
        let unit: Unit = unit.parse()?;
        let columns = py.detach(|| self.node_columns(&self.inner.entities(unit)));
        table(py, columns)
    }

    /// Nodes and edges over all periods.
    fn network<'py>(&self, py: Python<'py>, unit: &str, min_count: u64) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let unit: Unit = unit.parse()?;
        let (nodes, edges) = py.detach(|| {
            let network = self.inner.network(unit, min_count);
            (self.node_columns(&network.nodes), self.edge_columns(&network.edges))
        });
        Ok((table(py, nodes)?, table(py, edges)?))
    }

    /// Ids of the rows; row pointers, column indices and values as one-column tables.
    fn matrix<'py>(
        &self,
        py: Python<'py>,
        unit: &str,
        value: &str,
        min_count: u64,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let (unit, value) = (unit.parse()?, value.parse()?);
        let matrix = py.detach(|| self.inner.matrix(unit, value, min_count));
        let ids = table(py, vec![("entity_id", self.ids(&matrix.nodes))])?;
        let pointers = table(py, vec![("indptr", counts(&matrix.indptr))])?;
        let indices: Int64Array = matrix.indices.iter().map(|&index| i64::from(index)).collect();
        let entries = vec![("indices", Arc::new(indices) as ArrayRef), ("data", Arc::new(Float64Array::from(matrix.data)))];
        Ok((ids, pointers, table(py, entries)?))
    }

    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<Self> {
        let (one, other) = (self.inner.clone(), other.inner.clone());
        Ok(Self { inner: py.detach(|| one.merge(other))? })
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| self.inner == other.get().inner)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>, PyGazetteer))> {
        let bytes = py.detach(|| self.inner.to_bytes())?;
        Ok((py.get_type::<Self>().getattr("_restore")?, (PyBytes::new(py, &bytes), self.gazetteer())))
    }

    #[classmethod]
    fn _restore(_class: &Bound<'_, PyType>, bytes: &[u8], gazetteer: &PyGazetteer) -> PyResult<Self> {
        Ok(Self { inner: Cooccurrences::from_bytes(Arc::clone(&gazetteer.inner), bytes)? })
    }
}

impl PyCooccurrences {
    fn edge_columns(&self, edges: &EdgeTable) -> Vec<(&'static str, ArrayRef)> {
        let mut columns = vec![
            ("entity_a", self.ids(&edges.entity_a)),
            ("entity_b", self.ids(&edges.entity_b)),
            ("name_a", self.names(&edges.entity_a)),
            ("name_b", self.names(&edges.entity_b)),
        ];
        columns.extend(self.period_column(edges.period.as_deref()));
        columns.extend([
            ("n_ab", counts(&edges.n_ab)),
            ("n_a", counts(&edges.n_a)),
            ("n_b", counts(&edges.n_b)),
            ("n", counts(&edges.n)),
            ("n_docs", counts(&edges.n_docs)),
            ("expected", measure(&edges.expected)),
            ("lift", measure(&edges.lift)),
            ("pmi", measure(&edges.pmi)),
            ("npmi", measure(&edges.npmi)),
            ("log_dice", measure(&edges.log_dice)),
            ("g2", measure(&edges.g2)),
        ]);
        columns
    }

    fn node_columns(&self, nodes: &NodeTable) -> Vec<(&'static str, ArrayRef)> {
        let gazetteer = self.inner.gazetteer();
        let kinds = nodes.entity.iter().map(|&entity| gazetteer.entity(entity).kind.as_deref());
        let mut columns =
            vec![("entity_id", self.ids(&nodes.entity)), ("name", self.names(&nodes.entity)), ("type", text_column(kinds))];
        columns.extend(self.period_column(nodes.period.as_deref()));
        columns.extend([
            ("n_units", counts(&nodes.n_units)),
            ("n", counts(&nodes.n)),
            ("n_docs", counts(&nodes.n_docs)),
            ("n_mentions", counts(&nodes.n_mentions)),
            ("degree", counts(&nodes.degree)),
        ]);
        columns
    }

    fn period_column(&self, ordinals: Option<&[Option<i32>]>) -> Option<(&'static str, ArrayRef)> {
        let by = self.inner.by()?;
        let labels: Vec<Option<String>> = ordinals?.iter().map(|ordinal| ordinal.map(|ordinal| by.label(ordinal))).collect();
        Some(("period", text_column(labels.iter().map(Option::as_deref))))
    }

    fn ids(&self, entities: &[EntityId]) -> ArrayRef {
        let gazetteer = self.inner.gazetteer();
        text_column(entities.iter().map(|&entity| Some(&*gazetteer.entity(entity).id)))
    }

    fn names(&self, entities: &[EntityId]) -> ArrayRef {
        let gazetteer = self.inner.gazetteer();
        text_column(entities.iter().map(|&entity| Some(&*gazetteer.entity(entity).name)))
    }
}

/// Counts leave as signed integers: they stay far below 2⁶³, and unsigned ones surprise whoever subtracts.
fn counts(values: &[u64]) -> ArrayRef {
    Arc::new(values.iter().map(|&value| value.cast_signed()).collect::<Int64Array>())
}

fn measure(values: &[f64]) -> ArrayRef {
    Arc::new(Float64Array::from(values.to_vec()))
}
