//! The entities that a document names in full, by which other names are decided.

use super::names::FEW;
use crate::gazetteer::EntityId;
use crate::mentions::NO_ENTITY;
use std::ops::Range;

/// The entities, each with the last of the spans that named it, of those that were looked at: 1 for the first, 0 for none.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// By hash, in the next free place; [`NO_ENTITY`] where it is free, as most are.
    places: Vec<(EntityId, u32)>,
    /// Bits of all of them, by which nearly all others are told.
    bits: [u64; 16],
}

impl Named {
    /// Forgets those there were, and takes others: no more than `most`.
    pub(super) fn fill(&mut self, entities: impl Iterator<Item = EntityId>, most: usize) {
        self.bits = [0; 16];
        self.places.clear();
        self.places.resize((4 * most).next_power_of_two(), (NO_ENTITY, 0));
        for entity in entities {
            let (block, bit) = Self::bit(entity);
            self.bits[block] |= bit;
            self.look_at(entity, 0);
        }
    }

    /// Notes where an entity was named.
    pub(super) fn look_at(&mut self, entity: EntityId, span: u32) {
        let at = self.place(entity);
        self.places[at] = (entity, span);
    }

    /// If an entity is named in full: the last span before that did.
    pub(super) fn get(&self, entity: EntityId) -> Option<u32> {
        let (block, bit) = Self::bit(entity);
        if self.bits[block] & bit == 0 {
            return None;
        }
        Some(self.places[self.place(entity)]).filter(|place| place.0 == entity).map(|place| place.1)
    }

    /// Whether one of some entities, `range` of those given, may be named in full. Mostly they are few: how many no processor foresees, so some are looked at
    /// in any case.
    #[inline]
    pub(super) fn may_have(&self, entities: &[EntityId], range: Range<usize>) -> bool {
        let bit = |&entity: &EntityId| {
            let (block, bit) = Self::bit(entity);
            self.bits[block] & bit
        };
        match entities[range.start..].first_chunk::<FEW>() {
            Some(few) if range.len() <= FEW => {
                let asked = |i: usize| u64::from(i < range.len()).wrapping_neg();
                few.iter().enumerate().fold(0, |all, (i, entity)| all | bit(entity) & asked(i)) != 0
            }
            _ => entities[range].iter().any(|entity| bit(entity) != 0),
        }
    }

    /// The bit of an entity, and in which block it stands.
    fn bit(entity: EntityId) -> (usize, u64) {
        let hash = Self::hash(entity);
        ((hash >> 28) as usize, 1 << (hash >> 22 & 63))
    }

    /// Where an entity is, or would be.
    fn place(&self, entity: EntityId) -> usize {
        let last = self.places.len() - 1;
        let mut at = (Self::hash(entity) >> 8) as usize & last;
        while self.places[at].0 != entity && self.places[at].0 != NO_ENTITY {
            at = (at + 1) & last;
        }
        at
    }

    fn hash(entity: EntityId) -> u32 {
        entity.wrapping_mul(0x9E37_79B9)
    }
}

#[cfg(test)]
mod tests {
    use super::Named;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn knows_who_was_named_where(
            entities in prop::collection::vec(0_u32..300, 0..60),
            spans in prop::collection::vec((any::<prop::sample::Index>(), 1_u32..1000), 0..60),
            asked in prop::collection::vec(0_u32..300, 0..9),
        ) {
            let mut named = Named::default();
            named.fill([1, 2, 3].into_iter(), 3);
            named.fill(entities.iter().copied(), entities.len());
            let mut expected: BTreeMap<u32, u32> = entities.iter().map(|&entity| (entity, 0)).collect();
            for (which, span) in spans.iter().filter(|_| !entities.is_empty()) {
                named.look_at(*which.get(&entities), *span);
                expected.insert(*which.get(&entities), *span);
            }
            for entity in 0..300 {
                prop_assert_eq!(named.get(entity), expected.get(&entity).copied());
            }
            for (from, to) in (0..=asked.len()).flat_map(|to| (0..=to).map(move |from| (from, to))) {
                let any = asked[from..to].iter().any(|entity| expected.contains_key(entity));
                prop_assert!(named.may_have(&asked, from..to) || !any);
                prop_assert!(!named.may_have(&asked, from..from));
            }
        }
    }
}
