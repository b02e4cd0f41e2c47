//! All measures of a pair, as one table: a new measure is its formula and one row here.

use super::{chi2, dice, expected, g2, jaccard, lift, log_dice, log10_p_value, npmi, p_value, pmi, t_score};
use crate::error::choices;

/// Hands the table to the macro `$define`, which takes from each row what it needs.
///
/// A row is a variant, its name, whether a higher value means a stronger pair (`weight`) or not
/// (`no_weight`), and its formula. The groups say what a measure is computed from:
///
/// - `of_counts`: the four counts of a pair; a column of the edge table, in this order;
/// - `of_table`: more than the four counts, so only the edge table has it, as a column;
/// - `at_level`: the four counts and a level of significance; a column too;
/// - `alone`: the four counts; no column.
macro_rules! measures {
    ($define:ident) => {
        $define! {
            of_counts {
                /// Units that would mention both by chance: [`expected`](crate::cooccurrence::association::expected).
                Expected = "expected", no_weight, |_, n_a, n_b, n| expected(n_a, n_b, n);
                /// Observed over expected.
                Lift = "lift", weight, lift;
                /// Pointwise mutual information.
                Pmi = "pmi", weight, pmi;
                /// The same between −1 and 1.
                Npmi = "npmi", weight, npmi;
                /// Logarithm of the Dice coefficient.
                LogDice = "log_dice", weight, |n_ab, n_a, n_b, _| log_dice(n_ab, n_a, n_b);
                /// Signed log-likelihood ratio.
                G2 = "g2", weight, g2;
                /// Signed X² of Pearson.
                Chi2 = "chi2", weight, chi2;
                /// Dice coefficient.
                Dice = "dice", weight, |n_ab, n_a, n_b, _| dice(n_ab, n_a, n_b);
                /// Jaccard index.
                Jaccard = "jaccard", weight, |n_ab, n_a, n_b, _| jaccard(n_ab, n_a, n_b);
                /// Deviations above chance.
                TScore = "t_score", weight, t_score;
                /// Probability by chance.
                PValue = "p_value", no_weight, p_value;
            }
            of_table {
                /// The probability by chance, corrected for the number of pairs.
                QValue = "q_value", no_weight;
                /// Score of STRING.
                StringScore = "string_score", weight;
            }
            at_level {
                /// Lower confidence bound of pointwise mutual information.
                LogRatioLower = "log_ratio_lower", weight;
            }
            alone {
                /// Decimal logarithm of the probability by chance.
                Log10PValue = "log10_p_value", log10_p_value;
            }
        }
    };
}
pub(in crate::cooccurrence) use measures;

/// Computes a measure from `n_ab`, `n_a`, `n_b` and `n`.
pub(super) type Formula = fn(u64, u64, u64, u64) -> f64;

macro_rules! define_measure {
    (
        of_counts { $( $(#[$meta:meta])* $variant:ident = $name:literal, $weight:ident, $formula:expr; )+ }
        of_table { $( $(#[$of_table:meta])* $column:ident = $column_name:literal, $column_weight:ident; )+ }
        at_level { $( $(#[$level_meta:meta])* $level:ident = $level_name:literal, $level_weight:ident; )+ }
        alone { $( $(#[$alone_meta:meta])* $alone:ident = $alone_name:literal, $alone_formula:expr; )+ }
    ) => {
        choices! {
            /// A measure of four counts.
            pub enum Measure as "measure" {
                $( $(#[$meta])* $variant = $name, )+
                $( $(#[$alone_meta])* $alone = $alone_name, )+
                $( $(#[$level_meta])* $level = $level_name, )+
            }
        }

        impl Measure {
            /// Its formula, or nothing if the measure needs a level too.
            pub(super) fn formula(self) -> Option<Formula> {
                match self {
                    $( Self::$variant => Some($formula), )+
                    $( Self::$alone => Some($alone_formula), )+
                    $( Self::$level => None, )+
                }
            }
        }
    };
}
measures!(define_measure);
