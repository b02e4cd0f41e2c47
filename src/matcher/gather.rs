//! All names of a gazetteer, folded and in order: what an index is made of.

use super::index::flag;
use super::options::{CaseRule, Options};
use crate::gazetteer::{Case, EntityId, Gazetteer, Name};
use crate::monitor::Monitor;
use crate::pool::pool;
use crate::stored::TextsBuilder;
use crate::text::chars::CaseFolding;
use crate::text::fold::{Folded, Folder};
use crate::text::words::is_short_upper_case;
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;
use std::ops::Range;

/// Names that are folded by one thread at a time.
const CHUNK: usize = 1 << 13;

/// No first, or no last day.
pub(super) const NO_DAY: i32 = i32::MIN;

/// The names that take part, by their folded forms.
#[derive(Default)]
pub(super) struct Names {
    /// The folded forms, each once, in order.
    pub(super) patterns: TextsBuilder,
    /// How many bytes a pattern has in common with the one before.
    pub(super) shared: Vec<u32>,
    /// Where the names of each pattern begin in the columns below, and where those of the last end.
    pub(super) starts: Vec<u32>,
    pub(super) names: Vec<u32>,
    pub(super) entities: Vec<EntityId>,
    pub(super) flags: Vec<u8>,
    /// Rows whose case counts, and what they must be.
    pub(super) exact: Vec<u32>,
    pub(super) exact_texts: TextsBuilder,
    /// Rows that apply for a time, and when.
    pub(super) dated: Vec<u32>,
    pub(super) days: Vec<[i32; 2]>,
}

/// Some names of the gazetteer, in its order.
#[derive(Default)]
struct Part {
    texts: TextsBuilder,
    names: Vec<u32>,
    entities: Vec<EntityId>,
    flags: Vec<u8>,
    /// One for each name with that flag.
    exact: TextsBuilder,
    days: Vec<[i32; 2]>,
}

/// Where a name stands among those of all parts; the first bytes of its folded form, so that most comparisons need nothing else.
#[derive(Clone, Copy)]
struct Key {
    first: u64,
    row: u32,
}

pub(super) fn gather(gazetteer: &Gazetteer, options: &Options, monitor: &Monitor) -> Result<Names> {
    let len = gazetteer.names_len();
    // The highest bit of a number of a pattern is taken in the trie.
    if len >= 1 << 31 {
        return Err(Error::Compile(format!("it has {len} names, at most {} can be indexed", (1_u32 << 31) - 1)));
    }
    let chunks: Vec<Range<usize>> = (0..len).step_by(CHUNK).map(|from| from..(from + CHUNK).min(len)).collect();
    let fold = |chunk: &Range<usize>| {
        monitor.check()?;
        Ok(Part::of(gazetteer, options, chunk.clone()))
    };
    let parts: Vec<Part> = match pool(None) {
        Ok(pool) if chunks.len() > 1 => pool.install(|| chunks.par_iter().map(fold).collect::<Result<_>>())?,
        _ => chunks.iter().map(fold).collect::<Result<_>>()?,
    };
    let parts = Parts::new(parts);
    monitor.check()?;
    let order = parts.in_order();
    monitor.check()?;
    Ok(parts.arrange(&order))
}

