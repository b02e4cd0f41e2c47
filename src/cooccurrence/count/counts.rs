//! What was counted: sums that can be added, slice by slice.

use super::pairs::{PairCount, Pairs, key, pair};
use super::slicing::{Dimension, Key};
use super::units::{PerUnit, Unit, Window};
use crate::gazetteer::EntityId;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::Hash;

/// How often an entity is mentioned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityCount {
    pub(in crate::cooccurrence) units: PerUnit,
    /// Ordered windows that end with it.
    pub(in crate::cooccurrence) ends: u64,
    pub(in crate::cooccurrence) mentions: u64,
}

/// What was counted in the documents that have one [`Key`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    pub(in crate::cooccurrence) units: PerUnit,
    #[serde(serialize_with = "sorted")]
    pub(in crate::cooccurrence) entities: FxHashMap<EntityId, EntityCount>,
    pub(in crate::cooccurrence) pairs: Pairs,
    /// Of two entities, the windows, and the documents with at least one.
    #[serde(serialize_with = "sorted")]
    pub(in crate::cooccurrence) windows: FxHashMap<u64, [u64; 2]>,
}

/// What was counted, slice by slice. Takes memory for each pair that meets (40 to 80 bytes), not for each document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub(in crate::cooccurrence) slices: BTreeMap<Key, Slice>,
}

/// Two entities that meet, how often, and in how many documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    /// The one; the earlier one of an ordered window, else the one with the lower [`EntityId`].
    pub a: EntityId,
    /// The other.
    pub b: EntityId,
    /// Units that mention both.
    pub units: u64,
    /// Documents with at least one such unit.
    pub docs: u64,
}

impl EntityCount {
    /// Units of this kind that mention it; of ordered windows, those that begin with it.
    pub const fn units(&self, unit: Unit) -> u64 {
        self.units[unit.index()]
    }

    /// Ordered windows that end with it.
    pub const fn ends(&self) -> u64 {
        self.ends
    }

    /// Its mentions.
    pub const fn mentions(&self) -> u64 {
        self.mentions
    }

    pub(in crate::cooccurrence) fn add(&mut self, other: &Self) {
        add(&mut self.units, &other.units);
        self.ends = self.ends.saturating_add(other.ends);
        self.mentions = self.mentions.saturating_add(other.mentions);
    }
}

impl Slice {
    /// All units of this kind, those that mention nobody included.
    pub const fn units(&self, unit: Unit) -> u64 {
        self.units[unit.index()]
    }

    /// The count of an entity; zeros if it is never mentioned.
    pub fn entity(&self, entity: EntityId) -> EntityCount {
        self.entities.get(&entity).copied().unwrap_or_default()
    }

    /// The count of a pair in units of text, in either order; zeros if the two never meet.
    pub fn pair(&self, a: EntityId, b: EntityId) -> PairCount {
        self.pairs.get(a, b)
    }

    /// The entities that are mentioned, in no order.
    pub fn entities(&self) -> impl ExactSizeIterator<Item = (EntityId, &EntityCount)> {
        self.entities.iter().map(|(&entity, count)| (entity, count))
    }

    /// The pairs that meet in a document, in no order, each once, the lower [`EntityId`] first.
    pub fn pairs(&self) -> impl ExactSizeIterator<Item = ((EntityId, EntityId), PairCount)> {
        self.pairs.iter()
    }

