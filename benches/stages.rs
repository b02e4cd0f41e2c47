//! What each stage of the matcher costs: `cargo bench --features stages --bench stages [-- TEXTS GAZETTEER]`.
//!
//! TEXTS: a file of documents parted by NUL bytes; GAZETTEER: a file that `Gazetteer::read` reads. Without, both are generated, seeded.
//!
//! Every run takes all documents, one after another, from the beginning through all stages up to one, as the matcher does: what a stage reads is where the one
//! before left it, in the caches. A stage costs what its run takes longer than the run of the stage before: a difference of medians, of CPU time of one
//! thread. Runs are interleaved. So the costs add up to the whole, and a difference below a percent is noise, even below nothing; the last line says how
//! far the rounds were apart. Table and count both begin where rows end, which is the whole that shares are of.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_sign_loss, reason = "a benchmark")]

mod common;

use comention::Matcher;
use comention::matcher::stages::{Stage, Stages};
use comention::matcher::{Document, Options};
use std::sync::Arc;

const ROUNDS: usize = 15;

fn main() {
    let (texts, gazetteer) = common::input();
    let documents: Vec<Document> = texts.split('\0').map(|text| Document { text: Some(text), date: None }).collect();
    let names = gazetteer.names_len();
    let matcher = Matcher::new(Arc::new(gazetteer), Options::default()).unwrap();
    let mut stages = Stages::new(&matcher);
    let mut seconds = Stage::ALL.map(|_| Vec::new());
    let mut made = [0; Stage::ALL.len()];
    for _ in 0..ROUNDS {
        for (i, &(stage, ..)) in Stage::ALL.iter().enumerate() {
            let (result, time) = common::timed(|| stages.run(&documents, stage).unwrap());
            made[i] = result;
            seconds[i].push(time);
        }
    }

    let bytes = documents.iter().map(|document| document.text.map_or(0, str::len)).sum::<usize>() as f64;
    let up_to = seconds.each_mut().map(|times| common::median(times));
    let at = |stage| Stage::ALL.iter().position(|&(other, ..)| other == stage).unwrap();
    let rows = at(Stage::Rows);
    assert_eq!(made[at(Stage::Select)], made[at(Stage::Places)], "the stages are no longer those of the scanner");
    println!(
        "{} documents, {:.1} MB, {names} names, CPU time of one thread, median of {ROUNDS} rounds",
        documents.len(),
        bytes / 1e6
    );
    println!("{:18}{:>10}{:>10}{:>8}{:>14}  made", "stage", "ns/byte", "MB/s", "share", "MB/s up to it");
    for (i, (_, name, what)) in Stage::ALL.iter().enumerate() {
        let before = i.min(rows + 1).checked_sub(1).map_or(0.0, |before| up_to[before]);
        let own = up_to[i] - before;
        println!(
            "{name:18}{:10.3}{:10.0}{:7.1}%{:14.0}  {} {what}",
            own * 1e9 / bytes,
            bytes / 1e6 / own,
            own / up_to[rows] * 100.0,
            bytes / 1e6 / up_to[i],
            made[i],
        );
    }
    // Sorted by the median.
    let [fast, slow] = [ROUNDS / 4, ROUNDS - 1 - ROUNDS / 4].map(|round| seconds[rows][round] * 1e9 / bytes);
    println!("up to rows: {:.3} ns/byte, half of the rounds {fast:.3} .. {slow:.3}", up_to[rows] * 1e9 / bytes);
}
