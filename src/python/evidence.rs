//! Evidence: what is asked for, and the rows found.

use super::arrow::{ordinals, table, text_column};
use super::documents::PyDocuments;
use crate::cooccurrence::Window;
use crate::document::Document;
use crate::evidence::{Evidence, Question};
use crate::gazetteer::Catalogue;
use crate::runtime::memory::collect;
use arrow_array::ArrayRef;
use pyo3::prelude::*;

/// Two ids, the unit, words and order of windows, the most rows, columns of the documents.
#[derive(FromPyObject)]
pub(crate) struct Asked(String, String, String, Option<(u32, bool)>, Option<usize>, Option<Vec<String>>);

impl Asked {
    /// What the core is asked, and which columns of the documents are wanted beside.
    pub(crate) fn question(self, catalogue: &Catalogue) -> PyResult<(Question, Option<Vec<String>>)> {
        let Self(a, b, unit, window, limit, columns) = self;
        let question = Question {
            a: catalogue.position(&a)?,
            b: catalogue.position(&b)?,
            unit: unit.parse()?,
            window: window.map(|(words, ordered)| Window { words, ordered }),
            limit: limit.unwrap_or(usize::MAX),
        };
        Ok((question, columns))
    }
}

/// A row for each piece of evidence.
pub(crate) fn evidence_table<'py>(
    py: Python<'py>,
    documents: &PyDocuments,
    texts: &[Document],
    found: &[Evidence],
    wanted: Option<&[String]>,
) -> PyResult<Bound<'py, PyAny>> {
    let docs: Vec<u32> = collect(found.iter().map(|evidence| evidence.doc), "the rows of the evidence")?;
    let column = |of: fn(&Evidence) -> u32| ordinals(found.iter().map(of));
    let text = found.iter().map(|evidence| {
        texts[evidence.doc as usize].text.map(|text| &text[evidence.bytes.0 as usize..evidence.bytes.1 as usize])
    });
    let mut columns: Vec<(&str, ArrayRef)> = vec![("doc_id", documents.ids_of(&docs)?)];
    if let Some(dates) = documents.dates_of(&docs)? {
        columns.push(("date", dates));
    }
    let given = documents.columns_of(wanted, &docs)?;
    columns.extend(given.iter().map(|(name, column)| (&**name, ArrayRef::clone(column))));
    columns.extend([
        ("paragraph", column(|evidence| evidence.paragraph)?),
        ("sentence", column(|evidence| evidence.sentence)?),
        ("text", text_column(text)?),
        ("start_a", column(|evidence| evidence.a.0)?),
        ("end_a", column(|evidence| evidence.a.1)?),
        ("start_b", column(|evidence| evidence.b.0)?),
        ("end_b", column(|evidence| evidence.b.1)?),
    ]);
    table(py, columns)
}
