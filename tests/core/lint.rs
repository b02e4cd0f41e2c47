//! Lint: the table of cases, and laws over generated gazetteers.

use super::cases::{cases, text_of};
use comention::Gazetteer;
use comention::gazetteer::lint::{Against, Finding, Rule, Words};
use comention::gazetteer::{Alias, Entity, Kind, Role, Title};
use comention::monitor::Monitor;
use proptest::prelude::*;
use toml::Value;

fn texts_of(row: &Value) -> Vec<&str> {
    row.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap_or_default()).collect()
}

fn lint(gazetteer: &Gazetteer, against: Against) -> Vec<Finding> {
    gazetteer.lint(against, Some(2), &Monitor::new()).unwrap()
}

/// What a finding says, by ids.
fn said(gazetteer: &Gazetteer, finding: &Finding) -> [String; 5] {
    let id = finding.entity.map(|entity| gazetteer.entity(entity).id.to_string()).unwrap_or_default();
    let alias = finding.alias.as_deref().unwrap_or_default().to_owned();
    [finding.severity.to_string(), finding.rule.to_string(), id, alias, finding.reason.clone()]
}

#[test]
fn findings_as_listed() {
    let mut wrong = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for case in cases("lint.toml") {
        let gazetteer = Gazetteer::from_json(text_of(&case, "records")).unwrap();
        let mut words = Words::new();
        for row in case.get("words").and_then(Value::as_array).into_iter().flatten() {
            words.add(row[0].as_str().unwrap(), [(row[1].as_str().unwrap(), row[2].as_float().unwrap() as f32)].into_iter());
        }
        let docs: Option<Vec<Option<&str>>> =
            case.get("docs").map(|docs| docs.as_array().unwrap().iter().map(Value::as_str).collect());
        let found = lint(&gazetteer, Against { texts: docs.as_deref(), words: Some(&words), langs: None });
        seen.extend(found.iter().map(|finding| finding.rule));
        let said: Vec<[String; 5]> = found.iter().map(|finding| said(&gazetteer, finding)).collect();
        let expected: Vec<Vec<&str>> = case["findings"].as_array().unwrap().iter().map(texts_of).collect();
        let same = said.len() == expected.len()
            && said.iter().zip(&expected).all(|(said, row)| said[..4] == row[..4] && said[4].contains(row[4]));
        let count = case.get("count").and_then(Value::as_integer).map(i64::cast_unsigned);
        if !same || count.is_some() && found[0].count != count {
            wrong.push(format!("{}: expected {expected:#?}\n    found {found:#?}", text_of(&case, "name")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    seen.insert(Rule::WordList);
    let never: Vec<&str> = Rule::ALL.iter().filter(|rule| !seen.contains(rule)).map(|rule| rule.as_str()).collect();
    assert!(never.is_empty(), "no case finds {never:?}");
}

#[test]
fn without_words_a_finding_says_so() {
    let gazetteer = Gazetteer::from_json(r#"[{"id": "reading", "name": "Reading"}]"#).unwrap();
    let found = lint(&gazetteer, Against::default());
    assert_eq!(found.iter().map(|finding| (finding.rule, finding.entity)).collect::<Vec<_>>(), [(Rule::WordList, None)]);
}

#[test]
fn it_stops_when_asked() {
    let gazetteer = Gazetteer::from_json(r#"[{"id": "reading", "name": "Reading"}]"#).unwrap();
    let monitor = Monitor::new();
    monitor.cancel();
    assert!(matches!(gazetteer.lint(Against::default(), None, &monitor), Err(comention::Error::Cancelled)));
}

fn text() -> impl Strategy<Value = Box<str>> {
    prop_oneof![
        4 => "[AaBb]{1,2}( [ABb]\\.?)?x",
        2 => "[A-Cक-ग\u{94d}\u{93e}\u{200d},\"\t\r\n;|@_&<>\\[\\]{}'().: é]{0,8}x",
        1 => "\\PC{0,8}x",
        1 => "x.{0,5}",
    ]
    .prop_map(String::into_boxed_str)
}

fn day() -> impl Strategy<Value = Option<chrono::NaiveDate>> {
    proptest::option::of((1_u32..=9).prop_filter_map("day", |day| chrono::NaiveDate::from_yo_opt(2000, day)))
}

fn entity() -> impl Strategy<Value = Entity> {
    let dates = || (day(), day()).prop_map(|(a, b)| if a.is_some() && b.is_some() && a > b { (b, a) } else { (a, b) });
    let alias = (text(), proptest::sample::select(Kind::ALL), dates()).prop_map(|(text, kind, (valid_from, valid_to))| Alias {
        text,
        lang: None,
        case: None,
        kind,
        alone: None,
        nested: false,
        valid_from,
        valid_to,
    });
    let role =
        (text(), dates()).prop_map(|(text, (from, to))| Role { titles: vec![Title { text, lang: None, alone: None }], from, to });
    let sort = proptest::option::of(proptest::sample::select(&["person", "place", "ORG"][..]));
    (text(), proptest::collection::vec(alias, 0..6), proptest::collection::vec(role, 0..3), sort, proptest::option::of(0_i64..2))
        .prop_map(|(name, aliases, roles, kind, priority)| {
            let mut entity = Entity::new("", name);
            (entity.aliases, entity.roles, entity.kind, entity.priority) = (aliases, roles, kind.map(Into::into), priority);
            entity
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_order_of_entities_does_not_matter(entities in proptest::collection::vec(entity(), 0..8), docs in proptest::collection::vec(text(), 0..4)) {
        let named = |mut entities: Vec<Entity>, backwards: bool| {
            for (i, entity) in entities.iter_mut().enumerate() {
                entity.id = format!("e{i}").into();
            }
            if backwards {
                entities.reverse();
            }
            Gazetteer::new(entities).unwrap()
        };
        let docs: Vec<Option<&str>> = docs.iter().map(|doc| Some(&**doc)).collect();
        let against = Against { texts: Some(&docs), words: None, langs: None };
        let (forth, back) = (named(entities.clone(), false), named(entities, true));
        let all = |gazetteer: &Gazetteer, threads| {
            let found = gazetteer.lint(against, Some(threads), &Monitor::new()).unwrap();
            found.iter().map(|finding| (said(gazetteer, finding), finding.count)).collect::<Vec<_>>()
        };
        let found = all(&forth, 1);
        prop_assert_eq!(&found, &all(&back, 1));
        prop_assert_eq!(&found, &all(&forth, 3));
        for (finding, _) in &found {
            prop_assert!(!finding[4].is_empty() && finding[4].chars().count() < 600, "{:?}", finding);
        }
    }
}
