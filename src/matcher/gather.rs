//! All names of a gazetteer, folded and in order: what an index is made of.

use super::names::{Names, Row, flag};
use super::options::{CaseRule, Options};
use super::pattern::Pattern;
use crate::gazetteer::{Case, EntityId, Gazetteer, Kind, Name};
use crate::runtime::monitor::Monitor;
use crate::runtime::pool::pool;
use crate::storage::{Column, TextsBuilder};
use crate::text::fold::{Folded, Folder};
use crate::text::unicode::boundaries::is_short_upper_case;
use crate::text::unicode::table::CaseFolding;
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;
use std::ops::Range;

/// Names that are folded by one thread at a time.
const CHUNK: usize = 1 << 13;

/// No first, or no last day.
const NO_DAY: i32 = i32::MIN;

/// The folded forms of names, each once, in order.
#[derive(Default)]
pub(super) struct Patterns {
    pub(super) texts: TextsBuilder,
    /// How many bytes a pattern has in common with the one before.
    pub(super) shared: Vec<u32>,
    /// Its first name: what a pattern is known by.
    pub(super) firsts: Vec<u32>,
}

/// The names of some patterns: the columns of [`Names`] while they grow.
#[derive(Default)]
struct Group {
    patterns: Patterns,
    rows: Vec<Row>,
    exact: Vec<u32>,
    exact_texts: TextsBuilder,
    dated: Vec<u32>,
    days: Vec<[i32; 2]>,
}

/// Some names of the gazetteer, in its order.
#[derive(Default)]
struct Part {
    texts: TextsBuilder,
    rows: Vec<Row>,
    /// Which of them have the flag, and what they have.
    exact_rows: Vec<u32>,
    exact: TextsBuilder,
    dated_rows: Vec<u32>,
    days: Vec<[i32; 2]>,
}

/// Where a name stands among those of all parts; the first bytes of its folded form, so that most comparisons need nothing else.
#[derive(Clone, Copy)]
struct Key {
    first: u64,
    row: u32,
}

/// The patterns of a gazetteer, and the names of each.
pub(super) fn gather(gazetteer: &Gazetteer, options: &Options, monitor: &Monitor) -> Result<(Patterns, Names)> {
    let len = gazetteer.names_len();
    // The two highest bits of a number are taken in the trie.
    if len >= 1 << 30 {
        return Err(Error::Compile(format!("it has {len} names, at most {} can be indexed", (1_u32 << 30) - 1)));
    }
    let traits = Traits::of(gazetteer, options);
    let chunks: Vec<Range<usize>> = (0..len).step_by(CHUNK).map(|from| from..(from + CHUNK).min(len)).collect();
    let fold = |chunk: &Range<usize>| {
        monitor.check()?;
        Ok(Part::of(gazetteer, &traits, options, chunk.clone()))
    };
    let parts: Vec<Part> = match pool(None) {
        Ok(pool) if chunks.len() > 1 => pool.install(|| chunks.par_iter().map(fold).collect::<Result<_>>())?,
        _ => chunks.iter().map(fold).collect::<Result<_>>()?,
    };
    let parts = Parts::new(parts);
    monitor.check()?;
    let order = parts.in_order();
    monitor.check()?;
    parts.arrange(&order)
}

/// What names need to know of their entities.
struct Traits<'g> {
    gazetteer: &'g Gazetteer,
    /// All priorities, each once, ascending.
    priorities: Vec<i64>,
    /// Titles take part.
    titles: bool,
}

impl<'g> Traits<'g> {
    fn of(gazetteer: &'g Gazetteer, options: &Options) -> Self {
        let mut priorities: Vec<i64> = gazetteer.entities().iter().map(|entity| entity.priority.unwrap_or(0)).collect();
        priorities.sort_unstable();
        priorities.dedup();
        Self { gazetteer, priorities, titles: options.kinds.contains(&Kind::Role) }
    }

