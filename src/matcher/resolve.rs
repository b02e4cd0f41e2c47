//! Which entity a span names: date, context, priority, or none of them.

use super::index::Index;
use super::names::IndexedName;
use super::spans::{Span, Spans, applicable};
use crate::gazetteer::{Catalogue, EntityId, Kind};
use crate::mentions::Resolution;
use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

/// What was decided for the spans of a document, in their order.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    pub(crate) list: Vec<Decision>,
    candidates: Vec<EntityId>,
}

/// What was decided for a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) entity: Option<EntityId>,
    pub(crate) name: u32,
    pub(crate) resolution: Resolution,
    /// Where its candidates stand among those of all.
    candidates: (u32, u32),
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

    /// The entities there were to choose from; none if there was no choice.
    pub(crate) fn candidates(&self, decision: &Decision) -> &[EntityId] {
        let (from, to) = decision.candidates;
        &self.candidates[from as usize..to as usize]
    }

    /// Keeps candidates, each once, ascending.
    fn keep(&mut self, entities: impl Iterator<Item = EntityId>) -> (u32, u32) {
        let from = self.candidates.len();
        self.candidates.extend(distinct(entities));
        (from as u32, self.candidates.len() as u32)
    }
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
    pub(crate) fn named(self, spans: &Spans, decisions: &mut Decisions, named: &mut Vec<EntityId>) {
        decisions.clear();
        named.clear();
        for span in &spans.spans {
            named.extend(self.only(spans, span).unwrap_or_else(|| self.by_date(spans, span, &[], decisions)).entity);
        }
        named.sort_unstable();
        named.dedup();
    }

    /// Decides the spans of a document, in order; `years` are those that the sentence of a title names.
    pub(crate) fn resolve<'y>(self, spans: &Spans, years: impl Iterator<Item = &'y [i32]>, decisions: &mut Decisions) {
        decisions.clear();
        let mut undecided = false;
        for (span, years) in spans.spans.iter().zip(years) {
            let decision = self.only(spans, span).unwrap_or_else(|| self.by_date(spans, span, years, decisions));
            undecided |= decision.entity.is_none() && !decision.open;
            decisions.list.push(decision);
        }
        if undecided {
            self.resolve_by_context(spans, decisions);
        }
    }

    /// Decides what dates did not.
    fn resolve_by_context(self, spans: &Spans, decisions: &mut Decisions) {
        // Where an entity is named in full: all of them, and the last one before.
        let mut named: FxHashMap<EntityId, Option<usize>> = FxHashMap::default();
        named
            .extend(decisions.list.iter().filter(|decision| decision.full).filter_map(|decision| Some((decision.entity?, None))));
        for (i, span) in spans.spans.iter().enumerate() {
            let decision = decisions.list[i];
            match decision.entity {
                Some(entity) if decision.full => {
                    named.insert(entity, Some(i));
                }
                None if !decision.open => {
                    let decided = self.by_context(spans, span, decision, decisions.candidates(&decision), &named);
                    decisions.list[i] = decided;
                }
                _ => {}
            }
        }
    }

    /// The decision where there is nothing to decide, as nearly everywhere: all names are of one entity, at all times.
    fn only(self, spans: &Spans, span: &Span) -> Option<Decision> {
        let mut names = spans.names(span, self.index);
        let first = names.next().filter(|name| name.valid().is_none())?;
        let mut alone = first.alone();
        for name in names {
            if name.entity != first.entity || name.valid().is_some() {
                return None;
            }
            alone |= name.alone();
        }
        Some(Decision {
            entity: Some(first.entity),
            name: first.name,
            resolution: Resolution::Unique,
            candidates: (0, 0),
            full: span.joined || alone,
            open: false,
        })
    }

    fn by_date(self, spans: &Spans, span: &Span, years: &[i32], decisions: &mut Decisions) -> Decision {
        let names = spans.names(span, self.index);
        let mut applying = applicable(names.clone(), self.date).peekable();
        let first = applying.peek().map(|name| (name.entity, name.name));
        let (entity, name) = first.unwrap_or_default();
        let undecided =
            |candidates, open| Decision { entity: None, name, resolution: Resolution::Ambiguous, candidates, full: false, open };
        if !years.is_empty()
            && let Some(candidates) = self.holders_then(&names, years)
        {
            return undecided(decisions.keep(candidates.into_iter()), true);
        }
        if applying.any(|name| name.entity != entity) {
            return undecided(decisions.keep(applicable(names, self.date).map(|name| name.entity)), false);
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
        let throughout =
            |entity: EntityId| past().all(|&year| names.clone().any(|name| name.entity == entity && held(name, year)));
        if now().any(|name| throughout(name.entity)) {
            return None;
        }
        let then = names.clone().filter(|name| past().any(|&year| held(*name, year)));
        Some(distinct(now().chain(then).map(|name| name.entity)))
    }

    fn by_context(
        self,
        spans: &Spans,
        span: &Span,
        decision: Decision,
        candidates: &[EntityId],
        named: &FxHashMap<EntityId, Option<usize>>,
    ) -> Decision {
        let names = || applicable(spans.names(span, self.index), self.date);
        let of = |counts: &dyn Fn(EntityId) -> bool| -> Vec<EntityId> {
            candidates.iter().copied().filter(|&entity| counts(entity)).collect()
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
        Decision { entity, name, resolution, ..decision }
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
