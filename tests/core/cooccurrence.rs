//! Counts and tables, by hand.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

use chrono::NaiveDate;
use comention::cooccurrence::{Cooccurrences, Counter, Counts, EdgeTable, Period, Plan, Selection, Slicing, Unit, Value};
use comention::gazetteer::{Entity, EntityId};
use comention::monitor::Monitor;
use comention::{DocumentUnits, Error, Gazetteer, Mentions, NO_ENTITY, Resolution};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Paragraphs of sentences of entities, and a date.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) date: Option<NaiveDate>,
    pub(super) paragraphs: Vec<Vec<Vec<EntityId>>>,
}

pub(super) fn gazetteer(ids: &[&str]) -> Arc<Gazetteer> {
    let entity = |id: &&str| Entity {
        id: (*id).into(),
        name: (*id).into(),
        kind: None,
        aliases: Vec::new(),
        roles: Vec::new(),
        priority: None,
        attributes: serde_json::Map::new(),
    };
    Arc::new(Gazetteer::new(ids.iter().map(entity).collect()).unwrap())
}

fn mentions(documents: &[Document]) -> Mentions {
    let mut table = Mentions::default();
    for (doc, document) in documents.iter().enumerate() {
        let mut sentences = 0;
        for (paragraph, of_paragraph) in document.paragraphs.iter().enumerate() {
            for entity in of_paragraph {
                for &entity in entity {
                    table.doc.push(doc as u32);
                    table.entity.push(entity);
                    table.paragraph.push(paragraph as u32);
                    table.sentence.push(sentences);
                    for column in [&mut table.name, &mut table.start, &mut table.end] {
                        column.push(0);
                    }
                    // A mention a word, none at the place of another.
                    let place = table.doc.len() as u32;
                    for column in [&mut table.start_byte, &mut table.word, &mut table.last_word] {
                        column.push(place);
                    }
                    table.end_byte.push(place + 1);
                    table.resolution.push(Resolution::Unique);
                    table.candidates_end.push(0);
                }
                sentences += 1;
            }
        }
        let paragraphs = document.paragraphs.len() as u32;
        table.documents.push(DocumentUnits { paragraphs, sentences, date: document.date });
    }
    table
}

pub(super) fn count(gazetteer: &Arc<Gazetteer>, documents: &[Document], by: Option<Period>) -> Cooccurrences {
    let plan = plan(by, documents.iter().map(|document| document.date));
    Cooccurrences::from_mentions(Arc::clone(gazetteer), &mentions(documents), &texts(documents.len()), &plan, "", &Monitor::new())
        .unwrap()
}

/// Documents whose texts nobody reads: how many units they have is known.
fn texts(len: usize) -> Vec<comention::matcher::Document<'static>> {
    vec![comention::matcher::Document::default(); len]
}

fn plan(by: Option<Period>, dates: impl Iterator<Item = Option<NaiveDate>>) -> Plan {
    Plan { slicing: by.map(|by| Slicing::by_period(by, dates)).unwrap_or_default(), window: None }
}

/// The checksum of saved counts, so that damage can be hidden from it.
pub(super) fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    const HEAD: usize = 16 + 1 + 8;
    if bytes.len() >= HEAD {
        let sum = bytes[HEAD..]
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        bytes[17..HEAD].copy_from_slice(&sum.to_le_bytes());
    }
    bytes
}

fn undated(paragraphs: Vec<Vec<Vec<EntityId>>>) -> Document {
    Document { date: None, paragraphs }
}

pub(super) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

// By hand ---------------------------------------------------------------------------------------------------------------------------------------------------

const JAISHANKAR: EntityId = 0;
const LAVROV: EntityId = 1;
const MODI: EntityId = 2;
const PUTIN: EntityId = 3;

/// "Modi met Putin. Jaishankar met Lavrov." and "Modi spoke. Modi and Putin spoke. Modi and Putin again." + paragraph "Lavrov left."
fn two_documents() -> Cooccurrences {
    let one = undated(vec![vec![vec![MODI, PUTIN], vec![JAISHANKAR, LAVROV]]]);
    let other = undated(vec![vec![vec![MODI], vec![MODI, PUTIN], vec![MODI, PUTIN]], vec![vec![LAVROV]]]);
    count(&gazetteer(&["jaishankar", "lavrov", "modi", "putin"]), &[one, other], None)
}

/// `(a, b) -> (n_ab, n_a, n_b, n, n_docs)`
fn rows(table: &EdgeTable) -> BTreeMap<(EntityId, EntityId), [u64; 5]> {
    let row = |i: usize| [table.n_ab[i], table.n_a[i], table.n_b[i], table.n[i], table.n_docs[i]];
    (0..table.len()).map(|i| ((table.entity_a[i], table.entity_b[i]), row(i))).collect()
}