    /// Flags of an entity, and the place of its priority.
    fn get(&self, number: EntityId) -> (u32, u32) {
        let entity = self.gazetteer.entity(number);
        let kind = match entity.kind.as_deref() {
            Some("person") => flag::PERSON,
            Some("place") => flag::PLACE,
            _ => 0,
        };
        let holder = self.titles && entity.names(number).any(|name| name.kind == Kind::Role);
        let priority = self.priorities.partition_point(|&priority| priority < entity.priority.unwrap_or(0));
        (kind | if holder { flag::HOLDER } else { 0 }, priority as u32)
    }
}

impl Part {
    fn of(gazetteer: &Gazetteer, traits: &Traits, options: &Options, numbers: Range<usize>) -> Self {
        let mut part = Self::default();
        let mut known = (EntityId::MAX, (0, 0));
        let folder = |case| Folder::new(case, options.fold_diacritics, false);
        let (mut fold, mut keep, mut folded) = (folder(CaseFolding::Fold), folder(CaseFolding::Keep), Folded::default());
        for (number, name) in numbers.clone().zip(gazetteer.names_from(numbers.start as u32)) {
            if !options.kinds.contains(&name.kind) {
                continue;
            }
            fold.fold(name.text, 0, &mut folded);
            let bytes = trimmed(&folded.bytes);
            if known.0 != name.entity {
                known = (name.entity, traits.get(name.entity));
            }
            let (of_entity, priority) = known.1;
            let mut flags = of_entity | u32::from(name.kind as u8);
            let mut set = |flag: u32, holds: bool| flags |= if holds { flag } else { 0 };
            set(flag::STOP, name.text.trim_end().ends_with('.') && !bytes.ends_with(b"."));
            set(flag::ALONE, name.alone);
            set(flag::NESTED, name.nested);
            set(flag::EXACT, exact(&name, options.case));
            set(flag::DATED, name.valid_from.is_some() || name.valid_to.is_some());
            let row = part.rows.len() as u32;
            part.texts.push(bytes);
            part.rows.push([name.entity, number as u32, flags, priority]);
            if flags & flag::EXACT != 0 {
                keep.fold(name.text, 0, &mut folded);
                part.exact_rows.push(row);
                part.exact.push(trimmed(&folded.bytes));
            }
            if flags & flag::DATED != 0 {
                let day = |day: Option<NaiveDate>| day.map_or(NO_DAY, |day| day.num_days_from_ce());
                part.dated_rows.push(row);
                part.days.push([day(name.valid_from), day(name.valid_to)]);
            }
        }
        part
    }
}

/// Whether its case counts.
fn exact(name: &Name, rule: CaseRule) -> bool {
    match (name.case, rule) {
        (Some(case), _) => case == Case::Exact,
        (None, CaseRule::Smart) => is_short_upper_case(name.text),
        (None, rule) => rule == CaseRule::Exact,
    }
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let from = bytes.iter().position(|&byte| byte != b' ').unwrap_or(bytes.len());
    let to = bytes.iter().rposition(|&byte| byte != b' ').map_or(from, |last| last + 1);
    &bytes[from..to]
}

/// All parts one behind the other.
struct Parts {
    parts: Vec<Part>,
    /// How many names stand before each, and how many there are.
    before: Vec<u32>,
}

impl Parts {
    fn new(parts: Vec<Part>) -> Self {
        let mut before = vec![0];
        before.extend(parts.iter().scan(0, |len, part| {
            *len += part.rows.len() as u32;
            Some(*len)
        }));
        Self { parts, before }
    }

    /// The part of a row, and where in it the row is. All parts but the last took as many names, but not all of those take part.
    fn at(&self, row: u32) -> (&Part, usize) {
        let part = self.before.partition_point(|&before| before <= row) - 1;
        (&self.parts[part], (row - self.before[part]) as usize)
    }

    fn text(&self, row: u32) -> &[u8] {
        let (part, at) = self.at(row);
        part.texts.bytes(at)
    }

