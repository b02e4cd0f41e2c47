//! One alias of several entities.

use super::names::Names;
use super::{Found, Rule, Severity, listed};
use crate::gazetteer::model::{EntityId, Gazetteer, Kind};
use crate::runtime::monitor::Monitor;
use crate::text::fold;
use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// How many others a reason names.
const SHOWN: usize = 4;

pub(super) fn check(gazetteer: &Gazetteer, names: &Names, found: &mut Vec<Found>, monitor: &Monitor) {
    let forms = (0..names.forms().len() as u32).into_par_iter().with_min_len(1024).flat_map_iter(|form| {
        let mut found = Vec::new();
        let members = names.members(form);
        // Who cancels does not ask for what was found.
        if monitor.check().is_ok() && members.iter().any(|&name| names.name(name).entity != names.name(members[0]).entity) {
            for same in of_one_text(gazetteer, names, members) {
                Shared { gazetteer, names, same }.check(&mut found);
            }
        }
        found
    });
    found.par_extend(forms);
}

/// The names of one form, in groups that match one text, each sorted by id: what matches in upper case only is not found where another case stands.
fn of_one_text(gazetteer: &Gazetteer, names: &Names, members: &[u32]) -> Vec<Vec<u32>> {
    let mut any_case = Vec::new();
    let mut as_written: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for &name in members {
        if names.is_exact(name) {
            as_written.entry(fold(names.name(name).text, false)).or_default().push(name);
        } else {
            any_case.push(name);
        }
    }
    let mut groups: Vec<Vec<u32>> =
        as_written.into_values().map(|exact| exact.into_iter().chain(any_case.iter().copied()).collect()).collect();
    groups.push(any_case);
    groups.retain(|group| group.iter().any(|&name| names.name(name).entity != names.name(group[0]).entity));
    for group in &mut groups {
        group.sort_by(|&a, &b| {
            let key = |name: u32| (&*gazetteer.entity(names.name(name).entity).id, names.name(name).text, name);
            key(a).cmp(&key(b))
        });
    }
    // The same entities by two spellings are said once.
    groups.sort_by_cached_key(|group| {
        (std::cmp::Reverse(group.len()), group.iter().map(|&name| names.name(name).text.to_owned()).collect::<Vec<_>>())
    });
    groups.truncate(1);
    groups
}

struct Shared<'a, 'g> {
    gazetteer: &'a Gazetteer,
    names: &'a Names<'g>,
    /// Names that match one text, by id.
    same: Vec<u32>,
}

impl Shared<'_, '_> {
    fn check(self, found: &mut Vec<Found>) {
        let of_kind = |kind: Kind| move |&&name: &&u32| self.names.name(name).kind == kind;
        let demonyms: Vec<u32> = self.same.iter().filter(of_kind(Kind::Demonym)).copied().collect();
        let titles: Vec<u32> = self.same.iter().filter(of_kind(Kind::Role)).copied().collect();
        let taking_part: Vec<u32> = self.same.iter().filter(|name| !demonyms.contains(name)).copied().collect();
        // A title that counts beside its holder's name only is that of all who are called so.
        let alone: Vec<u32> = titles.iter().copied().filter(|&name| self.names.name(name).alone).collect();
        self.terms(&alone, found);
        let entities = self.entities(&taking_part);
        if entities.len() < 2 {
            self.say(
                &self.same,
                Severity::Info,
                "the kind tells them apart: demonyms take part only where kinds= says so",
                found,
            );
            return;
        }
        if titles.len() == taking_part.len() {
            return;
        }
        let full: Vec<u32> = taking_part.iter().copied().filter(|&name| self.names.name(name).alone).collect();
        let decided = if self.apart_by_date(&taking_part) {
            Some("their dates tell them apart".to_owned())
        } else if let Some(first) = self.first_by_priority(&entities) {
            Some(format!("where the document does not tell, the priority decides for '{}'", self.id(first)))
        } else if self.entities(&full).len() < 2 {
            Some("short names count beside another name of theirs only, which tells them apart".to_owned())
        } else {
            None
        };
        if let Some(decided) = decided {
            self.say(&taking_part, Severity::Info, &decided, found);
            return;
        }
        let same_name = self.duplicates(&taking_part, found);
        if same_name < entities.len() {
            self.say(&taking_part, Severity::Warning, "where the document does not tell, it counts for none of them", found);
        }
    }

