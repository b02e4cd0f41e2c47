//! What is looked up in a gazetteer while documents are matched, counted and shown: ids, names, types.
//!
//! A matcher that was opened from a file has these as columns of the file, and its gazetteer is read only when somebody asks for all of it.

use super::saved::Saved;
use crate::error::shown;
use crate::gazetteer::model::{EntityId, Gazetteer};
use crate::{Error, Result};
use std::sync::Arc;

/// A gazetteer, or as much of it as tables need.
#[derive(Debug, Clone)]
pub enum Catalogue {
    /// All of it.
    Whole(Arc<Gazetteer>),
    /// As it was saved with a matcher.
    Saved(Arc<Saved>),
}

impl From<Arc<Gazetteer>> for Catalogue {
    fn from(gazetteer: Arc<Gazetteer>) -> Self {
        Self::Whole(gazetteer)
    }
}

impl Catalogue {
    /// All of it. Of a saved matcher it is read now, if it was not before; an error if it does not hold.
    pub fn gazetteer(&self) -> Result<&Arc<Gazetteer>> {
        match self {
            Self::Whole(gazetteer) => Ok(gazetteer),
            Self::Saved(saved) => saved.gazetteer(),
        }
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(gazetteer) => gazetteer.len(),
            Self::Saved(saved) => saved.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many names they have together.
    pub fn names_len(&self) -> usize {
        match self {
            Self::Whole(gazetteer) => gazetteer.names_len(),
            Self::Saved(saved) => saved.names_len(),
        }
    }

    /// The id of an entity.
    pub fn id(&self, entity: EntityId) -> &str {
        match self {
            Self::Whole(gazetteer) => &gazetteer.entity(entity).id,
            Self::Saved(saved) => saved.id(entity),
        }
    }

    /// What a reader calls it.
    pub fn name(&self, entity: EntityId) -> &str {
        match self {
            Self::Whole(gazetteer) => &gazetteer.entity(entity).name,
            Self::Saved(saved) => saved.name(entity),
        }
    }

    /// Its type.
    pub fn kind(&self, entity: EntityId) -> Option<&str> {
        match self {
            Self::Whole(gazetteer) => gazetteer.entity(entity).kind.as_deref(),
            Self::Saved(saved) => saved.kind(entity),
        }
    }

    /// The types of all entities.
    pub fn kinds(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len() as EntityId).map(|entity| self.kind(entity))
    }

    /// The spelling of the name with this number.
    pub fn name_text(&self, name: u32) -> &str {
        self.name_text_of(name, EntityId::MAX)
    }

    /// The same, found sooner if it is a name of this entity.
    pub(crate) fn name_text_of(&self, name: u32, entity: EntityId) -> &str {
        match self {
            Self::Whole(gazetteer) => gazetteer.name_text_of(name, entity),
            Self::Saved(saved) => saved.name_text(name),
        }
    }

    /// The position of the entity of this id; the error names the closest id there is.
    pub fn position(&self, id: &str) -> Result<EntityId> {
        let position = match self {
            Self::Whole(gazetteer) => gazetteer.position(id),
            Self::Saved(saved) => saved.position(id),
        };
        if let Some(position) = position {
            return Ok(position);
        }
        // The error that knows what may have been meant.
        self.gazetteer()?.get(id)?;
        Err(Error::UnknownEntity { id: shown(id), similar: None })
    }
}

impl PartialEq for Catalogue {
    /// Of the same entities, in the same order; what cannot be read equals nothing.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) if Arc::ptr_eq(one, other) => true,
            (Self::Saved(one), Self::Saved(other)) if Arc::ptr_eq(one, other) || one.same_bytes(other) => true,
            _ => match (self.gazetteer(), other.gazetteer()) {
                (Ok(one), Ok(other)) => one == other,
                _ => false,
            },
        }
    }
}
