#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::Gazetteer;
use crate::matcher::{Boundaries, Options, Overlap};
use crate::mentions::{DocumentUnits, LeftOut, Mention};
use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::Arc;

/// Names of every kind, words that names, titles and sentences look at, and what pieces might be cut at or must not.
#[rustfmt::skip]
const TEXT: &[&str] = &[
    "\n", "\n", "\r\n", "\n\n", "\r\n \t\r\n", "\u{A0}", "\u{2029}", "\u{85}", "  ", ". ", ".", ", ", "- ", "-", "'", "” ", "।", " । ", "| ", "? ",
    "! ", "minister shri general Dd Ee", "minister of the Land, general Ff", "Chief Minister of the aa", "aa", "aa bb", "aa bb cc", "bb", "cc", "Bb",
    "BB", "Dd", "Dd Ee", "Ee", "Ff", "Ff Ee", "minister", "chief minister", "Land", "of", "of the ", "the", "former", "deputy", "elect", "-elect", "Mr",
    "Mr. ", "shri", "S.", "S", "J.P.", "said", "said", "told", "told", "wrote", "it", "and", "went", "Went", "Went", "Upper", "Upper Ee", "lower", "lower", "Rally", "Hunter", "कहा", "कहा", "गया", "मोदी", "मोदी जी",
    "श्री", "अमर", "सिंह", "हैं", "हैं.", "है", "पूर्व", "एस.", "हिन्दी", "फ़", "\u{200D}", "\u{200C}", "\u{AD}", "\u{301}", "e\u{301}", "é", "ß",
    "1999", "2023", "in 2021", "12", "२०२१", "中国", "。", "中", "https://a.bc/d?e", "www.aa.com", "a@bb.cc", "@bb", "#aa", "bb.com/aa", "…", "\u{FEFF}",
    "ล", "🙂",
];

const BETWEEN: &[&str] = &[" ", " ", " ", " ", " ", " ", "", "", "\n"];

const GAZETTEER: &str = r#"[
    {"id": "a", "name": "aa", "type": "person", "aliases": ["aa bb cc", {"text": "bb", "kind": "short"}]},
    {"id": "b", "name": "bb said", "aliases": [{"text": "BB", "case": "exact"}, {"text": "cc went", "alone": false}]},
    {"id": "d", "name": "Dd Ee", "type": "person", "priority": 2, "aliases": [{"text": "Ee", "kind": "short"}, {"text": "सिंह", "kind": "short"}, "मोदी जी"],
        "roles": [{"titles": ["minister", "chief minister", "विदेश मंत्री"], "from": "2020-01-01", "to": "2022-06-01"}, {"titles": [{"text": "deputy", "alone": false}]}]},
    {"id": "f", "name": "Ff Ee", "type": "person", "aliases": [{"text": "Ee", "kind": "short"}, {"text": "सिंह", "kind": "short"}, "मोदी"],
        "roles": [{"titles": ["minister", "Land minister"], "from": "2022-06-02", "to": null}]},
    {"id": "land", "name": "Land", "type": "place", "aliases": ["中国", "中", "हिंदी", "e\u0301", "S.", "J.P. Ee"]},
    {"id": "event", "name": "Rally of the Land", "type": "event", "aliases": [{"text": "Land and aa", "nested": true}, "Hunter Ee", "@bb", "it", "told\u200c it"]}
]"#;

fn matcher(names: &[&str], options: Options) -> Matcher {
    let mut gazetteer = Gazetteer::from_json(GAZETTEER).unwrap();
    for (i, name) in names.iter().enumerate() {
        let kind = ["name", "short", "acronym"][i % 3];
        let record = serde_json::json!([{"id": format!("x{i}"), "name": format!("\u{E000}{i}"), "aliases": [{"text": name, "kind": kind}]}]);
        if let Ok(other) = Gazetteer::from_json(&record.to_string()) {
            gazetteer = gazetteer.merge(&other).unwrap();
        }
    }
    Matcher::new(Arc::new(gazetteer), options).unwrap()
}

type Scanned = (DocumentUnits, LeftOut, Vec<Mention>);

fn whole(matcher: &Matcher, document: Document) -> Scanned {
    let mut scanner = matcher.scanner();
    let found = scanner.scan(document, true, &Monitor::new()).unwrap();
    (found.units, found.left_out, Mention::of_rows(found.mentions, found.candidates))
}

/// The same in pieces of so many bytes, and how many these were.
fn in_pieces(matcher: &Matcher, document: Document, size: usize) -> (Scanned, usize) {
    let crew = Crew::new(matcher, size, false);
    crew.work(|reader| {
        let pieces = reader.pieces(document.text.unwrap(), &Monitor::new()).unwrap().len();
        let found = reader.scan_pieces(document, &Monitor::new()).unwrap();
        ((found.units, found.left_out, Mention::of_rows(found.mentions, found.candidates)), pieces)
    })
}

