//! Entities and all the names they go by.
//!
//! | file | what |
//! |---|---|
//! | `catalogue.rs` | what tables look up in one |
//! | `saved.rs` | one as columns of a file |
//! | `record.rs` | entities as JSON records, in and out |
//! | `rows.rs` | entities as the long table, in and out |
//! | `read.rs` | files of either form |
//! | `cameo/` | actor dictionaries of TABARI and PETRARCH |
//! | `report.rs` | what a reader left out or decided |
//! | `ids.rs` | entities by their ids |
//! | `check.rs` | what every entity must fulfil, however it came |
//! | `normal.rs` | one form for what can be said in several |
//! | `merge.rs` | two gazetteers as one |
//! | `near.rs` | "did you mean …" |
//! | `lint/` | what is wrong with one, or may be |
//! | `seed.rs` | the gazetteers this package ships |

mod cameo;
mod catalogue;
mod check;
mod ids;
mod json;
pub mod lint;
mod merge;
mod near;
mod normal;
mod read;
mod record;
mod report;
mod rows;
mod saved;
mod seed;

use crate::error::choices;
use crate::{Error, Result};
use chrono::NaiveDate;
use ids::Ids;
use std::sync::Arc;

pub use catalogue::Catalogue;
pub(crate) use check::shown;
pub use read::EXTENSIONS;
pub use report::{Finding, Outcome, Report};
pub use rows::{AliasRow, Cell, Column, Errors, TableBuilder};
pub use saved::Saved;
pub use seed::{Seed, SeedDocument};

/// Position of an entity in its gazetteer.
pub type EntityId = u32;

choices! {
    /// What sort of name an alias is.
    pub enum Kind as "kind" {
        /// A full name.
        Name = "name",
        /// An abbreviation: `BRICS`, `CBI`.
        Acronym = "acronym",
        /// A people or a quality named after a place: `Indian`.
        Demonym = "demonym",
        /// An office: `Russian Foreign Minister`.
        Role = "role",
        /// A part of a name that needs the full one beside it: `Lavrov`.
        Short = "short",
    }
}

choices! {
    /// How an alias is compared with the text.
    pub enum Case as "case" {
        /// After case folding.
        Fold = "fold",
        /// As written.
        Exact = "exact",
    }
}

/// One spelling by which an entity is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The spelling.
    pub text: Box<str>,
    /// Its language, as a BCP 47 tag.
    pub lang: Option<Arc<str>>,
    /// How to compare it; none: as the matcher's `case` option says.
    pub case: Option<Case>,
    /// What sort of name it is.
    pub kind: Kind,
    /// Whether it counts where nothing else in the document says who is meant; none: as its kind does (see [`Name::alone`]).
    pub alone: Option<bool>,
    /// Whether names inside it count too: those of both countries in `India-Russia summit`.
    pub nested: bool,
    /// First day it applies.
    pub valid_from: Option<NaiveDate>,
    /// Last day it applies.
    pub valid_to: Option<NaiveDate>,
}

/// A title of an office in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The title.
    pub text: Box<str>,
    /// Its language, as a BCP 47 tag.
    pub lang: Option<Arc<str>>,
    /// Whether it counts without the name of its holder beside it; none: it does.
    pub alone: Option<bool>,
}

/// An office held for a time, under its titles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// What the holder is called.
    pub titles: Vec<Title>,
    /// First day in office.
    pub from: Option<NaiveDate>,
    /// Last day in office.
    pub to: Option<NaiveDate>,
}

/// A person, organization, place, event or product.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Unique in the gazetteer.
    pub id: Box<str>,
    /// What a reader calls it; an alias like the others.
    pub name: Box<str>,
    /// `person`, `organization`, … or any other word.
    pub kind: Option<Box<str>>,
    /// Its other names.
    pub aliases: Vec<Alias>,
    /// Its offices.
    pub roles: Vec<Role>,
    /// Decides between entities of one name: the higher wins.
    pub priority: Option<i64>,
    /// Whatever else is known of it.
    pub attributes: serde_json::Map<String, serde_json::Value>,
}

