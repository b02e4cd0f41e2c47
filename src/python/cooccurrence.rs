//! Co-occurrences as tables and matrices.

use super::arrow::{table, text_column};
use super::columns::{days_since_1970, labels_column};
use super::documents::PyDocuments;
use super::evidence::{Asked, evidence_table};
use super::gazetteer::PyGazetteer;
use super::run::{run, run_abandonable};
use crate::cooccurrence::{Cooccurrences, Dimension, EdgeTable, Key, NodeTable, Part, Selection, Threshold, Unit, Value, Values};
use crate::evidence::search;
use crate::gazetteer::EntityId;
use crate::matcher::Options;
use crate::runtime::memory::collect;
use crate::{Matcher, Result};
use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array};
use chrono::{Datelike, NaiveDate};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::sync::Arc;

/// Counts of who is mentioned with whom.
#[pyclass(frozen, module = "comention._core", name = "Cooccurrences")]
pub(crate) struct PyCooccurrences {
    pub(crate) inner: Cooccurrences,
}

/// Types, two types, ids, the least count, the number of rows, the correction of q-values.
type Chosen = (Option<Vec<String>>, Option<(String, String)>, Option<Vec<String>>, u64, Option<usize>, String);

/// Columns of a part with the values wanted in each; two of them are from where to where.
pub(crate) type Wanted = Vec<(String, Vec<(Option<String>, Option<String>)>)>;

#[pymethods]
impl PyCooccurrences {
    /// By what documents are kept apart, as it was asked for.
    fn by(&self) -> Vec<String> {
        self.inner.by().iter().map(ToString::to_string).collect()
    }

    /// How many words, and whether in order.
    fn window(&self) -> Option<(u32, bool)> {
        self.inner.window().map(|window| (window.words, window.ordered))
    }

    fn gazetteer(&self, py: Python<'_>) -> PyResult<PyGazetteer> {
        let gazetteer = py.detach(|| self.inner.gazetteer())?;
        Ok(Arc::clone(gazetteer).into())
    }

    /// Units of a kind over all slices, with an entity in them or without.
    fn n_units(&self, unit: &str) -> PyResult<u64> {
        let unit: Unit = unit.parse()?;
        Ok(self.inner.counts().units(unit))
    }

