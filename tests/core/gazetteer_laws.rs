//! Laws of gazetteers: there and back, and together.
#![allow(clippy::unwrap_used)]

use super::gazetteer::{Folder, records};
use comention::Result;
use comention::gazetteer::{Alias, Case, Entity, Gazetteer, Kind, Name, Role, Title};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

fn text() -> impl Strategy<Value = Box<str>> {
    // Few letters, so that names coincide; quotes, commas, line breaks and joiners, which files have trouble with.
    prop_oneof![
        4 => "[AB]{1,2}",
        1 => "[A-Cक-ग\u{94d}\u{200d},\"\t\r\n;| ]{0,6}x",
        1 => "\\PC{0,5}x",
    ]
    .prop_map(String::into_boxed_str)
}

fn day() -> impl Strategy<Value = Option<chrono::NaiveDate>> {
    proptest::option::weighted(
        0.3,
        (1_i32..=9999, 1_u32..=366).prop_filter_map("day", |(year, day)| chrono::NaiveDate::from_yo_opt(year, day)),
    )
}

fn ordered(
    days: (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>),
) -> (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>) {
    match days {
        (Some(from), Some(to)) if from > to => (Some(to), Some(from)),
        days => days,
    }
}

fn lang() -> impl Strategy<Value = Option<Arc<str>>> {
    proptest::option::weighted(0.3, "[a-z]{2}".prop_map(Arc::from))
}

fn alias() -> impl Strategy<Value = Alias> {
    let kind = prop_oneof![3 => Just(Kind::Name), 1 => proptest::sample::select(Kind::ALL)];
    let case = proptest::option::weighted(0.2, proptest::sample::select(Case::ALL));
    (text(), lang(), case, kind, (alone(), any::<bool>()), (day(), day()).prop_map(ordered)).prop_map(
        |(text, lang, case, kind, (alone, nested), (valid_from, valid_to))| Alias {
            text,
            lang,
            case,
            kind,
            alone,
            nested,
            valid_from,
            valid_to,
        },
    )
}

fn alone() -> impl Strategy<Value = Option<bool>> {
    proptest::option::weighted(0.2, any::<bool>())
}

fn role() -> impl Strategy<Value = Role> {
    let title = (text(), lang(), alone()).prop_map(|(text, lang, alone)| Title { text, lang, alone });
    (proptest::collection::vec(title, 1..4), (day(), day()).prop_map(ordered)).prop_map(|(titles, (from, to))| Role {
        titles,
        from,
        to,
    })
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        "\\PC{0,9}".prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        proptest::collection::vec("\\PC{0,3}", 0..3).prop_map(serde_json::Value::from),
    ]
}

fn entity() -> impl Strategy<Value = Entity> {
    let attributes = proptest::collection::btree_map("x[0-9]", value(), 0..3);
    let known = (proptest::option::of(text()), proptest::option::of(any::<i64>()));
    (text(), proptest::collection::vec(alias(), 0..20), proptest::collection::vec(role(), 0..3), known, attributes).prop_map(
        |(name, aliases, roles, (kind, priority), attributes)| {
            let mut entity = Entity::new("", name);
            (entity.aliases, entity.roles, entity.kind, entity.priority) = (aliases, roles, kind, priority);
            entity.attributes = attributes.into_iter().collect();
            entity
        },
    )
}

/// Gazetteers whose ids begin with a letter.
fn gazetteer(letter: char) -> impl Strategy<Value = Gazetteer> {
    proptest::collection::vec(entity(), 0..5).prop_map(move |mut entities| {
        for (i, entity) in entities.iter_mut().enumerate() {
            entity.id = format!("{letter}{i}").into();
        }
        Gazetteer::new(entities).unwrap()
    })
}

/// Gazetteers that share ids and do not contradict each other.
fn mergeable() -> impl Strategy<Value = Gazetteer> {
    gazetteer('a').prop_map(|gazetteer| {
        let mut entities = gazetteer.entities().to_vec();
        for entity in &mut entities {
            (entity.kind, entity.priority) = (None, None);
            entity.attributes.clear();
        }
        Gazetteer::new(entities).unwrap()
    })
}

fn names(gazetteer: &Gazetteer) -> std::collections::BTreeSet<String> {
    let line = |name: Name<'_>| format!("{} {:?}", gazetteer.entity(name.entity).id, Name { lang: None, ..name });
    gazetteer.names().map(line).collect()
}