/// One name of an entity: its `name`, one of its aliases or a title of one of its roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'a> {
    /// Whose name.
    pub entity: EntityId,
    /// The spelling.
    pub text: &'a str,
    /// Its language.
    pub lang: Option<&'a str>,
    /// How to compare it.
    pub case: Option<Case>,
    /// What sort of name it is.
    pub kind: Kind,
    /// Whether it counts by itself. What does not needs a title or a name of its holder beside it, or, a short name, another name of the entity
    /// somewhere in the document. Short names do not count by themselves unless the gazetteer says so; all others do.
    pub alone: bool,
    /// Whether names inside it count too.
    pub nested: bool,
    /// First day it applies.
    pub valid_from: Option<NaiveDate>,
    /// Last day it applies.
    pub valid_to: Option<NaiveDate>,
}

/// The set of entities with their aliases: checked once, then fixed.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    entities: Vec<Entity>,
    by_id: Ids,
    /// How many names the entities before have, one entry more than entities.
    names_before: Vec<u32>,
}

impl PartialEq for Gazetteer {
    fn eq(&self, other: &Self) -> bool {
        self.entities == other.entities
    }
}

impl Entity {
    /// An entity with a name and nothing else.
    pub fn new(id: impl Into<Box<str>>, name: impl Into<Box<str>>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            kind: None,
            aliases: Vec::new(),
            roles: Vec::new(),
            priority: None,
            attributes: serde_json::Map::new(),
        }
    }

    /// Whether an alias with the text of `name` says more about it: then that alias is the name, with its language, case, kind and validity.
    /// Such aliases stand first (see `normal.rs`).
    fn name_is_alias(&self) -> bool {
        self.aliases.first().is_some_and(|alias| alias.text == self.name)
    }

    /// How many names it has.
    pub fn names_len(&self) -> usize {
        usize::from(!self.name_is_alias()) + self.aliases.len() + self.roles.iter().map(|role| role.titles.len()).sum::<usize>()
    }

    /// Its `name` (unless an alias of the same text says more about it), its aliases, the titles of its roles, in this order.
    pub fn names(&self, entity: EntityId) -> impl Iterator<Item = Name<'_>> {
        let own = Name {
            entity,
            text: &self.name,
            lang: None,
            case: None,
            kind: Kind::Name,
            alone: true,
            nested: false,
            valid_from: None,
            valid_to: None,
        };
        let own = (!self.name_is_alias()).then_some(own);
        let aliases = self.aliases.iter().map(move |alias| Name {
            entity,
            text: &alias.text,
            lang: alias.lang.as_deref(),
            case: alias.case,
            kind: alias.kind,
            alone: alias.alone.unwrap_or(alias.kind != Kind::Short),
            nested: alias.nested,
            valid_from: alias.valid_from,
            valid_to: alias.valid_to,
        });
        let titles = self.roles.iter().flat_map(move |role| {
            role.titles.iter().map(move |title| Name {
                entity,
                text: &title.text,
                lang: title.lang.as_deref(),
                case: None,
                kind: Kind::Role,
                alone: title.alone.unwrap_or(true),
                nested: false,
                valid_from: role.from,
                valid_to: role.to,
            })
        });
        own.into_iter().chain(aliases).chain(titles)
    }

    /// The spelling of one of its names, by its number in [`names`](Self::names), of which there are so many; does not walk the aliases, of which there may be a
    /// million.
    fn name_text(&self, name: usize, names: usize) -> Option<&str> {
        // Whether the first is its `name` is not found out from the texts, which lie elsewhere.
        let titles: usize = self.roles.iter().map(|role| role.titles.len()).sum();
        let Some(name) = name.checked_sub(names - self.aliases.len() - titles) else { return Some(&self.name) };
        if let Some(alias) = self.aliases.get(name) {
            return Some(&alias.text);
        }
        let title = self.roles.iter().flat_map(|role| &role.titles).nth(name - self.aliases.len());
        title.map(|title| &*title.text)
    }
}

