//! Gazetteers in and out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use comention::Error;
use comention::gazetteer::{Alias, AliasRow, Case, Column, Entity, Gazetteer, Kind, Role, Seed, TableBuilder, Title};
use serde::Deserialize;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Cases {
    case: Vec<CaseOfTable>,
}

#[derive(Deserialize)]
struct CaseOfTable {
    name: String,
    records: Option<String>,
    table: Option<String>,
    error: String,
}

pub(super) fn records(json: &str) -> Gazetteer {
    Gazetteer::from_json(json).unwrap()
}

/// A folder of this test's own, gone when the test ends.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("comention-gazetteer-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The message of the error when the file is read, without the folder.
    fn refusal(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let error = Gazetteer::read(self.file(name, content)).unwrap_err().to_string();
        error.strip_prefix(&format!("{}/", self.0.display())).unwrap_or(&error).to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

// ---- what is refused -----------------------------------------------------------------------------------------------------------------

#[test]
fn every_case_is_refused_with_its_message() {
    let cases: Cases = toml::from_str(include_str!("../cases/gazetteer.toml")).unwrap();
    let folder = Folder::new("cases");
    for case in cases.case {
        if let Some(json) = &case.records {
            let error = Gazetteer::from_json(json).expect_err(&case.name);
            assert_eq!(error.to_string(), case.error, "{}", case.name);
        }
        if let Some(table) = &case.table {
            let table = table.trim_start_matches('\n').replace('|', ",");
            let message = folder.refusal("case.csv", table);
            // A file counts lines from 1 and has a header, a frame counts rows from 0.
            let expected = match case.error.strip_prefix("row ").and_then(|rest| rest.split_once(':')) {
                Some((row, rest)) => format!("line {}:{rest}", row.parse::<u32>().unwrap() + 2),
                None => case.error.replacen("header", "line 1", 1),
            };
            assert_eq!(message, format!("case.csv: {expected}"), "{}", case.name);
        }
    }
}

#[test]
fn a_file_that_does_not_hold_is_named_with_the_line() {
    let folder = Folder::new("files");
    for (file, content, error) in [
        (
            "a.jsonl",
            "{\"id\": \"a\"}\n\n{\"id\": \"b\", \"aliases\": [\"\"]}\n",
            "a.jsonl: line 3: entity 'b', alias 0: text is empty",
        ),
        ("a.jsonl", "{\"id\": \"a\"}\n{\"id\": \"a\"}", "a.jsonl: line 2: entity 'a': the id is already that of line 1"),
        ("a.jsonl", "{\"id\": \"a\"}\n{\"id\": ", "a.jsonl: line 2: EOF while parsing a value at column 7"),
        ("a.json", "[{\"id\": \"a\"},\n{\"id\": oops}]", "a.json: JSON: expected value at line 2 column 8"),
        ("a.json", "", "a.json: JSON: EOF while parsing a value at line 1 column 0"),
        ("a.json", "[] []", "a.json: JSON: trailing characters at line 1 column 4"),
        ("a.json", "{}", "a.json: JSON: the whole is an object, must be a list of records (one record a line is .jsonl)"),
        ("a.json", "3", "a.json: JSON: invalid type: integer `3`, expected a list of records at line 1 column 1"),
        ("a.csv", "entity_id,alias\na,A\nb\n", "a.csv: line 3: has 1 cells, the header has 2"),
        ("a.csv", "entity_id,alias,alias\n", "a.csv: line 1: there are two columns 'alias'"),
        (
            "a.csv",
            ",entity_id,alias\n0,a,A\n",
            "a.csv: line 1: column 0 has no name (an index of pandas? write the file with index=False)",
        ),
        ("a.tsv", "entity_id\talias\na\tA\na\t\n", "a.tsv: line 3: entity 'a': alias is empty"),
    ] {
        assert_eq!(folder.refusal(file, content), error);
    }
    assert_eq!(folder.refusal("b.csv", b"entity_id,alias\na,A\nb,\xff\n"), "b.csv: line 3: byte 0xFF is no UTF-8");
    assert_eq!(
        folder.refusal("b.xlsx", ""),
        "b.xlsx: extension is '.xlsx', must be one of '.json', '.jsonl', '.csv', '.tsv', in Python also '.parquet'"
    );
    assert!(matches!(Gazetteer::read(folder.0.join("none.json")), Err(Error::Io { path, .. }) if path.ends_with("none.json")));
}

#[test]
fn ten_megabytes_of_alias_are_told_by_their_length() {
    let json = format!(r#"[{{"id": "a", "aliases": ["{}"]}}]"#, "क".repeat(3_500_000));
    let message = Gazetteer::from_json(&json).unwrap_err().to_string();
    assert_eq!(message, "record 0: entity 'a', alias 0: text has 3500000 characters, at most 4096 are allowed");
    let just = format!(r#"[{{"id": "a", "aliases": ["{}"]}}]"#, "क".repeat(4096));
    assert_eq!(records(&just).names_len(), 1);
    for json in [format!("\"{}\"", "x".repeat(1 << 20)), format!(r#"[{{"id": "{}"}}]"#, "x".repeat(1 << 20))] {
        assert!(Gazetteer::from_json(&json).unwrap_err().to_string().len() < 400);
    }
}

#[test]
fn a_million_aliases_of_one_entity_work() {
    let mut entity = Entity::new("crowd", "Crowd");
    entity.aliases = (0..1_000_000).map(|i| Alias::new(format!("member {}", i % 999_999))).collect();
    let gazetteer = Gazetteer::new(vec![entity]).unwrap();
    assert_eq!(gazetteer.names_len(), 1_000_000);
    assert_eq!(gazetteer.name_text(999_999), "member 999998");
}

#[test]
fn entities_made_in_rust_are_checked_too() {
    let new = |entity: Entity| Gazetteer::new(vec![entity]).unwrap_err().to_string();
    assert_eq!(new(Entity::new("", "A")), "entity number 0: id is empty");
    assert_eq!(new(Entity::new("a", " ")), "entity 'a': name is empty");
    let mut entity = Entity::new("a", "A");
    entity.attributes.insert("aliases".into(), 1.into());
    assert_eq!(new(entity), "entity 'a': unknown field 'aliases' (did you mean 'aliases'?)");
    let mut entity = Entity::new("a", "A");
    let deep = (0..120).fold(serde_json::Value::from(1), |inner, _| serde_json::json!([inner]));
    entity.attributes.insert("deep".into(), deep);
    assert_eq!(new(entity), "entity 'a': field 'deep' nests deeper than 100 levels");
    let twice = Gazetteer::new(vec![Entity::new("a", "A"), Entity::new("a", "B")]).unwrap_err();
    assert_eq!(twice.to_string(), "entity number 1: entity 'a': the id is already that of entity number 0");
}

#[test]
fn attributes_that_only_resemble_fields_are_free() {
    for field in
        ["title", "rules", "game", "date", "wikidata", "qid", "uid", "url", "language", "cases", "country", "capital", "नाम", "_"]
    {
        let gazetteer = records(&format!(r#"[{{"id": "a", "{field}": {{"any": [1, null]}}}}]"#));
        assert_eq!(gazetteer.get("a").unwrap().attributes[field]["any"][0], 1);
    }
}

// ---- what is read --------------------------------------------------------------------------------------------------------------------

#[test]
fn a_record_is_read_whole() {
    let gazetteer = records(
        r#"[{"id": "sergey-lavrov", "name": "Sergey Lavrov", "type": "person", "wikidata": "Q58217", "priority": 2.0,
            "aliases": ["Sergei Lavrov", {"text": "लावरोव", "lang": "hi", "kind": "short", "case": "exact", "valid_to": "2024-12-31T00:00:00"}],
            "roles": [{"titles": ["Russian Foreign Minister", {"text": "रूसी विदेश मंत्री", "lang": "hi"}], "from": "2004-03-09", "to": null}]}]"#,
    );
    let entity = gazetteer.get("sergey-lavrov").unwrap();
    assert_eq!((entity.kind.as_deref(), entity.priority), (Some("person"), Some(2)));
    assert_eq!(entity.attributes["wikidata"], "Q58217");
    let names: Vec<_> = gazetteer.names().collect();
    let texts: Vec<_> = names.iter().map(|name| name.text).collect();
    assert_eq!(texts, ["Sergey Lavrov", "Sergei Lavrov", "लावरोव", "Russian Foreign Minister", "रूसी विदेश मंत्री"]);
    assert_eq!((names[2].kind, names[2].case, names[2].lang), (Kind::Short, Some(Case::Exact), Some("hi")));
    assert_eq!(names[2].valid_to.unwrap().to_string(), "2024-12-31");
    assert_eq!((names[4].kind, names[4].lang), (Kind::Role, Some("hi")));
    assert_eq!((names[4].valid_from.unwrap().to_string().as_str(), names[4].valid_to), ("2004-03-09", None));
    for (number, name) in names.iter().enumerate() {
        assert_eq!(gazetteer.name_text(number as u32), name.text);
    }
}

#[test]
fn a_name_that_is_absent_is_the_first_alias_or_the_id() {
    let gazetteer = records(
        r#"[{"id": "a", "aliases": ["A", "B"]}, {"id": "b"}, {"id": "c", "name": null, "aliases": null, "roles": null}]"#,
    );
    let names: Vec<_> = gazetteer.names().map(|name| name.text).collect();
    assert_eq!(names, ["A", "B", "b", "c"]);
}

#[test]
fn an_alias_with_the_text_of_the_name_is_the_name() {
    // What is said of it holds: nothing names the entity in lower case, or before 2004.
    let gazetteer = records(
        r#"[{"id": "us", "name": "US", "aliases": ["USA", {"text": "US", "case": "exact"}]},
            {"id": "a", "aliases": [{"text": "Minister", "kind": "role", "valid_from": "2004-01-01"}]}]"#,
    );
    let names: Vec<_> = gazetteer.names().map(|name| (name.text, name.case, name.kind, name.valid_from.is_some())).collect();
    assert_eq!(
        names,
        [("US", Some(Case::Exact), Kind::Name, false), ("USA", None, Kind::Name, false), ("Minister", None, Kind::Role, true)]
    );
    assert_eq!(gazetteer.name_text(1), "USA");
    assert_eq!(records(r#"[{"id": "us", "name": "US", "aliases": ["USA", "US"]}]"#).names_len(), 2);
}

#[test]
fn an_alias_given_twice_is_kept_once_with_the_first_language_given() {
    let gazetteer = records(
        r#"[{"id": "a", "name": "A", "aliases": ["B", {"text": "B", "lang": "en"}, {"text": "B", "lang": "de"}, {"text": "B", "kind": "short"}],
             "roles": [{"titles": ["M", {"text": "M", "lang": "en"}]}, {"titles": [{"text": "M", "lang": "en"}]}]}]"#,
    );
    let entity = gazetteer.get("a").unwrap();
    assert_eq!(
        entity.aliases.iter().map(|alias| (alias.lang.as_deref(), alias.kind)).collect::<Vec<_>>(),
        [(Some("en"), Kind::Name), (None, Kind::Short)]
    );
    assert_eq!(
        entity.roles,
        [Role { titles: vec![Title { text: "M".into(), lang: Some("en".into()), alone: None }], from: None, to: None }]
    );
}

#[test]
fn rows_of_an_entity_may_stand_apart() {
    let row = |entity_id, alias| AliasRow { entity_id, alias, ..AliasRow::default() };
    let gazetteer = Gazetteer::from_rows([
        AliasRow { lang: Some("en"), ..row("russia", "Russia") },
        row("india", "India"),
        AliasRow { lang: Some("hi"), entity_type: Some("place"), ..row("russia", "रूस") },
        AliasRow { name: Some("Republic of India"), kind: Some(""), ..row("india", "Bharat") },
    ])
    .unwrap();
    let names: Vec<_> = gazetteer.names().map(|name| (name.entity, name.text, name.lang)).collect();
    assert_eq!(
        names,
        [
            (0, "Russia", Some("en")),
            (0, "रूस", Some("hi")),
            (1, "Republic of India", None),
            (1, "India", None),
            (1, "Bharat", None)
        ]
    );
    assert_eq!(gazetteer.get("russia").unwrap().kind.as_deref(), Some("place"));
    let error = Gazetteer::from_rows([row("a", "A"), row(" a", "A")]).unwrap_err();
    assert_eq!(error.to_string(), "row 1: entity_id ' a' begins or ends with white space");
}

#[test]
fn of_several_types_the_first_is_kept_and_it_is_said() {
    let (columns, attributes) = Column::assign(["entity_id", "alias", "type", "wikidata"]).unwrap();
    assert_eq!((columns.len(), &*attributes), (4, &["wikidata".to_owned()][..]));
    let mut table = TableBuilder::new(Vec::new());
    for (row, (entity_id, alias, kind)) in
        (0..).zip([("a", "A", "ORG"), ("a", "B", "PER"), ("a", "C", "LOC"), ("b", "B", "PER"), ("c", "C", "X"), ("c", "C", "Y")])
    {
        table.push(row, &AliasRow { entity_id, alias, entity_type: Some(kind), ..AliasRow::default() }, &[]).unwrap();
    }
    let (gazetteer, report) = table.finish().unwrap();
    assert_eq!(gazetteer.get("a").unwrap().kind.as_deref(), Some("ORG"));
    assert_eq!(
        report.warnings(),
        [
            "2 settled: more than one type, the first one is kept (row 1: entity 'a' is 'ORG' and 'PER'; row 5: entity 'c' is 'X' and 'Y')"
        ]
    );
}

#[test]
fn an_unknown_id_comes_with_the_closest_one() {
    let gazetteer = records(r#"[{"id": "sergey-lavrov", "name": "Sergey V. Lavrov"}, {"id": "Q58217"}, {"id": "s-jaishankar"}]"#);
    for (given, similar) in [
        ("sergei-lavrov", Some("sergey-lavrov")),
        ("Sergey Lavrov", Some("sergey-lavrov")),
        ("Sergey V. Lavrov", Some("sergey-lavrov")),
        ("q58217", Some("Q58217")),
        ("narendra-modi", None),
        ("", None),
    ] {
        let Err(Error::UnknownEntity { id, similar: found }) = gazetteer.get(given) else { panic!("{given} is there") };
        assert_eq!((&*id, found.as_deref()), (given, similar));
    }
    let many = Gazetteer::new((0..20_000).map(|i| Entity::new(format!("entity-{i}"), "A")).collect()).unwrap();
    let Err(Error::UnknownEntity { similar, .. }) = many.get("entiyt-19999") else { panic!("it is there") };
    assert_eq!(similar.as_deref(), Some("entity-19999"));
}

#[test]
fn the_seeds_are_gazetteers() {
    for name in Seed::NAMES {
        let seed = Seed::load(name).unwrap();
        assert!(seed.gazetteer.len() > 50 && !seed.documents.is_empty());
    }
    assert_eq!(Seed::load("mars").unwrap_err().to_string(), "seed is 'mars', must be one of 'india-russia'");
}

// ---- files ---------------------------------------------------------------------------------------------------------------------------

#[test]
fn files_with_a_bom_or_windows_line_ends_are_read() {
    let folder = Folder::new("bom");
    let expected = records(r#"[{"id": "a", "aliases": ["A, \"B\"\nC"]}]"#);
    for (name, content) in [
        ("a.csv", "\u{feff}entity_id,alias\r\na,\"A, \"\"B\"\"\nC\"\r\n"),
        ("a.tsv", "\u{feff}alias\tentity_id\n\"A, \"\"B\"\"\nC\"\ta"),
        ("a.JSON", "\u{feff}[{\"id\": \"a\", \"aliases\": [\"A, \\\"B\\\"\\nC\"]}]"),
        ("a.jsonl", "\u{feff}\r\n{\"id\": \"a\", \"aliases\": [\"A, \\\"B\\\"\\nC\"]}\r\n\r\n"),
    ] {
        assert_eq!(Gazetteer::read(folder.file(name, content)).unwrap(), expected, "{name}");
    }
}

#[test]
fn a_file_is_replaced_whole_or_not_at_all() {
    let folder = Folder::new("save");
    let gazetteer = records(r#"[{"id": "a"}]"#);
    let path = folder.file("a.json", "what was there");
    gazetteer.save(&path).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "[\n  {\n    \"id\": \"a\",\n    \"name\": \"a\"\n  }\n]\n");
    assert!(matches!(gazetteer.save(folder.0.join("none/a.json")), Err(Error::Io { .. })));
    // A folder stands where the file should go: the draft is cleared away.
    std::fs::create_dir_all(folder.0.join("b.csv/c")).unwrap();
    assert!(matches!(gazetteer.save(folder.0.join("b.csv")), Err(Error::Io { .. })));
    assert!(gazetteer.save(folder.0.join("a.xml")).unwrap_err().to_string().contains("'.jsonl'"));
    let mut left: Vec<_> = std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["a.json", "b.csv"]);
}