fn reread(gazetteer: &Gazetteer, file: &str) -> Result<Gazetteer> {
    let folder = Folder::new(&format!("law-{file}"));
    gazetteer.save(folder.0.join(file))?;
    Gazetteer::read(folder.0.join(file))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn json_gives_back_what_it_was_given(gazetteer in gazetteer('a')) {
        prop_assert_eq!(&Gazetteer::from_json(&gazetteer.to_json()).unwrap(), &gazetteer);
        prop_assert_eq!(&reread(&gazetteer, "a.json").unwrap(), &gazetteer);
        prop_assert_eq!(&reread(&gazetteer, "a.jsonl").unwrap(), &gazetteer);
    }

    #[test]
    fn tables_give_back_the_same_names(gazetteer in gazetteer('a')) {
        for again in [reread(&gazetteer, "a.csv").unwrap(), reread(&gazetteer, "a.tsv").unwrap(), Gazetteer::from_rows(gazetteer.to_rows()).unwrap()] {
            prop_assert_eq!(names(&again), names(&gazetteer));
            for (again, entity) in again.entities().iter().zip(gazetteer.entities()) {
                prop_assert_eq!((&again.id, &again.name, &again.kind, again.priority), (&entity.id, &entity.name, &entity.kind, entity.priority));
            }
        }
    }

    #[test]
    fn numbers_of_names_agree(gazetteer in gazetteer('a')) {
        prop_assert_eq!(gazetteer.names().count(), gazetteer.names_len());
        for (number, name) in gazetteer.names().enumerate() {
            prop_assert_eq!(gazetteer.name_text(number as u32), name.text);
        }
    }

    #[test]
    fn making_it_again_changes_nothing(gazetteer in gazetteer('a')) {
        prop_assert_eq!(&Gazetteer::new(gazetteer.entities().to_vec()).unwrap(), &gazetteer);
    }

    #[test]
    fn adding_is_idempotent_and_keeps_every_name(left in mergeable(), right in mergeable()) {
        let both = left.merge(&right).unwrap();
        prop_assert_eq!(&both.merge(&both).unwrap(), &both);
        prop_assert_eq!(&both.merge(&right).unwrap(), &both);
        prop_assert_eq!(names(&both), names(&left).union(&names(&right)).cloned().collect());
        prop_assert_eq!(names(&both), names(&right.merge(&left).unwrap()));
        prop_assert_eq!(&both.merge(&Gazetteer::new(Vec::new()).unwrap()).unwrap(), &both);
    }

    #[test]
    fn adding_is_associative(a in mergeable(), b in mergeable(), c in mergeable(), d in gazetteer('d'), e in gazetteer('e')) {
        let left = a.merge(&b).unwrap().merge(&c).unwrap();
        let right = a.merge(&b.merge(&c).unwrap()).unwrap();
        prop_assert_eq!(names(&left), names(&right));
        prop_assert_eq!(a.merge(&d).unwrap().merge(&e).unwrap(), a.merge(&d.merge(&e).unwrap()).unwrap());
    }
}

#[test]
fn what_two_gazetteers_disagree_on_is_named() {
    for (left, right, error) in [
        (r#""type": "person""#, r#""type": "place""#, "entity 'a': type is 'person' on the left and 'place' on the right"),
        (r#""priority": 1"#, r#""priority": 2"#, "entity 'a': priority is '1' on the left and '2' on the right"),
        (r#""wikidata": "Q1""#, r#""wikidata": "Q2""#, "entity 'a': wikidata is 'Q1' on the left and 'Q2' on the right"),
    ] {
        let make = |field| records(&format!(r#"[{{"id": "a", {field}}}]"#));
        let [left, right] = [make(left), make(right)];
        assert_eq!(left.merge(&right).unwrap_err().to_string(), error);
        assert_eq!(left.merge(&records(r#"[{"id": "a"}]"#)).unwrap(), left);
        assert_eq!(records(r#"[{"id": "a"}]"#).merge(&left).unwrap(), left);
    }
    let merged = records(r#"[{"id": "a", "name": "A", "aliases": ["B"]}]"#)
        .merge(&records(r#"[{"id": "b"}, {"id": "a", "name": "C", "aliases": ["B", "D"]}]"#))
        .unwrap();
    assert_eq!(merged, records(r#"[{"id": "a", "name": "A", "aliases": ["B", "C", "D"]}, {"id": "b"}]"#));
}

#[test]
fn it_may_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Gazetteer>();
    assert!(Path::new("seeds").exists(), "tests run at the root of the repository");
}
