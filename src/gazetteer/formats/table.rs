//! Entities as the long table, one row a name, in and out.

use super::record::{date, whole, word, yes};
use super::report::{Outcome, Report};
use crate::error::{choices, inside, problem, shown};
use crate::gazetteer::model::{Alias, Case, Entity, EntityId, Gazetteer, Ids, Kind, Name};
use crate::gazetteer::validate::{check, fields, normal, text};
use crate::{Error, Result};
use chrono::NaiveDate;
use rustc_hash::FxHashSet;
use serde_json::{Map, Number, Value};
use std::sync::Arc;

/// One row of the long table: an alias, and what is known of its entity. Texts are as in the table; an empty one counts as absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AliasRow<'a> {
    /// Whose alias it is.
    pub entity_id: &'a str,
    /// The spelling.
    pub alias: &'a str,
    /// The name of the entity.
    pub name: Option<&'a str>,
    /// The type of the entity: the column `type`.
    pub entity_type: Option<&'a str>,
    /// The language of the alias.
    pub lang: Option<&'a str>,
    /// One of [`Kind`].
    pub kind: Option<&'a str>,
    /// One of [`Case`](crate::gazetteer::Case).
    pub case: Option<&'a str>,
    /// Whether the alias counts by itself.
    pub alone: Option<bool>,
    /// Whether names inside the alias count too.
    pub nested: Option<bool>,
    /// First day the alias applies.
    pub valid_from: Option<NaiveDate>,
    /// Last day the alias applies.
    pub valid_to: Option<NaiveDate>,
    /// The priority of the entity.
    pub priority: Option<i64>,
}

impl AliasRow<'_> {
    /// Fills in what a table may hold as text and is none.
    pub(crate) fn parse_texts(
        &mut self,
        [alone, nested]: [Option<&str>; 2],
        from: Option<&str>,
        to: Option<&str>,
        priority: Option<&str>,
    ) -> Result<()> {
        let entity = |error| inside(error, &format!("entity '{}'", shown(self.entity_id)));
        let day = |field, text: Option<&str>| text.map(|text| date(field, text)).transpose();
        let truth = |field, text: Option<&str>| text.map(|text| yes(field, text)).transpose().map_err(entity);
        let (alone, nested) = (truth("alone", alone)?, truth("nested", nested)?);
        let valid_from = day("valid_from", from).map_err(entity)?;
        let valid_to = day("valid_to", to).map_err(entity)?;
        let priority = priority.map(|text| whole("priority", text)).transpose().map_err(entity)?;
        self.alone = alone.or(self.alone);
        self.nested = nested.or(self.nested);
        self.valid_from = valid_from.or(self.valid_from);
        self.valid_to = valid_to.or(self.valid_to);
        self.priority = priority.or(self.priority);
        Ok(())
    }
}

/// A cell of a column that is an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// Text; empty: nothing.
    Text(&'a str),
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(Number),
}

/// What a column of the long table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// `entity_id`
    EntityId,
    /// `alias`
    Alias,
    /// `name`
    Name,
    /// `type`
    Type,
    /// `lang`
    Lang,
    /// `kind`
    Kind,
    /// `case`
    Case,
    /// `alone`
    Alone,
    /// `nested`
    Nested,
    /// `valid_from`
    ValidFrom,
    /// `valid_to`
    ValidTo,
    /// `priority`
    Priority,
    /// Any other: the attribute with this number.
    Attribute(usize),
}

