//! An entity and the names it goes by.

use crate::error::choices;
use chrono::NaiveDate;
use std::sync::Arc;

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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Title {
    /// The title.
    pub text: Box<str>,
    /// Its language, as a BCP 47 tag.
    pub lang: Option<Arc<str>>,
    /// Whether it counts without the name of its holder beside it; none: it does.
    pub alone: Option<bool>,
}

/// An office held for a time, under its titles.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    pub(in crate::gazetteer) fn name_is_alias(&self) -> bool {
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
    pub(super) fn name_text(&self, name: usize, names: usize) -> Option<&str> {
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
