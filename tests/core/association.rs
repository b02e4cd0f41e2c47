//! The measures, against published values and against their laws.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, clippy::cast_sign_loss)]

use comention::cooccurrence::association::{
    ALPHA, Correction, Measure, check, chi2, column, dice, expected, first_wrong, g2, jaccard, lift, log_dice, log_ratio_lower,
    log10_p_value, npmi, p_value, pmi, q_value, string_score, t_score,
};
use proptest::prelude::*;
use serde::Deserialize;

type Counts = [u64; 4];

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
    order: Vec<Order>,
    ucs: Ucs,
}

#[derive(Deserialize)]
struct Ucs {
    n_a: u64,
    n: u64,
    columns: Vec<String>,
    rows: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Case {
    measure: String,
    name: String,
    counts: Counts,
    value: f64,
    within: f64,
}

#[derive(Deserialize)]
struct Order {
    measure: String,
    name: String,
    counts: Vec<Counts>,
}

#[derive(Deserialize)]
struct Exact {
    exact: Vec<ExactMeasure>,
    string_score: Vec<ExactScore>,
}

#[derive(Deserialize)]
struct ExactMeasure {
    measure: String,
    rows: Vec<(u64, u64, u64, u64, f64)>,
}

#[derive(Deserialize)]
struct ExactScore {
    rows: Vec<[f64; 5]>,
}

fn measure(name: &str, counts: Counts) -> f64 {
    column(name.parse::<Measure>().unwrap(), &[counts], ALPHA)[0]
}

fn cases() -> Cases {
    toml::from_str(include_str!("../cases/association.toml")).unwrap()
}

#[test]
fn published_values() {
    for case in cases().case {
        let [a, n_a, n_b, n] = case.counts;
        for counts in [[a, n_a, n_b, n], [a, n_b, n_a, n]] {
            let value = measure(&case.measure, counts);
            assert!((value - case.value).abs() <= case.within, "{} of {}: {value}, not {}", case.measure, case.name, case.value);
        }
    }
}

#[test]
fn the_same_bits_on_every_processor() {
    let Exact { exact, string_score: scores } = toml::from_str(include_str!("../cases/association_exact.toml")).unwrap();
    for ExactMeasure { measure: name, rows } in exact {
        for (n_ab, n_a, n_b, n, expected) in rows {
            // As Python computes it from a level of 95 %.
            let alpha = (1.0 - 0.95) / 2.0;
            let value = column(name.parse::<Measure>().unwrap(), &[[n_ab, n_a, n_b, n]], alpha)[0];
            assert_eq!(value.to_bits(), expected.to_bits(), "{name}({n_ab}, {n_a}, {n_b}, {n}) is {value:?}");
        }
    }
    for [c_ab, c_a, c_b, c, expected] in scores.into_iter().flat_map(|score| score.rows) {
        let value = string_score(c_ab, c_a, c_b, c);
        assert_eq!(value.to_bits(), expected.to_bits(), "string_score({c_ab}, {c_a}, {c_b}, {c}) is {value:?}");
    }
}

#[test]
fn published_orders() {
    for order in cases().order {
        let values: Vec<f64> = order.counts.iter().map(|&counts| measure(&order.measure, counts)).collect();
        assert!(values.is_sorted_by(|x, y| x > y), "{} of {}: {values:?}", order.measure, order.name);
    }
}

#[test]
fn the_gold_table_of_ucs() {
    let Ucs { n_a, n, columns, rows } = cases().ucs;
    assert!(rows.len() > 50);
    for row in rows {
        let counts = [row[0] as u64, n_a, row[1] as u64, n];
        for (name, &gold) in columns.iter().zip(&row).skip(2) {
            let value = match &**name {
                "mi" => measure("pmi", counts) * 2.0_f64.log10(),
                "fisher" => -measure("log10_p_value", counts),
                _ => measure(name, counts),
            };
            // Their g2 is the sum of four terms that cancel.
            let lost = if name == "g2" { 1e-10 } else { 0.0 };
            assert!((value - gold).abs() <= 1e-11 * gold.abs() + lost, "{name} of {counts:?}: {value}, not {gold}");
        }
    }
}

#[test]
fn a_pair_that_never_meets() {
    assert_eq!(lift(0, 3, 4, 100), 0.0);
    assert_eq!(pmi(0, 3, 4, 100), f64::NEG_INFINITY);
    assert_eq!(npmi(0, 3, 4, 100), -1.0);
    assert_eq!(log_dice(0, 3, 4), f64::NEG_INFINITY);
    assert!(g2(0, 3, 4, 100) < 0.0);
    assert!(chi2(0, 3, 4, 100) < 0.0);
    assert_eq!((dice(0, 3, 4), jaccard(0, 3, 4), string_score(0.0, 3.0, 4.0, 9.0)), (0.0, 0.0, 0.0));
    assert_eq!(t_score(0, 3, 4, 100), f64::NEG_INFINITY);
    assert_eq!(log_ratio_lower(0, 3, 4, 100, ALPHA), f64::NEG_INFINITY);
    assert_eq!((p_value(0, 3, 4, 100), log10_p_value(0, 3, 4, 100)), (1.0, 0.0));
    // Nor an entity that is never mentioned, nor a corpus without units.
    assert_eq!(g2(0, 0, 4, 100), 0.0);
    assert_eq!((expected(0, 0, 0), lift(0, 0, 0, 0), g2(0, 0, 0, 0)), (0.0, 0.0, 0.0));
    assert_eq!((dice(0, 0, 0), jaccard(0, 0, 0), chi2(0, 0, 0, 0), t_score(0, 0, 0, 0)), (0.0, 0.0, 0.0, 0.0));
    assert_eq!(string_score(0.0, 0.0, 0.0, 0.0), 0.0);
}

#[test]
fn nearly_independent_in_a_huge_corpus() {
    // Here G² is X² to many digits, and X² does not cancel: (n_ab − E)² Σ 1/E.
    let n = 1_u64 << 53;
    let (n_a, n_b) = (n / 4, n / 8);
    for excess in [1_u64, 1000, 1 << 20] {
        let a = n / 32;
        let cells: f64 = [n / 32, n / 32 * 7, n / 32 * 3, n / 32 * 21].iter().map(|&e| 1.0 / e as f64).sum();
        let chi2 = (excess as f64).powi(2) * cells;
        for (value, sign) in [(g2(a + excess, n_a, n_b, n), 1.0), (g2(a - excess, n_a, n_b, n), -1.0)] {
            assert!((value * sign / chi2 - 1.0).abs() < 1e-6, "{value} for {chi2}");
        }
    }
}

/// Counts of a table that can be, up to 2⁵³, often small, often with empty cells.
fn tables() -> impl Strategy<Value = Counts> {
    let cell = prop_oneof![Just(0_u64), 1_u64..20, 1_u64..100_000, 1_u64..(1 << 51)];
    [1_u64..20, 1_u64..100_000, 1_u64..(1 << 51)]
        .map(|a| (a, cell.clone(), cell.clone(), cell.clone()))
        .into_iter()
        .map(Strategy::boxed)
        .reduce(|x, y| x.prop_union(y).boxed())
        .unwrap()
        .prop_map(|(both, only_a, only_b, neither)| [both, both + only_a, both + only_b, both + only_a + only_b + neither])
}

fn textbook_g2([a, n_a, n_b, n]: Counts) -> f64 {
    let (a, n_a, n_b, n) = (a as f64, n_a as f64, n_b as f64, n as f64);
    let cells =
        [(a, n_a * n_b), (n_a - a, n_a * (n - n_b)), (n_b - a, (n - n_a) * n_b), (n - n_a - n_b + a, (n - n_a) * (n - n_b))];
    cells.iter().filter(|(o, _)| *o > 0.0).map(|(o, e)| 2.0 * o * (o / (e / n)).ln()).sum()
}

#[test]
fn what_no_table_has_is_named() {
    for (counts, problem) in [
        ([5, 4, 6, 100], "n_ab = 5 is greater than n_a = 4"),
        ([5, 6, 4, 100], "n_ab = 5 is greater than n_b = 4"),
        ([5, 6, 101, 100], "n_b = 101 is greater than n = 100"),
        ([5, 60, 70, 100], "n_a + n_b − n_ab = 60 + 70 − 5 is greater than n = 100"),
    ] {
        let [a, n_a, n_b, n] = counts;
        assert_eq!(check(a, n_a, n_b, n).unwrap_err().to_string(), problem);
        assert_eq!(first_wrong(&[[1, 1, 1, 1], counts, [2, 1, 1, 1]]).unwrap().0, 1);
    }
    assert!(check(u64::MAX, u64::MAX, u64::MAX, u64::MAX).is_ok());
}

#[test]
fn many_rows_are_as_single_ones() {
    // Enough of them for all threads.
    let counts: Vec<Counts> = (0..10_000).map(|i| [i % 7, 7 + i % 11, 9 + i % 13, 40 + i]).collect();
    for &measure in Measure::ALL {
        let single: Vec<f64> = counts.iter().map(|&counts| column(measure, &[counts], ALPHA)[0]).collect();
        assert_eq!(column(measure, &counts, ALPHA), single, "{measure}");
    }
}

proptest! {
    #[test]
    fn finite_symmetric_within_limits(counts in tables()) {
        let [a, n_a, n_b, n] = counts;
        prop_assert!(check(a, n_a, n_b, n).is_ok());
        for &measure in Measure::ALL {
            let values = column(measure, &[counts, [a, n_b, n_a, n]], ALPHA);
            prop_assert!(values[0].is_finite(), "{measure} {}", values[0]);
            prop_assert_eq!(values[0].to_bits(), values[1].to_bits(), "{}", measure);
        }
        for share in [npmi(a, n_a, n_b, n).abs(), dice(a, n_a, n_b), jaccard(a, n_a, n_b), p_value(a, n_a, n_b, n)] {
            prop_assert!(share <= 1.0);
        }
        prop_assert!(p_value(a, n_a, n_b, n) > 0.0);
        prop_assert!(log10_p_value(a, n_a, n_b, n) <= 0.0);
        prop_assert!(log_dice(a, n_a, n_b) <= 14.0);
        prop_assert!(chi2(a, n_a, n_b, n) <= n as f64 * (1.0 + 1e-12));
        prop_assert!(t_score(a, n_a, n_b, n) <= (a as f64).sqrt());
        prop_assert!(log_ratio_lower(a, n_a, n_b, n, ALPHA) < pmi(a, n_a, n_b, n));
    }

    #[test]
    fn the_sign_is_that_of_the_association(counts in tables()) {
        let [a, n_a, n_b, n] = counts;
        let (observed, independent) = (u128::from(a) * u128::from(n), u128::from(n_a) * u128::from(n_b));
        for value in [g2(a, n_a, n_b, n), chi2(a, n_a, n_b, n), t_score(a, n_a, n_b, n)] {
            prop_assert_eq!(value.partial_cmp(&0.0), Some(observed.cmp(&independent)));
            prop_assert!(!(value == 0.0 && value.is_sign_negative()));
        }
    }

    #[test]
    fn g2_is_the_textbook_formula(counts in tables()) {
        let [a, n_a, n_b, n] = counts;
        // What the textbook loses by cancelling is in proportion to its terms, at most some multiple of n.
        let lost = 1e-13 * n as f64;
        let (value, textbook) = (g2(a, n_a, n_b, n).abs(), textbook_g2(counts));
        prop_assert!((value - textbook).abs() <= 1e-9 * textbook.abs() + lost, "{value} {textbook}");
    }

    /// The more often they meet, all else equal, the stronger and the surer.
    #[test]
    fn rising_with_n_ab(counts in tables(), more in 1_u64..1000) {
        let [a, n_a, n_b, n] = counts;
        let more = a + more.min(n_a.min(n_b) - a);
        for &measure in Measure::ALL {
            let values = column(measure, &[[a, n_a, n_b, n], [more, n_a, n_b, n]], ALPHA);
            let (less, more) = match measure {
                Measure::PValue | Measure::Log10PValue => (-values[0], -values[1]),
                _ => (values[0], values[1]),
            };
            prop_assert!(less <= more + 1e-9 * more.abs(), "{measure}: {less} {more}");
        }
    }

    /// At least a with both, or fewer: together they are everything.
    #[test]
    fn the_two_tails_are_everything(counts in tables()) {
        let [a, n_a, n_b, n] = counts;
        // Fewer than a with both is more than n_a − a with the one and not the other.
        prop_assume!(n_a - a < n - n_b);
        let (right, left) = (p_value(a, n_a, n_b, n), p_value(n_a - a + 1, n_a, n - n_b, n));
        prop_assert!((right + left - 1.0).abs() < 1e-12, "{right} {left}");
    }

    /// The sum of all tables, one by one, in the simplest way there is.
    #[test]
    fn the_tail_is_the_sum_of_its_tables(n in 1_u64..60, n_a in 0_u64..60, n_b in 0_u64..60, a in 0_u64..60) {
        let (n_a, n_b) = (n_a.min(n), n_b.min(n));
        let a = a.clamp((n_a + n_b).saturating_sub(n), n_a.min(n_b));
        let ways = |n: u64, k: u64| (0..k).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64);
        let both = |a: u64| if n_b - a > n - n_a { 0.0 } else { ways(n_a, a) * ways(n - n_a, n_b - a) / ways(n, n_b) };
        let sum: f64 = (a..=n_a.min(n_b)).rev().map(both).sum();
        let p = p_value(a, n_a, n_b, n);
        prop_assert!((p / sum - 1.0).abs() < 1e-11, "{p} {sum}");
        prop_assert!((10.0_f64.powf(log10_p_value(a, n_a, n_b, n)) / sum - 1.0).abs() < 1e-11);
    }

