//! One form for what can be said in several, so that equal gazetteers are equal and no name is compiled twice.

use crate::gazetteer::model::{Alias, Case, Entity, Kind, Role, Title};
use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::Hash;
use std::sync::Arc;

/// Aliases and titles once each, aliases with the text of the name first, none that says no more than the name, no attribute without a value.
/// Says how many aliases were given before.
pub(in crate::gazetteer) fn entity(entity: &mut Entity) -> usize {
    for alias in &mut entity.aliases {
        // What goes without saying.
        alias.alone = alias.alone.filter(|&alone| alone == (alias.kind == Kind::Short));
    }
    let given = entity.aliases.len();
    once_each(&mut entity.aliases);
    let repeated = given - entity.aliases.len();
    let name = &entity.name;
    if entity.aliases.iter().skip(1).any(|alias| alias.text == *name) {
        entity.aliases.sort_by_key(|alias| alias.text != *name);
    }
    let is_name = |alias: &Alias| alias.text == *name;
    if entity.aliases.first().is_some_and(|alias| is_name(alias) && alias.is_plain())
        && !entity.aliases.get(1).is_some_and(is_name)
    {
        entity.aliases.remove(0);
    }
    roles(&mut entity.roles);
    entity.attributes.retain(|_, value| !value.is_null());
    repeated
}

/// The name as an alias among the aliases, where it is not yet: what two entities must agree on before their aliases can be put together.
pub(in crate::gazetteer) fn name_as_alias(entity: &mut Entity) {
    if !entity.name_is_alias() {
        entity.aliases.insert(0, Alias::new(entity.name.clone()));
    }
}

fn roles(roles: &mut Vec<Role>) {
    for role in roles.iter_mut() {
        for title in &mut role.titles {
            title.alone = title.alone.filter(|&alone| !alone);
        }
        once_each(&mut role.titles);
    }
    if roles.len() > 1 {
        let mut seen = FxHashSet::default();
        let mut new = roles.iter().map(|role| seen.insert(role)).collect::<Vec<_>>().into_iter();
        roles.retain(|_| new.next().unwrap_or(true));
    }
}

impl Alias {
    /// A full name without anything else said about it.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self {
            text: text.into(),
            lang: None,
            case: None,
            kind: Kind::Name,
            alone: None,
            nested: false,
            valid_from: None,
            valid_to: None,
        }
    }

    /// Whether it says nothing but its text.
    pub(in crate::gazetteer) fn is_plain(&self) -> bool {
        let Self { text: _, lang, case, kind, alone, nested, valid_from, valid_to } = self;
        lang.is_none()
            && case.is_none()
            && *kind == Kind::Name
            && alone.is_none()
            && !nested
            && valid_from.is_none()
            && valid_to.is_none()
    }
}

impl Title {
    /// A title without a language.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self { text: text.into(), lang: None, alone: None }
    }
}

/// What may be given twice.
trait Spelling {
    /// What makes it another than the next one.
    type Identity<'a>: Eq + Hash
    where
        Self: 'a;

    fn identity(&self) -> Self::Identity<'_>;
    fn lang(&mut self) -> &mut Option<Arc<str>>;
}

impl Spelling for Alias {
    // The language is not part of it: it changes nothing about where the alias matches.
    type Identity<'a> = (&'a str, Kind, Option<Case>, Option<bool>, bool, Option<NaiveDate>, Option<NaiveDate>);

    fn identity(&self) -> Self::Identity<'_> {
        (&self.text, self.kind, self.case, self.alone, self.nested, self.valid_from, self.valid_to)
    }

    fn lang(&mut self) -> &mut Option<Arc<str>> {
        &mut self.lang
    }
}

impl Spelling for Title {
    type Identity<'a> = (&'a str, Option<bool>);

    fn identity(&self) -> Self::Identity<'_> {
        (&self.text, self.alone)
    }

    fn lang(&mut self) -> &mut Option<Arc<str>> {
        &mut self.lang
    }
}

/// Below this many items comparing each with each is faster than hashing them.
const FEW: usize = 16;

/// Keeps the first of equal items, and of their languages the first one given.
fn once_each<T: Spelling>(items: &mut Vec<T>) {
    let first = first_of_equals(items);
    if first.iter().enumerate().all(|(i, &first)| i == first) {
        return;
    }
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    let mut place = vec![0; items.len()];
    for (i, mut item) in items.drain(..).enumerate() {
        if first[i] == i {
            place[i] = kept.len();
            kept.push(item);
        } else {
            let lang = kept[place[first[i]]].lang();
            if lang.is_none() {
                *lang = item.lang().take();
            }
        }
    }
    *items = kept;
}

/// For each item the position of the first one equal to it.
fn first_of_equals<T: Spelling>(items: &[T]) -> Vec<usize> {
    if items.len() <= FEW {
        let first = |i: usize| items[..i].iter().position(|before| before.identity() == items[i].identity()).unwrap_or(i);
        return (0..items.len()).map(first).collect();
    }
    let mut seen = FxHashMap::with_capacity_and_hasher(items.len(), rustc_hash::FxBuildHasher);
    items.iter().enumerate().map(|(i, item)| *seen.entry(item.identity()).or_insert(i)).collect()
}
