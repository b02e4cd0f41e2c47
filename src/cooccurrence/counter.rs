//! Counting document by document, and adding what was counted apart.
//!
//! Nothing here knows of other documents than the one at hand: documents may come in any order, in any number of counters, and the sums are the same.

use super::pairs::{PairCount, Pairs};
use super::units::{PerUnit, Period, Unit};
use crate::gazetteer::EntityId;
use crate::mentions::{DocumentUnits, NO_ENTITY};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::Hash;

/// How often an entity is mentioned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityCount {
    units: PerUnit,
    mentions: u64,
}

/// What was counted in the documents of one period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    units: PerUnit,
    #[serde(serialize_with = "sorted")]
    entities: FxHashMap<EntityId, EntityCount>,
    pairs: Pairs,
}

/// What was counted, period by period. Takes memory for each pair that meets (40 to 80 bytes), not for each document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    slices: BTreeMap<Option<i32>, Slice>,
}

/// Counts documents one after another.
#[derive(Debug)]
pub struct Counter {
    by: Option<Period>,
    counts: Counts,
    /// Mentions counted so far: no count of a pair can be higher.
    mentions: u64,
    scratch: Scratch,
}

/// What one document needs while it is counted, kept for the next one.
#[derive(Debug, Default)]
struct Scratch {
    mentions: Vec<(EntityId, u32, u32)>,
    /// The distinct entities, in the order of their ids; the lists below name them by their place in here.
    entities: Vec<(EntityId, EntityCount)>,
    /// Which entity stands in which paragraph, in which sentence: the ordinal above, the entity below.
    placed: [Vec<u64>; Unit::ALL.len() - 1],
    /// Paragraphs and sentences that the pairs (0, 1), (0, 2), (1, 2), (0, 3), … share.
    together: Vec<[u32; Unit::ALL.len() - 1]>,
}

impl EntityCount {
    /// Units of this kind that mention it.
    pub const fn units(&self, unit: Unit) -> u64 {
        self.units[unit.index()]
    }

    /// Its mentions.
    pub const fn mentions(&self) -> u64 {
        self.mentions
    }

    fn add(&mut self, other: &Self) {
        add(&mut self.units, &other.units);
        self.mentions = self.mentions.wrapping_add(other.mentions);
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

    /// The count of a pair, in either order; zeros if the two never meet.
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

    fn merge(&mut self, other: &Self) {
        add(&mut self.units, &other.units);
        for (&entity, count) in &other.entities {
            self.entities.entry(entity).or_default().add(count);
        }
        self.pairs.merge(&other.pairs);
    }

    /// The sum of both; the smaller table goes into the larger one.
    fn merged(mut self, mut other: Self) -> Self {
        if self.pairs.len() < other.pairs.len() {
            std::mem::swap(&mut self, &mut other);
        }
        self.merge(&other);
        self
    }

    /// What no counter would have counted, if there is such a thing. `mentioned` has a place for each entity of the gazetteer.
    fn problem(&self, mentioned: &mut [bool]) -> Option<&'static str> {
        mentioned.fill(false);
        for &entity in self.entities.keys() {
            match mentioned.get_mut(entity as usize) {
                Some(mentioned) => *mentioned = true,
                None => return Some("an entity is not in the gazetteer"),
            }
        }
        let known = |entity: EntityId| mentioned.get(entity as usize) == Some(&true);
        if !self.pairs.iter().all(|((a, b), _)| known(a) && known(b)) {
            Some("a pair has an entity that is never mentioned")
        } else if !self.pairs.iter().all(|((a, b), _)| a < b) {
            Some("a pair is out of order")
        } else {
            None
        }
    }
}

impl Counts {
    /// The slices, by the ordinal of their [`Period`]. Without one there is a single slice, under `None`; with one, `None` is the slice of the documents
    /// without a date.
    pub fn slices(&self) -> impl ExactSizeIterator<Item = (Option<i32>, &Slice)> {
        self.slices.iter().map(|(&period, slice)| (period, slice))
    }

    /// All units of this kind, over all slices.
    pub fn units(&self, unit: Unit) -> u64 {
        self.slices.values().fold(0, |sum, slice| sum.wrapping_add(slice.units(unit)))
    }

    /// Adds what was counted elsewhere: exact, in any order.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (period, slice) in other.slices {
            let sum = self.slices.remove(&period).unwrap_or_default().merged(slice);
            self.slices.insert(period, sum);
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

    /// The same without periods.
    pub(super) fn into_total(self) -> Self {
        let total = self.slices.into_values().reduce(Slice::merged);
        Self { slices: total.into_iter().map(|slice| (None, slice)).collect() }
    }

