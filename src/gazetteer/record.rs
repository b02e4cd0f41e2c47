//! Entities as JSON records, in and out. By hand rather than derived, because an error is to name entity, alias and field.

use super::check::{inside, problem, shown, shown_up_to, text};
use super::json::Distinct;
use super::{Alias, Case, Entity, Gazetteer, Kind, Role, Title, check, near, normal};
use crate::{Error, Result};
use chrono::{NaiveDate, NaiveTime};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use std::str::FromStr;
use std::sync::Arc;

const ALIAS_FIELDS: &[&str] = &["text", "lang", "case", "kind", "alone", "nested", "valid_from", "valid_to"];
const ROLE_FIELDS: &[&str] = &["titles", "from", "to"];
const TITLE_FIELDS: &[&str] = &["text", "lang", "alone"];

impl Entity {
    /// The record it is read from.
    pub fn to_json(&self) -> String {
        // Neither a string nor these types give serde_json a reason to fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Gazetteer {
    /// A gazetteer from a JSON array of records.
    ///
    /// ```
    /// let text = r#"[{"id": "sergey-lavrov", "name": "Sergey Lavrov", "aliases": ["Sergei Lavrov", {"text": "लावरोव", "lang": "hi"}]}]"#;
    /// let gazetteer = comention::Gazetteer::from_json(text)?;
    /// assert_eq!(gazetteer.names_len(), 3);
    /// assert_eq!(comention::Gazetteer::from_json(&gazetteer.to_json())?, gazetteer);
    /// # Ok::<(), comention::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let mut entities = Vec::new();
        let mut failure = None;
        let mut json = serde_json::Deserializer::from_str(text);
        let records = Records { entities: &mut entities, failure: &mut failure };
        let parsed = records.deserialize(&mut json).and_then(|()| json.end());
        match (failure, parsed) {
            (Some(error), _) => Err(error),
            (None, Err(error)) => Err(Error::gazetteer("JSON", shown_up_to(&error.to_string(), 200))),
            (None, Ok(())) => Self::assemble(entities, |i| format!("record {i}")),
        }
    }

    /// A gazetteer from JSON records, one a line; blank lines are skipped.
    pub fn from_json_lines(text: &str) -> Result<Self> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        Self::from_numbered(lines.map(|(i, line)| (i + 1, line)), "line")
    }

    /// A gazetteer from the texts of JSON records, each with its number; `what` is numbered.
    fn from_numbered<'t>(records: impl Iterator<Item = (usize, &'t str)>, what: &str) -> Result<Self> {
        let mut entities = Vec::new();
        let mut numbers = Vec::new();
        for (number, record) in records {
            let place = || format!("{what} {number}");
            let Distinct(value) =
                serde_json::from_str(record).map_err(|error| Error::gazetteer(place(), without_line(&error)))?;
            entities.push(checked(value).map_err(|error| error.within(&place()))?);
            numbers.push(number);
        }
        Self::assemble(entities, |i| format!("{what} {}", numbers[i]))
    }

    /// A JSON array of records, from which [`from_json`](Self::from_json) makes an equal gazetteer.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The message of an error in one line of text, which needs no line number.
fn without_line(error: &serde_json::Error) -> String {
    shown_up_to(&error.to_string().replace(" at line 1 column ", " at column "), 200)
}

/// Reads an array of records one by one, so that the whole array is never held as JSON values.
struct Records<'a> {
    entities: &'a mut Vec<Entity>,
    /// What is wrong with a record, with its place; serde's own errors know none.
    failure: &'a mut Option<Error>,
}

