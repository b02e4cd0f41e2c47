//! The mentions table.

use super::arrow::{arrow_error, ordinal_column, ordinals, table, text_column};
use super::cooccurrence::{PyCooccurrences, Wanted, part};
use super::documents::PyDocuments;
use super::error::raise;
use super::evidence::{Asked, evidence_table};
use super::gather::{AHEAD, Occurrences, nulls, pieces};
use super::gazetteer::PyGazetteer;
use super::run::run;
use crate::cooccurrence::Cooccurrences;
use crate::document::Document;
use crate::evidence::evidence;
use crate::gazetteer::{Catalogue, EntityId};
use crate::kwic::{Keyword, kwic};
use crate::runtime::memory::{collect, with_room};
use crate::runtime::prefetch::fetch;
use crate::{Error, Mentions, NO_ENTITY, Resolution};
use arrow_array::{ArrayRef, ListArray};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};
use std::sync::Arc;

/// Mentions, with the documents and the gazetteer that give them names and words.
#[pyclass(frozen, module = "comention._core", name = "Mentions")]
pub(crate) struct PyMentions {
    pub(crate) inner: Mentions,
    pub(crate) documents: Py<PyDocuments>,
    pub(crate) catalogue: Catalogue,
    pub(crate) options: String,
}

#[pymethods]
impl PyMentions {
    fn __len__(&self) -> usize {
        self.inner.len()
    }

    /// Documents searched, with mentions or without.
    fn n_documents(&self) -> usize {
        self.inner.documents.len()
    }

    fn to_arrow<'py>(&self, py: Python<'py>, byte_offsets: bool) -> PyResult<Bound<'py, PyAny>> {
        let columns = py.detach(|| self.columns(byte_offsets))?;
        table(py, columns)
    }

    fn summary(&self, py: Python<'_>) -> Vec<(&'static str, u64)> {
        py.detach(|| self.inner.summary())
    }

    fn cooccurrences(
        &self,
        py: Python<'_>,
        by: Vec<String>,
        window: Option<(u32, bool)>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyCooccurrences> {
        let documents = self.documents.get();
        let plan = documents.plan(&by, window)?;
        let (total, texts) = (self.inner.documents.len(), documents.documents());
        let inner = run(py, self.inner.len() + documents.bytes(), total, progress, |monitor| {
            Cooccurrences::from_mentions(self.catalogue.clone(), &self.inner, &texts, &plan, self.options.clone(), monitor)
        })?;
        Ok(PyCooccurrences { inner })
    }

    fn evidence<'py>(&self, py: Python<'py>, asked: Asked, wanted: Wanted) -> PyResult<Bound<'py, PyAny>> {
        let (question, columns) = asked.question(&self.catalogue)?;
        let documents = self.documents.get();
        let part = part(wanted);
        let in_part = py.detach(|| documents.in_part(&part))?;
        let texts = documents.documents();
        let found = run(py, documents.bytes(), texts.len(), None, |monitor| {
            evidence(&self.inner, &texts, in_part.as_deref(), question, monitor)
        })?;
        evidence_table(py, documents, &texts, &found, columns.as_deref())
    }

    /// Mentions of an entity with the words around them.
    fn kwic<'py>(&self, py: Python<'py>, entity: &str, words: usize) -> PyResult<Bound<'py, PyAny>> {
        let entity = self.catalogue.position(entity)?;
        let documents = self.documents.get();
        let texts = documents.documents();
        let found = run(py, documents.bytes(), texts.len(), None, |monitor| kwic(&self.inner, &texts, entity, words, monitor))?;
        let columns = py.detach(|| self.kwic_columns(&texts, &found))?;
        table(py, columns)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Reduced<'py>)> {
        let bytes =
            postcard::to_stdvec(&self.inner).map_err(|error| Error::Restore { what: "mentions", problem: error.to_string() })?;
        let restore = py.get_type::<Self>().getattr("_restore")?;
        let gazetteer = PyGazetteer::from(Arc::clone(py.detach(|| self.catalogue.gazetteer())?));
        Ok((restore, (PyBytes::new(py, &bytes), self.documents.clone_ref(py), gazetteer, self.options.clone())))
    }

    #[classmethod]
    fn _restore(
        _class: &Bound<'_, PyType>,
        bytes: &[u8],
        documents: Py<PyDocuments>,
        gazetteer: &PyGazetteer,
        options: String,
    ) -> PyResult<Self> {
        let problem = |problem: String| Error::Restore { what: "mentions", problem };
        let inner: Mentions = postcard::from_bytes(bytes).map_err(|error| problem(error.to_string()))?;
        inner.check(&documents.get().documents(), gazetteer.inner.len(), gazetteer.inner.names_len()).map_err(problem)?;
        Ok(Self { inner, documents, catalogue: Arc::clone(&gazetteer.inner).into(), options })
    }
}

type Reduced<'py> = (Bound<'py, PyBytes>, Py<PyDocuments>, PyGazetteer, String);