    /// What no counter by this period, for a gazetteer of this size, would have counted, if there is such a thing.
    pub(super) fn problem(&self, by: Option<Period>, entities: usize) -> Option<&'static str> {
        if by.is_none() && self.slices.keys().any(Option::is_some) {
            return Some("there are periods where there should be none");
        }
        let mut mentioned = vec![false; entities];
        self.slices.values().find_map(|slice| slice.problem(&mut mentioned))
    }
}

impl Counter {
    /// Nothing counted yet.
    pub fn new(by: Option<Period>) -> Self {
        Self { by, counts: Counts::default(), mentions: 0, scratch: Scratch::default() }
    }

    /// Counts one document with its mentions: entity, ordinal of the paragraph, ordinal of the sentence; in any order, [`NO_ENTITY`] takes no part.
    ///
    /// A document with *k* distinct entities has *k*(*k*−1)/2 pairs; for each it costs one access to the table.
    pub fn record(&mut self, document: DocumentUnits, mentions: impl IntoIterator<Item = (EntityId, u32, u32)>) {
        let period = self.by.zip(document.date).map(|(by, date)| by.of(date));
        let slice = self.counts.slices.entry(period).or_default();
        add(&mut slice.units, &[1, document.paragraphs.into(), document.sentences.into()]);

        let scratch = &mut self.scratch;
        scratch.place(mentions);
        self.mentions += scratch.mentions.len() as u64;
        let short = u32::try_from(self.mentions).is_ok();
        for (kind, placed) in scratch.placed.iter().enumerate() {
            for unit in placed.chunk_by(|x, y| x >> 32 == y >> 32) {
                for (i, b) in unit.iter().map(|&key| local(key)).enumerate() {
                    scratch.entities[b].1.units[kind + 1] += 1;
                    let before = first_pair(b);
                    for a in unit[..i].iter().map(|&key| local(key)) {
                        scratch.together[before + a][kind] += 1;
                    }
                }
            }
        }
        let mut together = scratch.together.iter();
        for (i, (b, count)) in scratch.entities.iter().enumerate() {
            slice.entities.entry(*b).or_default().add(count);
            for ((a, _), &[paragraphs, sentences]) in scratch.entities[..i].iter().zip(together.by_ref()) {
                slice.pairs.meet(*a, *b, paragraphs, sentences, short);
            }
        }
    }

    /// What was counted.
    pub fn finish(self) -> Counts {
        self.counts
    }
}

impl Scratch {
    /// Takes in the mentions of a document: `entities` and `placed` as described, `together` all zero.
    fn place(&mut self, mentions: impl IntoIterator<Item = (EntityId, u32, u32)>) {
        self.mentions.clear();
        self.mentions.extend(mentions.into_iter().filter(|&(entity, ..)| entity != NO_ENTITY));
        self.mentions.sort_unstable();
        self.entities.clear();
        for placed in &mut self.placed {
            placed.clear();
        }
        for same in self.mentions.chunk_by(|x, y| x.0 == y.0) {
            let local = self.entities.len() as u64;
            self.entities.push((same[0].0, EntityCount { units: [1, 0, 0], mentions: same.len() as u64 }));
            for &(_, paragraph, sentence) in same {
                for (placed, ordinal) in self.placed.iter_mut().zip([paragraph, sentence]) {
                    placed.push(u64::from(ordinal) << 32 | local);
                }
            }
        }
        for placed in &mut self.placed {
            placed.sort_unstable();
            placed.dedup();
        }
        self.together.clear();
        self.together.resize(first_pair(self.entities.len()), Default::default());
    }
}

/// The entity of a key in `placed`.
const fn local(key: u64) -> usize {
    (key & 0xFFFF_FFFF) as usize
}

/// Where the pairs whose higher entity is `b` begin in `together`: behind those of the `b` entities before.
const fn first_pair(b: usize) -> usize {
    b * b.saturating_sub(1) / 2
}

fn add(sum: &mut PerUnit, more: &PerUnit) {
    for (sum, more) in sum.iter_mut().zip(more) {
        // No text is long enough to overflow; counts restored from forged bytes must not end the process either.
        *sum = sum.wrapping_add(*more);
    }
}

/// Writes a map in the order of its keys: equal counts have equal bytes.
fn sorted<K: Ord + Eq + Hash + Serialize, V: Serialize, S: Serializer>(map: &FxHashMap<K, V>, to: S) -> Result<S::Ok, S::Error> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by(|x, y| x.0.cmp(y.0));
    to.collect_map(entries)
}
