//! The matcher beside the bare automaton it is made of, interleaved in one run: `cargo bench --bench matching [-- TEXTS GAZETTEER]`.
//!
//! TEXTS: a file of documents parted by NUL bytes; GAZETTEER: a file that `Gazetteer::read` reads. Without, both are generated, seeded: words by
//! Zipf's law in two scripts, names planted among them. Ratios of medians are what counts; seconds, of CPU time, depend on the machine.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_sign_loss, reason = "a benchmark")]

mod common;

use aho_corasick::{AhoCorasick, MatchKind};
use comention::matcher::{Document, Options};
use comention::monitor::Monitor;
use comention::{Matcher, text};
use std::sync::Arc;

const ROUNDS: usize = 7;

fn main() {
    let (texts, gazetteer) = common::input();
    let documents: Vec<Document> = texts.split('\0').map(|text| Document { text: Some(text), date: None }).collect();
    let lowered: Vec<String> = texts.split('\0').map(str::to_lowercase).collect();
    let folded: Vec<String> = gazetteer.names().map(|name| text::fold(name.text, true)).collect();
    let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&folded).unwrap();
    let matcher = Matcher::new(Arc::new(gazetteer), Options::default()).unwrap();

    let bare = || lowered.iter().map(|text| automaton.find_iter(text).count()).sum::<usize>();
    let full = || matcher.find_all(&documents, Some(1), &Monitor::new()).unwrap().len();
    let count = || {
        matcher
            .count(&documents, &comention::cooccurrence::Plan::default(), Some(1), &Monitor::new())
            .unwrap()
            .counts()
            .units(comention::cooccurrence::Unit::Sentence)
    };
    let mut seconds = [const { Vec::new() }; 3];
    let mut hits = [0; 3];
    for _ in 0..ROUNDS {
        for (i, work) in [&bare as &dyn Fn() -> usize, &full, &|| count() as usize].into_iter().enumerate() {
            let (found, time) = common::timed(work);
            hits[i] = found;
            seconds[i].push(time);
        }
    }
    let megabytes = texts.len() as f64 / 1e6;
    println!(
        "{} documents, {megabytes:.1} MB, {} names, CPU time of one thread, median of {ROUNDS} rounds",
        documents.len(),
        folded.len()
    );
    let medians: Vec<f64> = seconds.iter_mut().map(|times| common::median(times)).collect();
    for (what, (median, hits)) in
        ["bare automaton, lower-cased text, no boundaries", "mentions, full semantics", "counts at three levels (sentences)"]
            .into_iter()
            .zip(medians.iter().zip(hits))
    {
        println!("{what:50} {:8.1} MB/s  {hits:9} found  {:5.2} × bare", megabytes / median, median / medians[0]);
    }
}