impl Gazetteer {
    /// Checks the entities and brings them into their one form: an alias said twice is kept once, an alias that is no more than the name is
    /// left out.
    ///
    /// ```
    /// use comention::gazetteer::{Entity, Gazetteer};
    ///
    /// let gazetteer = Gazetteer::new(vec![Entity::new("india", "India")])?;
    /// assert_eq!(gazetteer.get("india")?.name.as_ref(), "India");
    /// assert_eq!(gazetteer.get("indai").unwrap_err().to_string(), "no entity 'indai' in the gazetteer (did you mean 'india'?)");
    /// # Ok::<(), comention::Error>(())
    /// ```
    pub fn new(mut entities: Vec<Entity>) -> Result<Self> {
        for (i, entity) in entities.iter_mut().enumerate() {
            check::entity(entity, &|| format!("entity number {i}"))?;
            normal::entity(entity);
        }
        Self::assemble(entities, |i| format!("entity number {i}"))
    }

    /// Makes a gazetteer of entities that are checked and in their one form; `origin` says where an entity came from.
    fn assemble(entities: Vec<Entity>, origin: impl Fn(usize) -> String) -> Result<Self> {
        let mut by_id = Ids::with_capacity(entities.len());
        for (i, entity) in entities.iter().enumerate() {
            if let Some(before) = by_id.insert(i as EntityId, &entities) {
                let place = format!("{}: entity '{}'", origin(i), shown(&entity.id));
                return Err(Error::gazetteer(place, format!("the id is already that of {}", origin(before as usize))));
            }
        }
        Self::of_ids(entities, by_id)
    }

    /// The same where all ids are different, and known.
    fn of_ids(entities: Vec<Entity>, by_id: Ids) -> Result<Self> {
        let mut names_before = Vec::with_capacity(entities.len() + 1);
        let mut names = 0_usize;
        for entity in &entities {
            names_before.push(names as u32);
            names += entity.names_len();
            // The last value is no number of a name, and none of an entity.
            if names >= u32::MAX as usize {
                return Err(Error::Compile(format!("more than {} names", u32::MAX - 1)));
            }
        }
        names_before.push(names as u32);
        Ok(Self { entities, by_id, names_before })
    }

    /// The entities, in the order they came.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// How many names they have together.
    pub fn names_len(&self) -> usize {
        self.names_before.last().map_or(0, |&names| names as usize)
    }

    /// Whether there is an entity of this id.
    pub fn contains(&self, id: &str) -> bool {
        self.position(id).is_some()
    }

    /// The position of the entity of this id.
    pub fn position(&self, id: &str) -> Option<EntityId> {
        self.by_id.get(id, &self.entities)
    }

    /// The entity of this id; the error names the closest id there is.
    pub fn get(&self, id: &str) -> Result<&Entity> {
        match self.position(id) {
            Some(position) => Ok(self.entity(position)),
            None => Err(Error::UnknownEntity { id: shown(id), similar: near::similar_id(self, id) }),
        }
    }

    /// The entity at a position.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id as usize]
    }

    /// All names of all entities, entity by entity; [`name_text`](Self::name_text) counts in this order.
    pub fn names(&self) -> impl Iterator<Item = Name<'_>> {
        self.entities.iter().enumerate().flat_map(|(i, entity)| entity.names(i as EntityId))
    }

    /// The same from the name with this number on.
    pub(crate) fn names_from(&self, name: u32) -> impl Iterator<Item = Name<'_>> {
        let first = self.names_before.partition_point(|&before| before <= name).max(1) - 1;
        let skipped = self.names_before.get(first).map_or(0, |&before| name - before);
        let rest = self.entities.get(first..).unwrap_or_default().iter().zip(first as EntityId..);
        rest.flat_map(|(entity, number)| entity.names(number)).skip(skipped as usize)
    }

    /// The spelling of the name with this number.
    pub fn name_text(&self, name: u32) -> &str {
        self.name_text_of(name, EntityId::MAX)
    }

    /// The same, found sooner if it is a name of this entity.
    pub(crate) fn name_text_of(&self, name: u32, entity: EntityId) -> &str {
        let entity = entity as usize;
        let before = |entity: usize| self.names_before.get(entity).copied();
        let is_its = before(entity).is_some_and(|first| first <= name) && before(entity + 1).is_none_or(|next| name < next);
        let entity = if is_its { entity } else { self.names_before.partition_point(|&before| before <= name) - 1 };
        let first = self.names_before[entity];
        let names = before(entity + 1).map_or(0, |next| next - first) as usize;
        self.entities.get(entity).and_then(|entity| entity.name_text((name - first) as usize, names)).unwrap_or("")
    }
}
