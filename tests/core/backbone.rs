//! Backbones of networks: as others compute them, and by their definition.

use comention::cooccurrence::{association::p_value, disparity};
use proptest::prelude::*;
use toml::{Table, Value};

type Edge = (u64, u64, f64);

fn cases(method: &str) -> Vec<Table> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/backbone.toml");
    let table: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let all = table["case"].as_array().unwrap().iter().map(|case| case.as_table().unwrap().clone());
    let cases: Vec<Table> = all.filter(|case| case["method"].as_str() == Some(method)).collect();
    assert!(!cases.is_empty(), "no cases of {method}");
    cases
}

fn numbers(value: &Value) -> Vec<f64> {
    let number = |value: &Value| value.as_float().or_else(|| value.as_integer().map(|n| n as f64)).unwrap();
    value.as_array().unwrap().iter().map(number).collect()
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

fn assert_close(found: f64, expected: f64, case: &Table) {
    let digits = case["digits"].as_integer().unwrap();
    let half = 0.5 * 10_f64.powi(-digits as i32);
    assert!((found - expected).abs() <= half, "{}: {found} is not {expected}", case["name"]);
}

#[test]
#[allow(clippy::cast_sign_loss, reason = "numbers of nodes")]
fn disparities_are_those_of_others() {
    for case in cases("disparity") {
        let edges: Vec<Edge> = rows(&case["edges"]).iter().map(|row| (row[0] as u64, row[1] as u64, row[2])).collect();
        let found = disparity(&edges, case["directed"].as_bool().unwrap());
        if let Some(expected) = case.get("significance") {
            let expected = numbers(expected);
            assert_eq!(found.len(), expected.len());
            found.iter().zip(expected).for_each(|(&found, expected)| assert_close(found, expected, &case));
        } else {
            let kept = edges.iter().zip(&found).filter(|(_, p)| **p <= 0.05).map(|(&(a, b, _), _)| vec![a as f64, b as f64]);
            assert_eq!(kept.collect::<Vec<_>>(), rows(&case["kept"]), "{}", case["name"]);
        }
    }
}

#[test]
#[allow(clippy::cast_sign_loss, reason = "counts")]
fn projections_are_those_of_others() {
    for case in cases("hypergeometric") {
        let matrix = rows(&case["matrix"]);
        let n = matrix[0].len() as u64;
        let count = |row: &[f64]| row.iter().sum::<f64>() as u64;
        for (a, expected) in matrix.iter().zip(rows(&case["significance"])) {
            for (b, expected) in matrix.iter().zip(expected) {
                let both = a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() as u64;
                assert_close(p_value(both, count(a), count(b), n), expected, &case);
            }
        }
    }
}

/// The definition, by the plain power.
fn by_definition(edges: &[Edge], directed: bool) -> Vec<f64> {
    let at = |node: u64, first: bool| -> Vec<f64> {
        let touches =
            |&&(a, b, _): &&Edge| if directed { if first { a == node } else { b == node } } else { a == node || b == node };
        edges.iter().filter(touches).map(|edge| edge.2).filter(|&weight| weight > 0.0).collect()
    };
    let of = |node, first, weight: f64| {
        let weights = at(node, first);
        if weight > 0.0 { (1.0 - weight / weights.iter().sum::<f64>()).powf(weights.len() as f64 - 1.0) } else { 1.0 }
    };
    edges.iter().map(|&(a, b, weight)| of(a, true, weight).min(of(b, false, weight))).collect()
}

fn edges() -> impl Strategy<Value = Vec<Edge>> {
    let pairs = prop::collection::btree_map((0_u64..8, 0_u64..8), 0_u32..9, 0..30);
    pairs.prop_map(|pairs| pairs.into_iter().filter(|((a, b), _)| a < b).map(|((a, b), w)| (a, b, f64::from(w))).collect())
}

proptest! {
    #[test]
    fn disparity_is_its_definition(edges in edges(), directed: bool) {
        for (found, expected) in disparity(&edges, directed).into_iter().zip(by_definition(&edges, directed)) {
            prop_assert!((found - expected).abs() < 1e-12, "{} is not {}", found, expected);
        }
    }

    #[test]
    fn disparity_knows_no_scale_and_no_order(edges in edges(), directed: bool, scale in 0.01_f64..1000.0) {
        let scaled: Vec<Edge> = edges.iter().rev().map(|&(a, b, weight)| (a, b, weight * scale)).collect();
        let found: Vec<f64> = disparity(&scaled, directed).into_iter().rev().collect();
        for (found, expected) in found.into_iter().zip(disparity(&edges, directed)) {
            prop_assert!((found - expected).abs() < 1e-12);
        }
    }
}

#[test]
fn small_shares_keep_their_digits() {
    // A hub of a million edges: (1 − w/s)^(k−1) by the plain power has lost half of them.
    let n = 1_000_000_u32;
    let edges: Vec<Edge> = (1..=n).map(|node| (0, node.into(), 1.0)).collect();
    let expected = (f64::from(n - 1) * (-1.0 / f64::from(n)).ln_1p()).exp();
    assert!((disparity(&edges, false)[0] / expected - 1.0).abs() < 1e-15);
}
