//! How strong at least: the lower end of a confidence interval.

use super::evidence::deviance;
use super::strength::expected;
use super::tail::{cubed, stirling_rest};
use std::f64::consts::PI;

/// How often the bound may be wrong: one end of an interval of 95 %.
pub const ALPHA: f64 = 0.025;

/// From here on the quantile is scaled up: the formula for that is right to 10 digits.
const MANY: u64 = 1_000_000;

/// How strong the association is at least, in bits: the lower confidence bound of `log2(n_ab/E)`, of which [`pmi`](super::pmi) is the estimate. `n_ab` counts
/// as Poisson, `E` as known: `log2(least_count/E)`, see [`least_count`]. −∞ if they never meet.
///
/// Where the best of many pairs are looked for, `alpha` is to be divided by their number (Bonferroni): else those that met once, of which there are most, and
/// whose estimate is highest, still come first.
///
/// `MI_conf` of Evert (2005), *The Statistics of Word Cooccurrences*, section 3.1, in bits. The counts of one table vary less than Poisson ones, so it is rather
/// too low than too high.
pub fn log_ratio_lower(n_ab: u64, n_a: u64, n_b: u64, n: u64, alpha: f64) -> f64 {
    log_ratio_of(least_count(n_ab, alpha), n_a, n_b, n)
}

/// The same where the least count is known: it depends on `n_ab` alone, of which a table has few different ones.
pub fn log_ratio_of(least_count: f64, n_a: u64, n_b: u64, n: u64) -> f64 {
    if least_count > 0.0 { libm::log2(least_count / expected(n_a, n_b, n)) } else { f64::NEG_INFINITY }
}

/// The smallest mean of a Poisson distribution that a count of `n_ab` does not contradict: `P(X ≥ n_ab) = alpha`, the quantile of a gamma distribution of
/// shape `n_ab`; 0 if it is 0. `alpha` is between 0 and 1.
///
/// Garwood (1936), *Fiducial limits for the Poisson distribution*, Biometrika 28.
pub fn least_count(n_ab: u64, alpha: f64) -> f64 {
    let ln_alpha = libm::log(alpha);
    if n_ab == 0 {
        0.0
    } else if n_ab <= MANY {
        solve(n_ab as f64, ln_alpha)
    } else {
        // Wilson & Hilferty (1931): the cube root is nearly normal; which quantile of the normal distribution this is, is read off where the answer is known.
        let cube = |x: f64| 1.0 - 1.0 / (9.0 * x);
        let (known, many) = (MANY as f64, n_ab as f64);
        let z = (cube(known) - libm::cbrt(solve(known, ln_alpha) / known)) * 3.0 * known.sqrt();
        many * cubed(cube(many) - z / (3.0 * many.sqrt()))
    }
}

/// Where the tail of the Poisson distribution from `count` on has this logarithm. Newton's method for its logarithm as a function of that of the mean, which is
/// concave: after the first step it comes from below, and does not miss.
fn solve(count: f64, ln_alpha: f64) -> f64 {
    let ln_factorial = count * libm::log(count) - count + 0.5 * libm::log(2.0 * PI * count) + stirling_rest(count);
    // Below the answer, or not far above: the first term of the series alone; the bound of Chernoff through the root of Wilson & Hilferty.
    let root = 1.0 - 1.0 / (9.0 * count) - (-2.0 * ln_alpha).sqrt() / (3.0 * count.sqrt());
    let chernoff = if root > 0.0 { libm::log(count * cubed(root)) } else { f64::MIN };
    let mut ln_mean = ((ln_alpha + ln_factorial) / count).max(chernoff);
    for _ in 0..50 {
        let mean = libm::exp(ln_mean);
        let (mut sum, mut term, mut k) = (1.0, 1.0, count);
        while term > sum * 1e-18 {
            k += 1.0;
            term *= mean / k;
            sum += term;
        }
        let root = 0.5 * libm::log(2.0 * PI * count);
        let ln_first = -deviance(count, mean, count - mean) - stirling_rest(count) - root;
        let step = (ln_alpha - ln_first - libm::log(sum)) * sum / count;
        ln_mean += step;
        if step.abs() < 1e-15 {
            break;
        }
    }
    libm::exp(ln_mean)
}