prop_compose! {
    fn options()(all: bool, none: bool, plain: bool) -> Options {
        Options {
            overlap: if all { Overlap::All } else { Overlap::Longest },
            boundaries: if none { Boundaries::None } else { Boundaries::Word },
            fold_diacritics: plain,
            ..Options::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn pieces_hold_what_the_whole_holds(
        words in prop::collection::vec((select(TEXT), select(BETWEEN)), 0..150),
        names in prop::collection::vec(prop::collection::vec(select(TEXT), 1..4), 0..4),
        options in options(),
        day in prop::option::of(0..3),
        size in 1usize..48,
    ) {
        let names: Vec<String> = names.iter().map(|words| words.concat()).collect();
        let matcher = matcher(&names.iter().map(String::as_str).collect::<Vec<_>>(), options);
        let text: String = words.iter().flat_map(|&(word, between)| [word, between]).collect();
        let date = day.and_then(|day| NaiveDate::from_ymd_opt(2021 + day, 3, 1));
        let document = Document { text: Some(&text), date };
        let (found, _) = in_pieces(&matcher, document, size);
        prop_assert_eq!(found, whole(&matcher, document));
    }
}

/// Real articles with all that pages have, in each of the ways in which documents become one.
#[test]
fn news_is_cut_everywhere() {
    let seed = crate::gazetteer::Seed::load("india-russia").unwrap();
    let matcher = Matcher::new(Arc::new(seed.gazetteer), Options::default()).unwrap();
    for between in ["\n\n", "\n", " "] {
        let text: String = seed
            .documents
            .iter()
            .map(|document| document.text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(between))
            .collect::<Vec<_>>()
            .join(between);
        for date in [None, NaiveDate::from_ymd_opt(2024, 7, 9)] {
            let document = Document { text: Some(&text), date };
            let expected = whole(&matcher, document);
            for size in [64, 1000, 8000] {
                let (found, pieces) = in_pieces(&matcher, document, size);
                assert!(found == expected, "{between:?} {size}");
                let enough = text.len() / size.max(5000);
                assert!(pieces > enough / 2, "{between:?}: {pieces} pieces of {size} bytes");
            }
        }
    }
}

/// Where rules look across many words, which chance seldom makes.
#[test]
fn nothing_is_cut_where_a_rule_looks_across() {
    let matcher = matcher(&[], Options::default());
    let (upper, far) = ("Upper ".repeat(9), "They wrote lower lower. ".repeat(6));
    let looks = [
        "the minister shri मोदी जी spoke".to_owned(),
        "the minister shri general मोदी जी spoke".to_owned(),
        "the minister of the Land, general मोदी जी spoke".to_owned(),
        "a former\nminister spoke and the minister\nelect spoke".to_owned(),
        "in 2021 they wrote that lower lower wrote that the minister spoke to lower lower wrote in 2023".to_owned(),
        "the minister spoke and lower lower wrote that in lower lower wrote 2021 they wrote".to_owned(),
        format!("Dd Ee\n{upper}lower lower Upper Ee"),
        format!("Dd Ee\nUpper Ee lower lower {upper}"),
        "met aa\nbb cc there, aa\r\nbb cc".to_owned(),
        "they wrote.\n”\nwrote. ”\n- wrote".to_owned(),
    ];
    for look in looks {
        let text = format!("They wrote that lower lower wrote. And {look} and lower lower wrote that. {far}\nDd Ee wrote");
        let document = Document { text: Some(&text), date: NaiveDate::from_ymd_opt(2023, 3, 1) };
        for size in 1..40 {
            let (found, pieces) = in_pieces(&matcher, document, size);
            assert!(pieces > 1, "{text} {size}");
            assert_eq!(found, whole(&matcher, document), "{text} {size}");
        }
    }
}

/// What has no place to be cut stays whole.
#[test]
fn nothing_is_cut_where_names_may_stand() {
    let matcher = matcher(&[], Options::default());
    let whole_texts =
        ["中国".repeat(300), "aa bb cc ".repeat(100), "Minister ".repeat(100), "a@bb.cc,".repeat(100), " \n".repeat(300)];
    for text in &whole_texts {
        let document = Document { text: Some(text), date: None };
        let (found, pieces) = in_pieces(&matcher, document, 16);
        assert_eq!((found, pieces), (whole(&matcher, document), 1), "{text}");
    }
}

/// A large document between small ones, on several threads.
#[test]
fn threads_share_a_large_document() {
    let matcher = matcher(&[], Options::default());
    let large = "Dd Ee met aa bb cc of the Land in 2021 and it said that Ee went. BB told minister Ff Ee\n".repeat(9000);
    let texts = ["Ee said it", &large, "", "Dd Ee and Ee", &large[100_000..]];
    let documents = texts.map(|text| Document { text: Some(text), date: None });
    for threads in [Some(1), Some(2), Some(5), None] {
        let monitor = Monitor::new();
        let found = matcher.find_all(&documents, threads, &monitor).unwrap();
        assert_eq!(monitor.done(), documents.len());
        for (row, &document) in documents.iter().enumerate() {
            let (units, _, mentions) = whole(&matcher, document);
            assert_eq!(found.documents[row], units);
            let rows = found.rows_of(row as u32);
            assert_eq!(found.start_byte[rows.clone()], mentions.iter().map(|mention| mention.bytes.0).collect::<Vec<_>>());
            assert_eq!(found.sentence[rows.clone()], mentions.iter().map(|mention| mention.sentence).collect::<Vec<_>>());
            assert_eq!(found.word[rows], mentions.iter().map(|mention| mention.word).collect::<Vec<_>>());
        }
    }
}

/// Whoever asks a large document to stop need not wait for it.
#[test]
fn a_large_document_stops() {
    let matcher = matcher(&[], Options::default());
    let large = "it said that ".repeat(100_000);
    let monitor = Monitor::new();
    monitor.cancel();
    let found = matcher.find_all(&[Document { text: Some(&large), date: None }], Some(2), &monitor);
    assert!(matches!(found, Err(crate::Error::Cancelled)));
}
