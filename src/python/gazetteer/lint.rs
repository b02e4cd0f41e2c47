//! Lint.

use crate::gazetteer::Gazetteer;
use crate::gazetteer::lint::{Against, Finding, Words};
use crate::python::arrow::{as_large_text, table, text_column};
use crate::python::documents::PyDocuments;
use crate::python::run::run;
use arrow_array::cast::AsArray;
use arrow_array::types::Float32Type;
use arrow_array::{ArrayRef, Int64Array};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Words of a language with their Zipf frequencies, a 32-bit float each.
pub(super) type Frequencies = (String, PyArray, PyArray);

/// The findings as a table; `words` is one entry a language.
pub(super) fn lint<'py>(
    py: Python<'py>,
    gazetteer: &Gazetteer,
    documents: Option<&PyDocuments>,
    words: Option<Vec<Frequencies>>,
    langs: Option<Vec<String>>,
    threads: Option<usize>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let words = words.map(columns).transpose()?;
    let texts: Option<Vec<Option<&str>>> =
        documents.map(|documents| documents.documents().into_iter().map(|document| document.text).collect());
    let bytes = gazetteer.names_len() * 32 + documents.map_or(0, PyDocuments::bytes);
    let total = texts.as_ref().map_or(0, Vec::len);
    let findings = run(py, bytes, total, progress, |monitor| {
        let words = words.as_deref().map(frequencies);
        let against = Against { texts: texts.as_deref(), words: words.as_ref(), langs: langs.as_deref() };
        gazetteer.lint(against, threads, monitor)
    })?;
    table(py, columns_of(gazetteer, &findings)?)
}

/// The languages of the aliases.
pub(super) fn langs(gazetteer: &Gazetteer) -> Vec<&str> {
    gazetteer.names().filter_map(|name| name.lang).collect::<BTreeSet<_>>().into_iter().collect()
}

fn columns_of(gazetteer: &Gazetteer, findings: &[Finding]) -> crate::Result<Vec<(&'static str, ArrayRef)>> {
    let id = |finding: &Finding| finding.entity.map(|entity| &*gazetteer.entity(entity).id);
    Ok(vec![
        ("severity", text_column(findings.iter().map(|finding| Some(finding.severity.as_str())))?),
        ("rule", text_column(findings.iter().map(|finding| Some(finding.rule.as_str())))?),
        ("entity_id", text_column(findings.iter().map(id))?),
        ("alias", text_column(findings.iter().map(|finding| finding.alias.as_deref()))?),
        ("lang", text_column(findings.iter().map(|finding| finding.lang.as_deref()))?),
        ("reason", text_column(findings.iter().map(|finding| Some(&*finding.reason)))?),
        ("count", Arc::new(findings.iter().map(|finding| finding.count.map(u64::cast_signed)).collect::<Int64Array>())),
    ])
}

/// The columns of each language, of the types they are read as.
fn columns(words: Vec<Frequencies>) -> PyResult<Vec<(String, ArrayRef, ArrayRef)>> {
    let read = |(lang, words, zipf): Frequencies| {
        let (words, _) = words.into_inner();
        let (zipf, _) = zipf.into_inner();
        let zipf = arrow_cast::cast(&zipf, &arrow_schema::DataType::Float32)
            .map_err(|error| crate::python::arrow::arrow_error(&error))?;
        Ok((lang, as_large_text(&words)?, zipf))
    };
    words.into_iter().map(read).collect()
}

fn frequencies(columns: &[(String, ArrayRef, ArrayRef)]) -> Words {
    let mut words = Words::new();
    for (lang, texts, zipf) in columns {
        let zipf = zipf.as_primitive::<Float32Type>().iter();
        let rows = texts.as_string::<i64>().iter().zip(zipf);
        words.add(lang, rows.filter_map(|(word, zipf)| Some((word?, zipf?))));
    }
    words
}
