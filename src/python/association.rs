//! Measures of counts that were made elsewhere.

use super::arrow::table;
use super::error::raise;
use crate::Error;
use crate::cooccurrence::association::{self, Correction, Measure};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{Array, Float64Array};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;
use std::sync::Arc;

/// A measure of counts: columns of unsigned integers, which are numpy arrays of this shape laid out flat. Without `n_ab`, the least that `n` allows stands
/// for it; without `n`, there is no limit to it.
#[pyfunction]
#[pyo3(signature = (measure, n_ab, n_a, n_b, n, shape, alpha))]
pub(crate) fn measure<'py>(
    py: Python<'py>,
    measure: &str,
    n_ab: Option<PyArray>,
    n_a: PyArray,
    n_b: PyArray,
    n: Option<PyArray>,
    shape: Vec<usize>,
    alpha: f64,
) -> PyResult<Bound<'py, PyAny>> {
    let measure: Measure = measure.parse()?;
    let (n_a, n_b) = (counts(&n_a)?, counts(&n_b)?);
    let (n_ab, n) = (n_ab.as_ref().map(counts).transpose()?, n.as_ref().map(counts).transpose()?);
    let values = py.detach(|| {
        let rows: Vec<[u64; 4]> = (0..n_a.len().min(n_b.len()))
            .map(|i| {
                let n = n.map_or(u64::MAX, |n| n[i]);
                let n_ab = n_ab.map_or_else(|| n_a[i].saturating_sub(n.saturating_sub(n_b[i])), |n_ab| n_ab[i]);
                [n_ab, n_a[i], n_b[i], n]
            })
            .collect();
        match association::first_wrong(&rows) {
            Some(wrong) => Err(wrong),
            None => Ok(association::column(measure, &rows, alpha)),
        }
    });
    match values {
        Ok(values) => table(py, vec![("value", Arc::new(Float64Array::from(values)))]),
        Err((i, Error::Counts { problem, .. })) => Err(Error::Counts { place: place(i, &shape), problem }.into()),
        Err((_, error)) => Err(error.into()),
    }
}

/// Probabilities corrected for being many.
#[pyfunction]
pub(crate) fn q_value<'py>(py: Python<'py>, p: PyArray, method: &str) -> PyResult<Bound<'py, PyAny>> {
    let correction: Correction = method.parse().map_err(|error| match error {
        Error::Option { value, choices, .. } => Error::Option { option: "method", value, choices },
        other => other,
    })?;
    let p = floats(&p)?;
    let values = py.detach(|| association::q_value(p, correction));
    table(py, vec![("value", Arc::new(Float64Array::from(values)))])
}

/// The score of STRING of weighted counts.
#[pyfunction]
pub(crate) fn string_score(py: Python<'_>, c_ab: PyArray, c_a: PyArray, c_b: PyArray, c: PyArray) -> PyResult<Bound<'_, PyAny>> {
    let [c_ab, c_a, c_b, c] = [floats(&c_ab)?, floats(&c_a)?, floats(&c_b)?, floats(&c)?];
    let values: Float64Array = py.detach(|| {
        c_ab.iter()
            .zip(c_a)
            .zip(c_b.iter().zip(c))
            .map(|((&c_ab, &c_a), (&c_b, &c))| association::string_score(c_ab, c_a, c_b, c))
            .collect()
    });
    table(py, vec![("value", Arc::new(values))])
}

fn counts(array: &PyArray) -> PyResult<&[u64]> {
    let array = array.array().as_primitive_opt::<UInt64Type>();
    array.filter(|array| array.null_count() == 0).map(|array| &**array.values()).ok_or_else(|| foreign("counts"))
}

fn floats(array: &PyArray) -> PyResult<&[f64]> {
    let array = array.array().as_primitive_opt::<Float64Type>();
    array.filter(|array| array.null_count() == 0).map(|array| &**array.values()).ok_or_else(|| foreign("numbers"))
}

fn foreign(what: &str) -> PyErr {
    raise("CountsError", format!("the {what} are of another type than the face of the package makes"))
}

/// Where the value number `i` stands in an array of this shape: nowhere if it is the only one.
fn place(mut i: usize, shape: &[usize]) -> String {
    let mut index = Vec::new();
    for &length in shape.iter().rev() {
        index.push((i % length.max(1)).to_string());
        i /= length.max(1);
    }
    index.reverse();
    match &*index {
        [] => String::new(),
        [only] => format!("index {only}: "),
        several => format!("index ({}): ", several.join(", ")),
    }
}
