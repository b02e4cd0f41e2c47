//! What was met in reading, as columns.

use crate::Result;
use crate::gazetteer::{Finding, Report};
use crate::python::arrow::text_column;
use arrow_array::{ArrayRef, Int64Array};
use std::sync::Arc;

type Columns = Result<Vec<(&'static str, ArrayRef)>>;

/// A row for each reason in each file.
pub(super) fn reasons(report: &Report) -> Columns {
    let text = |of: for<'a> fn(&'a Finding) -> Option<&'a str>| text_column(report.findings().iter().map(of));
    let counts = report.findings().iter().map(|finding| finding.count.cast_signed() as i64).collect::<Int64Array>();
    Ok(vec![
        ("file", text(|finding| finding.file.as_deref())?),
        ("outcome", text(|finding| Some(finding.outcome.as_str()))?),
        ("reason", text(|finding| Some(&finding.reason))?),
        ("count", Arc::new(counts)),
        ("example", text(|finding| finding.places.first().map(|(_, what)| &**what))?),
    ])
}

/// A row for each place.
pub(super) fn places(report: &Report) -> Columns {
    let each = || report.findings().iter().flat_map(|finding| finding.places.iter().map(move |place| (finding, place)));
    let lines = each().map(|(_, (line, _))| line.map(u64::cast_signed)).collect::<Int64Array>();
    Ok(vec![
        ("file", text_column(each().map(|(finding, _)| finding.file.as_deref()))?),
        ("line", Arc::new(lines)),
        ("outcome", text_column(each().map(|(finding, _)| Some(finding.outcome.as_str())))?),
        ("reason", text_column(each().map(|(finding, _)| Some(&*finding.reason)))?),
        ("text", text_column(each().map(|(_, (_, what))| Some(&**what)))?),
    ])
}
