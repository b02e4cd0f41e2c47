//! Titles beside names: the two together are one occurrence, longer than each.

use super::beside;
use super::index::{Hit, Index};
use super::names::IndexedName;
use super::pattern::Pattern;
use super::select::{Selector, stop_behind};
use super::spans::{Block, Span, Spans};
use crate::gazetteer::{EntityId, Kind};
use chrono::NaiveDate;

/// A name and a title of the same person, side by side.
pub(super) struct Joined {
    /// End in the folded block.
    pub(super) folded: usize,
    /// End in the document.
    end: u32,
    names: Vec<u32>,
}

impl Selector {
    /// Whether the name of a person who never held the office stands right behind a title.
    pub(super) fn is_of_another(&mut self, index: &Index, block: Block, end: usize, titles: &[u32]) -> bool {
        if block.folded.bytes.get(end) == Some(&b',') {
            return false;
        }
        let mut holders: Vec<EntityId> = titles.iter().map(|&title| index.name(title).entity).collect();
        holders.sort_unstable();
        let holds = |entity: EntityId| holders.binary_search(&entity).is_ok();
        for place in beside::name_places(block.folded, end) {
            index.hits(block.folded, &self.sweep, place, &mut self.beside);
            let Some(&hit) = self.beside.last() else { continue };
            let mut names = Vec::new();
            let (start, stop) = block.place(place, hit.end as usize);
            if block.allows(start, stop) && beside::one_line(block.written(block.folded.end_in_document(end as u32), start)) {
                self.spelled(index, block, (start, stop), hit, &mut names);
            }
            names.retain(|&name| matches!(index.name(name).kind, Kind::Name | Kind::Short));
            let other = |name: IndexedName| name.person() && !holds(name.entity);
            if !names.is_empty() && names.iter().all(|&name| other(index.name(name))) {
                return true;
            }
        }
        false
    }

    /// The longest name with a title of its entity before or behind it that begins at a place.
    pub(super) fn join(&mut self, index: &Index, block: Block, at: usize) -> Option<Joined> {
        let mut best: Option<Joined> = None;
        for i in (0..self.hits.len()).rev() {
            let (hit, end) = (self.hits[i], self.hits[i].end as usize);
            let (title, holder) = (hit.known.title(), hit.known.holder());
            if !title && !holder {
                continue;
            }
            let (start, stop) = block.place(at, end);
            if !block.allows(start, stop) {
                continue;
            }
            let mut first = Vec::new();
            self.spelled(index, block, (start, stop), hit, &mut first);
            if title {
                let mut places = beside::name_places(block.folded, end);
                if let Some(behind) = self.behind_country(index, block, end) {
                    places.extend(beside::name_places(block.folded, behind));
                }
                for place in places {
                    self.join_at(index, block, (start, stop), &first, place, true, &mut best);
                }
            }
            if holder {
                for place in beside::title_places(block.folded, end).into_iter().flatten() {
                    self.join_at(index, block, (start, stop), &first, place, false, &mut best);
                }
            }
        }
        best
    }

    /// The place behind `of` and the name of a place.
    fn behind_country(&mut self, index: &Index, block: Block, end: usize) -> Option<usize> {
        let from = beside::country_place(block.folded, end)?;
        if !block.folded.bounds.get(from) {
            return None;
        }
        index.hits(block.folded, &self.sweep, from, &mut self.beside);
        let is_place = |hit: &&Hit| index.numbers(hit.pattern).any(|name| index.name(name).place());
        self.beside.iter().rev().find(is_place).map(|hit| hit.end as usize)
    }

    /// Joins the names of a span with those that begin at a place behind it, if one is a title and the other a name of the same entity; the longest in `best`.
    #[expect(clippy::too_many_arguments, reason = "the two halves of what is joined")]
    fn join_at(
        &mut self,
        index: &Index,
        block: Block,
        (start, stop): (u32, u32),
        first: &[u32],
        place: usize,
        title_first: bool,
        best: &mut Option<Joined>,
    ) {
        if !block.folded.bounds.get(place) {
            return;
        }
        index.hits(block.folded, &self.sweep, place, &mut self.beside);
        for i in (0..self.beside.len()).rev() {
            let hit = self.beside[i];
            let end = hit.end as usize;
            if best.as_ref().is_some_and(|best| best.folded >= end) {
                return;
            }
            let fits = if title_first { hit.known.holder() } else { hit.known.title() };
            let (from, to) = block.place(place, end);
            if !fits || !block.allows(from, to) || !beside::one_line(block.written(stop, from)) {
                continue;
            }
            let mut second = Vec::new();
            self.spelled(index, block, (from, to), hit, &mut second);
            let (titles, names) = if title_first { (first, &second[..]) } else { (&second[..], first) };
            let names = of_holders(index, titles, names, block.date);
            if !names.is_empty() {
                let stop =
                    names.iter().any(|&name| index.name(name).stop() && title_first).then(|| stop_behind(block, start, to));
                *best = Some(Joined { folded: end, end: stop.flatten().unwrap_or(to), names });
                return;
            }
        }
    }
}

/// Adds what is joined; its end in the folded block, if it applies.
pub(super) fn take_joined(index: &Index, block: Block, at: u32, joined: Joined, out: &mut Spans) -> Option<usize> {
    let start = block.folded.start_in_document(at);
    let first = out.names.len();
    out.names.extend(joined.names);
    let names = first..out.names.len();
    out.push(
        index,
        block.date,
        Span {
            start,
            end: joined.end,
            folded: at,
            folded_end: joined.folded as u32,
            joined: true,
            names,
            known: Pattern::default(),
        },
    )
    .then_some(joined.folded)
}

/// Of the names, those of entities that hold one of the titles; at the date, if any of them does.
fn of_holders(index: &Index, titles: &[u32], names: &[u32], date: Option<NaiveDate>) -> Vec<u32> {
    let titles = || titles.iter().map(|&title| index.name(title)).filter(|title| title.kind == Kind::Role);
    let now = |title: &IndexedName| title.valid().zip(date).is_none_or(|(valid, date)| valid.contains(date));
    let is_name = |name: &&u32| matches!(index.name(**name).kind, Kind::Name | Kind::Acronym | Kind::Short);
    let of = |mut holders: Vec<EntityId>| -> Vec<u32> {
        holders.sort_unstable();
        let holds = |&name: &u32| holders.binary_search(&index.name(name).entity).is_ok();
        names.iter().filter(is_name).copied().filter(holds).collect()
    };
    let at_the_date = of(titles().filter(now).map(|title| title.entity).collect());
    if at_the_date.is_empty() { of(titles().map(|title| title.entity).collect()) } else { at_the_date }
}
