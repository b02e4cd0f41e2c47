//! Measures by name, for many pairs at once.

use super::{
    check, chi2, dice, expected, g2, jaccard, least_count, lift, log_dice, log_ratio_of, log10_p_value, npmi, p_value, pmi,
    t_score,
};
use crate::Error;
use crate::error::choices;
use crate::runtime::pool;
use rustc_hash::FxHashMap;

choices! {
    /// A measure of four counts.
    pub enum Measure as "measure" {
        /// [`expected`]
        Expected = "expected",
        /// [`lift`]
        Lift = "lift",
        /// [`pmi`]
        Pmi = "pmi",
        /// [`npmi`]
        Npmi = "npmi",
        /// [`log_dice`]
        LogDice = "log_dice",
        /// [`g2`]
        G2 = "g2",
        /// [`chi2`]
        Chi2 = "chi2",
        /// [`dice`]
        Dice = "dice",
        /// [`jaccard`]
        Jaccard = "jaccard",
        /// [`t_score`]
        TScore = "t_score",
        /// [`p_value`]
        PValue = "p_value",
        /// [`log10_p_value`]
        Log10PValue = "log10_p_value",
        /// [`log_ratio_lower`](super::log_ratio_lower)
        LogRatioLower = "log_ratio_lower",
    }
}

/// The first row whose counts no table has, with what is wrong there.
pub fn first_wrong(counts: &[[u64; 4]]) -> Option<(usize, Error)> {
    counts.iter().enumerate().find_map(|(i, &[n_ab, n_a, n_b, n])| Some((i, check(n_ab, n_a, n_b, n).err()?)))
}

/// A measure of many `[n_ab, n_a, n_b, n]`, by all threads. `alpha` is for [`Measure::LogRatioLower`] alone.
pub fn column(measure: Measure, counts: &[[u64; 4]], alpha: f64) -> Vec<f64> {
    let all = |of: fn(u64, u64, u64, u64) -> f64| pool::map(counts, |&[n_ab, n_a, n_b, n]| of(n_ab, n_a, n_b, n));
    match measure {
        Measure::Expected => all(|_, n_a, n_b, n| expected(n_a, n_b, n)),
        Measure::Lift => all(lift),
        Measure::Pmi => all(pmi),
        Measure::Npmi => all(npmi),
        Measure::LogDice => all(|n_ab, n_a, n_b, _| log_dice(n_ab, n_a, n_b)),
        Measure::G2 => all(g2),
        Measure::Chi2 => all(chi2),
        Measure::Dice => all(|n_ab, n_a, n_b, _| dice(n_ab, n_a, n_b)),
        Measure::Jaccard => all(|n_ab, n_a, n_b, _| jaccard(n_ab, n_a, n_b)),
        Measure::TScore => all(t_score),
        Measure::PValue => all(p_value),
        Measure::Log10PValue => all(log10_p_value),
        Measure::LogRatioLower => {
            // Few counts are different, and what is dear to find depends on them alone.
            let mut least: FxHashMap<u64, f64> = FxHashMap::default();
            for &[n_ab, ..] in counts {
                least.entry(n_ab).or_insert_with(|| least_count(n_ab, alpha));
            }
            pool::map(counts, |&[n_ab, n_a, n_b, n]| log_ratio_of(least[&n_ab], n_a, n_b, n))
        }
    }
}
