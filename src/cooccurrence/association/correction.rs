//! What a probability is worth among many.

use crate::error::choices;

choices! {
    /// How the probabilities of many pairs are corrected for being many.
    pub enum Correction as "correction" {
        /// The expected share of false discoveries among the pairs up to this one.
        Bh = "bh",
        /// The probability of a single false discovery among all pairs.
        Bonferroni = "bonferroni",
        /// Not at all.
        None = "none",
    }
}

/// The smallest level at which each test is still a discovery, if all that are given are made together; at most 1, in the order given. `NaN` stays `NaN` and counts
/// as a test.
///
/// `Bh`: of all pairs with a q-value up to 0.05, 5 % are expected to be there by chance, if the tests are independent or hang together as those of a table
/// of pairs mostly do; Benjamini & Hochberg (1995), *Controlling the false discovery rate*, Journal of the Royal Statistical Society B 57(1).
/// `Bonferroni`: `p` times the number of tests, whatever the tests have to do with one another; Dunn (1961).
pub fn q_value(p: &[f64], correction: Correction) -> Vec<f64> {
    let tests = p.len() as f64;
    match correction {
        Correction::None => p.to_vec(),
        Correction::Bonferroni => p.iter().map(|&p| if p.is_nan() { p } else { (p * tests).min(1.0) }).collect(),
        Correction::Bh => {
            let mut ordered: Vec<(u64, usize)> = p.iter().enumerate().map(|(i, p)| (p.to_bits(), i)).collect();
            // Floats that are not negative are in the order of their bits, NaN comes last.
            ordered.sort_unstable();
            let mut q = p.to_vec();
            let mut least = 1.0_f64;
            for (rank, &(_, i)) in ordered.iter().enumerate().rev() {
                if !p[i].is_nan() {
                    least = least.min(p[i] * (tests / (rank + 1) as f64));
                    q[i] = least;
                }
            }
            q
        }
    }
}
