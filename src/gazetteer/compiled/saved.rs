//! A gazetteer as columns, in a file or on the way there.

use crate::gazetteer::model::{Alias, Case, Entity, EntityId, Gazetteer, Kind, Role, Title};
use crate::runtime::pool::pool;
use crate::storage::{Column, Stored, Texts, TextsBuilder, Writer};
use crate::{Error, Result};
use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// The columns that tables need, and the rest, which is decoded once, and only if somebody asks for it.
#[derive(Debug)]
pub struct Saved {
    ids: Texts,
    /// The entities in the order of their ids.
    by_id: Column<u32>,
    /// The spellings of all names, entity by entity; the first of an entity is what it is called.
    names: Texts,
    /// How many names the entities before have, one entry more than entities.
    names_before: Column<u32>,
    /// Which of the types, counted from 1; 0 for none.
    kinds: Column<u32>,
    kind_words: Texts,
    rest: Column<u8>,
    gazetteer: OnceLock<Result<Arc<Gazetteer>, String>>,
    /// How errors begin.
    path: String,
}

/// What only whole entities need, as postcard writes it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Rest {
    styles: Vec<Style>,
    /// Of each name which of the styles, counted from 1; 0 for the name of an entity that is no alias too.
    style_of: Vec<u32>,
    roles: Vec<(EntityId, Vec<Office>)>,
    priorities: Vec<(EntityId, i64)>,
    /// As JSON.
    attributes: Vec<(EntityId, String)>,
}

/// A role without its titles, of which there are so many.
#[derive(Debug, Serialize, Deserialize)]
struct Office {
    titles: u32,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// What an alias or a title says beside its text: the same of very many.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Style {
    lang: Option<Box<str>>,
    case: Option<Case>,
    kind: Kind,
    alone: Option<bool>,
    nested: bool,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Style {
    fn of_alias(alias: &Alias) -> Self {
        let Alias { text: _, lang, case, kind, alone, nested, valid_from, valid_to } = alias;
        Self {
            lang: lang.as_deref().map(Box::from),
            case: *case,
            kind: *kind,
            alone: *alone,
            nested: *nested,
            from: *valid_from,
            to: *valid_to,
        }
    }

    fn of_title(title: &Title) -> Self {
        let Title { text: _, lang, alone } = title;
        Self {
            lang: lang.as_deref().map(Box::from),
            case: None,
            kind: Kind::Role,
            alone: *alone,
            nested: false,
            from: None,
            to: None,
        }
    }

    fn alias(&self, text: &str, lang: Option<Arc<str>>) -> Alias {
        let &Self { lang: _, case, kind, alone, nested, from, to } = self;
        Alias { text: text.into(), lang, case, kind, alone, nested, valid_from: from, valid_to: to }
    }
}

/// Numbers for values as they come, from 1.
struct Numbers<T>(FxHashMap<T, u32>, Vec<T>);

impl<T: Clone + Eq + std::hash::Hash> Numbers<T> {
    fn new() -> Self {
        Self(FxHashMap::default(), Vec::new())
    }