    /// Entities of one type whose own name it is; how many there are.
    fn duplicates(&self, taking_part: &[u32], found: &mut Vec<Found>) -> usize {
        let mut by_type: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
        for &name in taking_part {
            let entity = self.gazetteer.entity(self.names.name(name).entity);
            if let Some(kind) = entity.kind.as_deref()
                && fold(&entity.name, true) == self.names.folded(name)
            {
                by_type.entry(kind).or_default().push(name);
            }
        }
        let mut most = 0;
        for (kind, named) in by_type {
            let entities = self.entities(&named);
            if entities.len() < 2 {
                continue;
            }
            most = most.max(entities.len());
            let others = listed(entities[1..].iter().map(|&entity| self.id(entity)), SHOWN);
            found.push(Found {
                severity: Severity::Warning,
                rule: Rule::DuplicateEntity,
                entity: entities[0],
                name: Some(named[0]),
                reason: format!("the name of {others} too, of type '{kind}' as well: one and the same, or namesakes?"),
            });
        }
        most
    }

    fn say(&self, group: &[u32], severity: Severity, verdict: &str, found: &mut Vec<Found>) {
        let entities = self.entities(group);
        let Some((&first, others)) = entities.split_first() else { return };
        let others = listed(others.iter().map(|&entity| self.id(entity)), SHOWN);
        let reason = format!("an alias of {others} too: {verdict}");
        found.push(Found { severity, rule: Rule::SharedName, entity: first, name: group.first().copied(), reason });
    }

    fn id(&self, entity: EntityId) -> &str {
        &self.gazetteer.entity(entity).id
    }

    /// The entities of names that are sorted by id.
    fn entities(&self, group: &[u32]) -> Vec<EntityId> {
        let mut entities: Vec<EntityId> = group.iter().map(|&name| self.names.name(name).entity).collect();
        entities.dedup();
        entities
    }

    fn first_by_priority(&self, entities: &[EntityId]) -> Option<EntityId> {
        let priority = |entity: EntityId| self.gazetteer.entity(entity).priority.unwrap_or(0);
        let highest = entities.iter().copied().map(priority).max()?;
        let mut first = entities.iter().copied().filter(|&entity| priority(entity) == highest);
        let only = first.next();
        if first.next().is_some() { None } else { only }
    }

    fn apart_by_date(&self, group: &[u32]) -> bool {
        self.overlaps(group).is_empty()
    }

    /// Two holders of one office at one time.
    fn terms(&self, titles: &[u32], found: &mut Vec<Found>) {
        for (a, b, from, to) in self.overlaps(titles) {
            let [a, b] = if self.id(self.names.name(a).entity) <= self.id(self.names.name(b).entity) { [a, b] } else { [b, a] };
            let day = |day: NaiveDate, endless: NaiveDate, word: &str| {
                if day == endless { word.to_owned() } else { day.to_string() }
            };
            let (first, last) = (day(from, NaiveDate::MIN, "always"), day(to, NaiveDate::MAX, "now"));
            let other = self.id(self.names.name(b).entity);
            let (severity, when) = if from == to {
                (Severity::Info, format!("on {first}, the day of the handover"))
            } else {
                (Severity::Warning, format!("from {first} to {last}"))
            };
            let reason = format!("'{other}' holds this office too {when}: then it counts for neither");
            found.push(Found {
                severity,
                rule: Rule::OverlappingTerms,
                entity: self.names.name(a).entity,
                name: Some(a),
                reason,
            });
        }
    }

    /// Names of different entities that apply on one day, each with the one before that applies longest: enough to name every overlap in a row
    /// without looking at all pairs.
    fn overlaps(&self, group: &[u32]) -> Vec<(u32, u32, NaiveDate, NaiveDate)> {
        let term = |&name: &u32| {
            let of = self.names.name(name);
            (of.valid_from.unwrap_or(NaiveDate::MIN), of.valid_to.unwrap_or(NaiveDate::MAX), of.entity, name)
        };
        let mut terms: Vec<_> = group.iter().map(term).collect();
        terms.sort_by(|a, b| {
            (a.0, a.1, self.id(a.2), self.names.name(a.3).text).cmp(&(b.0, b.1, self.id(b.2), self.names.name(b.3).text))
        });
        let mut overlaps = Vec::new();
        // Those that last longest, of two entities.
        let mut longest: Vec<(NaiveDate, EntityId, u32)> = Vec::with_capacity(3);
        for (from, to, entity, name) in terms {
            if let Some(&(until, _, other)) = longest.iter().find(|&&(until, other, _)| other != entity && until >= from) {
                overlaps.push((other, name, from, until.min(to)));
            }
            match longest.iter_mut().find(|(_, known, _)| *known == entity) {
                Some(known) if known.0 < to => *known = (to, entity, name),
                Some(_) => {}
                None => longest.push((to, entity, name)),
            }
            longest.sort_by_key(|&(until, entity, _)| (std::cmp::Reverse(until), self.id(entity)));
            longest.truncate(2);
        }
        overlaps
    }
}
