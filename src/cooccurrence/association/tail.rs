//! How sure, as a probability: the right tail of the hypergeometric distribution, in logarithms.
//!
//! The probability of one table is `e^(−G²/2)`, times what Stirling's formula leaves: nothing cancels, neither for counts of 2⁵³ nor for a tail of 10⁻¹⁰⁰⁰⁰⁰. The
//! tail is the probability of the table at hand times a series, whose terms are ratios of neighbouring tables; where that has too many terms, which is where
//! the distribution is wide and smooth, the integral stands for the sum.

use super::evidence::divergence;
use super::strength::expected;
use super::{cells, check, excess};
use std::f64::consts::{LN_10, PI};

/// From how many terms on the series is not summed.
const LONG: f64 = 4096.0;

/// How probable it is that they meet in at least as many units, were the one independent of the other: the right tail `P(X ≥ n_ab)` of the hypergeometric
/// distribution, which is Fisher's exact test, one-sided. 1 if they never meet. Never 0: what is smaller than any float becomes the smallest one, 5·10⁻³²⁴
/// (see [`log10_p_value`]). 1, too, for fewer meetings than the margins allow; NaN for
/// other counts of no table.
///
/// Fisher (1934), *Statistical Methods for Research Workers*, 5th ed., section 21.02; Evert (2005), section 3.1.
pub fn p_value(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    let p = libm::exp(ln_p_value(n_ab, n_a, n_b, n));
    if p == 0.0 { f64::from_bits(1) } else { p }
}

/// The decimal logarithm of [`p_value`], which has no smallest one.
pub fn log10_p_value(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    ln_p_value(n_ab, n_a, n_b, n) / LN_10
}

fn ln_p_value(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    // Also where they meet in fewer units than in any table with these margins: candidates of one mention share a unit, and do not meet in it.
    let least = (u128::from(n_a) + u128::from(n_b)).saturating_sub(u128::from(n));
    if u128::from(n_ab) <= least && n_a.max(n_b) <= n {
        return 0.0;
    }
    if check(n_ab, n_a, n_b, n).is_err() {
        return f64::NAN;
    }
    // The last digit shall not depend on which entity comes first.
    let (n_a, n_b) = (n_a.min(n_b), n_a.max(n_b));
    if excess(n_ab, n_a, n_b, n) > 0.0 {
        Tail::new(n_ab, n_a, n_b, n).ln().min(0.0)
    } else {
        // As many units with the one and at most n_ab − 1 with both is at least as many with the one and not the other.
        let left = libm::exp(Tail::new(n_a - n_ab + 1, n_a, n - n_b, n).ln());
        libm::log1p(-left.min(1.0))
    }
}

/// A table above the mean of its distribution, and all with still more in common.
struct Tail {
    observed: [f64; 4],
    expected: [f64; 4],
    excess: f64,
    margins: [f64; 4],
    n: f64,
}