    fn of(&mut self, value: T) -> u32 {
        let next = self.1.len() as u32 + 1;
        *self.0.entry(value).or_insert_with_key(|value| {
            self.1.push(value.clone());
            next
        })
    }
}

impl Saved {
    /// The columns of a gazetteer.
    pub(crate) fn of(gazetteer: &Gazetteer) -> Result<Self> {
        let entities = gazetteer.entities();
        let (mut ids, mut names, mut rest) =
            (TextsBuilder::with_capacity(entities.len()), TextsBuilder::default(), Rest::default());
        let (mut styles, mut types, mut kinds) = (Numbers::new(), Numbers::new(), Vec::with_capacity(entities.len()));
        for (number, entity) in (0..).zip(entities) {
            let Entity { id, name, kind, aliases, roles, priority, attributes } = entity;
            ids.push(id.as_bytes());
            kinds.push(kind.as_deref().map_or(0, |kind| types.of(kind)));
            if !entity.name_is_alias() {
                names.push(name.as_bytes());
                rest.style_of.push(0);
            }
            for alias in aliases {
                names.push(alias.text.as_bytes());
                rest.style_of.push(styles.of(Style::of_alias(alias)));
            }
            for title in roles.iter().flat_map(|role| &role.titles) {
                names.push(title.text.as_bytes());
                rest.style_of.push(styles.of(Style::of_title(title)));
            }
            if !roles.is_empty() {
                let office = |role: &Role| Office { titles: role.titles.len() as u32, from: role.from, to: role.to };
                rest.roles.push((number, roles.iter().map(office).collect()));
            }
            rest.priorities.extend(priority.map(|priority| (number, priority)));
            if !attributes.is_empty() {
                // Values that came from JSON, or could have.
                rest.attributes.push((number, serde_json::to_string(attributes).unwrap_or_default()));
            }
        }
        rest.styles = styles.1;
        let mut by_id: Vec<u32> = (0..entities.len() as u32).collect();
        let id = |entity: &u32| &entities[*entity as usize].id;
        match pool(None) {
            Ok(pool) => pool.install(|| by_id.par_sort_unstable_by(|one, other| id(one).cmp(id(other)))),
            Err(_) => by_id.sort_unstable_by(|one, other| id(one).cmp(id(other))),
        }
        let mut kind_words = TextsBuilder::default();
        types.1.iter().for_each(|kind| kind_words.push(kind.as_bytes()));
        let rest = postcard::to_stdvec(&rest).map_err(|error| Error::Compile(error.to_string()))?;
        Ok(Self {
            ids: ids.finish()?,
            by_id: by_id.into(),
            names: names.finish()?,
            names_before: gazetteer.names_before.clone().into(),
            kinds: kinds.into(),
            kind_words: kind_words.finish()?,
            rest: rest.into(),
            gazetteer: OnceLock::new(),
            path: String::new(),
        })
    }

    pub(crate) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        writer.texts("ids", &self.ids);
        writer.column("by id", &self.by_id);
        writer.texts("aliases", &self.names);
        writer.column("before", &self.names_before);
        writer.column("types", &self.kinds);
        writer.texts("type names", &self.kind_words);
        writer.column("rest", &self.rest);
    }

    pub(crate) fn read(stored: &Stored) -> Result<Self> {
        Ok(Self {
            ids: stored.texts("ids")?,
            by_id: stored.column("by id")?,
            names: stored.texts("aliases")?,
            names_before: stored.column("before")?,
            kinds: stored.column("types")?,
            kind_words: stored.texts("type names")?,
            rest: stored.column("rest")?,
            gazetteer: OnceLock::new(),
            path: stored.path().display().to_string(),
        })
    }

    /// Whether the columns fit each other.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        let len = self.ids.len();
        let most = |column: &[u32]| column.iter().fold(0, |most, &value| most.max(value)) as usize;
        let rows = |holds: bool, part| if holds { Ok(()) } else { Err(part) };
        rows(self.ids.hold() && (len as u64) < u64::from(EntityId::MAX), "ids")?;
        rows(self.by_id.len() == len && most(&self.by_id) < len.max(1), "by id")?;
        rows(self.names.hold() && (self.names.len() as u64) < u64::from(u32::MAX), "aliases")?;
        let last = self.names_before.last().is_some_and(|&last| last as usize == self.names.len());
        rows(
            self.names_before.len() == len + 1 && self.names_before.first() == Some(&0) && last && self.names_before.is_sorted(),
            "before",
        )?;
        rows(self.kinds.len() == len && self.kind_words.hold() && most(&self.kinds) <= self.kind_words.len(), "types")
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn names_len(&self) -> usize {
        self.names.len()
    }

    pub(in crate::gazetteer) fn id(&self, entity: EntityId) -> &str {
        self.ids.get(entity as usize)
    }

    pub(in crate::gazetteer) fn name(&self, entity: EntityId) -> &str {
        self.names_before.get(entity as usize).map_or("", |&name| self.names.get(name as usize))
    }

    pub(in crate::gazetteer) fn kind(&self, entity: EntityId) -> Option<&str> {
        let kind = self.kinds.get(entity as usize)?.checked_sub(1)?;
        Some(self.kind_words.get(kind as usize))
    }

