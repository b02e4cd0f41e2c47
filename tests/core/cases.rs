//! The tables of `tests/cases`, which the Python tests read too.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use comention::gazetteer::{Alias, Case, Entity, Kind};
use comention::matcher::{Document, Options};
use comention::{Gazetteer, Matcher, text};
use std::sync::Arc;
use toml::{Table, Value};

pub(crate) fn cases(file: &str) -> Vec<Table> {
    let path = format!("{}/tests/cases/{file}", env!("CARGO_MANIFEST_DIR"));
    let table: Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
    let cases: Vec<Table> = table["case"].as_array().unwrap().iter().map(|case| case.as_table().unwrap().clone()).collect();
    assert!(!cases.is_empty(), "{file} has no cases");
    cases
}

pub(crate) fn text_of<'c>(case: &'c Table, key: &str) -> &'c str {
    case[key].as_str().unwrap()
}

/// A gazetteer in which each alias belongs to the entity it names, itself by default.
fn gazetteer(case: &Table) -> Gazetteer {
    let mut entities: Vec<Entity> = Vec::new();
    for alias in case.get("aliases").and_then(Value::as_array).into_iter().flatten() {
        let field = |key| alias.get(key).and_then(Value::as_str);
        let spelling = alias.as_str().or_else(|| field("text")).unwrap();
        let id = field("entity").unwrap_or(spelling);
        let case = field("case").map(|case| case.parse::<Case>().unwrap());
        let alias = Alias {
            text: spelling.into(),
            lang: None,
            case,
            kind: Kind::Name,
            alone: None,
            nested: false,
            valid_from: None,
            valid_to: None,
        };
        match entities.iter_mut().find(|entity| &*entity.id == id) {
            Some(entity) => entity.aliases.push(alias),
            None => entities.push(Entity {
                id: id.into(),
                // Every entity has a name, which is an alias too: one that no text holds.
                name: format!("\u{E000}{id}").into(),
                kind: None,
                aliases: vec![alias],
                roles: Vec::new(),
                priority: None,
                attributes: serde_json::Map::new(),
            }),
        }
    }
    Gazetteer::new(entities).unwrap()
}

fn matcher(case: &Table) -> Matcher {
    let mut options = Options::default();
    for (key, value) in case.get("options").and_then(Value::as_table).into_iter().flatten() {
        let word = value.as_str().unwrap_or_default();
        match key.as_str() {
            "overlap" => options.overlap = word.parse().unwrap(),
            "case" => options.case = word.parse().unwrap(),
            "boundaries" => options.boundaries = word.parse().unwrap(),
            "fold_diacritics" => options.fold_diacritics = value.as_bool().unwrap(),
            _ => panic!("unknown option {key}"),
        }
    }
    Matcher::new(Arc::new(gazetteer(case)), options).unwrap()
}

#[test]
fn matching() {
    matches_as_listed("matching.toml");
}

#[test]
fn folding() {
    matches_as_listed("folding.toml");
}

fn matches_as_listed(file: &str) {
    let mut wrong = Vec::new();
    for case in cases(file) {
        let matcher = matcher(&case);
        let text = text_of(&case, "text");
        let points: Vec<char> = text.chars().collect();
        let mentions = matcher.find(Document { text: Some(text), date: None }).unwrap();
        let found: Vec<(i64, i64, String)> = mentions
            .iter()
            .map(|mention| {
                let surface: String = points[mention.chars.0 as usize..mention.chars.1 as usize].iter().collect();
                assert_eq!(surface, text[mention.bytes.0 as usize..mention.bytes.1 as usize], "{}", text_of(&case, "name"));
                // Who goes by this name; which of them is meant is the business of other tests.
                let entities =
                    if mention.candidates.is_empty() { vec![mention.entity.unwrap()] } else { mention.candidates.clone() };
                let mut ids: Vec<&str> =
                    entities.iter().map(|&entity| &*matcher.gazetteer().unwrap().entity(entity).id).collect();
                ids.sort_unstable();
                (mention.chars.0.into(), mention.chars.1.into(), ids.join("|"))
            })
            .collect();
        let expected: Vec<(i64, i64, String)> = case["mentions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row[0].as_integer().unwrap(), row[1].as_integer().unwrap(), row[2].as_str().unwrap().to_owned()))
            .collect();
        if found != expected {
            wrong.push(format!("{}: expected {expected:?}\n    found {found:?}", text_of(&case, "name")));
        }
        let words: Vec<Value> = mentions.iter().map(|mention| i64::from(mention.word).into()).collect();
        if case.get("words").is_some_and(|expected| expected.as_array() != Some(&words)) {
            wrong.push(format!("{}: expected words {:?}\n    found {words:?}", text_of(&case, "name"), case["words"]));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn sentences() {
    let mut wrong = Vec::new();
    for case in cases("sentences.toml") {
        let text = text_of(&case, "text");
        let mentions = matcher(&case).find(Document { text: Some(text), date: None }).unwrap();
        let covered: Vec<(u32, u32)> = mentions.iter().map(|mention| mention.bytes).collect();
        let sentences: Vec<&str> = text::sentences(text, &covered).into_iter().map(|range| &text[range]).collect();
        let paragraphs: Vec<&str> = text::paragraphs(text, &covered).into_iter().map(|range| &text[range]).collect();
        for (key, found) in [("sentences", sentences), ("paragraphs", paragraphs)] {
            let Some(expected) = case.get(key).and_then(Value::as_array) else { continue };
            let expected: Vec<&str> = expected.iter().map(|value| value.as_str().unwrap()).collect();
            if found != expected {
                wrong.push(format!("{}: {key} expected {expected:?}\n    found {found:?}", text_of(&case, "name")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
