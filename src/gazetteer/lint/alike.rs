//! Entities of one type whose names are nearly the same. Each name is brought to a few keys, and only names of one key are compared.

use super::names::Names;
use super::{Found, Rule, Severity, Sort, listed};
use crate::gazetteer::model::{EntityId, Gazetteer, Kind};
use crate::runtime::monitor::Monitor;
use crate::text::fold_as;
use crate::text::unicode::table::{CaseFolding, Table};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Shorter names are alike by chance.
const LEAST_CHARS: usize = 5;

/// In what two names of one key differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Differ {
    Marks,
    Order,
    Length,
    Initial,
}

impl Differ {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Marks => "they differ in diacritics, spaces or punctuation only",
            Self::Order => "they differ in the order of words only",
            Self::Length => "they differ in the length of vowels only",
            Self::Initial => "the one has initials where the other has names",
        }
    }
}

/// A name under one of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Keyed {
    key: u64,
    differ: Differ,
    entity: EntityId,
    name: u32,
    /// Written with initials.
    initials: bool,
}

pub(super) fn check(gazetteer: &Gazetteer, names: &Names, found: &mut Vec<Found>, monitor: &Monitor) {
    let mut keyed: Vec<Keyed> = (0..names.len() as u32)
        .into_par_iter()
        .with_min_len(1024)
        .flat_map_iter(|name| {
            // Who cancels does not ask for what was found.
            if monitor.check().is_ok() { keys(gazetteer, names, name) } else { Vec::new() }
        })
        .collect();
    let id = |entity: EntityId| &*gazetteer.entity(entity).id;
    keyed.par_sort_by(|a, b| {
        let order = |keyed: &Keyed| (keyed.differ, keyed.key, id(keyed.entity), names.name(keyed.name).text);
        order(a).cmp(&order(b))
    });
    let mut said: FxHashSet<(EntityId, EntityId)> = FxHashSet::default();
    for group in keyed.chunk_by(|a, b| (a.differ, a.key) == (b.differ, b.key)) {
        if group.iter().all(|other| other.entity == group[0].entity) || monitor.check().is_err() {
            continue;
        }
        let group = if group[0].differ == Differ::Initial { one_reading(group) } else { group.to_vec() };
        let Some(first) = group.first() else { continue };
        let mut others: Vec<Keyed> = group[1..].to_vec();
        others.dedup_by_key(|other| other.entity);
        others.retain(|other| other.entity != first.entity && !share_a_name(names, first.entity, other.entity));
        others.retain(|other| said.insert((first.entity, other.entity)));
        if others.is_empty() {
            continue;
        }
        let own = |keyed: &Keyed| *gazetteer.entity(keyed.entity).name == *names.name(keyed.name).text;
        let sure = matches!(first.differ, Differ::Marks | Differ::Order) && own(first) && others.iter().any(own);
        let example = others[0];
        let who = listed(others.iter().map(|other| id(other.entity)), 4);
        found.push(Found {
            severity: if sure { Severity::Warning } else { Severity::Info },
            rule: Rule::SimilarName,
            entity: first.entity,
            name: Some(first.name),
            reason: format!("nearly '{}' of {who}: {}", names.name(example.name).text, first.differ.in_words()),
        });
    }
}

/// Where an initial can be read as one name only: the two entities.
fn one_reading(group: &[Keyed]) -> Vec<Keyed> {
    let of = |initials: bool| {
        let mut of: Vec<Keyed> = group.iter().copied().filter(|keyed| keyed.initials == initials).collect();
        of.dedup_by_key(|keyed| keyed.entity);
        of
    };
    match (&of(true)[..], &of(false)[..]) {
        (&[short], &[long]) if short.entity != long.entity => {
            group.iter().copied().filter(|keyed| [short, long].contains(keyed)).collect()
        }
        _ => Vec::new(),
    }
}

fn keys(gazetteer: &Gazetteer, names: &Names, name: u32) -> Vec<Keyed> {
    let of = names.name(name);
    let entity = gazetteer.entity(of.entity);
    let mut keys = Vec::new();
    if of.kind != Kind::Name || names.is_exact(name) {
        return keys;
    }
    let table = Table::of(CaseFolding::Fold);
    let plain = if of.text.is_ascii() { names.folded(name).to_owned() } else { fold_as(of.text, true, true) };
    let words: Vec<&str> = plain.split(|c| !table.get(c).is_word() || c == '_').filter(|word| !word.is_empty()).collect();
    let mut push = |differ, initials, text: &[&str]| {
        let mut hasher = DefaultHasher::new();
        (entity.kind.as_deref(), text).hash(&mut hasher);
        keys.push(Keyed { key: hasher.finish(), differ, entity: of.entity, name, initials });
    };
    let compact = words.concat();
    if compact.chars().count() < LEAST_CHARS {
        return keys;
    }
    push(Differ::Marks, false, &[&compact]);
    if compact.contains(['\u{93F}', '\u{940}', '\u{941}', '\u{942}']) {
        push(Differ::Length, false, &[&compact.replace('\u{940}', "\u{93F}").replace('\u{942}', "\u{941}")]);
    }
    if Sort::of(entity) == Sort::Person && (2..=8).contains(&words.len()) {
        let mut sorted = words.clone();
        sorted.sort_unstable();
        push(Differ::Order, false, &sorted);
        initials(&words, &mut push);
    }
    keys
}

/// `j p nadda` and `jagat prakash nadda`, under `[j, p, nadda]`.
fn initials(words: &[&str], push: &mut impl FnMut(Differ, bool, &[&str])) {
    let Some((last, given)) = words.split_last() else { return };
    if last.chars().count() < 4 {
        return;
    }
    let first = |word: &&str| word.chars().next().filter(|c| c.is_alphabetic() && c.is_lowercase());
    let Some(letters) = given.iter().map(first).collect::<Option<Vec<char>>>() else { return };
    let is_initial = |word: &&str| word.chars().nth(1).is_none();
    let short = given.iter().all(is_initial);
    if !short && given.iter().any(is_initial) {
        return;
    }
    let letters: String = letters.into_iter().collect();
    push(Differ::Initial, short, &[&letters, last]);
}

/// Whether two entities have a name in common, which is said elsewhere.
fn share_a_name(names: &Names, a: EntityId, b: EntityId) -> bool {
    let forms = |entity| names.of(entity).map(|name| names.form_of(name));
    let (few, many) = if names.of(a).len() < names.of(b).len() { (a, b) } else { (b, a) };
    let few: FxHashSet<u32> = forms(few).collect();
    forms(many).any(|form| few.contains(&form))
}
