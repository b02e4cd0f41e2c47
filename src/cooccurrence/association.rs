//! How strongly two entities belong together, from four counts.
//!
//! Every function takes the units that mention both (`n_ab`), the one (`n_a`), the other (`n_b`), and all units (`n`), and is symmetric in the two
//! entities. The counts are those of one table, `n_ab ≤ min(n_a, n_b)` and `n_a + n_b − n_ab ≤ n`; then every value is finite, but for the −∞ of a logarithm
//! where the pair never meets. Of other counts the value has no meaning, yet nothing panics. Products are taken in 128 bits, so counts may be as large as they like.

/// How many units would mention both if the one had nothing to do with the other: `E = n_a·n_b/n`; 0 if there is no unit.
pub fn expected(n_a: u64, n_b: u64, n: u64) -> f64 {
    if n == 0 { 0.0 } else { product(n_a, n_b) as f64 / n as f64 }
}

/// How many times more often than expected they meet: `n_ab/E`; 0 if they never do.
pub fn lift(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    if n_ab == 0 { 0.0 } else { product(n_ab, n) as f64 / product(n_a, n_b) as f64 }
}

/// Pointwise mutual information in bits, `log2(n_ab/E)`; −∞ if they never meet.
///
/// Church & Hanks (1990), *Word association norms, mutual information, and lexicography*, Computational Linguistics 16(1).
pub fn pmi(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    lift(n_ab, n_a, n_b, n).log2()
}

/// Normalized pointwise mutual information, `pmi/−log2(n_ab/n)`: 1 if the one is never without the other, 0 if they are independent, −1 if they never meet.
///
/// The limits are taken as values: −1 for `n_ab = 0`; and 1 for `n_ab = n_a = n_b` even if that is `n`, where the formula is 0/0.
///
/// Bouma (2009), *Normalized (pointwise) mutual information in collocation extraction*, GSCL.
pub fn npmi(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    if n_ab == 0 {
        -1.0
    } else if n_ab == n_a && n_ab == n_b {
        1.0
    } else {
        // The quotient of two rounded logarithms may come out a hair beyond its limits.
        (pmi(n_ab, n_a, n_b, n) / (n as f64 / n_ab as f64).log2()).clamp(-1.0, 1.0)
    }
}

/// `14 + log2(2·n_ab/(n_a+n_b))`: 14 if the one is never without the other, one less for every halving, whatever the size of the corpus; −∞ if they
/// never meet.
///
/// Rychlý (2008), *A lexicographer-friendly association score*, RASLAN.
pub fn log_dice(n_ab: u64, n_a: u64, n_b: u64) -> f64 {
    if n_ab == 0 { f64::NEG_INFINITY } else { 14.0 + (2.0 * n_ab as f64 / (n_a as f64 + n_b as f64)).log2() }
}

/// The log-likelihood ratio of the 2×2 table with the sign of the association: `sign(n_ab−E)·2·Σ O·ln(O/E)` over its four cells, `0·ln 0 = 0`.
///
/// The four terms of the formula cancel almost wholly if the counts are large and nearly independent. Observed and expected cells have the same sum, so
/// `Σ O·ln(O/E) = Σ (O·ln(O/E) − (O−E))`, and none of these terms is negative: nothing cancels. Exactly 0 if and only if `n_ab·n = n_a·n_b`.
///
/// Dunning (1993), *Accurate methods for the statistics of surprise and coincidence*, Computational Linguistics 19(1).
pub fn g2(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    let (observed, independent) = (product(n_ab, n), product(n_a, n_b));
    if n == 0 || observed == independent {
        return 0.0;
    }
    let sign = if observed > independent { 1.0 } else { -1.0 };
    // All four cells are off by the same number.
    let excess = sign * observed.abs_diff(independent) as f64 / n as f64;
    let (not_a, not_b) = (n.saturating_sub(n_a), n.saturating_sub(n_b));
    let neither = (u128::from(n) + u128::from(n_ab)).saturating_sub(u128::from(n_a) + u128::from(n_b));
    let agree =
        deviance(n_ab as f64, expected(n_a, n_b, n), excess) + deviance(neither as f64, expected(not_a, not_b, n), excess);
    let differ = deviance(n_a.saturating_sub(n_ab) as f64, expected(n_a, not_b, n), -excess)
        + deviance(n_b.saturating_sub(n_ab) as f64, expected(not_a, n_b, n), -excess);
    // In pairs, so that the last digit does not depend on which entity comes first.
    sign * 2.0 * (agree + differ)
}

/// `O·ln(O/E) − (O−E)`, never negative, where `excess` is `O−E`, known better than by subtraction.
///
/// Near `O = E`, by the series of Loader (2000), *Fast and accurate computation of binomial probabilities*.
fn deviance(observed: f64, expected: f64, excess: f64) -> f64 {
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
    } else if observed == 0.0 {
        expected
    } else {
        observed * (observed / expected).ln() - excess
    };
    value.max(0.0)
}

fn product(x: u64, y: u64) -> u128 {
    u128::from(x) * u128::from(y)
}