    pub(in crate::gazetteer) fn name_text(&self, name: u32) -> &str {
        self.names.get(name as usize)
    }

    pub(in crate::gazetteer) fn position(&self, id: &str) -> Option<EntityId> {
        let at = self.by_id.binary_search_by(|&entity| self.id(entity).cmp(id)).ok()?;
        self.by_id.get(at).copied()
    }

    /// Whether two hold the same for sure.
    pub(in crate::gazetteer) fn same_bytes(&self, other: &Self) -> bool {
        let texts = |one: &Texts, other: &Texts| one.ends[..] == other.ends[..] && one.bytes[..] == other.bytes[..];
        self.rest[..] == other.rest[..]
            && self.names_before[..] == other.names_before[..]
            && self.kinds[..] == other.kinds[..]
            && texts(&self.kind_words, &other.kind_words)
            && texts(&self.ids, &other.ids)
            && texts(&self.names, &other.names)
    }

    pub(in crate::gazetteer) fn gazetteer(&self) -> Result<&Arc<Gazetteer>> {
        let decoded = self.gazetteer.get_or_init(|| self.decoded().map(Arc::new).map_err(|error| error.to_string()));
        let problem = |problem: &String| Error::Restore {
            what: "the gazetteer of a matcher",
            problem: format!("{}: it is damaged: {problem}", self.path),
        };
        decoded.as_ref().map_err(problem)
    }

    fn decoded(&self) -> Result<Gazetteer> {
        let wrong = |problem: &str| Error::gazetteer("", problem);
        let rest: Rest = postcard::from_bytes(&self.rest).map_err(|error| wrong(&error.to_string()))?;
        let langs: Vec<Option<Arc<str>>> = rest.styles.iter().map(|style| style.lang.as_deref().map(Arc::from)).collect();
        let mut roles = rest.roles.into_iter().peekable();
        let mut priorities = rest.priorities.into_iter().peekable();
        let mut attributes = rest.attributes.into_iter().peekable();
        let mut entities = Vec::with_capacity(self.len());
        for (number, range) in (0..).zip(self.names_before.windows(2)) {
            let mut entity = Entity::new(self.id(number), self.name(number));
            entity.kind = self.kind(number).map(Box::from);
            entity.priority = priorities.next_if(|next| next.0 == number).map(|next| next.1);
            if let Some((_, json)) = attributes.next_if(|next| next.0 == number) {
                entity.attributes = serde_json::from_str(&json).map_err(|error| wrong(&error.to_string()))?;
            }
            let offices = roles.next_if(|next| next.0 == number).map_or_else(Vec::new, |next| next.1);
            let titles = offices.iter().fold(0_u32, |sum, office| sum.saturating_add(office.titles));
            let styled = |name: u32| {
                let number = rest.style_of.get(name as usize).and_then(|&style| (style as usize).checked_sub(1));
                let style = number.and_then(|number| Some((rest.styles.get(number)?, langs.get(number)?.clone())));
                style.ok_or_else(|| wrong("a name is nobody's"))
            };
            let own = u32::from(rest.style_of.get(range[0] as usize) == Some(&0));
            let first = range[0] + own;
            // Titles beyond the entity's own names would be read once for every entity.
            let first_title = range[1].checked_sub(titles).filter(|&title| title >= first);
            let first_title = first_title.ok_or_else(|| wrong("there are less names than titles"))?;
            for name in first..first_title {
                let (style, lang) = styled(name)?;
                entity.aliases.push(style.alias(self.name_text(name), lang));
            }
            let mut title = first_title;
            for Office { titles, from, to } in offices {
                let titles = (title..title + titles).map(|name| {
                    let (style, lang) = styled(name)?;
                    Ok(Title { text: self.name_text(name).into(), lang, alone: style.alone })
                });
                let titles: Vec<Title> = titles.collect::<Result<_>>()?;
                title += titles.len() as u32;
                entity.roles.push(Role { titles, from, to });
            }
            entities.push(entity);
        }
        let gazetteer = Gazetteer::new(entities)?;
        if gazetteer.names_len() == self.names_len() { Ok(gazetteer) } else { Err(wrong("a name is there twice")) }
    }
}
