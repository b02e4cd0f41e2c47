//! The measures, against published values and against their laws.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]

use comention::cooccurrence::association::{expected, g2, lift, log_dice, npmi, pmi};
use proptest::prelude::*;
use serde::Deserialize;

type Counts = [u64; 4];

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
    order: Vec<Order>,
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

fn measure(name: &str, [a, n_a, n_b, n]: Counts) -> f64 {
    match name {
        "expected" => expected(n_a, n_b, n),
        "lift" => lift(a, n_a, n_b, n),
        "pmi" => pmi(a, n_a, n_b, n),
        "npmi" => npmi(a, n_a, n_b, n),
        "log_dice" => log_dice(a, n_a, n_b),
        "g2" => g2(a, n_a, n_b, n),
        other => panic!("no measure '{other}'"),
    }
}

const MEASURES: [&str; 6] = ["expected", "lift", "pmi", "npmi", "log_dice", "g2"];

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
fn published_orders() {
    for order in cases().order {
        let values: Vec<f64> = order.counts.iter().map(|&counts| measure(&order.measure, counts)).collect();
        assert!(values.is_sorted_by(|x, y| x > y), "{} of {}: {values:?}", order.measure, order.name);
    }
}

#[test]
fn a_pair_that_never_meets() {
    assert_eq!(lift(0, 3, 4, 100), 0.0);
    assert_eq!(pmi(0, 3, 4, 100), f64::NEG_INFINITY);
    assert_eq!(npmi(0, 3, 4, 100), -1.0);
    assert_eq!(log_dice(0, 3, 4), f64::NEG_INFINITY);
    assert!(g2(0, 3, 4, 100) < 0.0);
    // Nor an entity that is never mentioned, nor a corpus without units.
    assert_eq!(g2(0, 0, 4, 100), 0.0);
    assert_eq!((expected(0, 0, 0), lift(0, 0, 0, 0), g2(0, 0, 0, 0)), (0.0, 0.0, 0.0));
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

proptest! {
    #[test]
    fn finite_symmetric_within_limits(counts in tables()) {
        let [a, n_a, n_b, n] = counts;
        for name in MEASURES {
            let value = measure(name, counts);
            prop_assert!(value.is_finite(), "{name} {value}");
            prop_assert_eq!(value, measure(name, [a, n_b, n_a, n]), "{}", name);
        }
        prop_assert!(npmi(a, n_a, n_b, n).abs() <= 1.0);
        prop_assert!(log_dice(a, n_a, n_b) <= 14.0);
    }

    #[test]
    fn g2_has_the_sign_of_the_association(counts in tables()) {
        let [a, n_a, n_b, n] = counts;
        let (observed, independent) = (u128::from(a) * u128::from(n), u128::from(n_a) * u128::from(n_b));
        let value = g2(a, n_a, n_b, n);
        prop_assert_eq!(value.partial_cmp(&0.0), Some(observed.cmp(&independent)));
        prop_assert!(!(value == 0.0 && value.is_sign_negative()));
    }

    #[test]
    fn g2_is_the_textbook_formula(counts in tables()) {
        let [a, n_a, n_b, n] = counts;
        // What the textbook loses by cancelling is in proportion to its terms, at most some multiple of n.
        let lost = 1e-13 * n as f64;
        let (value, textbook) = (g2(a, n_a, n_b, n).abs(), textbook_g2(counts));
        prop_assert!((value - textbook).abs() <= 1e-9 * textbook.abs() + lost, "{value} {textbook}");
    }

    #[test]
    fn any_numbers_at_all(counts in any::<Counts>()) {
        for name in MEASURES {
            measure(name, counts);
        }
    }
}
