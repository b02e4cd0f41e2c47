//! Entities that are found by their ids, and all their names.

use super::entity::{Entity, EntityId, Name};
use super::ids::Ids;
use super::similar::similar_id;
use crate::error::shown;
use crate::{Error, Result};

/// The set of entities with their aliases: checked once, then fixed.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    entities: Vec<Entity>,
    by_id: Ids,
    /// How many names the entities before have, one entry more than entities.
    pub(in crate::gazetteer) names_before: Vec<u32>,
}

impl PartialEq for Gazetteer {
    fn eq(&self, other: &Self) -> bool {
        self.entities == other.entities
    }
}

impl Gazetteer {
    /// Makes a gazetteer of entities that are checked and in their one form; `origin` says where an entity came from.
    pub(in crate::gazetteer) fn assemble(entities: Vec<Entity>, origin: impl Fn(usize) -> String) -> Result<Self> {
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
    pub(in crate::gazetteer) fn of_ids(entities: Vec<Entity>, by_id: Ids) -> Result<Self> {
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
            None => Err(Error::UnknownEntity { id: shown(id), similar: similar_id(&self.entities, |id| self.contains(id), id) }),
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