#[test]
fn two_documents_at_three_levels() {
    let pairs = two_documents();
    let documents = BTreeMap::from([
        ((JAISHANKAR, LAVROV), [1, 1, 2, 2, 1]),
        ((JAISHANKAR, MODI), [1, 1, 2, 2, 1]),
        ((JAISHANKAR, PUTIN), [1, 1, 2, 2, 1]),
        ((LAVROV, MODI), [2, 2, 2, 2, 2]),
        ((LAVROV, PUTIN), [2, 2, 2, 2, 2]),
        ((MODI, PUTIN), [2, 2, 2, 2, 2]),
    ]);
    assert_eq!(rows(&pairs.edges(Unit::Document, &Selection::at_least(1)).unwrap()), documents);
    let paragraphs = BTreeMap::from([
        ((JAISHANKAR, LAVROV), [1, 1, 2, 3, 1]),
        ((JAISHANKAR, MODI), [1, 1, 2, 3, 1]),
        ((JAISHANKAR, PUTIN), [1, 1, 2, 3, 1]),
        ((LAVROV, MODI), [1, 2, 2, 3, 1]),
        ((LAVROV, PUTIN), [1, 2, 2, 3, 1]),
        ((MODI, PUTIN), [2, 2, 2, 3, 2]),
    ]);
    assert_eq!(rows(&pairs.edges(Unit::Paragraph, &Selection::at_least(1)).unwrap()), paragraphs);
    let sentences = BTreeMap::from([((JAISHANKAR, LAVROV), [1, 1, 2, 6, 1]), ((MODI, PUTIN), [3, 4, 3, 6, 2])]);
    assert_eq!(rows(&pairs.edges(Unit::Sentence, &Selection::at_least(1)).unwrap()), sentences);

    let nodes = pairs.entities(Unit::Sentence, &Selection::default()).unwrap();
    assert_eq!(nodes.entity, [MODI, PUTIN, LAVROV, JAISHANKAR]);
    assert_eq!(nodes.n_units, [4, 3, 2, 1]);
    assert_eq!(nodes.n, [6; 4]);
    assert_eq!(nodes.n_docs, [2, 2, 2, 1]);
    assert_eq!(nodes.n_mentions, [4, 3, 2, 1]);
    assert_eq!(nodes.degree, [1; 4]);
    assert_eq!(pairs.entities(Unit::Paragraph, &Selection::default()).unwrap().degree, [3; 4]);
    assert_eq!(nodes.slice, None);
}

#[test]
fn the_counts_hold_what_the_string_score_needs() {
    let pairs = two_documents();
    let total = pairs.counts().total();
    // C(a, b): 1 for each document with both, 2 more if a paragraph has both, 0.2 more if a sentence does.
    let c = |a, b| {
        let pair = total.pair(a, b);
        pair.docs(Unit::Document) as f64 + 2.0 * pair.docs(Unit::Paragraph) as f64 + 0.2 * pair.docs(Unit::Sentence) as f64
    };
    let of = |a| [JAISHANKAR, LAVROV, MODI, PUTIN].into_iter().filter(|&b| b != a).map(|b| c(a, b)).sum::<f64>();
    let all = [JAISHANKAR, LAVROV, MODI, PUTIN].map(of).iter().sum::<f64>() / 2.0;
    let score = |a, b| c(a, b).powf(0.6) * (c(a, b) * all / (of(a) * of(b))).powf(0.4);
    for (a, b, weight, right) in
        [(MODI, PUTIN, 6.4, 2.842_241), (MODI, LAVROV, 4.0, 1.908_515), (LAVROV, JAISHANKAR, 3.2, 1.774_649)]
    {
        assert!((c(a, b) - weight).abs() < 1e-12, "{}", c(a, b));
        assert!((score(a, b) - right).abs() < 1e-6, "{}", score(a, b));
    }
}

#[test]
fn the_order_is_of_ids_not_of_the_gazetteer() {
    // All pairs have the same counts.
    let pairs = count(&gazetteer(&["c", "a", "b"]), &[undated(vec![vec![vec![0, 1, 2]]]), undated(vec![vec![vec![]]])], None);
    let table = pairs.edges(Unit::Sentence, &Selection::at_least(1)).unwrap();
    assert_eq!(table.entity_a, [1, 1, 2]);
    assert_eq!(table.entity_b, [2, 0, 0]);
    assert_eq!(pairs.entities(Unit::Sentence, &Selection::default()).unwrap().entity, [1, 2, 0]);
}