impl Column {
    /// The columns that mean something, in the order in which they are written.
    pub const KNOWN: &'static [(&'static str, Self)] = &[
        ("entity_id", Self::EntityId),
        ("alias", Self::Alias),
        ("name", Self::Name),
        ("type", Self::Type),
        ("lang", Self::Lang),
        ("kind", Self::Kind),
        ("case", Self::Case),
        ("alone", Self::Alone),
        ("nested", Self::Nested),
        ("valid_from", Self::ValidFrom),
        ("valid_to", Self::ValidTo),
        ("priority", Self::Priority),
    ];

    /// What the columns of a table hold, and the names of the attributes.
    ///
    /// # Errors
    ///
    /// A column without a name, twice, or nearly named like one that means something; no `entity_id` or no `alias`.
    pub fn assign<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<(Vec<Self>, Vec<String>)> {
        let (mut columns, mut attributes) = (Vec::new(), Vec::new());
        let names: Vec<&str> = names.into_iter().collect();
        let mut seen = FxHashSet::default();
        for (i, name) in names.iter().enumerate() {
            if !seen.insert(*name) {
                return Err(problem(format!("there are two columns '{}'", shown(name))));
            }
            if name.is_empty() {
                return Err(problem(format!("column {i} has no name (an index of pandas? write the file with index=False)")));
            }
            let known = Self::KNOWN.iter().find(|(known, _)| known == name);
            columns.push(if let Some(&(_, column)) = known {
                column
            } else {
                fields::attribute_of_table(name)?;
                attributes.push((*name).to_owned());
                Self::Attribute(attributes.len() - 1)
            });
        }
        for (needed, column) in &Self::KNOWN[..2] {
            if !columns.contains(column) {
                let given = names.iter().take(20).map(|name| format!("'{}'", shown(name))).collect::<Vec<_>>().join(", ");
                let given = if given.is_empty() { "there are none".to_owned() } else { format!("there are {given}") };
                return Err(problem(format!("column '{needed}' is missing: {given}; known are {}", known_columns())));
            }
        }
        Ok((columns, attributes))
    }
}

/// Makes a gazetteer of the rows of a long table. The rows of an entity need not stand together.
///
/// ```
/// use comention::gazetteer::{AliasRow, Cell, TableBuilder};
///
/// let mut table = TableBuilder::new(vec!["wikidata".into()]);
/// table.push(0, &AliasRow { entity_id: "russia", alias: "Russia", ..Default::default() }, &[Cell::Text("Q159")])?;
/// table.push(1, &AliasRow { entity_id: "russia", alias: "रूस", lang: Some("hi"), ..Default::default() }, &[Cell::Null])?;
/// let (gazetteer, _) = table.finish()?;
/// assert_eq!(gazetteer.get("russia")?.attributes["wikidata"], "Q159");
/// # Ok::<(), comention::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct TableBuilder {
    attributes: Vec<String>,
    entities: Vec<Entity>,
    by_id: Ids,
    /// The languages so far, each once.
    langs: FxHashSet<Arc<str>>,
    /// The entity of the row before: rows of an entity mostly stand together.
    last: usize,
    errors: Errors,
    /// Entities with more than one type, which real tables have in numbers, and which costs nobody a mention.
    several_types: FxHashSet<EntityId>,
    report: Report,
}

choices! {
    /// What to do with a row of the long table that does not hold.
    #[derive(Default)]
    pub enum Errors as "errors" {
        /// Refuse the table.
        #[default]
        Raise = "raise",
        /// Leave the row out, and report it.
        Skip = "skip",
    }
}

impl TableBuilder {
    /// A table whose rows come with these attributes.
    pub fn new(attributes: Vec<String>) -> Self {
        Self { attributes, ..Self::default() }
    }

    /// What to do with rows that do not hold; without it they are refused.
    #[must_use]
    pub fn errors(mut self, errors: Errors) -> Self {
        self.errors = errors;
        self
    }

    /// Counts lines of a file, from 1, where otherwise rows are counted, from 0.
    #[must_use]
    pub(in crate::gazetteer) fn of_lines(mut self) -> Self {
        self.report = Report::lines(None);
        self
    }

