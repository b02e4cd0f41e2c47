//! Laws of counting where mentions have places: windows, candidates of one span, groups, selections, comparisons.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

use super::cooccurrence::{date, sealed};
use chrono::{Datelike, NaiveDate};
use comention::cooccurrence::{
    Column, Cooccurrences, Counter, Label, LabelKind, Part, Period, Place, Plan, Selection, Slicing, Unit, Value, Values, Window,
};
use comention::gazetteer::{Entity, EntityId};
use comention::monitor::Monitor;
use comention::{DocumentUnits, Gazetteer, NO_ENTITY};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const IDS: [&str; 6] = ["delta", "alpha", "foxtrot", "bravo", "echo", "charlie"];
const TYPES: [Option<&str>; 6] = [Some("person"), Some("place"), Some("person"), None, Some("place"), Some("event")];
const GROUPS: [Option<&str>; 3] = [Some("en"), Some("hi"), None];

#[derive(Debug, Clone)]
struct Text {
    date: Option<NaiveDate>,
    group: usize,
    paragraphs: u32,
    sentences: u32,
    places: Vec<Place>,
}

fn gazetteer() -> Arc<Gazetteer> {
    let entity = |(&id, kind): (&&str, Option<&str>)| {
        let mut entity = Entity::new(id, id);
        entity.kind = kind.map(Into::into);
        entity
    };
    Arc::new(Gazetteer::new(IDS.iter().zip(TYPES).map(entity).collect()).unwrap())
}

/// Words behind the first word of the mention before, words it has, and whom it may mean.
type Spot = (u32, u32, BTreeSet<EntityId>);

fn texts() -> impl Strategy<Value = Vec<Text>> {
    let anybody = prop_oneof![12 => 0..IDS.len() as u32, 1 => Just(NO_ENTITY)];
    let meant =
        prop_oneof![5 => prop::collection::btree_set(anybody.clone(), 1..2), 1 => prop::collection::btree_set(anybody, 2..4)];
    let spot = (0_u32..4, 1_u32..4, meant);
    let paragraphs = prop::collection::vec(prop::collection::vec(prop::collection::vec(spot, 0..5), 1..4), 0..4);
    let date = prop::option::of((2023_i32..2025, 1_u32..13, 1_u32..29).prop_map(|(y, m, d)| date(y, m, d)));
    prop::collection::vec(
        (date, 0..GROUPS.len(), paragraphs).prop_map(|(date, group, paragraphs)| text(date, group, &paragraphs)),
        0..10,
    )
}

/// Its first word, then the longer first; its paragraph and sentence, whom it may mean.
type Spans<'a> = BTreeMap<(u32, std::cmp::Reverse<u32>), (u32, u32, &'a BTreeSet<EntityId>)>;

fn text(date: Option<NaiveDate>, group: usize, paragraphs: &[Vec<Vec<Spot>>]) -> Text {
    let mut spans = Spans::new();
    let (mut begin, mut sentence) = (0, 0);
    for (paragraph, sentences) in paragraphs.iter().enumerate() {
        for spots in sentences {
            let mut end = begin;
            for (further, words, meant) in spots {
                begin += further;
                end = end.max(begin + words);
                spans.entry((begin, std::cmp::Reverse(begin + words))).or_insert((paragraph as u32, sentence, meant));
            }
            begin = end;
            sentence += 1;
        }
    }
    let mut places = Vec::new();
    for ((word, std::cmp::Reverse(end)), (paragraph, sentence, meant)) in spans {
        places.extend(meant.iter().map(|&entity| Place {
            entity,
            start: 10 * word,
            end: 10 * end - 1,
            paragraph,
            sentence,
            word,
            last_word: end - 1,
        }));
    }
    Text { date, group, paragraphs: paragraphs.len() as u32, sentences: sentence, places }
}

fn windows() -> impl Strategy<Value = Option<Window>> {
    prop::option::weighted(0.8, (0_u32..7, any::<bool>()).prop_map(|(words, ordered)| Window { words, ordered }))
}

/// By which of month and group.
type By = (bool, bool);

