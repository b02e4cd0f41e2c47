//! Who is mentioned together in the bundled news, from Rust, without Python.
//!
//! `cargo run --example pairs`

use comention::cooccurrence::{Plan, Selection, Unit};
use comention::matcher::{Document, Options};
use comention::monitor::Monitor;
use comention::{Gazetteer, Matcher, Result};
use std::sync::Arc;

const GAZETTEER: &str = include_str!("../seeds/india-russia/gazetteer.json");
const TEXTS: [&str; 3] = [
    "Jaishankar met Lavrov in Moscow. Putin received Jaishankar the next day.",
    "Modi and Putin spoke on the phone.",
    "मोदी और पुतिन ने बात की।",
];

/// Counts the pairs of a few texts and prints them.
pub fn main() -> Result<()> {
    let gazetteer = Gazetteer::from_json(GAZETTEER)?;
    let matcher = Matcher::new(Arc::new(gazetteer), Options::default())?;
    let documents = TEXTS.map(|text| Document { text: Some(text), date: None });

    // Counting reads the documents once and keeps no table of mentions.
    let pairs = matcher.count(&documents, &Plan::default(), None, &Monitor::new())?;

    let edges = pairs.edges(Unit::Sentence, &Selection::default())?;
    let catalogue = pairs.catalogue();
    for row in 0..edges.len() {
        let (a, b) = (catalogue.id(edges.entity_a[row]), catalogue.id(edges.entity_b[row]));
        println!("{a} + {b}: {} of {} sentences", edges.n_ab[row], edges.n[row]);
    }
    Ok(())
}
