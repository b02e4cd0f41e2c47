//! Functions on text, for whoever wants to see what the matcher sees.

use crate::document::day_of;
use crate::text;
use crate::text::bits::rank_index::Ranks;
use crate::text::classify::Lanes;
use crate::text::offsets::CodePoints;
use chrono::Datelike;
use pyo3::prelude::*;
use std::ops::Range;

#[pyfunction]
pub(crate) fn fold(text: &str, case_fold: bool, fold_diacritics: bool) -> String {
    text::fold_as(text, case_fold, fold_diacritics)
}

/// Code points of the paragraphs; `mentions` are code points too, ascending.
#[pyfunction]
pub(crate) fn paragraphs(text: &str, mentions: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    in_code_points(text, text::paragraphs(text, &in_bytes(text, mentions)))
}

/// Code points of the sentences; `mentions` are code points too, ascending.
#[pyfunction]
pub(crate) fn sentences(text: &str, mentions: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    in_code_points(text, text::sentences(text, &in_bytes(text, mentions)))
}

/// The day of a date as text, counted from 1 January of year 1, as Python's `date.toordinal` does; none if it is not one.
#[pyfunction]
pub(crate) fn day_ordinal(text: &str) -> Option<i32> {
    day_of(text).map(|day| day.num_days_from_ce())
}

fn in_bytes(text: &str, spans: Vec<(usize, usize)>) -> Vec<(u32, u32)> {
    let bytes: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
    let at = |point: usize| bytes[point.min(bytes.len() - 1)];
    spans.into_iter().map(|(start, end)| (at(start), at(end))).collect()
}

fn in_code_points(text: &str, ranges: Vec<Range<usize>>) -> Vec<(usize, usize)> {
    let (lanes, mut ranks) = (Lanes::of(text), Ranks::default());
    let mut points = CodePoints::new(&lanes, &mut ranks);
    ranges.into_iter().map(|range| (points.at(range.start as u32) as usize, points.at(range.end as u32) as usize)).collect()
}