#[test]
fn documents_without_a_date_are_a_period_of_their_own() {
    let both = || vec![vec![vec![0, 1]]];
    let dated = |y, m, d| Document { date: Some(date(y, m, d)), paragraphs: both() };
    let documents = [undated(both()), dated(2024, 7, 5), dated(2024, 7, 31), dated(2022, 1, 1)];
    let gazetteer = gazetteer(&["a", "b"]);
    let pairs = count(&gazetteer, &documents, Some(Period::Month));
    let table = pairs.edges(Unit::Document, &Selection::at_least(1)).unwrap();
    let labels: Vec<_> = pairs.counts().slices().map(|(key, _)| pairs.by()[0].show(&key[0])).collect();
    assert_eq!(labels, [Some("2022-01".to_owned()), Some("2024-07".to_owned()), None]);
    assert_eq!(table.slice, Some(vec![0, 1, 2]));
    assert_eq!(table.n_ab, [1, 2, 1]);
    assert_eq!(table.n, [1, 2, 1]);
    // Sorted by count, then id, then period.
    let nodes = pairs.entities(Unit::Document, &Selection::default()).unwrap();
    assert_eq!(nodes.entity, [0, 1, 0, 0, 1, 1]);
    assert_eq!(nodes.slice, Some(vec![1, 1, 0, 2, 0, 2]));

    assert_eq!(count(&gazetteer, &documents, None).edges(Unit::Document, &Selection::at_least(1)).unwrap().slice, None);
    assert_eq!(pairs.total(), count(&gazetteer, &documents, None));
}

#[test]
fn documents_without_mentions_or_text_count() {
    let gazetteer = gazetteer(&["a", "b"]);
    let pairs = count(&gazetteer, &[undated(vec![]), undated(vec![vec![vec![0, 1], vec![]], vec![vec![]]])], None);
    let n = |unit| pairs.edges(unit, &Selection::at_least(1)).unwrap().n[0];
    assert_eq!((n(Unit::Document), n(Unit::Paragraph), n(Unit::Sentence)), (2, 2, 3));
    assert!(count(&gazetteer, &[undated(vec![])], None).is_empty());
    let nothing = count(&gazetteer, &[], Some(Period::Day));
    assert!(
        nothing.is_empty()
            && nothing.edges(Unit::Document, &Selection::at_least(1)).unwrap().is_empty()
            && nothing.entities(Unit::Document, &Selection::default()).unwrap().is_empty()
    );
    assert_eq!(nothing.matrix(Unit::Document, Value::NAb, &Selection::at_least(1)).unwrap().indptr, [0]);
}

#[test]
fn ambiguous_mentions_and_repeated_ones() {
    let pairs = count(&gazetteer(&["a", "b"]), &[undated(vec![vec![vec![0, 0, NO_ENTITY, 1, 0, 1]]])], None);
    assert_eq!(rows(&pairs.edges(Unit::Sentence, &Selection::at_least(1)).unwrap()), BTreeMap::from([((0, 1), [1, 1, 1, 1, 1])]));
    assert_eq!(pairs.entities(Unit::Sentence, &Selection::default()).unwrap().n_mentions, [3, 2]);
    assert!(pairs.edges(Unit::Sentence, &Selection::at_least(2)).unwrap().is_empty());
    assert_eq!(
        pairs.edges(Unit::Sentence, &Selection::at_least(0)).unwrap(),
        pairs.edges(Unit::Sentence, &Selection::at_least(1)).unwrap()
    );
}

