//! The matcher beside the bare automaton it is made of, interleaved in one run: `cargo bench --bench matching [-- TEXTS GAZETTEER]`.
//!
//! TEXTS: a file of documents parted by NUL bytes; GAZETTEER: a file that `Gazetteer::read` reads. Without, both are generated, seeded: words by
//! Zipf's law in two scripts, names planted among them. Ratios of medians are what counts; seconds depend on the machine.
#![allow(clippy::unwrap_used, clippy::cast_sign_loss, reason = "a benchmark")]

use aho_corasick::{AhoCorasick, MatchKind};
use comention::matcher::{Document, Options};
use comention::monitor::Monitor;
use comention::{Gazetteer, Matcher, text};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const ROUNDS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let (texts, gazetteer) = match &arguments[..] {
        [texts, gazetteer] => (std::fs::read_to_string(texts).unwrap(), Gazetteer::read(Path::new(gazetteer)).unwrap()),
        _ => generated(),
    };
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
            let start = Instant::now();
            hits[i] = work();
            seconds[i].push(start.elapsed().as_secs_f64());
        }
    }
    let megabytes = texts.len() as f64 / 1e6;
    println!("{} documents, {megabytes:.1} MB, {} names, one thread, median of {ROUNDS} rounds", documents.len(), folded.len());
    let medians: Vec<f64> = seconds.iter_mut().map(|times| median(times)).collect();
    for (what, (median, hits)) in
        ["bare automaton, lower-cased text, no boundaries", "mentions, full semantics", "counts at three levels (sentences)"]
            .into_iter()
            .zip(medians.iter().zip(hits))
    {
        println!("{what:50} {:8.1} MB/s  {hits:9} found  {:5.2} × bare", megabytes / median, median / medians[0]);
    }
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// 20 MB of text and 20,000 names of one to three words.
fn generated() -> (String, Gazetteer) {
    let mut random = 42_u64;
    let mut next = move |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let letters: [Vec<char>; 2] = [('a'..='z').collect(), "कखगचजटडतदनपबमयरलवसहािीुेो".chars().collect()];
    let words: Vec<String> = (0..30_000)
        .map(|i| {
            let letters = &letters[i % 2];
            // No word begins with a vowel sign; those are the last six.
            (0..2 + next(7)).map(|k| letters[next((letters.len() - if k == 0 { 6 } else { 0 }) as u64) as usize]).collect()
        })
        .collect();
    let names: Vec<String> =
        (0..20_000).map(|_| (0..=next(3)).map(|_| words[next(30_000) as usize].as_str()).collect::<Vec<_>>().join(" ")).collect();
    let records: Vec<serde_json::Value> =
        names.iter().enumerate().map(|(i, name)| serde_json::json!({"id": format!("e{i}"), "name": name})).collect();
    let mut texts = String::new();
    while texts.len() < 20_000_000 {
        // Zipf: the rank of a word is about the reciprocal of a uniform number.
        let rank = (30_000.0_f64.powf(next(1 << 20) as f64 / f64::from(1 << 20))) as usize;
        texts.push_str(if next(40) == 0 { &names[next(20_000) as usize] } else { &words[rank.min(29_999)] });
        texts.push_str(match next(600) {
            0 => ".\0",
            1..=40 => ". ",
            41..=45 => "।\n",
            _ => " ",
        });
    }
    (texts, Gazetteer::from_json(&serde_json::Value::Array(records).to_string()).unwrap())
}