    /// All rows by their folded forms, those of one in the order of the gazetteer.
    fn in_order(&self) -> Vec<Key> {
        let keys_of = |(part, &before): (&Part, &u32)| {
            let key = |at: usize| {
                let text = part.texts.bytes(at);
                let mut first = [0; 8];
                let len = text.len().min(8);
                first[..len].copy_from_slice(&text[..len]);
                Key { first: u64::from_be_bytes(first), row: before + at as u32 }
            };
            (0..part.rows.len()).map(key).collect::<Vec<_>>()
        };
        let mut keys: Vec<Key> = self.parts.iter().zip(&self.before).flat_map(keys_of).collect();
        let by_text = |one: &Key, other: &Key| {
            one.first.cmp(&other.first).then_with(|| self.text(one.row).cmp(self.text(other.row))).then(one.row.cmp(&other.row))
        };
        match pool(None) {
            Ok(pool) if keys.len() > CHUNK => pool.install(|| keys.par_sort_unstable_by(by_text)),
            _ => keys.sort_unstable_by(by_text),
        }
        keys
    }

    /// The names in this order, which are of one pattern as long as their texts are the same.
    fn arrange(&self, order: &[Key]) -> Result<(Patterns, Names)> {
        let firsts: Vec<usize> = (0..order.len()).step_by(CHUNK).collect();
        let some = |&first: &usize| self.some(order, first..(first + CHUNK).min(order.len()));
        let parts: Vec<Group> = match pool(None) {
            Ok(pool) if firsts.len() > 1 => pool.install(|| firsts.par_iter().map(some).collect()),
            _ => firsts.iter().map(some).collect(),
        };
        let mut all = Group::default();
        for part in parts {
            all.patterns.texts.append(&part.patterns.texts);
            all.patterns.shared.extend(part.patterns.shared);
            all.patterns.firsts.extend(part.patterns.firsts);
            all.rows.extend(part.rows);
            all.exact.extend(part.exact);
            all.exact_texts.append(&part.exact_texts);
            all.dated.extend(part.dated);
            all.days.extend(part.days);
        }
        let Group { patterns, mut rows, exact, exact_texts, dated, days } = all;
        let mut names = Names {
            rows: Column::default(),
            exact: exact.into(),
            exact_texts: exact_texts.finish()?,
            dated: dated.into(),
            days: days.into(),
        };
        for (i, &first) in patterns.firsts.iter().enumerate() {
            let last = patterns.firsts.get(i + 1).map_or(rows.len(), |&next| next as usize) - 1;
            let of = |number: usize| names.of_row(number as u32, rows[number]);
            let pattern = Pattern::of(patterns.texts.bytes(i), (first as usize..=last).map(of));
            for (number, row) in rows.iter_mut().enumerate().take(last + 1).skip(first as usize) {
                row[2] |= pattern.bits() | if number < last { flag::MORE } else { 0 };
            }
        }
        names.rows = rows.into();
        Ok((patterns, names))
    }

    fn some(&self, order: &[Key], numbers: Range<usize>) -> Group {
        let mut some = Group::default();
        let mut before = numbers.start.checked_sub(1).map(|last| self.text(order[last].row));
        for (number, key) in (numbers.start as u32..).zip(&order[numbers]) {
            let (part, row) = self.at(key.row);
            let text = part.texts.bytes(row);
            if before != Some(text) {
                some.patterns.shared.push(before.map_or(0, |before| in_common(before, text)));
                some.patterns.texts.push(text);
                some.patterns.firsts.push(number);
            }
            before = Some(text);
            some.rows.push(part.rows[row]);
            let nth = |rows: &[u32]| rows.binary_search(&(row as u32)).ok();
            if let Some(nth) = nth(&part.exact_rows) {
                some.exact.push(number);
                some.exact_texts.push(part.exact.bytes(nth));
            }
            if let Some(nth) = nth(&part.dated_rows) {
                some.dated.push(number);
                some.days.push(part.days[nth]);
            }
        }
        some
    }
}

/// With how many bytes both begin.
fn in_common(one: &[u8], other: &[u8]) -> u32 {
    one.iter().zip(other).take_while(|(one, other)| one == other).count() as u32
}

/// Patterns in order as an engine takes them.
#[cfg(test)]
pub(super) fn in_order(texts: &[&str]) -> Patterns {
    let (mut patterns, mut before) = (Patterns::default(), "");
    for (text, first) in texts.iter().zip(0..) {
        patterns.firsts.push(first);
        patterns.shared.push(in_common(before.as_bytes(), text.as_bytes()));
        patterns.texts.push(text.as_bytes());
        before = text;
    }
    patterns
}
