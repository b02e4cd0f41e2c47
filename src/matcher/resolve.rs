//! Which entity a span names: date, context, priority, or none of them.

use super::index::Index;
use super::named::Named;
use super::names::IndexedName;
use super::spans::{Span, Spans, applicable};
use crate::gazetteer::{EntityId, Kind};
use crate::mentions::Resolution;
use chrono::{Datelike, NaiveDate};

/// What was decided for the spans of a document, in their order.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    pub(crate) list: Vec<Decision>,
    candidates: Vec<EntityId>,
    /// Kept for its room.
    named: Named,
}

/// What was decided for a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) entity: Option<EntityId>,
    pub(crate) name: u32,
    pub(crate) resolution: Resolution,
    /// Where its candidates stand among those of all; none if there was no choice.
    pub(crate) candidates: (u32, u32),
    /// The span says by itself whom it means: what short names elsewhere in the document go by.
    full: bool,
    /// Neither context nor priority may decide.
    open: bool,
}

impl Decisions {
    fn clear(&mut self) {
        self.list.clear();
        self.candidates.clear();
    }

    /// The entities there were to choose from, one decision's behind the other's.
    pub(crate) fn candidates(&self) -> &[EntityId] {
        &self.candidates
    }

    /// Keeps candidates, each once, ascending.
    fn keep(&mut self, entities: impl Iterator<Item = EntityId>) -> (u32, u32) {
        let (from, mut last, mut in_order) = (self.candidates.len(), None, true);
        for entity in entities.filter(|&entity| last.replace(entity) != Some(entity)) {
            in_order &= self.candidates.len() == from || self.candidates.last() < Some(&entity);
            self.candidates.push(entity);
        }
        if !in_order {
            // Names of one pattern are in the order of the gazetteer; a title has others beside these.
            let candidates = distinct(self.candidates.drain(from..));
            self.candidates.extend(candidates);
        }
        (from as u32, self.candidates.len() as u32)
    }
}

/// What a document says that helps to decide.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) index: &'a Index,
    pub(crate) date: Option<NaiveDate>,
}