#[test]
fn a_document_with_five_hundred_entities() {
    let ids: Vec<String> = (0..500).map(|i| format!("e{i:03}")).collect();
    let gazetteer = gazetteer(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let sentences = (0..500_u32).collect::<Vec<_>>().chunks(2).map(<[u32]>::to_vec).collect();
    let pairs = count(&gazetteer, &[undated(vec![sentences])], None);
    assert_eq!(pairs.edges(Unit::Document, &Selection::at_least(1)).unwrap().len(), 500 * 499 / 2);
    assert_eq!(pairs.edges(Unit::Paragraph, &Selection::at_least(1)).unwrap().len(), 500 * 499 / 2);
    assert_eq!(pairs.edges(Unit::Sentence, &Selection::at_least(1)).unwrap().len(), 250);
}

#[test]
fn counts_beyond_32_bits() {
    let gazetteer = gazetteer(&["a", "b"]);
    let document = undated(vec![vec![vec![0, 1], vec![0, 1], vec![0, 1], vec![0]], vec![vec![1]]]);
    let mut pairs = count(&gazetteer, &[document], None);
    for _ in 0..34 {
        pairs = pairs.clone().merge(pairs).unwrap();
    }
    let times = 1 << 34;
    assert_eq!(rows(&pairs.edges(Unit::Document, &Selection::at_least(1)).unwrap())[&(0, 1)], [times; 5]);
    assert_eq!(
        rows(&pairs.edges(Unit::Paragraph, &Selection::at_least(1)).unwrap())[&(0, 1)],
        [times, times, 2 * times, 2 * times, times]
    );
    assert_eq!(
        rows(&pairs.edges(Unit::Sentence, &Selection::at_least(1)).unwrap())[&(0, 1)],
        [3 * times, 4 * times, 4 * times, 5 * times, times]
    );
    assert_eq!(pairs.entities(Unit::Sentence, &Selection::default()).unwrap().n_mentions, [4 * times, 4 * times]);
    let restored = Cooccurrences::from_bytes(&pairs.to_bytes().unwrap(), None).unwrap();
    assert_eq!(restored, pairs);
    assert_eq!(restored.counts().slices().next().unwrap().1.pair(1, 0).units(Unit::Sentence), 3 * times);
}

#[test]
fn a_network_and_its_matrix() {
    let network = two_documents().network(Unit::Sentence, &Selection::at_least(1)).unwrap();
    assert_eq!(network.nodes.entity, [MODI, PUTIN, LAVROV, JAISHANKAR]);
    for (i, (&source, &target)) in network.source.iter().zip(&network.target).enumerate() {
        assert_eq!(network.nodes.entity[source as usize], network.edges.entity_a[i]);
        assert_eq!(network.nodes.entity[target as usize], network.edges.entity_b[i]);
    }
    let matrix = network.matrix(Value::NAb);
    assert_eq!(matrix.indptr, [0, 1, 2, 3, 4]);
    assert_eq!(matrix.indices, [1, 0, 3, 2]);
    assert_eq!(matrix.data, [3.0, 3.0, 1.0, 1.0]);
    // Those who meet nobody, or too seldom, keep their row.
    assert_eq!(network.matrix(Value::G2).nodes.len(), 4);
    assert_eq!(two_documents().matrix(Unit::Sentence, Value::NAb, &Selection::at_least(2)).unwrap().indptr, [0, 1, 2, 2, 2]);
}

#[test]
fn only_counts_of_the_same_thing_add() {
    let ours = gazetteer(&["a", "b"]);
    let make = |gazetteer: &Arc<Gazetteer>, by, options: &str| {
        let plan = plan(by, std::iter::empty());
        Cooccurrences::from_mentions(Arc::clone(gazetteer), &Mentions::default(), &[], &plan, options, &Monitor::new()).unwrap()
    };
    let whole = make(&ours, None, "case=smart");
    assert!(whole.clone().merge(make(&gazetteer(&["a", "b"]), None, "case=smart")).is_ok());
    let message = |other| whole.clone().merge(other).unwrap_err().to_string();
    assert_eq!(
        message(make(&gazetteer(&["a", "c"]), None, "case=smart")),
        "cannot add: the gazetteers differ: 'b' is in ours alone"
    );
    assert!(message(make(&gazetteer(&["b", "a"]), None, "case=smart")).contains("differ: the order of their entities"));
    assert_eq!(message(make(&ours, Some(Period::Week), "case=smart")), "cannot add: by is none here and 'week' there");
    assert_eq!(
        message(make(&ours, None, "case=fold")),
        "cannot add: the mentions were found with different options: case=smart here and case=fold there"
    );
    // Mentions of another gazetteer.
    let stranger = mentions(&[undated(vec![vec![vec![0, 7]]])]);
    let result = Cooccurrences::from_mentions(ours, &stranger, &texts(1), &Plan::default(), "", &Monitor::new());
    assert!(matches!(result, Err(Error::Mismatch(_))));
}

#[test]
fn mentions_and_documents_are_as_many() {
    let result =
        Cooccurrences::from_mentions(gazetteer(&["a"]), &Mentions::default(), &texts(2), &Plan::default(), "", &Monitor::new());
    assert_eq!(result.unwrap_err().to_string(), "document 0: there are 2 documents and mentions of 0");
}

#[test]
fn counting_stops_when_asked() {
    let monitor = Monitor::new();
    monitor.cancel();
    let result =
        Cooccurrences::from_mentions(gazetteer(&["a"]), &mentions(&[undated(vec![])]), &texts(1), &Plan::default(), "", &monitor);
    assert!(matches!(result, Err(Error::Cancelled)));
}

#[test]
fn periods_and_their_labels() {
    let labels = |y, m, d| Period::ALL.iter().map(|by| by.label(by.of(date(y, m, d)))).collect::<Vec<_>>();
    assert_eq!(labels(2024, 7, 5), ["2024-07-05", "2024-W27", "2024-07", "2024-Q3", "2024"]);
    assert_eq!(labels(2021, 1, 3), ["2021-01-03", "2020-W53", "2021-01", "2021-Q1", "2021"]);
    assert_eq!(labels(2024, 12, 30), ["2024-12-30", "2025-W01", "2024-12", "2024-Q4", "2024"]);
    assert_eq!(labels(1, 1, 1), ["0001-01-01", "0001-W01", "0001-01", "0001-Q1", "0001"]);
    assert_eq!(labels(-44, 3, 15), ["-0044-03-15", "-0044-W11", "-0044-03", "-0044-Q1", "-0044"]);
    assert_eq!(labels(12024, 3, 15), ["+12024-03-15", "+12024-W11", "+12024-03", "+12024-Q1", "+12024"]);
    for by in Period::ALL {
        for end in [NaiveDate::MIN, NaiveDate::MAX] {
            by.label(by.of(end));
        }
        for ordinal in [i32::MIN, i32::MAX, 0, -1] {
            by.label(ordinal);
        }
    }
    assert_eq!("month".parse::<Period>().unwrap(), Period::Month);
    assert!("fortnight".parse::<Period>().unwrap_err().to_string().contains("'quarter'"));
}

#[test]
fn periods_by_name() {
    for label in ["2024-07-05", "2024-W27", "2024-07", "2024-Q3", "2024", "-0044-03", "+12024-W11", "0001"] {
        let (period, ordinal) = Period::named(label).unwrap();
        assert_eq!(period.label(ordinal), label);
    }
    for label in [
        "",
        "-",
        "24",
        "2024-7",
        "2024-13",
        "2024-02-30",
        "2024-Q5",
        "2024-Q0",
        "2024-W54",
        "2023-W53",
        "2024-Q4294967295",
        "2024-07-05T00",
        "x",
    ] {
        assert_eq!(Period::named(label), None, "{label}");
    }
    let days = |label| Period::named(label).map(|(period, ordinal)| period.days(ordinal)).unwrap();
    assert_eq!(days("2024-Q1"), (date(2024, 1, 1), date(2024, 3, 31)));
    assert_eq!(days("2024-W01"), (date(2024, 1, 1), date(2024, 1, 7)));
    assert_eq!(days("2024-02"), (date(2024, 2, 1), date(2024, 2, 29)));
    for by in Period::ALL {
        for ordinal in [i32::MIN, i32::MAX, 0, -1] {
            let (first, last) = by.days(ordinal);
            assert!(first <= last);
        }
    }
}

#[test]
fn bytes_of_a_later_version_or_another_gazetteer() {
    let pairs = two_documents();
    let mut bytes = pairs.to_bytes().unwrap();
    let message =
        |bytes: &[u8], gazetteer: Option<Arc<Gazetteer>>| Cooccurrences::from_bytes(bytes, gazetteer).unwrap_err().to_string();
    let without = pairs.to_bytes_without_gazetteer().unwrap();
    assert!(without.len() < bytes.len());
    for bytes in [&bytes, &without] {
        assert_eq!(Cooccurrences::from_bytes(bytes, Some(Arc::clone(pairs.gazetteer().unwrap()))).unwrap(), pairs);
        let other = message(bytes, Some(gazetteer(&["a", "b"])));
        assert!(other.contains("a gazetteer with 4 entities, the one given has 2"), "{other}");
        assert!(message(bytes, Some(gazetteer(&["a", "b", "c", "d"]))).contains("they are of another gazetteer"));
    }
    assert!(message(&without, None).contains("they were saved without their gazetteer"));
    bytes[16] = 3;
    let later = "they are of format 3, of a later version of comention; this one reads format 2";
    assert!(message(&bytes, None).contains(later));
    bytes[16] = 1;
    assert!(message(&bytes, None).contains("of an earlier version"));
    assert!(message(b"PK\x03\x04", None).contains("these are no counts of comention"));
    assert!(message(b"", None).contains("these are no counts of comention"));
    let plan = Plan::default();
    let counts: Counts = Counter::new(&plan).finish();
    assert!(Cooccurrences::new(Arc::clone(pairs.gazetteer().unwrap()), &plan, "", counts).unwrap().is_empty());
}
