//! How strongly two entities belong together, from four counts.
//!
//! Every function takes the units that mention both (`n_ab`), the one (`n_a`), the other (`n_b`), and all units (`n`), and is exactly symmetric in the two
//! entities. The counts are those of one table, `n_ab ≤ min(n_a, n_b)` and `n_a + n_b − n_ab ≤ n` (see [`check`]); then every value is finite, but for the
//! −∞ of a logarithm, and of [`t_score`], where the pair never meets. Of other counts the value has no meaning, yet nothing panics. Products are taken in
//! 128 bits, so counts may be as large as they like.
//!
//! | file | answers |
//! |---|---|
//! | `strength` | how much more often than by chance, how exclusively |
//! | `evidence` | how sure it is that this is no chance, as a statistic |
//! | `tail` | … as a probability |
//! | `interval` | how strong it is at least |
//! | `measures` | the table of all of them |
//! | `columns` | each of them, for as many pairs as there are |
//! | `correction` | what a probability is worth among many |

mod columns;
mod correction;
mod evidence;
mod interval;
mod measures;
mod strength;
mod tail;

pub use columns::{column, first_wrong};
pub use correction::{Correction, q_value};
pub use evidence::{chi2, g2, t_score};
pub use interval::{ALPHA, least_count, log_ratio_lower, log_ratio_of};
pub use measures::Measure;
pub(in crate::cooccurrence) use measures::measures;
pub use strength::{dice, expected, jaccard, lift, log_dice, npmi, pmi, string_score, string_weight};
pub use tail::{log10_p_value, p_value};

use crate::{Error, Result};

/// Whether four counts can be those of one table; the error names the counts that cannot.
pub fn check(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> Result<()> {
    let problem = if n_ab > n_a.min(n_b) {
        let (which, less) = if n_ab > n_a { ("n_a", n_a) } else { ("n_b", n_b) };
        format!("n_ab = {n_ab} is greater than {which} = {less}")
    } else if n_a.max(n_b) > n {
        let (which, more) = if n_a > n { ("n_a", n_a) } else { ("n_b", n_b) };
        format!("{which} = {more} is greater than n = {n}")
    } else if u128::from(n_a) + u128::from(n_b) > u128::from(n) + u128::from(n_ab) {
        format!("n_a + n_b − n_ab = {n_a} + {n_b} − {n_ab} is greater than n = {n}")
    } else {
        return Ok(());
    };
    Err(Error::Counts { place: String::new(), problem })
}

/// The four cells of the table, `[both, only a, only b, neither]`; 0 for what would be less.
fn cells(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> [u64; 4] {
    let neither = (u128::from(n) + u128::from(n_ab)).saturating_sub(u128::from(n_a) + u128::from(n_b));
    [n_ab, n_a.saturating_sub(n_ab), n_b.saturating_sub(n_ab), u64::try_from(neither).unwrap_or(u64::MAX)]
}

/// `n_ab − E`, exact but for the last rounding; exactly 0 if and only if `n_ab·n = n_a·n_b`. All four cells are off by as much. 0 if there is no unit.
fn excess(n_ab: u64, n_a: u64, n_b: u64, n: u64) -> f64 {
    let (observed, independent) = (product(n_ab, n), product(n_a, n_b));
    if n == 0 {
        0.0
    } else if observed >= independent {
        (observed - independent) as f64 / n as f64
    } else {
        -((independent - observed) as f64 / n as f64)
    }
}

fn product(x: u64, y: u64) -> u128 {
    u128::from(x) * u128::from(y)
}
