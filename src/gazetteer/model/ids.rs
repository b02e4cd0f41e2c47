//! Entities by their ids, which stand in the entities alone.

use super::entity::{Entity, EntityId};
use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// A hash table of numbers: an id is compared where its entity has it.
#[derive(Debug, Clone, Default)]
pub(in crate::gazetteer) struct Ids(HashTable<EntityId>);

impl Ids {
    pub(in crate::gazetteer) fn with_capacity(entities: usize) -> Self {
        Self(HashTable::with_capacity(entities))
    }

    pub(in crate::gazetteer) fn get(&self, id: &str, entities: &[Entity]) -> Option<EntityId> {
        self.0.find(hash(id), |&entity| *entities[entity as usize].id == *id).copied()
    }

    /// Adds the entity of this number, unless there is one of its id: then that one is returned.
    pub(in crate::gazetteer) fn insert(&mut self, number: EntityId, entities: &[Entity]) -> Option<EntityId> {
        let id = &*entities[number as usize].id;
        let before = self.get(id, entities);
        if before.is_none() {
            self.0.insert_unique(hash(id), number, |&entity| hash(&entities[entity as usize].id));
        }
        before
    }
}

fn hash(id: &str) -> u64 {
    FxBuildHasher.hash_one(id)
}