fn plan(texts: &[Text], (month, group): By, window: Option<Window>) -> Plan {
    let mut slicing = Slicing::default();
    if month {
        slicing = Slicing::by_period(Period::Month, texts.iter().map(|text| text.date));
    }
    if group {
        let labels = GROUPS.map(|group| group.map_or(Label::Missing, |group| Label::Text(group.into()))).to_vec();
        let column = Column { kind: LabelKind::Text, labels, of: texts.iter().map(|text| text.group as u16).collect() };
        slicing = slicing.and_column("lang", &column).unwrap();
    }
    Plan { slicing, window }
}

fn count(gazetteer: &Arc<Gazetteer>, texts: &[Text], by: By, window: Option<Window>) -> Cooccurrences {
    let plan = plan(texts, by, window);
    let mut counter = Counter::new(&plan);
    for (row, text) in texts.iter().enumerate() {
        let units = DocumentUnits { paragraphs: text.paragraphs, sentences: text.sentences, date: text.date };
        counter.record(row, units, text.places.iter().copied(), &Monitor::new()).unwrap();
    }
    Cooccurrences::new(Arc::clone(gazetteer), &plan, "", counter.finish()).unwrap()
}

fn units_of(window: Option<Window>) -> &'static [Unit] {
    if window.is_some() { Unit::ALL } else { &Unit::OF_TEXT }
}

/// Month and group, as tables show them.
type Slice = Vec<Option<String>>;

/// `(slice, id_a, id_b) -> (n_ab, n_a, n_b, n, n_docs)`
type Edges = BTreeMap<(Slice, &'static str, &'static str), [u64; 5]>;

/// The entities of all units of a text with their spans.
fn placed(text: &Text, unit: Unit) -> Vec<Vec<&Place>> {
    let n = match unit {
        Unit::Document => 1,
        Unit::Paragraph => text.paragraphs,
        _ => text.sentences,
    };
    let ordinal = |place: &Place| match unit {
        Unit::Document => 0,
        Unit::Paragraph => place.paragraph,
        _ => place.sentence,
    };
    let named = || text.places.iter().filter(|place| place.entity != NO_ENTITY);
    (0..n).map(|i| named().filter(|&place| ordinal(place) == i).collect()).collect()
}

fn apart(one: &Place, two: &Place) -> bool {
    (one.start, one.end) != (two.start, two.end)
}

/// Every pair of mentions, each looked at: who stands within a window of whom.
fn close(text: &Text, window: Window) -> Vec<(EntityId, EntityId)> {
    let mut found = Vec::new();
    for (i, later) in text.places.iter().enumerate() {
        for earlier in &text.places[..i] {
            let gap = later.word.saturating_sub(earlier.last_word);
            let named = earlier.entity != NO_ENTITY && later.entity != NO_ENTITY && earlier.entity != later.entity;
            if named && apart(earlier, later) && earlier.paragraph == later.paragraph && gap <= window.words {
                found.push((earlier.entity, later.entity));
            }
        }
    }
    found
}

fn slowly(texts: &[Text], (month, group): By, unit: Unit, window: Option<Window>) -> Edges {
    let mut slices: BTreeMap<Slice, Vec<&Text>> = BTreeMap::new();
    for text in texts {
        let mut slice = Slice::new();
        if month {
            slice.push(text.date.map(|date| format!("{}-{:02}", date.year(), date.month())));
        }
        if group {
            slice.push(GROUPS[text.group].map(str::to_owned));
        }
        slices.entry(slice).or_default().push(text);
    }
    let mut edges = Edges::new();
    for (slice, texts) in slices {
        for a in 0..IDS.len() as u32 {
            for b in (0..IDS.len() as u32).filter(|&b| b != a) {
                let ordered = window.is_some_and(|window| window.ordered) && unit == Unit::Window;
                if !ordered && IDS[a as usize] > IDS[b as usize] {
                    continue;
                }
                let mut row = [0; 5];
                for text in &texts {
                    let mut met = 0;
                    if let (Unit::Window, Some(window)) = (unit, window) {
                        for (x, y) in close(text, window) {
                            met += u64::from((x, y) == (a, b) || !ordered && (x, y) == (b, a));
                            row[1] += u64::from(x == a || !ordered && y == a);
                            row[2] += u64::from(y == b || !ordered && x == b);
                            row[3] += 1;
                        }
                    } else {
                        for places in placed(text, unit) {
                            let of = |entity| places.iter().filter(move |place| place.entity == entity);
                            met += u64::from(of(a).any(|one| of(b).any(|two| apart(one, two))));
                            row[1] += u64::from(of(a).count() > 0);
                            row[2] += u64::from(of(b).count() > 0);
                            row[3] += 1;
                        }
                    }
                    row[0] += met;
                    row[4] += u64::from(met > 0);
                }
                if row[0] > 0 {
                    edges.insert((slice.clone(), IDS[a as usize], IDS[b as usize]), row);
                }
            }
        }
    }
    edges
}

