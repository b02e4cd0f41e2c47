//! How sure: statistics of the test of independence, which grow with the number of documents.

use super::strength::expected;
use super::{cells, excess, product};

/// The log-likelihood ratio of the 2×2 table with the sign of the association: `sign(n_ab−E)·2·Σ O·ln(O/E)` over its four cells, `0·ln 0 = 0`.
///
/// The four terms of the formula cancel almost wholly if the counts are large and nearly independent. Observed and expected cells have the same sum, so
/// `Σ O·ln(O/E) = Σ (O·ln(O/E) − (O−E))`, and none of these terms is negative: nothing cancels. Exactly 0 if and only if `n_ab·n = n_a·n_b`.
///
/// Dunning (1993), *Accurate methods for the statistics of surprise and coincidence*, Computational Linguistics 19(1).
pub fn g2(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    let excess = excess(n_ab, n_a, n_b, n);
    if excess == 0.0 {
        return 0.0;
    }
    let (not_a, not_b) = (n.saturating_sub(n_a), n.saturating_sub(n_b));
    let expected = [expected(n_a, n_b, n), expected(n_a, not_b, n), expected(not_a, n_b, n), expected(not_a, not_b, n)];
    excess.signum() * 2.0 * divergence(cells(n_ab, n_a, n_b, n).map(|cell| cell as f64), expected, excess)
}

/// Pearson's X² of the 2×2 table with the sign of the association, without a correction for continuity: `sign(n_ab−E)·Σ (O−E)²/E` over its four cells; 0
/// where an entity is in no unit or in every one, which leaves nothing to test.
///
/// Evert (2005), *The Statistics of Word Cooccurrences*, section 3.1, with the sign as in his UCS toolkit.
pub fn chi2(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    let excess = excess(n_ab, n_a, n_b, n);
    let agree = product(n_a, n_b) as f64;
    let differ = product(n.saturating_sub(n_a), n.saturating_sub(n_b)) as f64;
    if excess == 0.0 || agree == 0.0 || differ == 0.0 {
        return 0.0;
    }
    // Σ 1/E = n³/(n_a·n_b·(n−n_a)·(n−n_b)), and every (O−E)² is the same.
    let n = n as f64;
    excess.signum() * (excess / agree * n) * (excess / differ * n) * n
}

/// `(n_ab−E)/√n_ab`: how many of its own standard deviations the count lies above the expected one; −∞ if they never meet and were expected to, 0 if not
/// even that.
///
/// Church, Gale, Hanks & Hindle (1991), *Using statistics in lexical analysis*.
pub fn t_score(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    let excess = excess(n_ab, n_a, n_b, n);
    if excess == 0.0 { 0.0 } else { excess / (n_ab as f64).sqrt() }
}

/// `Σ O·ln(O/E)` over the four cells, where `excess` is `O−E` of the first and last, and its negative of the others.
pub(super) fn divergence(observed: [f64; 4], expected: [f64; 4], excess: f64) -> f64 {
    let [both, only_a, only_b, neither] = observed;
    let agree = deviance(both, expected[0], excess) + deviance(neither, expected[3], excess);
    let differ = deviance(only_a, expected[1], -excess) + deviance(only_b, expected[2], -excess);
    // In pairs, so that the last digit does not depend on which entity comes first.
    agree + differ
}

/// `O·ln(O/E) − (O−E)`, never negative, where `excess` is `O−E`, known better than by subtraction.
///
/// Near `O = E`, by the series of Loader (2000), *Fast and accurate computation of binomial probabilities*.
pub(super) fn deviance(observed: f64, expected: f64, excess: f64) -> f64 {
    if expected <= 0.0 {
        return 0.0;
    }
    let v = excess / (observed + expected);
    let value = if v.abs() < 0.1 {
        let mut sum = excess * v;
        let mut term = 2.0 * observed * v;
        // Every term is a hundredth of the one before: ten exhaust the digits of a float.
        for odd in [3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0, 19.0, 21.0] {
            term *= v * v;
            sum += term / odd;
        }
        sum
    } else if observed <= 0.0 {
        expected
    } else {
        observed * libm::log(observed / expected) - excess
    };
    value.max(0.0)
}