impl Part {
    fn of(gazetteer: &Gazetteer, options: &Options, numbers: Range<usize>) -> Self {
        let mut part = Self::default();
        let folder = |case| Folder::new(case, options.fold_diacritics, false);
        let (mut fold, mut keep, mut folded) = (folder(CaseFolding::Fold), folder(CaseFolding::Keep), Folded::default());
        for (number, name) in numbers.clone().zip(gazetteer.names_from(numbers.start as u32)) {
            if !options.kinds.contains(&name.kind) {
                continue;
            }
            fold.fold(name.text, 0, &mut folded);
            let bytes = trimmed(&folded.bytes);
            let mut flags = kind_number(&name);
            let mut set = |flag: u8, holds: bool| flags |= if holds { flag } else { 0 };
            set(flag::STOP, name.text.trim_end().ends_with('.') && !bytes.ends_with(b"."));
            set(flag::ALONE, name.alone);
            set(flag::NESTED, name.nested);
            set(flag::EXACT, exact(&name, options.case));
            set(flag::DATED, name.valid_from.is_some() || name.valid_to.is_some());
            part.texts.push(bytes);
            part.names.push(number as u32);
            part.entities.push(name.entity);
            part.flags.push(flags);
            if flags & flag::EXACT != 0 {
                keep.fold(name.text, 0, &mut folded);
                part.exact.push(trimmed(&folded.bytes));
            }
            if flags & flag::DATED != 0 {
                let day = |day: Option<NaiveDate>| day.map_or(NO_DAY, |day| day.num_days_from_ce());
                part.days.push([day(name.valid_from), day(name.valid_to)]);
            }
        }
        part
    }
}

fn kind_number(name: &Name) -> u8 {
    name.kind as u8
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
            *len += part.names.len() as u32;
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
            (0..part.names.len()).map(key).collect::<Vec<_>>()
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

    /// The names in this order, which are patterns as long as their texts differ.
    fn arrange(&self, order: &[Key]) -> Names {
        let some = |first: usize| {
            let rows = &order[first..(first + CHUNK).min(order.len())];
            let mut before = first.checked_sub(1).map(|last| self.text(order[last].row));
            let mut some = Names::default();
            for (at, key) in rows.iter().enumerate() {
                let (part, row) = self.at(key.row);
                let text = part.texts.bytes(row);
                if before != Some(text) {
                    let shared = before.map_or(0, |before| before.iter().zip(text).take_while(|(one, other)| one == other).count());
                    some.patterns.push(text);
                    some.shared.push(shared as u32);
                    some.starts.push((first + at) as u32);
                }
                before = Some(text);
                some.names.push(part.names[row]);
                some.entities.push(part.entities[row]);
                let flags = part.flags[row];
                some.flags.push(flags);
                // How many before it in its part have one, too: they are few, or all.
                let nth = |flag: u8| part.flags[..row].iter().filter(|&&flags| flags & flag != 0).count();
                if flags & flag::EXACT != 0 {
                    some.exact.push((first + at) as u32);
                    some.exact_texts.push(part.exact.bytes(nth(flag::EXACT)));
                }
                if flags & flag::DATED != 0 {
                    some.dated.push((first + at) as u32);
                    some.days.push(part.days[nth(flag::DATED)]);
                }
            }
            some
        };
        let firsts: Vec<usize> = (0..order.len()).step_by(CHUNK).collect();
        let parts: Vec<Names> = match pool(None) {
            Ok(pool) if firsts.len() > 1 => pool.install(|| firsts.par_iter().map(|&first| some(first)).collect()),
            _ => firsts.iter().map(|&first| some(first)).collect(),
        };
        let mut names = Names::default();
        for part in parts {
            names.patterns.append(&part.patterns);
            names.shared.extend(part.shared);
            names.starts.extend(part.starts);
            names.names.extend(part.names);
            names.entities.extend(part.entities);
            names.flags.extend(part.flags);
            names.exact.extend(part.exact);
            names.exact_texts.append(&part.exact_texts);
            names.dated.extend(part.dated);
            names.days.extend(part.days);
        }
        names.starts.push(order.len() as u32);
        names
    }
}

/// Patterns in order as an engine takes them.
#[cfg(test)]
pub(super) fn in_order(patterns: &[&str]) -> (TextsBuilder, Vec<u32>) {
    let (mut texts, mut shared, mut before) = (TextsBuilder::default(), Vec::new(), "");
    for pattern in patterns {
        shared.push(before.bytes().zip(pattern.bytes()).take_while(|(one, other)| one == other).count() as u32);
        texts.push(pattern.as_bytes());
        before = pattern;
    }
    (texts, shared)
}
