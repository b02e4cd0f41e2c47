//! Laws of counts and tables, against a counter that is too simple to be wrong.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

use super::cooccurrence::{Document, count, date, gazetteer, sealed};
use comention::cooccurrence::{Cooccurrences, Period, Selection, Unit, Value};
use comention::gazetteer::EntityId;
use comention::{Error, NO_ENTITY};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// In an order that is not the order of ids.
const IDS: [&str; 6] = ["delta", "alpha", "foxtrot", "bravo", "echo", "charlie"];

fn documents() -> impl Strategy<Value = Vec<Document>> {
    let entity = prop_oneof![9 => 0..IDS.len() as u32, 1 => Just(NO_ENTITY)];
    let sentence = prop::collection::vec(entity, 0..5);
    let paragraph = prop::collection::vec(sentence, 1..4);
    let date = prop::option::of((2023_i32..2025, 1_u32..13, 1_u32..29).prop_map(|(y, m, d)| date(y, m, d)));
    let document = (date, prop::collection::vec(paragraph, 0..4));
    prop::collection::vec(document.prop_map(|(date, paragraphs)| Document { date, paragraphs }), 0..12)
}

fn periods() -> impl Strategy<Value = Option<Period>> {
    prop::option::of(prop::sample::select(Period::ALL))
}

fn units() -> impl Strategy<Value = Unit> {
    prop::sample::select(Unit::OF_TEXT.to_vec())
}

type Set = BTreeSet<EntityId>;

/// The entities of every unit of a document.
fn sets(document: &Document, unit: Unit) -> Vec<Set> {
    let set = |sentences: &[Vec<EntityId>]| sentences.iter().flatten().copied().filter(|&e| e != NO_ENTITY).collect::<Set>();
    match unit {
        Unit::Document => vec![set(&document.paragraphs.concat())],
        Unit::Paragraph => document.paragraphs.iter().map(|paragraph| set(paragraph)).collect(),
        _ => document.paragraphs.iter().flatten().map(|sentence| set(std::slice::from_ref(sentence))).collect(),
    }
}

/// `(period, id_a, id_b) -> (n_ab, n_a, n_b, n, n_docs)`
type Edges = BTreeMap<(Option<String>, &'static str, &'static str), [u64; 5]>;

fn slowly(documents: &[Document], by: Option<Period>, unit: Unit) -> Edges {
    let mut slices: BTreeMap<Option<String>, Vec<Vec<Set>>> = BTreeMap::new();
    for document in documents {
        let period = by.and_then(|by| document.date.map(|date| by.label(by.of(date))));
        slices.entry(period).or_default().push(sets(document, unit));
    }
    let mut edges = Edges::new();
    for (period, documents) in slices {
        let units: Vec<&Set> = documents.iter().flatten().collect();
        let n_with = |wanted: &[EntityId]| units.iter().filter(|unit| wanted.iter().all(|e| unit.contains(e))).count() as u64;
        for a in 0..IDS.len() as u32 {
            for b in (0..IDS.len() as u32).filter(|&b| IDS[a as usize] < IDS[b as usize]) {
                let n_docs = documents.iter().filter(|units| units.iter().any(|u| u.contains(&a) && u.contains(&b))).count();
                let row = [n_with(&[a, b]), n_with(&[a]), n_with(&[b]), n_with(&[]), n_docs as u64];
                if row[0] > 0 {
                    edges.insert((period.clone(), IDS[a as usize], IDS[b as usize]), row);
                }
            }
        }
    }
    edges
}

fn named(pairs: &Cooccurrences, unit: Unit) -> Edges {
    let table = pairs.edges(unit, &Selection::at_least(1)).unwrap();
    let edges: Edges = (0..table.len())
        .map(|i| {
            let period = table.slice.as_ref().and_then(|slices| {
                let (key, _) = pairs.counts().slices().nth(slices[i] as usize).unwrap();
                pairs.by()[0].show(&key[0])
            });
            let key = (period, IDS[table.entity_a[i] as usize], IDS[table.entity_b[i] as usize]);
            (key, [table.n_ab[i], table.n_a[i], table.n_b[i], table.n[i], table.n_docs[i]])
        })
        .collect();
    assert_eq!(edges.len(), table.len(), "a row twice");
    edges
}