    /// Adds the row with this number and its attributes, in the order they were named.
    pub fn push(&mut self, number: u64, row: &AliasRow<'_>, attributes: &[Cell<'_>]) -> Result<()> {
        let added = self.add(number, row, attributes);
        added.or_else(|error| self.skip(number, error))
    }

    /// Leaves a row out because of this error, or gives the error back with the place of the row.
    pub(crate) fn skip(&mut self, number: u64, error: Error) -> Result<()> {
        match (self.errors, error) {
            (Errors::Skip, Error::Gazetteer { place, problem }) => {
                let what = if place.is_empty() { problem.clone() } else { format!("{place}: {problem}") };
                self.report.note(Outcome::Skipped, &reason(&problem), Some(number), &what);
                Ok(())
            }
            (_, error) => Err(error.within(&format!("{} {number}", self.report.unit()))),
        }
    }

    fn add(&mut self, number: u64, row: &AliasRow<'_>, attributes: &[Cell<'_>]) -> Result<()> {
        let position = self.position(row.entity_id)?;
        let entity = &mut self.entities[position];
        let cells = || self.attributes.iter().zip(attributes);
        // All of a row is checked before any of it is taken: a row that is left out leaves nothing behind.
        let alias = checked(entity, row, &mut self.langs).and_then(|alias| {
            cells().try_for_each(|(column, cell)| agrees(&entity.attributes, column, cell))?;
            Ok(alias)
        });
        let alias = alias.map_err(|error| inside(error, &format!("entity '{}'", shown(row.entity_id))))?;
        let several = fill(entity, row, alias);
        for (column, cell) in cells() {
            if !cell.is_empty() && !entity.attributes.contains_key(column) {
                entity.attributes.insert(column.clone(), cell.to_value());
            }
        }
        if let Some(several) = several
            && self.several_types.insert(position as EntityId)
        {
            let reason = "more than one type, the first one is kept";
            self.report.note(Outcome::Settled, reason, Some(number), &several);
        }
        Ok(())
    }

    /// The gazetteer, and what was left out, decided or repeated.
    pub fn finish(mut self) -> Result<(Gazetteer, Report)> {
        let all = self.entities.len();
        // Those of which every row was left out.
        self.entities.retain(|entity| !entity.aliases.is_empty());
        for entity in &mut self.entities {
            if entity.name.is_empty()
                && let Some(first) = entity.aliases.first()
            {
                entity.name = first.text.clone();
            }
            let repeated = normal::entity(entity);
            if repeated > 0 {
                let whose = format!("entity '{}'", shown(&entity.id));
                self.report.count(Outcome::Repeated, "a name given before", repeated, None, &whose);
            }
            entity.aliases.shrink_to_fit();
        }
        let gazetteer = if self.entities.len() == all {
            Gazetteer::of_ids(self.entities, self.by_id)
        } else {
            Gazetteer::assemble(self.entities, |i| format!("entity number {i}"))
        };
        Ok((gazetteer?, self.report))
    }

    fn position(&mut self, id: &str) -> Result<usize> {
        if self.entities.get(self.last).is_some_and(|entity| &*entity.id == id) {
            return Ok(self.last);
        }
        self.last = if let Some(position) = self.by_id.get(id, &self.entities) {
            position as usize
        } else {
            check::id("entity_id", id)?;
            let position = self.entities.len();
            let number =
                EntityId::try_from(position).map_err(|_| Error::Compile(format!("more than {} entities", EntityId::MAX)))?;
            self.entities.push(Entity::new(id, ""));
            self.by_id.insert(number, &self.entities);
            position
        };
        Ok(self.last)
    }
}

/// The alias of a row, if the row holds and does not contradict what is known of its entity.
fn checked(entity: &Entity, row: &AliasRow<'_>, langs: &mut FxHashSet<Arc<str>>) -> Result<Alias> {
    text::text("alias", row.alias)?;
    let mut alias = Alias::new(row.alias);
    alias.lang = match row.lang.and_then(|lang| langs.get(lang)) {
        Some(known) => Some(Arc::clone(known)),
        None => text("lang", row.lang)?.map(Arc::from).inspect(|lang| {
            langs.insert(Arc::clone(lang));
        }),
    };
    alias.kind = text("kind", row.kind)?.map_or(Ok(Kind::Name), word)?;
    alias.case = text("case", row.case)?.map(word).transpose()?;
    (alias.alone, alias.nested) = (row.alone, row.nested.unwrap_or_default());
    (alias.valid_from, alias.valid_to) = (row.valid_from, row.valid_to);
    check::days(["valid_from", "valid_to"], alias.valid_from, alias.valid_to)?;
    if let Some(name) = text("name", row.name)?
        && !entity.name.is_empty()
        && *entity.name != *name
    {
        return Err(contradiction("name", &entity.name, name));
    }
    if let (Some(priority), Some(before)) = (row.priority, entity.priority)
        && before != priority
    {
        return Err(contradiction("priority", &before.to_string(), &priority.to_string()));
    }
    text("type", row.entity_type)?;
    Ok(alias)
}

/// Adds an alias to its entity, and what the row knows of the entity; says so if that is another type.
fn fill(entity: &mut Entity, row: &AliasRow<'_>, alias: Alias) -> Option<String> {
    let given = |cell: &&str| !cell.is_empty();
    if entity.aliases.is_empty() {
        // Most have one; by itself the list makes room for four.
        entity.aliases.reserve_exact(1);
    }
    entity.aliases.push(alias);
    if let Some(name) = row.name.filter(given)
        && entity.name.is_empty()
    {
        entity.name = name.into();
    }
    entity.priority = entity.priority.or(row.priority);
    match (row.entity_type.filter(given), &entity.kind) {
        (Some(kind), None) => entity.kind = Some(kind.into()),
        (Some(kind), Some(before)) if **before != *kind => {
            return Some(format!("entity '{}' is '{}' and '{}'", shown(&entity.id), shown(before), shown(kind)));
        }
        _ => {}
    }
    None
}

