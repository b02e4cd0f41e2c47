//! Pairs of mentions that stand close together, counted without a list of them.
//!
//! A window slides over the mentions of a paragraph and holds how often it has each entity. A mention
//! meets all of them at once, so the time grows with the distinct entities of a window, not with its
//! mentions, and the memory with the distinct pairs of a document.

use super::counter::Place;
use super::pairs::key;
use super::units::Window;
use crate::Result;
use crate::gazetteer::EntityId;
use crate::runtime::monitor::Monitor;
use rustc_hash::FxHashMap;

/// Most documents have fewer pairs: sorting a short list is faster than a hash map.
const SHORT: usize = 1 << 12;

/// A map that grew larger is not kept for the next document, which would have to clear it.
const KEPT: usize = 1 << 16;

/// Pairs after which the monitor is asked whether to stop.
const CHECK: usize = 1 << 16;

/// Counts the pairs of one document after another, and keeps its buffers.
#[derive(Debug, Default)]
pub(super) struct WindowCounter {
    /// The mentions of a paragraph in the order in which they leave the window.
    leaving: Vec<usize>,
    /// The entities of the window, and the mentions it has of each.
    inside: Vec<(EntityId, u64)>,
    /// Pairs and how often they met, up to [`SHORT`] of them, a pair possibly several times.
    list: Vec<(u64, u64)>,
    /// What the list had no room for.
    sums: FxHashMap<u64, u64>,
}

impl WindowCounter {
    /// Counts the pairs of a document, whose mentions stand in the order of the text.
    pub(super) fn count(&mut self, places: &[Place], window: Window, monitor: &Monitor) -> Result<()> {
        let mut unchecked = 0;
        for paragraph in places.chunk_by(|one, other| one.paragraph == other.paragraph) {
            self.inside.clear();
            self.leaving.clear();
            self.leaving.extend(0..paragraph.len());
            // A long mention stays in the window longer than shorter ones that begin later.
            self.leaving.sort_by_key(|&i| paragraph[i].last_word);
            let (mut left, mut at) = (0, 0);
            // The candidates of one span do not meet each other.
            for span in paragraph.chunk_by(Place::is_at) {
                let word = span[0].word;
                while left < at {
                    let first = &paragraph[self.leaving[left]];
                    if word.saturating_sub(first.last_word) <= window.words {
                        break;
                    }
                    self.leave(first.entity);
                    left += 1;
                }
                for later in span {
                    self.meet(later.entity, window.ordered);
                    unchecked += self.inside.len() + 1;
                }
                if unchecked >= CHECK {
                    monitor.check()?;
                    unchecked = 0;
                }
                for later in span {
                    self.enter(later.entity);
                }
                at += span.len();
            }
        }
        Ok(())
    }

    /// Hands on each pair of the document with how often it met, and forgets the document.
    pub(super) fn drain(&mut self, mut each: impl FnMut(u64, u64)) {
        if self.sums.is_empty() {
            self.list.sort_unstable();
            for same in self.list.chunk_by(|one, other| one.0 == other.0) {
                each(same[0].0, same.iter().map(|&(_, times)| times).sum());
            }
            self.list.clear();
            return;
        }
        self.fold();
        if self.sums.capacity() > KEPT {
            for (pair, times) in std::mem::take(&mut self.sums) {
                each(pair, times);
            }
            return;
        }
        for (pair, times) in self.sums.drain() {
            each(pair, times);
        }
    }

    /// A mention meets all mentions of other entities in the window.
    fn meet(&mut self, later: EntityId, ordered: bool) {
        for &(earlier, times) in self.inside.iter().filter(|&&(earlier, _)| earlier != later) {
            let key = if ordered { key(earlier, later) } else { key(earlier.min(later), earlier.max(later)) };
            if self.sums.is_empty() {
                self.list.push((key, times));
            } else {
                *self.sums.entry(key).or_default() += times;
            }
        }
        if self.list.len() > SHORT {
            self.fold();
        }
    }

    /// Moves the list to the sums.
    fn fold(&mut self) {
        for (key, times) in self.list.drain(..) {
            *self.sums.entry(key).or_default() += times;
        }
    }

    fn enter(&mut self, entity: EntityId) {
        match self.inside.iter_mut().find(|(inside, _)| *inside == entity) {
            Some((_, times)) => *times += 1,
            None => self.inside.push((entity, 1)),
        }
    }

    fn leave(&mut self, entity: EntityId) {
        if let Some(i) = self.inside.iter().position(|&(inside, _)| inside == entity) {
            self.inside[i].1 -= 1;
            if self.inside[i].1 == 0 {
                self.inside.swap_remove(i);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn counted(places: &[Place], window: Window, counter: &mut WindowCounter) -> BTreeMap<u64, u64> {
        counter.count(places, window, &Monitor::new()).unwrap();
        let mut counts = BTreeMap::new();
        counter.drain(|pair, times| assert!(times > 0 && counts.insert(pair, times).is_none()));
        counts
    }

    /// Every pair of mentions, each looked at.
    fn slowly(places: &[Place], window: Window) -> BTreeMap<u64, u64> {
        let mut counts = BTreeMap::new();
        for (i, later) in places.iter().enumerate() {
            for earlier in places[..i].iter().filter(|earlier| window.holds(earlier, later)) {
                let (a, b) = (earlier.entity, later.entity);
                *counts.entry(if window.ordered { key(a, b) } else { key(a.min(b), a.max(b)) }).or_default() += 1;
            }
        }
        counts
    }

    /// Steps to the next mention: its entity, words further, words it has, paragraphs further, and
    /// whether it is another candidate of the span before.
    type Step = (EntityId, u32, u32, u32, bool);

    fn places(steps: &[Step], kinds: u32) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let (mut word, mut paragraph) = (0, 0);
        for (i, &(entity, further, words, paragraphs, again)) in steps.iter().enumerate() {
            let entity = entity % kinds;
            if let (Some(&last), true) = (places.last(), again) {
                places.push(Place { entity, ..last });
                continue;
            }
            word += further;
            paragraph += paragraphs.saturating_sub(6);
            let start = i as u32;
            let last_word = word + words.saturating_sub(4);
            places.push(Place { entity, start, end: start + 1, paragraph, word, last_word, ..Place::default() });
        }
        places
    }

    proptest! {
        #[test]
        fn sliding_counts_what_looking_at_every_pair_counts(
            texts in prop::collection::vec(
                prop::collection::vec((0..200_u32, 0..4_u32, 0..9_u32, 0..8_u32, prop::bool::weighted(0.1)), 0..250),
                1..4,
            ),
            kinds in 1..200_u32,
            words in prop_oneof![0..12_u32, Just(u32::MAX)],
            ordered in any::<bool>(),
        ) {
            let mut counter = WindowCounter::default();
            for steps in texts {
                let (places, window) = (places(&steps, kinds), Window { words, ordered });
                prop_assert_eq!(counted(&places, window, &mut counter), slowly(&places, window));
            }
        }
    }

    #[test]
    fn memory_does_not_grow_with_the_pairs_of_mentions() {
        let place = |i: u32| Place { entity: i % 3, start: i, end: i + 1, word: i, last_word: i, ..Place::default() };
        let places: Vec<Place> = (0..300_000).map(place).collect();
        let mut counter = WindowCounter::default();
        let counts = counted(&places, Window { words: u32::MAX, ordered: false }, &mut counter);
        assert_eq!(counts.values().sum::<u64>(), 3 * 100_000 * 100_000);
        assert!(counter.list.capacity() <= 2 * SHORT && counter.sums.capacity() < 64);
    }
}