proptest! {
    #[test]
    fn the_simple_counter_agrees(documents in documents(), by in periods(), unit in units()) {
        prop_assert_eq!(named(&count(&gazetteer(&IDS), &documents, by), unit), slowly(&documents, by, unit));
    }

    #[test]
    fn nodes_agree_with_edges(documents in documents(), by in periods(), unit in units()) {
        let pairs = count(&gazetteer(&IDS), &documents, by);
        let (nodes, edges) = (pairs.entities(unit, &Selection::default()).unwrap(), pairs.edges(unit, &Selection::at_least(1)).unwrap());
        let period = |slices: &Option<Vec<u32>>, i: usize| slices.as_ref().map(|slices| slices[i]);
        for i in 0..nodes.len() {
            let (entity, when) = (nodes.entity[i], period(&nodes.slice, i));
            let of_entity: Vec<usize> = (0..edges.len())
                .filter(|&e| (edges.entity_a[e] == entity || edges.entity_b[e] == entity) && period(&edges.slice, e) == when)
                .collect();
            prop_assert_eq!(nodes.degree[i], of_entity.len() as u64);
            for e in of_entity {
                let n = if edges.entity_a[e] == entity { edges.n_a[e] } else { edges.n_b[e] };
                prop_assert_eq!((nodes.n_units[i], nodes.n[i]), (n, edges.n[e]));
            }
            prop_assert!(nodes.n_units[i] >= 1 && nodes.n_docs[i] <= nodes.n_units[i] && nodes.n_units[i] <= nodes.n_mentions[i]);
        }
        let mentions = documents.iter().flat_map(|d| d.paragraphs.concat().concat()).filter(|&e| e != NO_ENTITY).count();
        prop_assert_eq!(nodes.n_mentions.iter().sum::<u64>(), mentions as u64);
        let keys: Vec<_> = (0..nodes.len())
            .map(|i| (std::cmp::Reverse(nodes.n_units[i]), IDS[nodes.entity[i] as usize], period(&nodes.slice, i)))
            .collect();
        prop_assert!(keys.is_sorted());
    }

    #[test]
    fn edges_are_in_order_and_within_bounds(documents in documents(), by in periods(), unit in units(), min_count in 0_u64..4) {
        let pairs = count(&gazetteer(&IDS), &documents, by);
        let table = pairs.edges(unit, &Selection::at_least(min_count)).unwrap();
        for i in 0..table.len() {
            let (a, b) = (IDS[table.entity_a[i] as usize], IDS[table.entity_b[i] as usize]);
            prop_assert!(a < b);
            prop_assert!(min_count.max(1) <= table.n_ab[i]);
            prop_assert!(table.n_ab[i] <= table.n_a[i].min(table.n_b[i]));
            prop_assert!(table.n_a[i] + table.n_b[i] - table.n_ab[i] <= table.n[i]);
            prop_assert!(1 <= table.n_docs[i] && table.n_docs[i] <= table.n_ab[i]);
            for value in Value::ALL {
                prop_assert!(table.values(*value)[i].is_finite());
            }
        }
        for i in 1..table.len() {
            let key = |i: usize| {
                let slice = table.slice.as_ref().map(|slices| slices[i]);
                (IDS[table.entity_a[i] as usize], IDS[table.entity_b[i] as usize], slice)
            };
            let g2 = table.measure(Value::G2);
            prop_assert!(g2[i - 1] > g2[i] || (g2[i - 1] == g2[i] && key(i - 1) < key(i)));
        }
        let all = pairs.edges(unit, &Selection::at_least(1)).unwrap();
        prop_assert_eq!(table.len(), all.n_ab.iter().filter(|&&n_ab| n_ab >= min_count).count());
    }

    #[test]
    fn parts_in_any_order_make_the_whole(
        (documents, order) in documents().prop_flat_map(|d| { let n = d.len(); (Just(d), Just((0..n).collect::<Vec<_>>()).prop_shuffle()) }),
        by in periods(),
        parts in prop::collection::vec(0_usize..4, 12),
    ) {
        let gazetteer = gazetteer(&IDS);
        let whole = count(&gazetteer, &documents, by);
        let part = |wanted: usize| -> Vec<Document> {
            order.iter().filter(|&&i| parts[i] == wanted).map(|&i| documents[i].clone()).collect()
        };
        let counts = [0, 1, 2, 3].map(|wanted| count(&gazetteer, &part(wanted), by));
        for order in [[0, 1, 2, 3], [3, 1, 0, 2]] {
            let merged = order.map(|i| counts[i].clone()).into_iter().reduce(|x, y| x.merge(y).unwrap()).unwrap();
            prop_assert_eq!(&merged, &whole);
            prop_assert_eq!(merged.to_bytes().unwrap(), whole.to_bytes().unwrap());
            for unit in &Unit::OF_TEXT {
                prop_assert_eq!(merged.edges(*unit, &Selection::at_least(1)).unwrap(), whole.edges(*unit, &Selection::at_least(1)).unwrap());
                prop_assert_eq!(merged.entities(*unit, &Selection::default()).unwrap(), whole.entities(*unit, &Selection::default()).unwrap());
            }
        }
    }

    #[test]
    fn periods_sum_to_the_total(documents in documents(), by in periods(), unit in units()) {
        let gazetteer = gazetteer(&IDS);
        let (sliced, plain) = (count(&gazetteer, &documents, by), count(&gazetteer, &documents, None));
        prop_assert_eq!(sliced.matrix(unit, Value::G2, &Selection::at_least(1)).unwrap(), plain.matrix(unit, Value::G2, &Selection::at_least(1)).unwrap());
        prop_assert_eq!(sliced.counts().units(unit), plain.counts().total().units(unit));
        prop_assert_eq!(sliced.counts().total().into_owned(), plain.counts().total().into_owned());
        prop_assert_eq!(sliced.total(), plain);
    }

    #[test]
    fn matrices_are_symmetric(documents in documents(), unit in units(), value in prop::sample::select(Value::ALL)) {
        let pairs = count(&gazetteer(&IDS), &documents, None);
        let matrix = pairs.matrix(unit, value, &Selection::at_least(1)).unwrap();
        prop_assert_eq!(&matrix.nodes, &pairs.entities(unit, &Selection::default()).unwrap().entity);
        let mut entries = BTreeMap::new();
        for row in 0..matrix.nodes.len() {
            let range = matrix.indptr[row] as usize..matrix.indptr[row + 1] as usize;
            prop_assert!(matrix.indices[range.clone()].is_sorted_by(|x, y| x < y));
            entries.extend(range.map(|i| ((row as u32, matrix.indices[i]), matrix.data[i])));
        }
        prop_assert_eq!(entries.len(), matrix.data.len());
        prop_assert_eq!(entries.len(), 2 * pairs.edges(unit, &Selection::at_least(1)).unwrap().len());
        for (&(row, column), value) in &entries {
            prop_assert!(row != column);
            prop_assert_eq!(entries.get(&(column, row)), Some(value));
        }
    }

    #[test]
    fn bytes_there_and_back(documents in documents(), by in periods()) {
        let gazetteer = gazetteer(&IDS);
        let pairs = count(&gazetteer, &documents, by);
        prop_assert_eq!(Cooccurrences::from_bytes(&pairs.to_bytes().unwrap(), None).unwrap(), pairs);
    }

    #[test]
    fn damaged_bytes_are_refused(
        documents in documents(),
        by in periods(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let gazetteer = gazetteer(&IDS);
        let pairs = count(&gazetteer, &documents, by);
        let mut bytes = pairs.to_bytes().unwrap();
        match cut {
            Some(cut) => bytes.truncate(cut.index(bytes.len())),
            None => for (place, flip) in damage {
                let place = place.index(bytes.len());
                bytes[place] ^= flip;
            },
        }
        if bytes != pairs.to_bytes().unwrap() {
            let result = Cooccurrences::from_bytes(&bytes, None);
            let refused = matches!(result, Err(Error::Restore { .. }));
            prop_assert!(refused);
        }
        // Whoever forges the checksum too may get wrong numbers, but no panic.
        if let Ok(forged) = Cooccurrences::from_bytes(&sealed(bytes), None) {
            for unit in &Unit::OF_TEXT {
                forged.edges(*unit, &Selection::at_least(1)).unwrap();
                forged.compare(&forged, *unit, &Selection::default()).ok();
                forged.matrix(*unit, Value::Npmi, &Selection::at_least(1)).unwrap();
            }
            forged.to_bytes().unwrap();
            let _ = forged.clone().merge(forged.clone()).map(Cooccurrences::total);
            drop(forged.merge(pairs));
        }
    }

    #[test]
    fn any_bytes_at_all(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let gazetteer = gazetteer(&IDS);
        prop_assert!(Cooccurrences::from_bytes(&bytes, None).is_err());
        let head = count(&gazetteer, &[], None).to_bytes().unwrap();
        let _ = Cooccurrences::from_bytes(&sealed([&head[..25], &bytes].concat()), Some(gazetteer));
    }
}
