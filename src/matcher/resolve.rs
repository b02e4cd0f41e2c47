//! Which entity a span names: date, context, priority, or none of them.

use super::index::Index;
use super::select::{Span, Spans, applicable};
use crate::gazetteer::{EntityId, Gazetteer};
use crate::mentions::Resolution;
use chrono::NaiveDate;

/// What was decided for a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) entity: Option<EntityId>,
    pub(crate) name: u32,
    pub(crate) resolution: Resolution,
    pub(crate) candidates: Vec<EntityId>,
}

/// Decides all spans of a document, in order.
pub(crate) fn resolve(
    spans: &Spans,
    index: &Index,
    gazetteer: &Gazetteer,
    date: Option<NaiveDate>,
    decisions: &mut Vec<Decision>,
) {
    decisions.clear();
    decisions.extend(spans.spans.iter().map(|span| by_date(spans, span, index, date)));
    if decisions.iter().all(|decision| decision.entity.is_some()) {
        return;
    }
    let mut known: Vec<EntityId> = decisions.iter().filter_map(|decision| decision.entity).collect();
    known.sort_unstable();
    known.dedup();
    for (decision, span) in decisions.iter_mut().zip(&spans.spans).filter(|(decision, _)| decision.entity.is_none()) {
        let in_context: Vec<EntityId> =
            decision.candidates.iter().copied().filter(|entity| known.binary_search(entity).is_ok()).collect();
        let (entity, resolution) = match in_context[..] {
            [only] => (Some(only), Resolution::Context),
            [] => by_priority(&decision.candidates, gazetteer),
            _ => by_priority(&in_context, gazetteer),
        };
        decision.entity = entity;
        decision.resolution = resolution;
        if let Some(entity) = entity {
            let mut names = applicable(spans.names(span, index), date);
            decision.name = names.find(|name| name.entity == entity).map_or(decision.name, |name| name.name);
        }
    }
}

fn by_date(spans: &Spans, span: &Span, index: &Index, date: Option<NaiveDate>) -> Decision {
    let names = spans.names(span, index);
    let mut applying = applicable(names.clone(), date).peekable();
    let first = applying.peek().map(|name| (name.entity, name.name));
    let (entity, name) = first.unwrap_or_default();
    if applying.all(|name| name.entity == entity) {
        // The one entity left: was there ever another?
        let others = distinct(names.map(|name| name.entity));
        let (resolution, candidates) =
            if others.len() > 1 { (Resolution::Date, others) } else { (Resolution::Unique, Vec::new()) };
        return Decision { entity: Some(entity), name, resolution, candidates };
    }
    let candidates = distinct(applicable(names, date).map(|name| name.entity));
    Decision { entity: None, name, resolution: Resolution::Ambiguous, candidates }
}

fn by_priority(candidates: &[EntityId], gazetteer: &Gazetteer) -> (Option<EntityId>, Resolution) {
    let priority = |entity: &EntityId| gazetteer.entity(*entity).priority.unwrap_or(0);
    let highest = candidates.iter().map(priority).max();
    let mut best = candidates.iter().filter(|entity| Some(priority(entity)) == highest);
    match (best.next(), best.next()) {
        (Some(&only), None) => (Some(only), Resolution::Priority),
        _ => (None, Resolution::Ambiguous),
    }
}

fn distinct(entities: impl Iterator<Item = EntityId>) -> Vec<EntityId> {
    let mut entities: Vec<EntityId> = entities.collect();
    entities.sort_unstable();
    entities.dedup();
    entities
}