impl Case<'_> {
    /// The entities that the spans name for sure, ascending.
    pub(crate) fn named(self, spans: &Spans, decisions: &mut Decisions, named: &mut Vec<EntityId>) {
        decisions.clear();
        named.clear();
        for span in &spans.spans {
            named.extend(self.at_once(spans, span, &[], decisions).entity);
        }
        named.sort_unstable();
        named.dedup();
    }

    /// Decides the spans of a document, in order; `years` are those that the sentence of a title names.
    pub(crate) fn resolve<'y>(self, spans: &Spans, years: impl Iterator<Item = &'y [i32]>, decisions: &mut Decisions) {
        decisions.clear();
        let mut undecided = false;
        for (span, years) in spans.spans.iter().zip(years) {
            let decision = self.at_once(spans, span, years, decisions);
            undecided |= decision.entity.is_none() && !decision.open;
            decisions.list.push(decision);
        }
        if undecided {
            self.resolve_by_context(spans, decisions);
        }
    }

    /// Decides what dates did not.
    fn resolve_by_context(self, spans: &Spans, decisions: &mut Decisions) {
        let Decisions { list, candidates, named } = decisions;
        let full = || list.iter().filter(|decision| decision.full).filter_map(|decision| decision.entity);
        named.fill(full(), full().count());
        for (i, span) in spans.spans.iter().enumerate() {
            let decision = list[i];
            match decision.entity {
                Some(entity) if decision.full => named.look_at(entity, i as u32 + 1),
                None if !decision.open => {
                    list[i] = self.by_context(spans, span, decision, candidates, named);
                }
                _ => {}
            }
        }
    }

    /// The decision where dates have no say, as nearly everywhere: the entity, if all names are of one.
    #[inline]
    fn at_once(self, spans: &Spans, span: &Span, years: &[i32], decisions: &mut Decisions) -> Decision {
        let names = || spans.names(span, self.index);
        let Some(first) = names().next() else { return self.by_date(spans, span, years, decisions) };
        if span.known.one() {
            return unique(first, true);
        }
        if span.known.several() && years.is_empty() {
            let from = decisions.candidates.len() as u32;
            self.index.add_entities(spans.numbers(span), &mut decisions.candidates);
            return undecided(first.name, (from, decisions.candidates.len() as u32), false);
        }
        let (mut alone, mut several) = (false, false);
        for name in names() {
            if name.dated() {
                return self.by_date(spans, span, years, decisions);
            }
            several |= name.entity != first.entity;
            alone |= name.alone();
        }
        if !several {
            return unique(first, span.joined || alone);
        }
        if years.is_empty() {
            return undecided(first.name, decisions.keep(names().map(|name| name.entity)), false);
        }
        self.by_date(spans, span, years, decisions)
    }

    fn by_date(self, spans: &Spans, span: &Span, years: &[i32], decisions: &mut Decisions) -> Decision {
        let names = spans.names(span, self.index);
        let mut applying = applicable(names.clone(), self.date).peekable();
        let first = applying.peek().map(|name| (name.entity, name.name));
        let (entity, name) = first.unwrap_or_default();
        if !years.is_empty()
            && let Some(candidates) = self.holders_then(&names, years)
        {
            return undecided(name, decisions.keep(candidates.into_iter()), true);
        }
        if applying.any(|name| name.entity != entity) {
            return undecided(name, decisions.keep(applicable(names, self.date).map(|name| name.entity)), false);
        }
        // The one entity left: was there ever another?
        let (resolution, candidates) = if names.clone().any(|name| name.entity != entity) {
            (Resolution::Date, decisions.keep(names.clone().map(|name| name.entity)))
        } else {
            (Resolution::Unique, (0, 0))
        };
        Decision {
            entity: Some(entity),
            name,
            resolution,
            candidates,
            full: span.joined || stands_alone(names, entity),
            open: false,
        }
    }

    /// If nobody who holds an office at the date of the document held it in all of the years up to then: who holds it, and who is known to have held it
    /// in one of those years.
    fn holders_then<'n>(self, names: &(impl Iterator<Item = IndexedName<'n>> + Clone), years: &[i32]) -> Option<Vec<EntityId>> {
        let past = || years.iter().filter(|&&year| self.date.is_none_or(|date| year <= date.year()));
        let held = |name: IndexedName, year: i32| name.valid().is_none_or(|valid| valid.touches(year));
        let now = || applicable(names.clone(), self.date);
        // Of each entity that holds it now, its names: an office may have had thousands of holders.
        let holders = distinct(now().map(|name| name.entity));
        let mut of_holders: Vec<IndexedName> = names.clone().filter(|name| holders.binary_search(&name.entity).is_ok()).collect();
        of_holders.sort_by_key(|name| name.entity);
        let throughout = |held_by: &[IndexedName]| past().all(|&year| held_by.iter().any(|&name| held(name, year)));
        if of_holders.chunk_by(|one, other| one.entity == other.entity).any(throughout) {
            return None;
        }
        let then = names.clone().filter(|name| past().any(|&year| held(*name, year)));
        Some(distinct(now().chain(then).map(|name| name.entity)))
    }

    fn by_context(self, spans: &Spans, span: &Span, decision: Decision, candidates: &[EntityId], named: &Named) -> Decision {
        let (from, to) = (decision.candidates.0 as usize, decision.candidates.1 as usize);
        if span.known.even() && !named.may_have(candidates, from..to) {
            return decision;
        }
        let candidates = &candidates[from..to];
        let names = || applicable(spans.names(span, self.index), self.date);
        let mut in_context = candidates.iter().filter_map(|&entity| Some((named.get(entity)?, entity)));
        let (entity, resolution) = match (in_context.next(), in_context.next()) {
            (None, _) if span.known.even() => return decision,
            (Some((_, only)), None) => (Some(only), Resolution::Context),
            (None, _) => by_priority(names().filter(|name| span.joined || name.alone())),
            (Some(one), Some(other)) => {
                // Of several with one short name, the one named last in full is meant.
                let last = in_context.chain([one, other]).max().filter(|&(last, _)| last > 0);
                match last.filter(|_| names().any(|name| name.kind == Kind::Short)) {
                    Some((_, last)) => (Some(last), Resolution::Context),
                    None => by_priority(names().filter(|name| named.get(name.entity).is_some())),
                }
            }
        };
        let name = names().find(|name| Some(name.entity) == entity).map_or(decision.name, |name| name.name);
        Decision { entity, name, resolution, ..decision }
    }
}

/// Where nothing is to be decided.
fn unique(name: IndexedName, full: bool) -> Decision {
    Decision { entity: Some(name.entity), name: name.name, resolution: Resolution::Unique, candidates: (0, 0), full, open: false }
}

fn undecided(name: u32, candidates: (u32, u32), open: bool) -> Decision {
    Decision { entity: None, name, resolution: Resolution::Ambiguous, candidates, full: false, open }
}

/// The entity of the highest priority among those of some names, if there is one.
fn by_priority<'n>(names: impl Iterator<Item = IndexedName<'n>>) -> (Option<EntityId>, Resolution) {
    let (mut highest, mut best) = (0, None);
    let mut several = false;
    for name in names {
        if best.is_none() || name.priority > highest {
            (highest, best, several) = (name.priority, Some(name.entity), false);
        } else if name.priority == highest {
            several |= best != Some(name.entity);
        }
    }
    match best {
        Some(_) if !several => (best, Resolution::Priority),
        _ => (None, Resolution::Ambiguous),
    }
}

/// Whether one of the names of an entity counts by itself.
fn stands_alone<'n>(mut names: impl Iterator<Item = IndexedName<'n>>, entity: EntityId) -> bool {
    names.any(|name| name.entity == entity && name.alone())
}

fn distinct(entities: impl Iterator<Item = EntityId>) -> Vec<EntityId> {
    let mut entities: Vec<EntityId> = entities.collect();
    entities.sort_unstable();
    entities.dedup();
    entities
}