fn named(pairs: &Cooccurrences, unit: Unit, selection: &Selection) -> Edges {
    let table = pairs.edges(unit, selection).unwrap();
    let keys: Vec<Slice> = pairs
        .counts()
        .slices()
        .map(|(key, _)| pairs.by().iter().zip(&**key).map(|(by, label)| by.show(label)).collect())
        .collect();
    let edges: Edges = (0..table.len())
        .map(|i| {
            let slice = table.slice.as_ref().map_or_else(Slice::new, |slices| keys[slices[i] as usize].clone());
            let key = (slice, IDS[table.entity_a[i] as usize], IDS[table.entity_b[i] as usize]);
            (key, [table.n_ab[i], table.n_a[i], table.n_b[i], table.n[i], table.n_docs[i]])
        })
        .collect();
    assert_eq!(edges.len(), table.len(), "a row twice");
    edges
}

fn selections() -> impl Strategy<Value = Selection> {
    let kind = || prop::sample::select(vec!["person", "place", "event"]).prop_map(str::to_owned);
    let id = prop::sample::select(IDS.to_vec()).prop_map(str::to_owned);
    (
        prop::option::of(prop::collection::vec(kind(), 0..3)),
        prop::option::of((kind(), kind())),
        prop::option::of(prop::collection::vec(id, 0..3)),
        0_u64..3,
        prop::option::of(0_usize..6),
    )
        .prop_map(|(types, between, entities, min_count, top)| Selection {
            types,
            between,
            entities,
            min_count,
            top,
            ..Selection::default()
        })
}

fn selected(selection: &Selection, a: &str, b: &str) -> bool {
    let kind = |id: &str| TYPES[IDS.iter().position(|other| *other == id).unwrap()];
    let is = |id: &str, wanted: &String| kind(id) == Some(wanted.as_str());
    selection.types.as_ref().is_none_or(|types| types.iter().any(|t| is(a, t)) && types.iter().any(|t| is(b, t)))
        && selection.between.as_ref().is_none_or(|(x, y)| is(a, x) && is(b, y) || is(a, y) && is(b, x))
        && selection.entities.as_ref().is_none_or(|ids| ids.iter().any(|id| id == a || id == b))
}

