//! What finding words costs by itself, the lower bound we hold ourselves against: `cargo bench --bench words [-- TEXTS [ROUNDS]]`.
//!
//! Reads each byte once, tells the bytes of words from the others, and hashes each word as it goes: what no way of finding names that begins at
//! words can do without, and nothing else. No folding, no look-up, nothing is kept. TEXTS: a file of documents parted by NUL bytes; without, words of
//! random letters.
#![allow(clippy::panic, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Instant;

/// ASCII letters, digits and the underscore, and all bytes of what is not ASCII.
const WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        word[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize;
        byte += 1;
    }
    word
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let texts = match arguments.first() {
        Some(path) => std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}")),
        None => generated(),
    };
    let rounds = arguments.get(1).map_or(9, |rounds| rounds.parse().unwrap_or_else(|error| panic!("{rounds}: {error}")));
    let mut seconds: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            black_box(words(black_box(&texts)));
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let megabytes = texts.len() as f64 / 1e6;
    let [fast, middle, slow] = [0, rounds / 2, rounds - 1].map(|round| megabytes / seconds[round]);
    println!(
        "{middle:.1} MB/s ({slow:.1} .. {fast:.1}), {megabytes:.1} MB, {} words, median of {rounds} rounds",
        words(&texts).0
    );
}

/// How many words, and all their hashes (FNV-1a) in one.
fn words(texts: &[u8]) -> (usize, u64) {
    let (mut count, mut all) = (0, 0);
    let mut bytes = texts.iter();
    while let Some(&first) = bytes.find(|&&byte| WORD[usize::from(byte)]) {
        let mut hash = step(0xcbf2_9ce4_8422_2325, first);
        for &byte in bytes.by_ref() {
            if !WORD[usize::from(byte)] {
                break;
            }
            hash = step(hash, byte);
        }
        count += 1;
        all ^= hash;
    }
    (count, all)
}

#[inline]
fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

fn generated() -> Vec<u8> {
    let mut random = 42_u64;
    (0..20_000_000)
        .map(|_| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            b"      aaaabcdeeeefghiiijklmnooopqrstuuvwxyz"[(random >> 33) as usize % 43]
        })
        .collect()
}
