//! Which entity a span names: date, context, priority, or none of them.

use super::index::Index;
use super::names::IndexedName;
use super::spans::{Span, Spans, applicable};
use crate::gazetteer::{Catalogue, EntityId, Kind};
use crate::mentions::Resolution;
use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

/// What was decided for a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) entity: Option<EntityId>,
    pub(crate) name: u32,
    pub(crate) resolution: Resolution,
    pub(crate) candidates: Vec<EntityId>,
    /// The span says by itself whom it means: what short names elsewhere in the document go by.
    full: bool,
    /// Neither context nor priority may decide.
    open: bool,
}

/// What a document says that helps to decide.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) index: &'a Index,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) date: Option<NaiveDate>,
}

impl Case<'_> {
    /// The entities that the spans name for sure, ascending.
    pub(crate) fn named(self, spans: &Spans, named: &mut Vec<EntityId>) {
        named.clear();
        named.extend(spans.spans.iter().filter_map(|span| self.by_date(spans, span, &[]).entity));
        named.sort_unstable();
        named.dedup();
    }

    /// Decides the spans of a document, in order; `years` are those that the sentence of a title names.
    pub(crate) fn resolve<'y>(self, spans: &Spans, years: impl Iterator<Item = &'y [i32]>, decisions: &mut Vec<Decision>) {
        decisions.clear();
        decisions.extend(spans.spans.iter().zip(years).map(|(span, years)| self.by_date(spans, span, years)));
        if decisions.iter().all(|decision| decision.entity.is_some() || decision.open) {
            return;
        }
        // Where an entity is named in full: all of them, and the last one before.
        let mut named: FxHashMap<EntityId, Option<usize>> = FxHashMap::default();
        named.extend(decisions.iter().filter(|decision| decision.full).filter_map(|decision| Some((decision.entity?, None))));
        for (i, span) in spans.spans.iter().enumerate() {
            let decision = &decisions[i];
            match decision.entity {
                Some(entity) if decision.full => {
                    named.insert(entity, Some(i));
                }
                None if !decision.open => decisions[i] = self.by_context(spans, span, decision, &named),
                _ => {}
            }
        }
    }

    fn by_date(self, spans: &Spans, span: &Span, years: &[i32]) -> Decision {
        let names = spans.names(span, self.index);
        let mut applying = applicable(names.clone(), self.date).peekable();
        let first = applying.peek().map(|name| (name.entity, name.name));
        let (entity, name) = first.unwrap_or_default();
        let undecided =
            |candidates, open| Decision { entity: None, name, resolution: Resolution::Ambiguous, candidates, full: false, open };
        if !years.is_empty()
            && let Some(candidates) = self.holders_then(&names, years)
        {
            return undecided(candidates, true);
        }
        if applying.any(|name| name.entity != entity) {
            return undecided(distinct(applicable(names, self.date).map(|name| name.entity)), false);
        }
        // The one entity left: was there ever another?
        let others = distinct(names.clone().map(|name| name.entity));
        let (resolution, candidates) =
            if others.len() > 1 { (Resolution::Date, others) } else { (Resolution::Unique, Vec::new()) };
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
        let throughout =
            |entity: EntityId| past().all(|&year| names.clone().any(|name| name.entity == entity && held(name, year)));
        if now().any(|name| throughout(name.entity)) {
            return None;
        }
        let then = names.clone().filter(|name| past().any(|&year| held(*name, year)));
        Some(distinct(now().chain(then).map(|name| name.entity)))
    }

    fn by_context(self, spans: &Spans, span: &Span, decision: &Decision, named: &FxHashMap<EntityId, Option<usize>>) -> Decision {
        let names = || applicable(spans.names(span, self.index), self.date);
        let of = |counts: &dyn Fn(EntityId) -> bool| -> Vec<EntityId> {
            decision.candidates.iter().copied().filter(|&entity| counts(entity)).collect()
        };
        let in_context = of(&|entity| named.contains_key(&entity));
        let alone = of(&|entity| span.joined || stands_alone(names(), entity));
        let (entity, resolution) = match in_context[..] {
            [only] => (Some(only), Resolution::Context),
            [] => self.by_priority(&alone),
            // Of several with one short name, the one named last in full is meant.
            _ if names().any(|name| name.kind == Kind::Short) && in_context.iter().any(|entity| named[entity].is_some()) => {
                (in_context.iter().copied().max_by_key(|entity| named[entity]), Resolution::Context)
            }
            _ => self.by_priority(&in_context),
        };
        let name = names().find(|name| Some(name.entity) == entity).map_or(decision.name, |name| name.name);
        Decision { entity, name, resolution, ..decision.clone() }
    }

    fn by_priority(self, candidates: &[EntityId]) -> (Option<EntityId>, Resolution) {
        let priority = |&entity: &EntityId| self.catalogue.priority(entity);
        let highest = candidates.iter().map(priority).max();
        let mut best = candidates.iter().filter(|entity| Some(priority(entity)) == highest);
        match (best.next(), best.next()) {
            (Some(&only), None) => (Some(only), Resolution::Priority),
            _ => (None, Resolution::Ambiguous),
        }
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