    /// The pairs that meet in a unit of this kind, in no order, each once (those of ordered windows once for either order).
    pub fn met(&self, unit: Unit) -> Box<dyn Iterator<Item = Met> + '_> {
        if unit == Unit::Window {
            return Box::new(self.windows.iter().map(|(&key, &[units, docs])| {
                let (a, b) = pair(key);
                Met { a, b, units, docs }
            }));
        }
        let met = self.pairs.iter().map(move |((a, b), count)| Met { a, b, units: count.units(unit), docs: count.docs(unit) });
        Box::new(met.filter(|met| met.units > 0))
    }

    /// Whether there is a window with these two, in this order.
    pub(in crate::cooccurrence) fn has_window(&self, a: EntityId, b: EntityId) -> bool {
        self.windows.contains_key(&key(a, b))
    }

    pub(in crate::cooccurrence) fn merge(&mut self, other: &Self) {
        add(&mut self.units, &other.units);
        for (&entity, count) in &other.entities {
            self.entities.entry(entity).or_default().add(count);
        }
        self.pairs.merge(&other.pairs);
        for (&key, more) in &other.windows {
            add(self.windows.entry(key).or_default(), more);
        }
    }

    /// The sum of both; the smaller table goes into the larger one.
    fn merged(mut self, mut other: Self) -> Self {
        if self.pairs.len() < other.pairs.len() {
            std::mem::swap(&mut self, &mut other);
        }
        self.merge(&other);
        self
    }

    /// Whether both of a pair are mentioned in as many units as the two are together.
    fn has_room(&self, met: Met, unit: Unit, ordered: bool) -> bool {
        let (a, b) = (self.entity(met.a), self.entity(met.b));
        let of_b = if unit == Unit::Window && ordered { b.ends() } else { b.units(unit) };
        met.units <= a.units(unit) && met.units <= of_b
    }

    /// What no counter would have counted, if there is such a thing. `mentioned` has a place for each entity of the gazetteer.
    fn problem(&self, mentioned: &mut [bool], window: Option<Window>) -> Option<&'static str> {
        mentioned.fill(false);
        for &entity in self.entities.keys() {
            match mentioned.get_mut(entity as usize) {
                Some(mentioned) => *mentioned = true,
                None => return Some("an entity is not in the gazetteer"),
            }
        }
        let known = |entity: EntityId| mentioned.get(entity as usize) == Some(&true);
        let any_order = window.is_some_and(|window| window.ordered);
        // Also of those that meet in no document, though no counter has any.
        let counted = self.pairs.iter().map(|(both, _)| both).chain(self.windows.keys().map(|&key| pair(key)));
        if !counted.into_iter().all(|(a, b)| known(a) && known(b)) {
            Some("a pair has an entity that is never mentioned")
        } else if !self.pairs.iter().all(|((a, b), _)| a < b) || !self.met(Unit::Window).all(|met| any_order || met.a < met.b) {
            Some("a pair is out of order")
        } else if window.is_none() && !self.windows.is_empty() {
            Some("there are windows where there should be none")
        } else if self.met(Unit::Window).any(|met| met.a == met.b) {
            Some("an entity meets itself")
        } else if !Unit::ALL.iter().all(|&unit| self.met(unit).all(|met| self.has_room(met, unit, any_order))) {
            Some("a pair meets more often than one of the two is mentioned")
        } else {
            None
        }
    }
}

impl Counts {
    /// The slices in the order of their keys. If documents were not kept apart there is a single one, under an empty key, or none without documents.
    pub fn slices(&self) -> impl ExactSizeIterator<Item = (&Key, &Slice)> {
        self.slices.iter()
    }

    /// All units of this kind, over all slices.
    pub fn units(&self, unit: Unit) -> u64 {
        self.slices.values().fold(0, |sum, slice| sum.wrapping_add(slice.units(unit)))
    }

    /// Adds what was counted elsewhere: exact, in any order.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (key, slice) in other.slices {
            let sum = self.slices.remove(&key).unwrap_or_default().merged(slice);
            self.slices.insert(key, sum);
        }
        self
    }

    /// All slices in one; a copy only if there are several.
    pub fn total(&self) -> Cow<'_, Slice> {
        let mut slices = self.slices.values();
        match (slices.next(), slices.next()) {
            (None, _) => Cow::Owned(Slice::default()),
            (Some(only), None) => Cow::Borrowed(only),
            (Some(first), Some(second)) => {
                let mut total = first.clone();
                for slice in std::iter::once(second).chain(slices) {
                    total.merge(slice);
                }
                Cow::Owned(total)
            }
        }
    }

    /// The same, not kept apart.
    pub(in crate::cooccurrence) fn into_total(self) -> Self {
        let total = self.slices.into_values().reduce(Slice::merged);
        Self { slices: total.into_iter().map(|slice| (Key::default(), slice)).collect() }
    }

    /// The same, kept apart by one dimension of several.
    pub(in crate::cooccurrence) fn into_one_dimension(self, place: usize) -> Self {
        let slices =
            self.slices.into_iter().map(|(key, slice)| Self { slices: BTreeMap::from([([key[place].clone()].into(), slice)]) });
        slices.reduce(Self::merge).unwrap_or_default()
    }

    /// What no counter, for a gazetteer of this size, would have counted, if there is such a thing.
    pub(in crate::cooccurrence) fn problem(
        &self,
        by: &[Dimension],
        window: Option<Window>,
        entities: usize,
    ) -> Option<&'static str> {
        let fits = |key: &Key| key.len() == by.len() && by.iter().zip(&**key).all(|(dimension, label)| dimension.holds(label));
        if !self.slices.keys().all(fits) {
            return Some("there are periods or groups where there should be none");
        }
        let mut mentioned = vec![false; entities];
        self.slices.values().find_map(|slice| slice.problem(&mut mentioned, window))
    }
}

/// Adds numbers to numbers.
pub(in crate::cooccurrence) fn add(sum: &mut [u64], more: &[u64]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        // No text is long enough to overflow; counts restored from forged bytes must not end the process either.
        *sum = sum.saturating_add(*more);
    }
}

/// Writes a map in the order of its keys: equal counts have equal bytes.
fn sorted<K: Ord + Eq + Hash + Serialize, V: Serialize, S: Serializer>(map: &FxHashMap<K, V>, to: S) -> Result<S::Ok, S::Error> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by(|x, y| x.0.cmp(y.0));
    to.collect_map(entries)
}