impl<'de> DeserializeSeed<'de> for Records<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Records<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<(), A::Error> {
        while let Some(Distinct(record)) = records.next_element()? {
            match checked(record) {
                Ok(entity) => self.entities.push(entity),
                Err(error) => {
                    *self.failure = Some(error.within(&format!("record {}", self.entities.len())));
                    return Err(serde::de::Error::custom("a record does not hold"));
                }
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        *self.failure =
            Some(Error::gazetteer("JSON", "the whole is an object, must be a list of records (one record a line is .jsonl)"));
        Err(serde::de::Error::custom("no list"))
    }
}

fn checked(record: Value) -> Result<Entity> {
    let mut entity = entity(record)?;
    check::entity(&entity, &String::new)?;
    normal::entity(&mut entity);
    Ok(entity)
}

fn entity(record: Value) -> Result<Entity> {
    let Value::Object(record) = record else { return Err(wrong("", &record, "an object")) };
    let id = match record.get("id") {
        None | Some(Value::Null) => return Err(problem("id is missing")),
        Some(Value::String(id)) => id.clone(),
        Some(other) => return Err(wrong("id", other, "text")),
    };
    fields(&id, record).map_err(|error| inside(error, &format!("entity '{}'", shown(&id))))
}

fn fields(id: &str, record: Map<String, Value>) -> Result<Entity> {
    let mut entity = Entity::new(id, "");
    let mut name = None;
    for (field, value) in record {
        match field.as_str() {
            "id" => {}
            "name" => name = string("name", value)?,
            "type" => entity.kind = string("type", value)?,
            "aliases" => entity.aliases = list("aliases", "alias", value, alias)?,
            "roles" => entity.roles = list("roles", "role", value, role)?,
            "priority" => entity.priority = integer("priority", &value)?,
            _ => {
                near::attribute_of_record(&field)?;
                entity.attributes.insert(field, value);
            }
        }
    }
    let first = || entity.aliases.first().map(|alias| alias.text.clone());
    entity.name = name.or_else(first).unwrap_or_else(|| id.into());
    Ok(entity)
}

fn alias(value: Value) -> Result<Alias> {
    let fields = match value {
        Value::String(text) => return Ok(Alias::new(text)),
        Value::Object(fields) => fields,
        other => return Err(wrong("", &other, "text or an object")),
    };
    let mut alias = Alias::new("");
    let mut text = None;
    for (field, value) in fields {
        match field.as_str() {
            "text" => text = string("text", value)?,
            "lang" => alias.lang = string("lang", value)?.map(Arc::from),
            "case" => alias.case = choice::<Case>("case", value)?,
            "kind" => alias.kind = choice("kind", value)?.unwrap_or(Kind::Name),
            "alone" => alias.alone = truth("alone", &value)?,
            "nested" => alias.nested = truth("nested", &value)?.unwrap_or_default(),
            "valid_from" => alias.valid_from = day("valid_from", value)?,
            "valid_to" => alias.valid_to = day("valid_to", value)?,
            _ => return Err(problem(near::known(&field, ALIAS_FIELDS))),
        }
    }
    alias.text = text.ok_or_else(|| problem("text is missing"))?;
    Ok(alias)
}

fn role(value: Value) -> Result<Role> {
    let Value::Object(fields) = value else { return Err(wrong("", &value, "an object")) };
    let mut role = Role { titles: Vec::new(), from: None, to: None };
    for (field, value) in fields {
        match field.as_str() {
            "titles" => role.titles = list("titles", "title", value, title)?,
            "from" => role.from = day("from", value)?,
            "to" => role.to = day("to", value)?,
            _ => return Err(problem(near::known(&field, ROLE_FIELDS))),
        }
    }
    Ok(role)
}

fn title(value: Value) -> Result<Title> {
    let fields = match value {
        Value::String(text) => return Ok(Title::new(text)),
        Value::Object(fields) => fields,
        other => return Err(wrong("", &other, "text or an object")),
    };
    let mut title = Title::new("");
    let mut text = None;
    for (field, value) in fields {
        match field.as_str() {
            "text" => text = string("text", value)?,
            "lang" => title.lang = string("lang", value)?.map(Arc::from),
            "alone" => title.alone = truth("alone", &value)?,
            _ => return Err(problem(near::known(&field, TITLE_FIELDS))),
        }
    }
    title.text = text.ok_or_else(|| problem("text is missing"))?;
    Ok(title)
}

fn list<T>(field: &str, item: &str, value: Value, parse: impl Fn(Value) -> Result<T>) -> Result<Vec<T>> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(i, value)| parse(value).map_err(|error| inside(error, &format!("{item} {i}")))).collect()
        }
        other => Err(wrong(field, &other, "a list")),
    }
}

fn string(field: &str, value: Value) -> Result<Option<Box<str>>> {
    match value {
        Value::Null => Ok(None),
        Value::String(string) => Ok(Some(string.into())),
        other => Err(wrong(field, &other, "text")),
    }
}

fn truth(field: &str, value: &Value) -> Result<Option<bool>> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(truth) => Ok(Some(*truth)),
        other => Err(wrong(field, other, "true or false")),
    }
}

/// A truth value from text, as tables and spreadsheets write it.
pub(super) fn yes(field: &str, given: &str) -> Result<bool> {
    match given.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(problem(format!("{field} is '{}', must be true or false", shown(given)))),
    }
}