proptest! {
    #[test]
    fn the_quadratic_counter_agrees(texts in texts(), by in any::<By>(), window in windows()) {
        let pairs = count(&gazetteer(), &texts, by, window);
        for &unit in units_of(window) {
            prop_assert_eq!(named(&pairs, unit, &Selection::default()), slowly(&texts, by, unit, window), "{}", unit);
        }
        prop_assert!(window.is_some() || pairs.edges(Unit::Window, &Selection::default()).is_err());
    }

    #[test]
    fn parts_in_any_order_make_the_whole(
        (texts, order) in texts().prop_flat_map(|d| { let n = d.len(); (Just(d), Just((0..n).collect::<Vec<_>>()).prop_shuffle()) }),
        by in any::<By>(),
        window in windows(),
        parts in prop::collection::vec(0_usize..3, 10),
    ) {
        let gazetteer = gazetteer();
        let whole = count(&gazetteer, &texts, by, window);
        let part = |wanted: usize| -> Vec<Text> {
            order.iter().filter(|&&i| parts[i] == wanted).map(|&i| texts[i].clone()).collect()
        };
        let counts = [0, 1, 2].map(|wanted| count(&gazetteer, &part(wanted), by, window));
        let merged = counts.into_iter().reduce(|x, y| y.merge(x).unwrap()).unwrap();
        prop_assert_eq!(merged.to_bytes().unwrap(), whole.to_bytes().unwrap());
        for &unit in units_of(window) {
            prop_assert_eq!(merged.edges(unit, &Selection::default()).unwrap(), whole.edges(unit, &Selection::default()).unwrap());
            prop_assert_eq!(merged.entities(unit, &Selection::default()).unwrap(), whole.entities(unit, &Selection::default()).unwrap());
        }
        let restored = Cooccurrences::from_bytes(&whole.to_bytes().unwrap(), None).unwrap();
        prop_assert_eq!(&restored, &whole);
        prop_assert_eq!(whole.total(), count(&gazetteer, &texts, (false, false), window));
    }

    #[test]
    fn counts_are_within_bounds_and_windows_are_symmetric(texts in texts(), words in 0_u32..7) {
        let gazetteer = gazetteer();
        let [plain, ordered] = [false, true].map(|ordered| count(&gazetteer, &texts, (false, false), Some(Window { words, ordered })));
        let all = Selection::default();
        let (both, directed) = (named(&plain, Unit::Window, &all), named(&ordered, Unit::Window, &all));
        for ((slice, a, b), [n_ab, n_a, n_b, n, n_docs]) in &both {
            let there = directed.get(&(slice.clone(), a, b)).map_or(0, |row| row[0]);
            let back = directed.get(&(slice.clone(), b, a)).map_or(0, |row| row[0]);
            prop_assert_eq!(*n_ab, there + back);
            prop_assert!(n_ab <= n_a.min(n_b) && n_a.max(n_b) <= n && n_docs <= n_ab && n_a + n_b - n_ab <= *n);
        }
        for [n_ab, n_a, n_b, n, n_docs] in directed.values() {
            prop_assert!(n_ab <= n_a.min(n_b) && n_a.max(n_b) <= n && n_docs <= n_ab && n_a + n_b - n_ab <= *n);
        }
        let nodes = [&plain, &ordered].map(|pairs| pairs.entities(Unit::Window, &all).unwrap());
        prop_assert_eq!(&nodes[0], &nodes[1]);
        prop_assert_eq!(nodes[0].n_units.iter().sum::<u64>(), 2 * plain.counts().units(Unit::Window));
        let (matrix, of_plain) = (ordered.matrix(Unit::Window, Value::NAb, &all).unwrap(), plain.matrix(Unit::Window, Value::NAb, &all).unwrap());
        prop_assert_eq!(matrix.data.iter().sum::<f64>() * 2.0, of_plain.data.iter().sum::<f64>());
    }

    #[test]
    fn a_selection_is_a_filter(texts in texts(), by in any::<By>(), window in windows(), selection in selections()) {
        let pairs = count(&gazetteer(), &texts, by, window);
        for &unit in units_of(window) {
            let table = pairs.edges(unit, &selection).unwrap();
            let whole = pairs.edges(unit, &Selection::default()).unwrap();
            let wanted: Vec<usize> = (0..whole.len())
                .filter(|&i| selected(&selection, IDS[whole.entity_a[i] as usize], IDS[whole.entity_b[i] as usize]))
                .filter(|&i| whole.n_ab[i] >= selection.min_count)
                .take(selection.top.unwrap_or(usize::MAX))
                .collect();
            prop_assert_eq!(&table.n_ab, &wanted.iter().map(|&i| whole.n_ab[i]).collect::<Vec<_>>());
            prop_assert_eq!(&table.entity_a, &wanted.iter().map(|&i| whole.entity_a[i]).collect::<Vec<_>>());
            prop_assert_eq!(&table.entity_b, &wanted.iter().map(|&i| whole.entity_b[i]).collect::<Vec<_>>());
            let g2 = whole.measure(Value::G2);
            prop_assert_eq!(table.measure(Value::G2), wanted.iter().map(|&i| g2[i]).collect::<Vec<_>>());
            // Every edge of a network has its two nodes, and `degree` is what the edges say, the least count aside.
            let every = Selection { min_count: 1, top: None, ..selection.clone() };
            let network = pairs.network(unit, &every).unwrap();
            let mut met: BTreeMap<EntityId, BTreeSet<EntityId>> = BTreeMap::new();
            for (&a, &b) in network.edges.entity_a.iter().zip(&network.edges.entity_b) {
                met.entry(a).or_default().insert(b);
                met.entry(b).or_default().insert(a);
            }
            for (entity, &degree) in network.nodes.entity.iter().zip(&network.nodes.degree) {
                prop_assert_eq!(met.remove(entity).map_or(0, |others| others.len() as u64), degree);
            }
            prop_assert!(met.is_empty());
            let few = pairs.network(unit, &Selection { top: Some(2), ..every }).unwrap();
            prop_assert!(few.edges.len() <= 2 && few.nodes.len() <= 4);
        }
    }

    #[test]
    fn a_comparison_is_of_two_counts(texts in texts(), window in windows(), min_count in 0_u64..3, top in prop::option::of(0_usize..5)) {
        let gazetteer = gazetteer();
        let pairs = count(&gazetteer, &texts, (true, true), window);
        let part = |group: usize| Part(vec![("lang".to_owned(), vec![Values::One(GROUPS[group].map(str::to_owned))])]);
        let of = |group: usize| texts.iter().filter(|text| text.group == group).cloned().collect::<Vec<_>>();
        let there = |group: usize| texts.iter().any(|text| text.group == group);
        let sides = pairs.parts(&part(0), Some(&part(2)));
        prop_assert_eq!(sides.is_ok(), there(0) && there(2));
        let Ok((left, right)) = sides else { return Ok(()) };
        prop_assert_eq!(&left, &count(&gazetteer, &of(0), (true, true), window));
        prop_assert_eq!(&right, &count(&gazetteer, &of(2), (true, true), window));
        prop_assert!(pairs.parts(&part(0), Some(&part(0))).is_err());
        if let Ok((_, rest)) = pairs.parts(&part(0), None) {
            prop_assert_eq!(left.clone().merge(rest).unwrap(), pairs.clone());
        }
        let (left, right) = (left.total(), right.total());
        for &unit in units_of(window) {
            let (n_left, n_right) = (left.counts().units(unit), right.counts().units(unit));
            let found = left.compare(&right, unit, &Selection { min_count, ..Selection::default() });
            prop_assert_eq!(found.is_ok(), n_left > 0 && n_right > 0);
            let Ok(found) = found else { continue };
            let edges = [&left, &right].map(|side| named(side, unit, &Selection::default()));
            let pair = |i: usize| (Slice::new(), IDS[found.entity_a[i] as usize], IDS[found.entity_b[i] as usize]);
            let mut wanted: BTreeSet<_> = edges.iter().flat_map(BTreeMap::keys).cloned().collect();
            wanted.retain(|key| edges.iter().any(|side| side.get(key).is_some_and(|row| row[0] >= min_count)));
            prop_assert_eq!((0..found.g2.len()).map(pair).collect::<BTreeSet<_>>(), wanted);
            for i in 0..found.g2.len() {
                let rows = [&edges[0], &edges[1]].map(|side| side.get(&pair(i)));
                prop_assert_eq!(found.left.n_ab[i], rows[0].map_or(0, |row| row[0]));
                prop_assert_eq!(found.right.n_docs[i], rows[1].map_or(0, |row| row[4]));
                if let Some(row) = rows[1] {
                    prop_assert_eq!([found.right.n_a[i], found.right.n_b[i], found.right.n[i]], [row[1], row[2], row[3]]);
                }
                let (l, r) = (found.left.n_ab[i] as f64, found.right.n_ab[i] as f64);
                prop_assert_eq!(found.g2[i].partial_cmp(&0.0), (r * n_left as f64).partial_cmp(&(l * n_right as f64)));
                prop_assert!(found.p_value[i] <= found.q_value[i] && found.q_value[i] <= 1.0 && found.log_ratio[i].is_finite());
            }
            prop_assert!(found.g2.is_sorted_by(|x, y| x >= y));
            // The other way round everything is the other way round.
            let back = right.compare(&left, unit, &Selection { min_count, ..Selection::default() }).unwrap();
            let mut turned: Vec<f64> = back.g2.iter().map(|g2| -g2).collect();
            turned.reverse();
            prop_assert!(turned.iter().zip(&found.g2).all(|(x, y)| (x - y).abs() < 1e-9));
            let few = left.compare(&right, unit, &Selection { min_count, top, ..Selection::default() }).unwrap();
            let top = top.unwrap_or(usize::MAX).min(found.g2.len());
            prop_assert_eq!(few.g2.len(), top);
            let mut sizes: Vec<f64> = found.g2.iter().map(|g2| g2.abs()).collect();
            sizes.sort_by(|x, y| y.total_cmp(x));
            prop_assert!(few.g2.iter().all(|g2| top > 0 && g2.abs() >= sizes[top - 1]));
        }
    }

    #[test]
    fn the_axis_is_complete(texts in texts(), group in any::<bool>()) {
        let pairs = count(&gazetteer(), &texts, (true, group), None);
        let axis = pairs.periods().unwrap();
        for (units, unit) in axis.units.iter().zip(Unit::OF_TEXT) {
            prop_assert_eq!(units.iter().sum::<u64>(), pairs.counts().units(unit));
        }
        let (mut dated, undated): (Vec<_>, Vec<_>) = texts.iter().map(|text| text.date).partition(Option::is_some);
        dated.sort();
        let months = |date: Option<NaiveDate>| date.map_or(0, |date| date.year() * 12 + date.month0().cast_signed());
        let length = dated.first().map_or(0, |first| months(dated[dated.len() - 1]) - months(*first) + 1);
        let length = usize::try_from(length).unwrap();
        prop_assert_eq!(axis.period.len(), length + usize::from(!undated.is_empty()));
        prop_assert_eq!(axis.period.iter().position(Option::is_none), (!undated.is_empty()).then_some(length));
        for i in 1..length {
            prop_assert_eq!(axis.first_day[i], axis.last_day[i - 1].unwrap().succ_opt());
        }
        prop_assert!(count(&gazetteer(), &texts, (false, group), None).periods().is_err());
    }

    #[test]
    fn forged_bytes_never_panic(
        texts in texts(),
        by in any::<By>(),
        window in windows(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let gazetteer = gazetteer();
        let mut bytes = count(&gazetteer, &texts, by, window).to_bytes_without_gazetteer().unwrap();
        for (place, byte) in damage {
            let place = place.index(bytes.len() - 25) + 25;
            bytes[place] = byte;
        }
        read_forged(bytes, gazetteer);
    }
}

/// What can be read of forged bytes can be asked everything.
fn read_forged(bytes: Vec<u8>, gazetteer: Arc<Gazetteer>) {
    if let Ok(forged) = Cooccurrences::from_bytes(&sealed(bytes), Some(gazetteer)) {
        for unit in Unit::ALL {
            let _ = forged.edges(*unit, &Selection::default());
            let _ = forged.entities(*unit, &Selection::default());
            let _ = forged.matrix(*unit, Value::Npmi, &Selection::default());
            let _ = forged.compare(&forged, *unit, &Selection::default());
        }
        let _ = forged.periods();
        let _ = forged.parts(&Part(vec![("lang".to_owned(), vec![Values::One(None)])]), None);
        let _ = Cooccurrences::from_bytes(&forged.to_bytes().unwrap(), None).unwrap();
        let _ = forged.clone().merge(forged.clone()).map(Cooccurrences::total);
    }
}

fn place(entity: EntityId, word: u32, sentence: u32) -> Place {
    Place { entity, start: 10 * word, end: 10 * word + 5, paragraph: 0, sentence, word, last_word: word }
}

#[test]
fn no_forged_byte_panics() {
    // A pair without windows of the one, or units of the other, among them; and many pairs, one of which nobody meets in, but for an entity that there is none of.
    let two = vec![place(0, 0, 0), place(1, 1, 0)];
    let words = [(2, 0, 0), (3, 0, 0), (1, 0, 0), (4, 0, 0), (0, 3, 1), (3, 4, 1), (5, 5, 2), (1, 6, 2), (2, 7, 2), (1, 7, 2)];
    let many = words.map(|(entity, word, sentence)| Place { paragraph: sentence / 2, ..place(entity, word, sentence) }).into();
    for (places, ordered) in [(two, false), (many, true)] {
        let text = Text { date: None, group: 0, paragraphs: 2, sentences: 3, places };
        let counts = count(&gazetteer(), &[text], (false, false), Some(Window { words: 4, ordered }));
        let bytes = counts.to_bytes_without_gazetteer().unwrap();
        for place in 25..bytes.len() {
            for byte in [0, 1, 2, 0x7F, 0x80, 0xFF] {
                let mut forged = bytes.clone();
                forged[place] = byte;
                read_forged(forged, gazetteer());
            }
        }
    }
}

#[test]
fn candidates_of_one_span_do_not_meet_through_it() {
    // [Singh: a or b] met c. … [Singh: a or b] and [Singh: a or b].
    let text = |places| Text { date: None, group: 0, paragraphs: 1, sentences: 2, places };
    let edges = |text: Text, unit| {
        let pairs = count(&gazetteer(), &[text], (false, false), Some(Window { words: 9, ordered: false }));
        named(&pairs, unit, &Selection::default()).into_iter().map(|((_, a, b), row)| (a, b, row[0])).collect::<Vec<_>>()
    };
    let once = || text(vec![place(0, 0, 0), place(1, 0, 0), place(2, 2, 0)]);
    for unit in Unit::ALL {
        assert_eq!(edges(once(), *unit), [("alpha", "foxtrot", 1), ("delta", "foxtrot", 1)]);
    }
    let twice = || text(vec![place(0, 0, 0), place(1, 0, 0), place(0, 4, 1), place(1, 4, 1)]);
    assert_eq!(edges(twice(), Unit::Sentence), []);
    assert_eq!(edges(twice(), Unit::Paragraph), [("alpha", "delta", 1)]);
    assert_eq!(edges(twice(), Unit::Document), [("alpha", "delta", 1)]);
    assert_eq!(edges(twice(), Unit::Window), [("alpha", "delta", 2)]);
}

#[test]
fn distance_is_between_the_nearest_words() {
    // "[External Affairs Minister S Jaishankar] met [Lavrov]": two words apart, though the first words are six.
    let place = |entity, start, end| Place { entity, start, end, paragraph: 0, sentence: 0, word: start, last_word: end - 1 };
    let places = vec![place(0, 0, 5), place(1, 1, 3), place(2, 6, 7)];
    let text = Text { date: None, group: 0, paragraphs: 1, sentences: 1, places };
    let found = |words| {
        let pairs = count(&gazetteer(), std::slice::from_ref(&text), (false, false), Some(Window { words, ordered: true }));
        named(&pairs, Unit::Window, &Selection::default()).into_keys().map(|(_, a, b)| (a, b)).collect::<Vec<_>>()
    };
    // One inside the other is no distance away.
    assert_eq!(found(0), [("delta", "alpha")]);
    assert_eq!(found(1), [("delta", "alpha")]);
    assert_eq!(found(2), [("delta", "alpha"), ("delta", "foxtrot")]);
    assert_eq!(found(3), [("delta", "alpha"), ("delta", "foxtrot")]);
    assert_eq!(found(4), [("alpha", "foxtrot"), ("delta", "alpha"), ("delta", "foxtrot")]);
}

#[test]
fn what_cannot_be_picked() {
    let dates = [Some(date(2024, 1, 5)), Some(date(2024, 2, 5)), None];
    let texts = dates.map(|date| Text { date, group: 0, paragraphs: 1, sentences: 1, places: Vec::new() });
    let pairs = count(&gazetteer(), &texts, (true, true), None);
    let part = |column: &str, values| Part(vec![(column.to_owned(), vec![values])]);
    let one = |label: &str| Values::One(Some(label.to_owned()));
    let message = |part: Part| pairs.part(&part).unwrap_err().to_string();
    assert!(
        message(part("period", one("2023-05")))
            .ends_with("no documents of the period '2023-05': they are from 2024-01 to 2024-02")
    );
    assert!(message(part("period", one("2024-W01"))).ends_with("'2024-W01' is not made of whole periods by 'month', as counted"));
    assert!(message(part("period", one("january"))).contains("'january' is no period"));
    assert!(
        message(part("lang", one("eng"))).ends_with("no value 'eng' in the column 'lang' (did you mean 'en'?); there are: 'en'")
    );
    assert!(message(part("lnag", one("en"))).contains("no column 'lnag' in by (did you mean 'lang'?)"));
    let back = Values::Range("2024-02".to_owned(), "2024-01".to_owned());
    assert!(message(part("period", back)).ends_with("'2024-02' is after '2024-01'"));
    assert_eq!(pairs.part(&part("period", one("2024-Q1"))).unwrap().counts().units(Unit::Document), 2);
    assert_eq!(pairs.part(&part("period", Values::One(None))).unwrap().counts().units(Unit::Document), 1);
    let both = pairs.parts(&part("period", one("2024")), Some(&part("period", one("2024-01")))).unwrap_err().to_string();
    assert!(both.contains("both sides have the documents of 2024-01, en"), "{both}");
}
