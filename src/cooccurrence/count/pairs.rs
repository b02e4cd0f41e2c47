//! The table of pairs: what counting spends its time and memory on.
//!
//! Counting waits for memory: every pair of every document is one access to a place that is in no cache. So a row is kept to 32 bytes, two in a cache line:
//! both entities in one number, and of each count the lower half. The upper halves stand in a second table, for the few pairs that ever need them. Against
//! rows of 64-bit counts this takes two thirds of the memory and three quarters of the time.

use super::units::Unit;
use crate::gazetteer::EntityId;
use crate::runtime::memory::refused;
use rustc_hash::FxHashMap;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// How often two entities meet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairCount {
    units: [u64; Unit::OF_TEXT.len()],
    /// Documents in which they meet in a paragraph, in a sentence. In a document they meet once.
    docs: [u64; Unit::OF_TEXT.len() - 1],
}

/// The halves of the numbers in a [`PairCount`].
type Halves = [u32; 2 * Unit::OF_TEXT.len() - 1];

/// Two that meet in a sentence meet in its paragraph and its document, so one row holds the counts of all units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::cooccurrence) struct Pairs {
    low: FxHashMap<u64, Halves>,
    /// Has a row only for a pair that is in `low`, too.
    high: FxHashMap<u64, Halves>,
}

impl PairCount {
    /// Units of this kind that mention both; none of windows, which are counted apart.
    pub const fn units(&self, unit: Unit) -> u64 {
        match unit {
            Unit::Window => 0,
            _ => self.units[unit.index()],
        }
    }

    /// Documents with at least one such unit.
    pub const fn docs(&self, unit: Unit) -> u64 {
        match unit {
            Unit::Document => self.units[0],
            Unit::Paragraph => self.docs[0],
            Unit::Sentence => self.docs[1],
            Unit::Window => 0,
        }
    }

    fn from_halves(low: Halves, high: Halves) -> Self {
        let whole = |i: usize| u64::from(high[i]) << 32 | u64::from(low[i]);
        Self { units: [whole(0), whole(1), whole(2)], docs: [whole(3), whole(4)] }
    }

    fn halves(self) -> (Halves, Halves) {
        let ([documents, paragraphs, sentences], [with_paragraph, with_sentence]) = (self.units, self.docs);
        let whole = [documents, paragraphs, sentences, with_paragraph, with_sentence];
        (whole.map(|count| count as u32), whole.map(|count| (count >> 32) as u32))
    }
}

impl Pairs {
    /// Adds a document in which `a` and `b`, the lower id first, share as many paragraphs and sentences. `short` promises that no count is beyond 32 bits
    /// after it: looking whether one is costs a fifth of the time.
    pub(in crate::cooccurrence) fn meet(&mut self, a: EntityId, b: EntityId, paragraphs: u32, sentences: u32, short: bool) {
        let more = [1, paragraphs, sentences, (paragraphs > 0).into(), (sentences > 0).into()];
        if short {
            for (half, more) in self.low.entry(key(a, b)).or_default().iter_mut().zip(more) {
                *half += more;
            }
        } else {
            self.add(key(a, b), more);
        }
    }

    /// Makes room for so many more pairs.
    pub(super) fn reserve(&mut self, more: usize) -> crate::Result<()> {
        let rows = self.low.len() + more;
        self.low.try_reserve(more).map_err(|_| refused::<(u64, Halves)>(rows, "the table of pairs"))
    }

    pub(in crate::cooccurrence) fn merge(&mut self, other: &Self) {
        for (&key, &more) in &other.high {
            self.add_high(key, more);
        }
        for (&key, &more) in &other.low {
            self.add(key, more);
        }
    }

    pub(in crate::cooccurrence) fn len(&self) -> usize {
        self.low.len()
    }

    /// The pair in either order; zeros if the two never meet.
    pub(in crate::cooccurrence) fn get(&self, a: EntityId, b: EntityId) -> PairCount {
        self.count(key(a.min(b), a.max(b)))
    }

    /// The pairs in no order.
    pub(in crate::cooccurrence) fn iter(&self) -> impl ExactSizeIterator<Item = ((EntityId, EntityId), PairCount)> {
        self.low.iter().map(|(&key, &low)| (pair(key), PairCount::from_halves(low, self.high_of(key))))
    }

    fn count(&self, key: u64) -> PairCount {
        PairCount::from_halves(self.low.get(&key).copied().unwrap_or_default(), self.high_of(key))
    }

    fn high_of(&self, key: u64) -> Halves {
        if self.high.is_empty() { Halves::default() } else { self.high.get(&key).copied().unwrap_or_default() }
    }

    fn add(&mut self, key: u64, more: Halves) {
        let mut carries = Halves::default();
        for ((half, more), carry) in self.low.entry(key).or_default().iter_mut().zip(more).zip(&mut carries) {
            let (sum, over) = half.overflowing_add(more);
            (*half, *carry) = (sum, over.into());
        }
        if carries != Halves::default() {
            self.add_high(key, carries);
        }
    }

    #[cold]
    fn add_high(&mut self, key: u64, more: Halves) {
        for (half, more) in self.high.entry(key).or_default().iter_mut().zip(more) {
            // No text is long enough to get here; counts restored from forged bytes must not end the process either.
            *half = half.wrapping_add(more);
        }
    }
}

impl Serialize for Pairs {
    /// In the order of the pairs: equal tables have equal bytes.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut keys: Vec<u64> = self.low.keys().copied().collect();
        keys.sort_unstable();
        to.collect_seq(keys.into_iter().map(|key| (pair(key), self.count(key))))
    }
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Rows;

        impl<'de> Visitor<'de> for Rows {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("pairs with their counts")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Pairs, A::Error> {
                let mut pairs = Pairs::default();
                // The number of rows is not to be trusted with an allocation of any size.
                pairs.low.reserve(rows.size_hint().unwrap_or(0).min(1 << 16));
                while let Some(((a, b), count)) = rows.next_element::<(_, PairCount)>()? {
                    let (low, high) = count.halves();
                    pairs.add(key(a, b), low);
                    if high != Halves::default() {
                        pairs.add_high(key(a, b), high);
                    }
                }
                Ok(pairs)
            }
        }

        from.deserialize_seq(Rows)
    }
}

/// Two entities in one number.
pub(in crate::cooccurrence) fn key(a: EntityId, b: EntityId) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

/// The entities of a number.
pub(in crate::cooccurrence) fn pair(key: u64) -> (EntityId, EntityId) {
    ((key >> 32) as EntityId, key as EntityId)
}
