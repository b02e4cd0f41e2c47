//! Measures of many pairs at once.

use super::measures::Measure;
use super::{check, least_count, log_ratio_of};
use crate::Error;
use crate::runtime::pool;
use rustc_hash::FxHashMap;

/// The first row whose counts no table has, with what is wrong there.
pub fn first_wrong(counts: &[[u64; 4]]) -> Option<(usize, Error)> {
    counts.iter().enumerate().find_map(|(i, &[n_ab, n_a, n_b, n])| Some((i, check(n_ab, n_a, n_b, n).err()?)))
}

/// A measure of many `[n_ab, n_a, n_b, n]`, by all threads. `alpha` is for [`Measure::LogRatioLower`] alone.
pub fn column(measure: Measure, counts: &[[u64; 4]], alpha: f64) -> Vec<f64> {
    if let Some(formula) = measure.formula() {
        return pool::map(counts, |&[n_ab, n_a, n_b, n]| formula(n_ab, n_a, n_b, n));
    }
    // Few counts are different, and the bound of each is expensive and depends on nothing else.
    let mut least: FxHashMap<u64, f64> = FxHashMap::default();
    for &[n_ab, ..] in counts {
        least.entry(n_ab).or_insert_with(|| least_count(n_ab, alpha));
    }
    pool::map(counts, |&[n_ab, n_a, n_b, n]| log_ratio_of(least[&n_ab], n_a, n_b, n))
}