    fn edges<'py>(&self, py: Python<'py>, unit: &str, chosen: Chosen) -> PyResult<Bound<'py, PyAny>> {
        let unit: Unit = unit.parse()?;
        let columns = py.detach(|| self.inner.edges(unit, &selection(chosen)?).and_then(|edges| self.edge_columns(&edges)))?;
        table(py, columns)
    }

    fn entities<'py>(&self, py: Python<'py>, unit: &str, chosen: Chosen) -> PyResult<Bound<'py, PyAny>> {
        let unit: Unit = unit.parse()?;
        let columns = py.detach(|| self.inner.entities(unit, &selection(chosen)?).and_then(|nodes| self.node_columns(&nodes)))?;
        table(py, columns)
    }

    /// Nodes and edges over all slices, and whether the edges have a direction.
    fn network<'py>(
        &self,
        py: Python<'py>,
        unit: &str,
        chosen: Chosen,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, bool)> {
        let unit: Unit = unit.parse()?;
        let (nodes, edges, directed) = py.detach(|| {
            let network = self.inner.network(unit, &selection(chosen)?);
            network.and_then(|it| Ok((self.node_columns(&it.nodes)?, self.edge_columns(&it.edges)?, it.directed)))
        })?;
        Ok((table(py, nodes)?, table(py, edges)?, directed))
    }

    /// Ids of the rows; row pointers, column indices and values as one-column tables.
    fn matrix<'py>(
        &self,
        py: Python<'py>,
        unit: &str,
        value: &str,
        chosen: Chosen,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let (unit, value) = (unit.parse()?, value.parse()?);
        let matrix = py.detach(|| self.inner.matrix(unit, value, &selection(chosen)?))?;
        let ids = table(py, vec![("entity_id", self.ids(&matrix.nodes)?)])?;
        let pointers = table(py, vec![("indptr", counts(&matrix.indptr)?)])?;
        let indices: Int64Array = matrix.indices.iter().map(|&index| i64::from(index)).collect();
        let entries = vec![("indices", Arc::new(indices) as ArrayRef), ("data", Arc::new(Float64Array::from(matrix.data)))];
        Ok((ids, pointers, table(py, entries)?))
    }

    /// The edges that are more than chance, and how significant each is. What a threshold is: method, alpha, weight, correction.
    fn backbone<'py>(
        &self,
        py: Python<'py>,
        unit: &str,
        chosen: Chosen,
        threshold: (String, f64, String, String),
    ) -> PyResult<Bound<'py, PyAny>> {
        let unit: Unit = unit.parse()?;
        let (method, alpha, weight, correction) = threshold;
        let threshold = Threshold { filter: method.parse()?, alpha, weight: weight.parse()?, correction: correction.parse()? };
        let columns = py.detach(|| {
            let found = self.inner.backbone(unit, &selection(chosen)?, &threshold)?;
            let mut columns = self.edge_columns(&found.edges)?;
            columns.push(("significance", measure(&found.significance)?));
            Ok::<_, crate::Error>(columns)
        })?;
        table(py, columns)
    }

    /// The same by periods alone; none if there are none.
    fn over_time(&self, py: Python<'_>) -> Option<Self> {
        let inner = self.inner.clone();
        py.detach(|| inner.over_time()).map(|inner| Self { inner })
    }

    /// The units in which two meet, of those documents that are of a slice counted here. The mentions are found again, by the options of then.
    fn evidence<'py>(
        &self,
        py: Python<'py>,
        documents: &PyDocuments,
        asked: Asked,
        wanted: Wanted,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (mut question, columns) = asked.question(self.inner.catalogue())?;
        self.inner.check_unit(question.unit)?;
        question.window = self.inner.window();
        let options: Options = self.inner.options().parse()?;
        let part = part(wanted);
        let mut in_part = py.detach(|| documents.in_part(&part))?;
        let texts = documents.documents();
        if !self.inner.by().is_empty() {
            let by: Vec<String> = self.inner.by().iter().map(ToString::to_string).collect();
            let covered = self.inner.covers(&documents.plan(&by, None)?.slicing, texts.len());
            in_part = Some(match in_part {
                Some(wanted) => wanted.into_iter().zip(covered).map(|(wanted, covered)| wanted && covered).collect(),
                None => covered,
            });
        }
        let gazetteer = Arc::clone(py.detach(|| self.inner.gazetteer())?);
        let size = gazetteer.len() * 64;
        let matcher = run_abandonable(py, size, move || Matcher::new(gazetteer, options))?;
        let found = run(py, documents.bytes(), texts.len(), None, |monitor| {
            search(&matcher, &texts, in_part.as_deref(), question, threads, monitor)
        })?;
        evidence_table(py, documents, &texts, &found, columns.as_deref())
    }

    /// The axis of time.
    fn periods<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let axis = py.detach(|| self.inner.periods())?;
        let days = |days: &[Option<NaiveDate>]| -> ArrayRef {
            let since_1970 = |day: &NaiveDate| days_since_1970(day.num_days_from_ce().into());
            Arc::new(days.iter().map(|day| day.as_ref().and_then(since_1970)).collect::<Date32Array>())
        };
        let [documents, paragraphs, sentences] = &axis.units;
        let columns = vec![
            ("period", text_column(axis.period.iter().map(Option::as_deref))?),
            ("first_day", days(&axis.first_day)),
            ("last_day", days(&axis.last_day)),
            ("n_documents", counts(documents)?),
            ("n_paragraphs", counts(paragraphs)?),
            ("n_sentences", counts(sentences)?),
        ];
        table(py, columns)
    }

    /// The counts of some slices.
    fn part(&self, py: Python<'_>, wanted: Wanted) -> PyResult<Self> {
        Ok(Self { inner: py.detach(|| self.inner.part(&part(wanted)))? })
    }

    /// The counts of some slices, and of some others, or all others.
    fn parts(&self, py: Python<'_>, left: Wanted, right: Option<Wanted>) -> PyResult<(Self, Self)> {
        let (left, right) = py.detach(|| self.inner.parts(&part(left), right.map(part).as_ref()))?;
        Ok((Self { inner: left }, Self { inner: right }))
    }

    /// The same, all slices in one.
    fn total(&self, py: Python<'_>) -> Self {
        let inner = self.inner.clone();
        Self { inner: py.detach(|| inner.total()) }
    }

    /// How often each pair meets here, and there.
    fn compare<'py>(&self, py: Python<'py>, other: &Self, unit: &str, chosen: Chosen) -> PyResult<Bound<'py, PyAny>> {
        let unit: Unit = unit.parse()?;
        let found = py.detach(|| self.inner.compare(&other.inner, unit, &selection(chosen)?))?;
        let (left, right) = (&found.left, &found.right);
        let columns = vec![
            ("entity_a", self.ids(&found.entity_a)?),
            ("entity_b", self.ids(&found.entity_b)?),
            ("name_a", self.names(&found.entity_a)?),
            ("name_b", self.names(&found.entity_b)?),
            ("n_ab_left", counts(&left.n_ab)?),
            ("n_ab_right", counts(&right.n_ab)?),
            ("n_a_left", counts(&left.n_a)?),
            ("n_a_right", counts(&right.n_a)?),
            ("n_b_left", counts(&left.n_b)?),
            ("n_b_right", counts(&right.n_b)?),
            ("n_left", counts(&left.n)?),
            ("n_right", counts(&right.n)?),
            ("n_docs_left", counts(&left.n_docs)?),
            ("n_docs_right", counts(&right.n_docs)?),
            ("rate_left", measure(&left.rate)?),
            ("rate_right", measure(&right.rate)?),
            ("log_ratio", measure(&found.log_ratio)?),
            ("g2", measure(&found.g2)?),
            ("p_value", measure(&found.p_value)?),
            ("q_value", measure(&found.q_value)?),
        ];
        table(py, columns)
    }

    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<Self> {
        let (one, other) = (self.inner.clone(), other.inner.clone());
        Ok(Self { inner: py.detach(|| one.merge(other))? })
    }

    fn to_bytes<'py>(&self, py: Python<'py>, gazetteer: bool) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| if gazetteer { self.inner.to_bytes() } else { self.inner.to_bytes_without_gazetteer() })?;
        Ok(PyBytes::new(py, &bytes))
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, bytes: &[u8], gazetteer: Option<&PyGazetteer>) -> PyResult<Self> {
        let gazetteer = gazetteer.map(|gazetteer| Arc::clone(&gazetteer.inner));
        Ok(Self { inner: py.detach(|| Cooccurrences::from_bytes(bytes, gazetteer))? })
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| self.inner == other.get().inner)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>, Option<PyGazetteer>))> {
        Ok((py.get_type::<Self>().getattr("from_bytes")?, (self.to_bytes(py, true)?, None)))
    }
}