    /// The lower bound is above chance only where the Poisson test is significant, which is the stricter one.
    #[test]
    fn surely_above_chance_is_significant(counts in tables()) {
        let [a, n_a, n_b, n] = counts;
        if log_ratio_lower(a, n_a, n_b, n, 0.025) > 0.0 {
            prop_assert!(p_value(a, n_a, n_b, n) < 0.025 * (1.0 + 1e-9));
        }
    }

    #[test]
    fn the_surer_the_lower(count in 1_u64..10_000_000, alpha in -300.0_f64..-0.3) {
        let bound = |alpha: f64| log_ratio_lower(count, count, count, count, 10.0_f64.powf(alpha));
        prop_assert!(bound(alpha) > bound(alpha - 0.1));
    }

    #[test]
    fn q_values(p in prop::collection::vec(prop_oneof![0.0_f64..=1.0, Just(0.01), Just(0.0), Just(5e-324)], 0..60)) {
        let (bh, bonferroni) = (q_value(&p, Correction::Bh), q_value(&p, Correction::Bonferroni));
        prop_assert_eq!(q_value(&p, Correction::None), p.clone());
        for (i, &one) in p.iter().enumerate() {
            // The definition: the least of p·tests/rank of this p-value and all larger ones.
            let rank = |x: f64| p.iter().filter(|&&y| y <= x).count() as f64;
            let level = p.iter().filter(|&&x| x >= one).map(|&x| x * (p.len() as f64 / rank(x))).fold(1.0, f64::min);
            prop_assert!((bh[i] - level).abs() <= 1e-12 * level, "{} {}", bh[i], level);
            prop_assert!(one <= bh[i] && bh[i] <= bonferroni[i] && bonferroni[i] <= 1.0);
        }
    }

    #[test]
    fn any_numbers_at_all(counts in any::<Counts>()) {
        for &measure in Measure::ALL {
            column(measure, &[counts], ALPHA);
        }
        let [a, n_a, n_b, n] = counts;
        // Too few meetings for the margins are as probable as can be: candidates of one mention do not meet in it.
        let too_few = n_a.max(n_b) <= n && u128::from(a) + u128::from(n) < u128::from(n_a) + u128::from(n_b);
        let p = p_value(a, n_a, n_b, n);
        prop_assert_eq!(p.is_nan(), check(a, n_a, n_b, n).is_err() && !too_few);
        prop_assert!(!too_few || p >= 1.0);
    }
}