/// The reason for which a row is left out: the message without the value, so that rows of one kind are counted together.
fn reason(problem: &str) -> String {
    let mut quoted = problem.split('\'');
    let first = quoted.next().unwrap_or_default().to_owned();
    quoted.enumerate().fold(first, |text, (i, part)| text + if i % 2 == 0 { "…" } else { part })
}

fn text<'a>(field: &str, cell: Option<&'a str>) -> Result<Option<&'a str>> {
    let cell = cell.filter(|cell| !cell.is_empty());
    cell.map_or(Ok(()), |cell| text::text(field, cell))?;
    Ok(cell)
}

/// Whether an attribute says what was said before, if anything was.
fn agrees(attributes: &Map<String, Value>, column: &str, cell: &Cell<'_>) -> Result<()> {
    let same = |value: &Value| match (cell, value) {
        (Cell::Text(text), Value::String(value)) => text == value,
        (Cell::Bool(bool), Value::Bool(value)) => bool == value,
        (Cell::Number(number), Value::Number(value)) => number == value,
        _ => false,
    };
    match attributes.get(column) {
        Some(value) if !cell.is_empty() && !same(value) => {
            Err(contradiction(&format!("column '{}'", shown(column)), &cell_text(value), &cell_text(&cell.to_value())))
        }
        _ => Ok(()),
    }
}

fn contradiction(field: &str, before: &str, here: &str) -> Error {
    problem(format!("{field} is '{}', but '{}' in a row before", shown(here), shown(before)))
}

impl Cell<'_> {
    fn is_empty(&self) -> bool {
        matches!(self, Self::Null | Self::Text(""))
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::from(*text),
            Self::Bool(bool) => Value::from(*bool),
            Self::Number(number) => Value::Number(number.clone()),
        }
    }
}

/// An attribute as the text of a cell: what is no text as JSON.
pub(in crate::gazetteer) fn cell_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl Gazetteer {
    /// A gazetteer from rows of the long table without attributes; [`TableBuilder`] takes those too.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = AliasRow<'a>>) -> Result<Self> {
        let mut table = TableBuilder::default();
        for (number, row) in (0..).zip(rows) {
            table.push(number, &row, &[])?;
        }
        table.finish().map(|(gazetteer, _)| gazetteer)
    }

    /// The long table without attributes: a row for each of [`names`](Self::names). Titles of roles are rows of kind `role`.
    pub fn to_rows(&self) -> impl Iterator<Item = AliasRow<'_>> {
        self.names().map(|name| self.row(&name))
    }

    fn row<'a>(&'a self, name: &Name<'a>) -> AliasRow<'a> {
        let entity = self.entity(name.entity);
        AliasRow {
            entity_id: &entity.id,
            alias: name.text,
            name: Some(&entity.name),
            entity_type: entity.kind.as_deref(),
            lang: name.lang,
            kind: Some(name.kind.as_str()),
            case: name.case.map(Case::as_str),
            // Said only where it is not what the kind says.
            alone: Some(name.alone).filter(|&alone| alone == (name.kind == Kind::Short)),
            nested: Some(name.nested).filter(|nested| *nested),
            valid_from: name.valid_from,
            valid_to: name.valid_to,
            priority: entity.priority,
        }
    }

    /// The names of all attributes, in the order in which they first occur.
    pub fn attribute_names(&self) -> Vec<&str> {
        let mut seen = FxHashSet::default();
        let names = self.entities().iter().flat_map(|entity| entity.attributes.keys());
        names.map(String::as_str).filter(|name| seen.insert(*name)).collect()
    }

    /// A column of the long table for an attribute: for each entity how many rows it has, and the text that stands in them.
    pub fn attribute_column<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = (usize, Option<String>)> + 'a {
        self.entities().iter().map(move |entity| (entity.names_len(), entity.attributes.get(attribute).map(cell_text)))
    }
}

/// The columns that mean something, for a message.
fn known_columns() -> String {
    Column::KNOWN.iter().map(|(name, _)| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}
