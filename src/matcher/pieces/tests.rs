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
const TEXT: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "\r\n",
    "\n\n",
    "\r\n \t\r\n",
    "\u{A0}",
    "\u{2029}",
    "\u{85}",
    "  ",
    ". ",
    ".",
    ", ",
    "- ",
    "-",
    "'",
    "” ",
    "।",
    " । ",
    "| ",
    "? ",
    "! ",
    "aa",
    "aa bb",
    "aa bb cc",
    "bb",
    "cc",
    "Bb",
    "BB",
    "Dd",
    "Dd Ee",
    "Ee",
    "Ff",
    "Ff Ee",
    "minister",
    "chief minister",
    "Land",
    "of",
    "of the ",
    "the",
    "former",
    "deputy",
    "elect",
    "-elect",
    "Mr",
    "Mr. ",
    "shri",
    "S.",
    "S",
    "J.P.",
    "said",
    "said",
    "told",
    "it",
    "and",
    "went",
    "Went",
    "Rally",
    "Hunter",
    "कहा",
    "कहा",
    "गया",
    "मोदी",
    "मोदी जी",
    "श्री",
    "अमर",
    "सिंह",
    "हैं",
    "हैं.",
    "है",
    "पूर्व",
    "एस.",
    "हिन्दी",
    "फ़",
    "\u{200D}",
    "\u{200C}",
    "\u{AD}",
    "\u{301}",
    "e\u{301}",
    "é",
    "ß",
    "1999",
    "2023",
    "in 2021",
    "12",
    "२०२१",
    "中国",
    "。",
    "中",
    "https://a.bc/d?e",
    "www.aa.com",
    "a@bb.cc",
    "@bb",
    "#aa",
    "bb.com/aa",
    "…",
    "\u{FEFF}",
    "ล",
    "🙂",
];

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

type Result_ = (DocumentUnits, LeftOut, Vec<Mention>);

fn whole(matcher: &Matcher, document: Document) -> Result_ {
    let mut scanner = matcher.scanner();
    let found = scanner.scan(document, &Monitor::new()).unwrap();
    (found.units, found.left_out, found.mentions.to_vec())
}

/// The same in pieces of so many bytes, and how many these were.
fn in_pieces(matcher: &Matcher, document: Document, size: usize) -> (Result_, usize) {
    let crew = Crew::new(matcher, size, false);
    crew.work(|reader| {
        let pieces = reader.pieces(document.text.unwrap(), &Monitor::new()).unwrap().len();
        let found = reader.scan_pieces(document, &Monitor::new()).unwrap();
        ((found.units, found.left_out, found.mentions.to_vec()), pieces)
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
        words in prop::collection::vec(select(TEXT), 0..250),
        names in prop::collection::vec(prop::collection::vec(select(TEXT), 1..4), 0..4),
        options in options(),
        day in prop::option::of(0..3),
        size in 1usize..48,
    ) {
        let names: Vec<String> = names.iter().map(|words| words.concat()).collect();
        let matcher = matcher(&names.iter().map(String::as_str).collect::<Vec<_>>(), options);
        let text = words.concat();
        let date = day.and_then(|day| NaiveDate::from_ymd_opt(2021 + day, 3, 1));
        let document = Document { text: Some(&text), date };
        let (found, _) = in_pieces(&matcher, document, size);
        prop_assert_eq!(found, whole(&matcher, document));
    }
}
