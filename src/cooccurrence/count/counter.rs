//! Counting document by document.
//!
//! Nothing here knows of other documents than the one at hand: documents may come in any order, in any number of counters, and the sums are the same.

use super::counts::{Counts, EntityCount, Slice, add};
use super::pairs::pair;
use super::slicing::Slicing;
use super::units::{Unit, Window};
use super::windows::WindowCounter;
use crate::Result;
use crate::gazetteer::EntityId;
use crate::mentions::{DocumentUnits, Mentions, NO_ENTITY};
use crate::runtime::memory::{refused, reserve};
use crate::runtime::monitor::Monitor;
use rustc_hash::FxHashMap;

/// What to count beside documents, paragraphs and sentences, and which documents to keep apart.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// By what documents are kept apart; for as many documents as will be counted, in their order.
    pub slicing: Slicing,
    /// Whether to count windows too.
    pub window: Option<Window>,
}

/// What a count needs of a mention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// Who is mentioned; [`NO_ENTITY`] takes no part.
    pub entity: EntityId,
    /// First byte.
    pub start: u32,
    /// One past the last byte. Several mentions of one span are candidates, of which one is meant: they do not meet through it.
    pub end: u32,
    /// Ordinal of the paragraph.
    pub paragraph: u32,
    /// Ordinal of the sentence.
    pub sentence: u32,
    /// Ordinal of the first word.
    pub word: u32,
    /// Ordinal of the last word.
    pub last_word: u32,
}

/// Counts documents one after another.
#[derive(Debug)]
pub struct Counter<'p> {
    plan: &'p Plan,
    /// By the numbers of the slicing.
    slices: FxHashMap<u32, Slice>,
    /// Mentions counted so far: no count of a pair can be higher.
    mentions: u64,
    scratch: Scratch,
}

/// What one document needs while it is counted, kept for the next one.
#[derive(Debug, Default)]
struct Scratch {
    places: Vec<Place>,
    /// Entity, paragraph, sentence, and the number of the span.
    mentions: Vec<(EntityId, u32, u32, u32)>,
    /// The distinct entities; the lists below name them by their place in here.
    entities: Vec<(EntityId, EntityCount)>,
    /// Which entity stands in which paragraph, in which sentence: the ordinal above, the entity below.
    placed: [Vec<u64>; Unit::OF_TEXT.len() - 1],
    /// Paragraphs and sentences that the pairs (0, 1), (0, 2), (1, 2), (0, 3), … share.
    together: Vec<[u32; Unit::OF_TEXT.len() - 1]>,
    /// If spans are shared: the one span at which an entity stands in the document, in the units of `placed`; [`SEVERAL`] if there are more.
    alone: [Vec<u32>; Unit::OF_TEXT.len()],
    spans: Vec<(u64, u32)>,
    windows: WindowCounter,
}

const SEVERAL: u32 = u32::MAX;

/// Entities of a document after which the monitor is asked whether to stop.
const CHECK: usize = 1 << 8;

/// Entities of a document whose meetings are kept as bits of one number. Most have two or three.
const FEW: usize = 64;

impl<'p> Counter<'p> {
    /// Nothing counted yet.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, slices: FxHashMap::default(), mentions: 0, scratch: Scratch::default() }
    }

    /// Counts the document of a row with its mentions, in the order of the text: by start, of those the longer first.
    ///
    /// A document with *k* distinct entities has *k*(*k*−1)/2 pairs; for each it costs one access
    /// to the table. An error if the monitor says so: then the document is counted in part, and the
    /// counter must not be used again.
    pub fn record(
        &mut self,
        row: usize,
        document: DocumentUnits,
        mentions: impl IntoIterator<Item = Place>,
        monitor: &Monitor,
    ) -> Result<()> {
        let slice = self.slices.entry(self.plan.slicing.of(row)).or_default();
        add(&mut slice.units, &[1, document.paragraphs.into(), document.sentences.into()]);

        let scratch = &mut self.scratch;
        let shared = scratch.take(mentions);
        if scratch.places.is_empty() {
            return Ok(());
        }
        self.mentions += scratch.places.len() as u64;
        let short = u32::try_from(self.mentions).is_ok();
        if shared || !scratch.sweep() {
            scratch.place()?;
            if shared {
                scratch.find_alone();
                scratch.join(|alone, a, b| alone[a] == alone[b] && alone[a] != SEVERAL, monitor)?;
            } else {
                scratch.join(|_, _, _| false, monitor)?;
            }
        }
        let entities = scratch.entities.len();
        slice.entities.try_reserve(entities).map_err(|_| refused::<EntityCount>(entities, "the counts of entities"))?;
        let mut together = scratch.together.iter();
        for (i, (b, count)) in scratch.entities.iter().enumerate() {
            slice.entities.entry(*b).or_default().add(count);
            slice.pairs.reserve(i)?;
            if i % CHECK == CHECK - 1 {
                monitor.check()?;
            }
            for (j, ((a, _), &[paragraphs, sentences])) in scratch.entities[..i].iter().zip(together.by_ref()).enumerate() {
                let alone = &scratch.alone[0];
                if !shared || alone[i] != alone[j] || alone[i] == SEVERAL {
                    slice.pairs.meet(*a.min(b), *a.max(b), paragraphs, sentences, short);
                }
            }
        }
        if let Some(window) = self.plan.window {
            scratch.windows.count(&scratch.places, window, monitor)?;
            scratch.windows.drain(|both, times| slice.meet_in_windows(both, times, window.ordered));
        }
        Ok(())
    }

    /// What was counted.
    pub fn finish(self) -> Counts {
        let slices = self.slices.into_iter().map(|(number, slice)| (self.plan.slicing.key(number), slice));
        Counts { slices: slices.collect() }
    }
}