impl Tail {
    fn new(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> Self {
        let (not_a, not_b) = (n - n_a, n - n_b);
        Self {
            observed: cells(n_ab, n_a, n_b, n).map(|cell| cell as f64),
            expected: [expected(n_a, n_b, n), expected(n_a, not_b, n), expected(not_a, n_b, n), expected(not_a, not_b, n)],
            excess: excess(n_ab, n_a, n_b, n),
            margins: [n_a, not_a, n_b, not_b].map(|margin| margin as f64),
            n: n as f64,
        }
    }

    /// The logarithm of the probability of the tail.
    fn ln(&self) -> f64 {
        let [both, only_a, only_b, neither] = self.observed;
        let slope = libm::log(only_a * only_b / ((both + 1.0) * (neither + 1.0)));
        let deviation = (self.margins.iter().map(|margin| margin / self.n).product::<f64>() * self.n).sqrt();
        let sum = if (9.0 * deviation).min(42.0 / slope.abs()) < LONG { self.series() } else { self.integral(deviation) };
        self.ln_probability(0.0) + libm::log(sum)
    }

    /// The logarithm of the probability of the table with so many units more in common.
    fn ln_probability(&self, more: f64) -> f64 {
        let [both, only_a, only_b, neither] = self.observed;
        let observed = [both + more, only_a - more, only_b - more, neither + more];
        let (above, above_rest) = self.margins.iter().fold((1.0, 0.0), |sum, &m| stirling(sum, m));
        let (below, below_rest) = observed.iter().fold(stirling((1.0, 0.0), self.n), |sum, &m| stirling(sum, m));
        let exponent = divergence(observed, self.expected, self.excess + more);
        0.5 * libm::log(above / below) + (above_rest - below_rest) - exponent
    }

    /// All tables of the tail in units of the first: each is the one before times a ratio that falls.
    fn series(&self) -> f64 {
        let [both, only_a, only_b, neither] = self.observed;
        let (mut sum, mut term, mut k) = (1.0, 1.0, 0.0);
        while term > sum * 1e-18 {
            term *= (only_a - k) * (only_b - k) / ((both + k + 1.0) * (neither + k + 1.0));
            sum += term;
            k += 1.0;
        }
        sum
    }

    /// The same by the formula of Euler and Maclaurin, of which these terms are enough where neighbours differ by a hundredth at most. The integral is taken by
    /// the double exponential rule of Takahasi & Mori (1974) for integrands that fall like `e^(−u)`.
    fn integral(&self, deviation: f64) -> f64 {
        const STEP: f64 = 1.0 / 16.0;
        let [both, only_a, only_b, neither] = self.observed;
        let slope = libm::log((only_a + 0.5) * (only_b + 0.5) / ((both + 0.5) * (neither + 0.5)));
        let scale = 1.0 / (slope.abs() + 1.0 / deviation);
        let first = self.ln_probability(0.0);
        let mut sum = 0.0;
        for i in -56..=68 {
            let t = f64::from(i) * STEP;
            let u = libm::exp(t - libm::exp(-t));
            let more = u * scale;
            if more < only_a.min(only_b) {
                sum += libm::exp(self.ln_probability(more) - first) * u * (1.0 + libm::exp(-t));
            }
        }
        sum * STEP * scale + 0.5 - slope / 12.0 + cubed(slope) / 720.0
    }
}

/// `x³`, by multiplications in one order.
pub(super) fn cubed(x: f64) -> f64 {
    x * x * x
}

/// `m! = √(2πm)·m^m·e^(−m)·e^δ(m)`: multiplies what is under the root, adds the rest δ(m). `0! = 1` needs neither.
fn stirling((root, rest): (f64, f64), m: f64) -> (f64, f64) {
    if m > 0.0 { (root * (2.0 * PI * m), rest + stirling_rest(m)) } else { (root, rest) }
}

/// δ(m) of a whole number from 1, or of any from 16 on.
#[allow(clippy::cast_sign_loss, reason = "a count")]
pub(super) fn stirling_rest(m: f64) -> f64 {
    const SMALL: [f64; 15] = [
        0.081_061_466_795_327_26,
        0.041_340_695_955_409_3,
        0.027_677_925_684_998_34,
        0.020_790_672_103_765_093,
        0.016_644_691_189_821_193,
        0.013_876_128_823_070_748,
        0.011_896_709_945_891_77,
        0.010_411_265_261_972_096,
        0.009_255_462_182_712_733,
        0.008_330_563_433_362_87,
        0.007_573_675_487_951_841,
        0.006_942_840_107_209_53,
        0.006_408_994_188_004_207,
        0.005_951_370_112_758_848,
        0.005_554_733_551_962_801,
    ];
    if m < 16.0 {
        SMALL[(m as usize).max(1) - 1]
    } else {
        let square = m * m;
        let tail = 1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square;
        (1.0 / 12.0 - (1.0 / 360.0 - tail / square) / square) / m
    }
}