fn integer(field: &str, value: &Value) -> Result<Option<i64>> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Ok(Some(number)),
            None => whole(field, &number.to_string()).map(Some),
        },
        other => Err(wrong(field, other, "a whole number")),
    }
}

/// A whole number from text. Frames and spreadsheets write 5.0 for 5 where a number of the column is missing.
pub(super) fn whole(field: &str, given: &str) -> Result<i64> {
    let digits =
        given.split_once('.').map_or(given, |(digits, zeros)| if zeros.bytes().all(|b| b == b'0') { digits } else { given });
    digits.parse().map_err(|_| problem(format!("{field} is '{}', must be a whole number of 64 bits", shown(given))))
}

fn choice<T: FromStr<Err = Error>>(field: &str, value: Value) -> Result<Option<T>> {
    string(field, value)?.as_deref().map(word).transpose()
}

/// One of a few words, or a problem that lists them.
pub(super) fn word<T: FromStr<Err = Error>>(word: &str) -> Result<T> {
    shown(word).parse().map_err(|error: Error| problem(error.to_string()))
}

fn day(field: &str, value: Value) -> Result<Option<NaiveDate>> {
    string(field, value)?.as_deref().map(|text| date(field, text)).transpose()
}

/// A date as `YYYY-MM-DD`. A timestamp at midnight will do, as frames write dates that way; another one is no date.
pub(super) fn date(field: &str, given: &str) -> Result<NaiveDate> {
    text(field, given)?;
    let wrong = |what: &str| problem(format!("{field} '{}' {what}", shown(given)));
    let day = given
        .get(..10)
        .filter(|day| day.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() }));
    let Some(day) = day else { return Err(wrong("is no date, must be YYYY-MM-DD")) };
    let Ok(date) = day.parse() else { return Err(wrong("is no day of the calendar")) };
    let Some(time) = given[10..].strip_prefix(['T', ' ']) else {
        return if given.len() == 10 { Ok(date) } else { Err(wrong("is no date, must be YYYY-MM-DD")) };
    };
    // The day is that of the clock on the wall, whatever the time zone.
    let clock = time.split(['Z', '+', '-']).next().unwrap_or(time);
    match NaiveTime::from_str(clock) {
        Ok(NaiveTime::MIN) => Ok(date),
        Ok(_) => Err(wrong("has a time of day, must be YYYY-MM-DD")),
        Err(_) => Err(wrong("is no date, must be YYYY-MM-DD")),
    }
}

fn wrong(field: &str, value: &Value, must: &str) -> Error {
    let is = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => format!("'{}'", shown(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    };
    problem(format!("{field} is {is}, must be {must}").trim_start().to_owned())
}

impl Serialize for Gazetteer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.entities)
    }
}

impl Serialize for Entity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, name, kind, aliases, roles, priority, attributes } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", id)?;
        map.serialize_entry("name", name)?;
        given(&mut map, "type", kind.as_ref())?;
        given(&mut map, "aliases", Some(aliases).filter(|aliases| !aliases.is_empty()))?;
        given(&mut map, "roles", Some(roles).filter(|roles| !roles.is_empty()))?;
        given(&mut map, "priority", priority.as_ref())?;
        for (field, value) in attributes {
            map.serialize_entry(field, value)?;
        }
        map.end()
    }
}

impl Serialize for Alias {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_plain() {
            return self.text.serialize(serializer);
        }
        let Self { text, lang, case, kind, alone, nested, valid_from, valid_to } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("text", text)?;
        given(&mut map, "lang", lang.as_deref().as_ref())?;
        given(&mut map, "case", case.as_ref())?;
        given(&mut map, "kind", Some(kind).filter(|kind| **kind != Kind::Name))?;
        given(&mut map, "alone", alone.as_ref())?;
        given(&mut map, "nested", Some(nested).filter(|nested| **nested))?;
        given(&mut map, "valid_from", valid_from.as_ref())?;
        given(&mut map, "valid_to", valid_to.as_ref())?;
        map.end()
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("titles", &self.titles)?;
        given(&mut map, "from", self.from.as_ref())?;
        given(&mut map, "to", self.to.as_ref())?;
        map.end()
    }
}

impl Serialize for Title {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { text, lang, alone } = self;
        if lang.is_none() && alone.is_none() {
            return text.serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("text", text)?;
        given(&mut map, "lang", lang.as_deref().as_ref())?;
        given(&mut map, "alone", alone.as_ref())?;
        map.end()
    }
}

fn given<M: SerializeMap, T: Serialize>(map: &mut M, field: &'static str, value: Option<&T>) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(field, value))
}