impl Scratch {
    /// Takes in the mentions of a document; whether several have one span.
    fn take(&mut self, mentions: impl IntoIterator<Item = Place>) -> bool {
        self.places.clear();
        self.places.extend(mentions.into_iter().filter(|place| place.entity != NO_ENTITY));
        self.places.windows(2).any(|two| two[0].is_at(&two[1]))
    }

    /// `entities`, in the order of the text, and `together`, for a document of few entities, in one sweep; false if there are too many, or if units are out
    /// of order.
    fn sweep(&mut self) -> bool {
        self.entities.clear();
        self.together.clear();
        let (mut units, mut inside) = ([0, 0], [0_u64; 2]);
        for place in &self.places {
            let known = self.entities.iter().position(|known| known.0 == place.entity);
            let number = known.unwrap_or(self.entities.len());
            if known.is_none() {
                if number == FEW {
                    return false;
                }
                self.entities.push((place.entity, EntityCount { units: [1, 0, 0, 0], ends: 0, mentions: 0 }));
                self.together.resize(first_pair(number + 1), Default::default());
            }
            let count = &mut self.entities[number].1;
            count.mentions += 1;
            for (kind, ordinal) in [place.paragraph, place.sentence].into_iter().enumerate() {
                if ordinal != units[kind] {
                    if ordinal < units[kind] {
                        return false;
                    }
                    (units[kind], inside[kind]) = (ordinal, 0);
                }
                let before = inside[kind];
                if before >> number & 1 == 1 {
                    continue;
                }
                inside[kind] |= 1 << number;
                count.units[kind + 1] += 1;
                // It meets everyone who stands in the unit before it.
                let mut rest = before;
                while rest != 0 {
                    let other = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    self.together[first_pair(number.max(other)) + number.min(other)][kind] += 1;
                }
            }
        }
        true
    }

