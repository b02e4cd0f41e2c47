//! What the benchmarks share: their input, and the clock.

use comention::Gazetteer;
use cpu_time::ThreadTime;
use std::path::Path;

/// The texts, parted by NUL bytes, and the gazetteer: of the files named on the command line, or generated.
pub(crate) fn input() -> (String, Gazetteer) {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    match &arguments[..] {
        [texts, gazetteer] => (std::fs::read_to_string(texts).unwrap(), Gazetteer::read(Path::new(gazetteer)).unwrap()),
        [] => generated(),
        _ => panic!("two files are needed, TEXTS and GAZETTEER, or none; there are {arguments:?}"),
    }
}

/// Runs some work; what came of it, and the seconds this thread was computing: others on the machine do not count.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = ThreadTime::now();
    let result = work();
    (result, start.elapsed().as_secs_f64())
}

pub(crate) fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// 20 MB of text, words by Zipf's law in two scripts, and 20,000 names of one to three of the rarer words, by Zipf's law too: who is named, is named again.
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
    let names: Vec<String> = (0..20_000)
        .map(|_| (0..=next(3)).map(|_| words[3_000 + next(27_000) as usize].as_str()).collect::<Vec<_>>().join(" "))
        .collect();
    let records: Vec<serde_json::Value> =
        names.iter().enumerate().map(|(i, name)| serde_json::json!({"id": format!("e{i}"), "name": name})).collect();
    let mut texts = String::new();
    while texts.len() < 20_000_000 {
        // Zipf: the rank of a word is about the reciprocal of a uniform number.
        let mut zipf =
            |of: &[String]| (libm::pow(of.len() as f64, next(1 << 20) as f64 / f64::from(1 << 20)) as usize).min(of.len() - 1);
        let (name, word) = (zipf(&names), zipf(&words));
        texts.push_str(if next(40) == 0 { &names[name] } else { &words[word] });
        texts.push_str(match next(200) {
            0 => ".\0",
            1..=13 => ". ",
            14..=15 => "।\n",
            _ => " ",
        });
    }
    (texts, Gazetteer::from_json(&serde_json::Value::Array(records).to_string()).unwrap())
}
