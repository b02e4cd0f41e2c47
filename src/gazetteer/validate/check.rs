//! What every entity must fulfil, however it came.

use super::fields;
use super::text::text;
use crate::Result;
use crate::error::{inside, problem, shown};
use crate::gazetteer::model::{Alias, Entity, Role};
use chrono::{Datelike, NaiveDate};
use serde_json::Value;

/// How deep the values of attributes may nest, so that what was saved can be read again.
const MAX_DEPTH: usize = 100;

/// An id: a text without what nobody sees.
pub(in crate::gazetteer) fn id(field: &str, id: &str) -> Result<()> {
    text(field, id)?;
    if id.trim() != id {
        return Err(problem(format!("{field} '{}' begins or ends with white space", shown(id))));
    }
    if id.chars().any(char::is_control) {
        return Err(problem(format!("{field} '{}' has a control character", shown(id))));
    }
    Ok(())
}

/// The first and the last day of something.
pub(in crate::gazetteer) fn days(fields: [&str; 2], from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<()> {
    for (field, day) in fields.into_iter().zip([from, to]) {
        if let Some(day) = day
            && !(1..=9999).contains(&day.year())
        {
            return Err(problem(format!("{field} {day} is not in the years 1 to 9999")));
        }
    }
    match (from, to) {
        (Some(from), Some(to)) if from > to => Err(problem(format!("{} {from} is after {} {to}", fields[0], fields[1]))),
        _ => Ok(()),
    }
}

/// All of an entity but the uniqueness of its id; `origin` says where it came from, for want of an id.
pub(in crate::gazetteer) fn entity(entity: &Entity, origin: &dyn Fn() -> String) -> Result<()> {
    id("id", &entity.id).map_err(|error| inside(error, &origin()))?;
    parts(entity).map_err(|error| inside(error, &format!("entity '{}'", shown(&entity.id))))
}

fn parts(entity: &Entity) -> Result<()> {
    for (i, alias) in entity.aliases.iter().enumerate() {
        self::alias(alias).map_err(|error| inside(error, &format!("alias {i}")))?;
    }
    for (i, role) in entity.roles.iter().enumerate() {
        self::role(role).map_err(|error| inside(error, &format!("role {i}")))?;
    }
    // Behind the aliases: a name that is absent is the first of them, and what is wrong with that is the alias.
    text("name", &entity.name)?;
    entity.kind.as_deref().map_or(Ok(()), |kind| text("type", kind))?;
    for (field, value) in &entity.attributes {
        fields::attribute_of_record(field)?;
        if deeper_than(value, MAX_DEPTH) {
            return Err(problem(format!("field '{}' nests deeper than {MAX_DEPTH} levels", shown(field))));
        }
    }
    Ok(())
}

fn alias(alias: &Alias) -> Result<()> {
    spelling(&alias.text, alias.lang.as_deref())?;
    days(["valid_from", "valid_to"], alias.valid_from, alias.valid_to)
}

fn role(role: &Role) -> Result<()> {
    if role.titles.is_empty() {
        return Err(problem("titles is empty, must hold at least one"));
    }
    for (i, title) in role.titles.iter().enumerate() {
        spelling(&title.text, title.lang.as_deref()).map_err(|error| inside(error, &format!("title {i}")))?;
    }
    days(["from", "to"], role.from, role.to)
}

fn spelling(spelling: &str, lang: Option<&str>) -> Result<()> {
    text("text", spelling)?;
    lang.map_or(Ok(()), |lang| text("lang", lang))
}

fn deeper_than(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| deeper_than(item, levels - 1)),
        Value::Object(fields) => levels == 0 || fields.values().any(|field| deeper_than(field, levels - 1)),
        _ => false,
    }
}