    /// `entities`, in the order of their ids, and `placed` as described, `together` all zero.
    fn place(&mut self) -> Result<()> {
        self.mentions.clear();
        let mut span = 0;
        for (i, place) in self.places.iter().enumerate() {
            if i > 0 && !place.is_at(&self.places[i - 1]) {
                span = i as u32;
            }
            self.mentions.push((place.entity, place.paragraph, place.sentence, span));
        }
        self.mentions.sort_unstable();
        self.entities.clear();
        for placed in &mut self.placed {
            placed.clear();
        }
        for same in self.mentions.chunk_by(|x, y| x.0 == y.0) {
            let local = self.entities.len() as u64;
            let count = EntityCount { units: [1, 0, 0, 0], ends: 0, mentions: same.len() as u64 };
            self.entities.push((same[0].0, count));
            for &(_, paragraph, sentence, _) in same {
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
        let pairs = first_pair(self.entities.len());
        reserve(&mut self.together, pairs, "the pairs of a document")?;
        self.together.resize(pairs, Default::default());
        Ok(())
    }

    /// Counts the units of `placed`, for each entity and each pair, but for those pairs of a unit that `apart` names by their places in `placed`.
    fn join(&mut self, apart: impl Fn(&[u32], usize, usize) -> bool, monitor: &Monitor) -> Result<()> {
        for (kind, placed) in self.placed.iter().enumerate() {
            let alone = &self.alone[kind + 1];
            let mut from = 0;
            for unit in placed.chunk_by(|x, y| x >> 32 == y >> 32) {
                for (i, b) in unit.iter().map(|&key| local(key)).enumerate() {
                    self.entities[b].1.units[kind + 1] += 1;
                    if i % CHECK == CHECK - 1 {
                        monitor.check()?;
                    }
                    let before = first_pair(b);
                    for (j, a) in unit[..i].iter().map(|&key| local(key)).enumerate() {
                        if !apart(alone, from + i, from + j) {
                            self.together[before + a][kind] += 1;
                        }
                    }
                }
                from += unit.len();
            }
        }
        Ok(())
    }

    /// `alone` as described. Two entities meet in a unit unless the one stands nowhere in it but where the other does, and that is one span.
    #[cold]
    fn find_alone(&mut self) {
        for (kind, alone) in self.alone.iter_mut().enumerate() {
            self.spans.clear();
            for (number, same) in self.mentions.chunk_by(|x, y| x.0 == y.0).enumerate() {
                self.spans.extend(same.iter().map(|&(_, paragraph, sentence, span)| {
                    let ordinal = [0, paragraph, sentence][kind];
                    (u64::from(ordinal) << 32 | number as u64, span)
                }));
            }
            self.spans.sort_unstable();
            let one = |same: &[(u64, u32)]| if same.iter().all(|place| place.1 == same[0].1) { same[0].1 } else { SEVERAL };
            alone.clear();
            alone.extend(self.spans.chunk_by(|x, y| x.0 == y.0).map(one));
        }
    }
}

impl Slice {
    /// Adds the pairs of mentions in windows that two entities are in, in one document.
    fn meet_in_windows(&mut self, both: u64, times: u64, ordered: bool) {
        add(&mut self.units[Unit::Window.index()..], &[times]);
        add(self.windows.entry(both).or_default(), &[times, 1]);
        let (a, b) = pair(both);
        self.entities.entry(a).or_default().units[Unit::Window.index()] += times;
        let b = self.entities.entry(b).or_default();
        *(if ordered { &mut b.ends } else { &mut b.units[Unit::Window.index()] }) += times;
    }
}

impl Window {
    /// Whether two mentions of one document, in the order of the text, are a pair.
    pub(crate) fn holds(self, earlier: &Place, later: &Place) -> bool {
        earlier.paragraph == later.paragraph
            && later.word.saturating_sub(earlier.last_word) <= self.words
            && earlier.entity != later.entity
            && !earlier.is_at(later)
    }
}

impl Place {
    /// The place of a row of mentions.
    pub(crate) fn of_row(mentions: &Mentions, row: usize) -> Self {
        Self {
            entity: mentions.entity[row],
            start: mentions.start_byte[row],
            end: mentions.end_byte[row],
            paragraph: mentions.paragraph[row],
            sentence: mentions.sentence[row],
            word: mentions.word[row],
            last_word: mentions.last_word[row],
        }
    }

    /// Whether both are candidates of one span.
    pub(super) const fn is_at(&self, other: &Self) -> bool {
        self.start == other.start && self.end == other.end
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{FEW, Monitor, Place, Scratch};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    type Counted = (BTreeMap<u32, String>, BTreeMap<(u32, u32), [u32; 2]>);

    /// Entities and pairs with their counts, whatever the order in which they were found.
    fn counted(scratch: &Scratch) -> Counted {
        let entities = scratch.entities.iter().map(|(entity, count)| (*entity, format!("{count:?}")));
        let pairs = scratch.entities.iter().enumerate().flat_map(|(i, b)| scratch.entities[..i].iter().map(move |a| (a.0, b.0)));
        let pairs = pairs.zip(&scratch.together).map(|((a, b), &together)| ((a.min(b), a.max(b)), together));
        (entities.collect(), pairs.collect())
    }

    proptest! {
        /// With up to as many entities as a sweep takes, and with more; with units in order, and not.
        #[test]
        fn sweeping_counts_what_sorting_counts(
            steps in prop::collection::vec((0..80_u32, 0..6_u32, 0..6_u32), 0..150),
            kinds in 1..90_u32,
            back in prop::option::weighted(0.2, 0..150_usize),
        ) {
            let mut place = Place::default();
            let mut places = Vec::new();
            for (i, (entity, sentences, paragraphs)) in steps.into_iter().enumerate() {
                // Most mentions stand in the sentence of the one before.
                place.sentence += sentences.saturating_sub(4);
                place.paragraph += paragraphs.saturating_sub(4);
                if back == Some(i) {
                    place.sentence = place.sentence.saturating_sub(1);
                }
                place = Place { entity: entity % kinds, start: i as u32, end: i as u32 + 1, ..place };
                places.push(place);
            }
            let (mut swept, mut sorted) = (Scratch::default(), Scratch::default());
            prop_assert!(!swept.take(places.iter().copied()) && !sorted.take(places.iter().copied()));
            assert!(sorted.place().is_ok());
            sorted.join(|_, _, _| false, &Monitor::new()).unwrap();
            let in_order = places.is_sorted_by_key(|place| place.sentence);
            prop_assert_eq!(swept.sweep(), in_order && sorted.entities.len() <= FEW);
            if in_order && sorted.entities.len() <= FEW {
                prop_assert_eq!(counted(&swept), counted(&sorted));
            }
        }
    }
}