fn selection((types, between, entities, min_count, top, correction): Chosen) -> Result<Selection> {
    Ok(Selection { types, between, entities, min_count, top, correction: correction.parse()? })
}

pub(crate) fn part(wanted: Wanted) -> Part {
    let values = |(from, to): (Option<String>, Option<String>)| match (from, to) {
        (Some(from), Some(to)) => Values::Range(from, to),
        (one, _) => Values::One(one),
    };
    Part(wanted.into_iter().map(|(name, of)| (name, of.into_iter().map(values).collect())).collect())
}

impl PyCooccurrences {
    fn edge_columns(&self, edges: &EdgeTable) -> Result<Vec<(&str, ArrayRef)>> {
        let mut columns = vec![
            ("entity_a", self.ids(&edges.entity_a)?),
            ("entity_b", self.ids(&edges.entity_b)?),
            ("name_a", self.names(&edges.entity_a)?),
            ("name_b", self.names(&edges.entity_b)?),
        ];
        columns.extend(self.slice_columns(edges.slice.as_deref())?);
        columns.extend([
            ("n_ab", counts(&edges.n_ab)?),
            ("n_a", counts(&edges.n_a)?),
            ("n_b", counts(&edges.n_b)?),
            ("n", counts(&edges.n)?),
            ("n_docs", counts(&edges.n_docs)?),
        ]);
        for &value in Value::measures() {
            columns.push((value.as_str(), measure(edges.measure(value))?));
        }
        Ok(columns)
    }

    fn node_columns(&self, nodes: &NodeTable) -> Result<Vec<(&str, ArrayRef)>> {
        let kinds = nodes.entity.iter().map(|&entity| self.inner.catalogue().kind(entity));
        let mut columns =
            vec![("entity_id", self.ids(&nodes.entity)?), ("name", self.names(&nodes.entity)?), ("type", text_column(kinds)?)];
        columns.extend(self.slice_columns(nodes.slice.as_deref())?);
        columns.extend([
            ("n_units", counts(&nodes.n_units)?),
            ("n", counts(&nodes.n)?),
            ("n_docs", counts(&nodes.n_docs)?),
            ("n_mentions", counts(&nodes.n_mentions)?),
            ("degree", counts(&nodes.degree)?),
        ]);
        Ok(columns)
    }

    /// A column for each thing by which documents are kept apart.
    fn slice_columns(&self, rows: Option<&[u32]>) -> Result<Vec<(&str, ArrayRef)>> {
        let Some(rows) = rows else { return Ok(Vec::new()) };
        let keys: Vec<&Key> = self.inner.counts().slices().map(|(key, _)| key).collect();
        let column = |(place, dimension): (usize, &Dimension)| match dimension {
            Dimension::Period(_) => {
                let labels: Vec<Option<String>> = keys.iter().map(|key| dimension.show(&key[place])).collect();
                text_column(rows.iter().map(|&row| labels[row as usize].as_deref()))
            }
            Dimension::Column(_, kind) => labels_column(*kind, rows.iter().map(|&row| &keys[row as usize][place])),
        };
        self.inner.by().iter().enumerate().map(|(place, dimension)| Ok((dimension.name(), column((place, dimension))?))).collect()
    }

    fn ids(&self, entities: &[EntityId]) -> Result<ArrayRef> {
        text_column(entities.iter().map(|&entity| Some(self.inner.catalogue().id(entity))))
    }

    fn names(&self, entities: &[EntityId]) -> Result<ArrayRef> {
        text_column(entities.iter().map(|&entity| Some(self.inner.catalogue().name(entity))))
    }
}

/// Counts leave as signed integers: they stay far below 2⁶³, and unsigned ones surprise whoever subtracts.
fn counts(values: &[u64]) -> Result<ArrayRef> {
    let values = collect(values.iter().map(|&value| value.cast_signed()), "a column of counts")?;
    Ok(Arc::new(Int64Array::from(values)))
}

fn measure(values: &[f64]) -> Result<ArrayRef> {
    Ok(Arc::new(Float64Array::from(collect(values.iter().copied(), "a column of a measure")?)))
}