impl PyMentions {
    fn columns(&self, byte_offsets: bool) -> PyResult<Vec<(&'static str, ArrayRef)>> {
        let (mentions, catalogue) = (&self.inner, &self.catalogue);
        let documents = self.documents.get();
        let nobody = catalogue.len() as u32;
        let texts = documents.documents();
        let somebody = mentions.entity.iter().map(|&entity| if entity == NO_ENTITY { nobody } else { entity });
        let mut occurrences = Occurrences::new(catalogue.names_len().max(catalogue.len() + 1).max(Resolution::ALL.len()));
        let entities = occurrences.of(somebody)?;
        let of_entity = |of: fn(&Catalogue, EntityId) -> Option<&str>| {
            entities.texts(|entity, _| if entity == nobody { None } else { of(catalogue, entity) })
        };
        let ids = of_entity(|catalogue, entity| Some(catalogue.id(entity)))?;
        let types = of_entity(Catalogue::kind)?;
        let name_text = |name, row: usize| {
            // That of an ambiguous mention is one of the first candidate's.
            let whose = mentions.candidates_of(row).first().filter(|_| mentions.entity[row] == NO_ENTITY);
            Some(catalogue.name_text_of(name, *whose.unwrap_or(&mentions.entity[row])))
        };
        let aliases = occurrences.of(mentions.name.iter().copied())?.texts(name_text)?;
        let from = |row: usize| {
            Some(texts[*mentions.doc.get(row)? as usize].text?.as_ptr().wrapping_add(mentions.start_byte[row] as usize))
        };
        let surfaces = (0..mentions.len()).map(|row| {
            // The texts were read long ago.
            if let Some(at) = from(row + AHEAD) {
                fetch(at);
            }
            let (start, end) = (mentions.start_byte[row] as usize, mentions.end_byte[row] as usize);
            (texts[mentions.doc[row] as usize].text.map_or(&[][..], |text| &text.as_bytes()[start..]), end - start)
        });
        let surface_bytes =
            mentions.end_byte.iter().zip(mentions.start_byte.iter()).map(|(end, start)| (end - start) as usize).sum();
        let resolutions = mentions.resolution.iter().map(|&resolution| resolution as u32);
        let mut columns = vec![
            ("doc_id", documents.ids_of(&mentions.doc)?),
            ("entity_id", ids),
            ("type", types),
            ("alias", aliases),
            ("surface", pieces(surfaces, surface_bytes)?),
            ("start", ordinal_column(&mentions.start)),
            ("end", ordinal_column(&mentions.end)),
        ];
        if byte_offsets {
            columns.push(("start_byte", ordinal_column(&mentions.start_byte)));
            columns.push(("end_byte", ordinal_column(&mentions.end_byte)));
        }
        columns.push(("paragraph", ordinal_column(&mentions.paragraph)));
        columns.push(("sentence", ordinal_column(&mentions.sentence)));
        columns.push(("word", ordinal_column(&mentions.word)));
        let resolution = |how, _| Some(Resolution::ALL[how as usize].as_str());
        columns.push(("resolution", occurrences.of(resolutions)?.texts(resolution)?));
        columns.push(("candidates", self.candidates(&mut occurrences)?));
        if let Some(dates) = documents.dates_of(&mentions.doc)? {
            columns.push(("date", dates));
        }
        Ok(columns)
    }

    fn candidates(&self, occurrences: &mut Occurrences) -> PyResult<ArrayRef> {
        let (mentions, catalogue) = (&self.inner, &self.catalogue);
        let ids = occurrences.of(mentions.candidates.iter().copied())?;
        let ids = ids.texts(|entity, _| Some(catalogue.id(entity)))?;
        if i32::try_from(mentions.candidates.len()).is_err() {
            let problem = format!("there are {} candidates; a table takes up to {}", mentions.candidates.len(), i32::MAX);
            return Err(raise("ComentionError", problem));
        }
        let mut ends: Vec<i32> = with_room(mentions.len() + 1, "the column candidates")?;
        ends.push(0);
        ends.extend(mentions.candidates_end.iter().map(|&end| end as i32));
        let ends = ScalarBuffer::from(ends);
        let nulls = nulls(mentions.len(), |row| ends[row] < ends[row + 1]);
        let nulls = Some(nulls).filter(|nulls| nulls.null_count() > 0);
        let field = Arc::new(Field::new_list_field(DataType::LargeUtf8, true));
        let column = ListArray::try_new(field, OffsetBuffer::new(ends), ids, nulls).map_err(|error| arrow_error(&error))?;
        Ok(Arc::new(column))
    }

    fn kwic_columns(&self, texts: &[Document], found: &[Keyword]) -> PyResult<Vec<(&'static str, ArrayRef)>> {
        let mentions = &self.inner;
        let documents = self.documents.get();
        let docs: Vec<u32> = collect(found.iter().map(|keyword| mentions.doc[keyword.row]), "the rows of the keywords")?;
        let piece = |of: fn(&Mentions, &Keyword) -> (u32, u32)| {
            text_column(found.iter().zip(&docs).map(|(keyword, &doc)| {
                let (from, to) = of(mentions, keyword);
                Some(&texts[doc as usize].text?[from as usize..to as usize])
            }))
        };
        let ordinal = |column: &[u32]| ordinals(found.iter().map(|keyword| column[keyword.row]));
        let mut columns = vec![("doc_id", documents.ids_of(&docs)?)];
        if let Some(dates) = documents.dates_of(&docs)? {
            columns.push(("date", dates));
        }
        columns.extend([
            ("left", piece(|mentions, keyword| (keyword.left, mentions.start_byte[keyword.row]))?),
            ("surface", piece(|mentions, keyword| (mentions.start_byte[keyword.row], mentions.end_byte[keyword.row]))?),
            ("right", piece(|mentions, keyword| (mentions.end_byte[keyword.row], keyword.right))?),
            ("start", ordinal(&mentions.start)?),
            ("end", ordinal(&mentions.end)?),
        ]);
        Ok(columns)
    }
}
