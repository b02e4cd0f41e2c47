//! How strong: sizes of an effect, which more documents make surer and not larger.

use super::product;

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
    libm::log2(lift(n_ab, n_a, n_b, n))
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
        (pmi(n_ab, n_a, n_b, n) / libm::log2(n as f64 / n_ab as f64)).clamp(-1.0, 1.0)
    }
}

/// `14 + log2(2·n_ab/(n_a+n_b))`: 14 if the one is never without the other, one less for every halving, whatever the size of the corpus; −∞ if they
/// never meet.
///
/// Rychlý (2008), *A lexicographer-friendly association score*, RASLAN.
pub fn log_dice(n_ab: u64, n_a: u64, n_b: u64) -> f64 {
    if n_ab == 0 {
        return f64::NEG_INFINITY;
    }
    14.0 + libm::log2(2.0 * n_ab as f64 / (n_a as f64 + n_b as f64))
}

/// `2·n_ab/(n_a+n_b)`, from 0 to 1: the harmonic mean of the shares of the one's and of the other's units in which they meet; 0 if they never do.
///
/// Dice (1945), *Measures of the amount of ecologic association between species*, Ecology 26(3).
pub fn dice(n_ab: u64, n_a: u64, n_b: u64) -> f64 {
    if n_ab == 0 { 0.0 } else { 2.0 * n_ab as f64 / (u128::from(n_a) + u128::from(n_b)) as f64 }
}

/// `n_ab/(n_a+n_b−n_ab)`, from 0 to 1: of the units that mention either, the share that mentions both; 0 if they never meet.
///
/// Jaccard (1912), *The distribution of the flora in the alpine zone*, New Phytologist 11(2). The same order as [`dice`]: J = D/(2−D).
pub fn jaccard(n_ab: u64, n_a: u64, n_b: u64) -> f64 {
    let either = (u128::from(n_a) + u128::from(n_b)).saturating_sub(u128::from(n_ab));
    if n_ab == 0 { 0.0 } else { n_ab as f64 / either as f64 }
}

/// What a pair weighs in [`string_score`]: 1 for each document it meets in, 2 more for each in which it meets in a paragraph, 0.2 more for each in which it
/// meets in a sentence. In fifths, which are whole numbers: so sums do not depend on their order.
pub const fn string_weight(documents: u64, with_paragraph: u64, with_sentence: u64) -> u64 {
    documents.wrapping_mul(5).wrapping_add(with_paragraph.wrapping_mul(10)).wrapping_add(with_sentence)
}

/// The text-mining score of STRING: `C^α·(C·C../(Ca.·C.b))^(1−α)`, α = 0.6, of weighted counts: the pair's (`c_ab`, see [`string_weight`]), the sums over
/// all pairs of the one (`c_a`), of the other (`c_b`), and over all pairs, each once (`c`). 0 if they never meet.
///
/// Franceschini et al. (2013), *STRING v9.1*, Nucleic Acids Research 41(D1); the weights are those of Jensen's tagger.
pub fn string_score(c_ab: f64, c_a: f64, c_b: f64, c: f64) -> f64 {
    const ALPHA: f64 = 0.6;
    // C^α·C^(1−α) is C.
    if c_ab <= 0.0 { 0.0 } else { c_ab * libm::pow(c / (c_a * c_b), 1.0 - ALPHA) }
}
