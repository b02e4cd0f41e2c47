//! From hits to spans: what fulfils every rule, and which of what overlaps is taken.

use super::beside;
use super::engine::Sweep;
use super::index::{Hit, Index, IndexedName};
use super::options::{Options, Overlap};
use crate::Result;
use crate::gazetteer::{EntityId, Kind};
use crate::monitor::Monitor;
use crate::text::chars::{CaseFolding, Table};
use crate::text::fold::{Folded, Folder};
use crate::text::not_text::NotText;
use crate::text::words::is_cluster_bound;
use chrono::NaiveDate;
use std::ops::Range;

/// Bytes after which is asked whether to stop.
const CHECK: usize = 1 << 16;

/// A stretch of a document that is named by at least one name which applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// Bytes of the document.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Start in the folded block.
    pub(crate) folded: u32,
    /// End in the folded block.
    pub(crate) folded_end: u32,
    /// It is a name together with a title of the same person.
    pub(crate) joined: bool,
    /// The names spelled like this, in [`Spans::names`].
    names: Range<usize>,
}

/// The spans of a document, or of a part of it.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    pub(crate) spans: Vec<Span>,
    names: Vec<u32>,
}

impl Spans {
    pub(crate) fn clear(&mut self) {
        self.spans.clear();
        self.names.clear();
    }

    /// Adds a span if one of its names applies at a date.
    fn push(&mut self, index: &Index, date: Option<NaiveDate>, span: Span) -> bool {
        let applies = applicable(self.names(&span, index), date).next().is_some();
        if applies {
            self.spans.push(span);
        }
        applies
    }

    /// Where the last one ends in the document.
    fn last_end(&self) -> u32 {
        self.spans.last().map_or(0, |last| last.end)
    }

    /// Whether the last one may name an entity that a name around it names: a shorter name of the same event is no second mention of it.
    fn repeats(&self, around: &[(usize, Range<usize>)], index: &Index) -> bool {
        let entity = |&name: &u32| index.name(name).entity;
        let Some(last) = self.spans.last() else { return false };
        around.iter().any(|(_, names)| {
            self.names[names.clone()]
                .iter()
                .any(|outer| self.names[last.names.clone()].iter().any(|name| entity(name) == entity(outer)))
        })
    }

    /// Undoes the last one.
    fn take_back(&mut self) {
        if let Some(last) = self.spans.pop() {
            self.names.truncate(last.names.start);
        }
    }

    /// Whether a span is a title, and nothing else.
    pub(crate) fn is_title(&self, span: &Span, index: &Index) -> bool {
        !span.joined && self.names(span, index).all(|name| name.kind == Kind::Role)
    }

    /// The names spelled like a span, in the order of the gazetteer, those too that do not apply at the date.
    pub(crate) fn names<'s>(&'s self, span: &Span, index: &'s Index) -> impl Iterator<Item = &'s IndexedName> + Clone {
        self.names[span.names.clone()].iter().map(|&name| index.name(name))
    }
}

/// A folded block in its document.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    pub(crate) text: &'a str,
    /// Where it begins in its document.
    pub(crate) base: u32,
    pub(crate) folded: &'a Folded,
    pub(crate) not_text: &'a NotText,
    pub(crate) date: Option<NaiveDate>,
    /// The entities the document names in full, ascending: whose short names count.
    pub(crate) named: &'a [EntityId],
}

impl Block<'_> {
    /// The bytes of the document between two places of the folded block.
    fn place(&self, from: usize, to: usize) -> (u32, u32) {
        (self.folded.start_in_document(from as u32), self.folded.end_in_document(to as u32))
    }

    /// The text between two bytes of the document.
    fn written(&self, start: u32, end: u32) -> &str {
        &self.text[(start - self.base) as usize..(end - self.base) as usize]
    }

    /// Whether a match may stand there as far as clusters, URLs and handles go.
    fn allows(&self, start: u32, end: u32) -> bool {
        let bound = |at: u32| is_cluster_bound(self.text, (at - self.base) as usize);
        bound(start) && bound(end) && self.not_text.allows(start, end)
    }
}

/// What was found and is no mention, because of what stands or does not stand beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Short names of entities that the document does not name in full, or behind somebody else's given name.
    pub(crate) short: u32,
    /// Titles of another office, time or person.
    pub(crate) title: u32,
}

/// A name and a title of the same person, side by side.
struct Joined {
    /// End in the folded block.
    folded: usize,
    /// End in the document.
    end: u32,
    names: Vec<u32>,
}

/// Finds the spans of blocks; keeps its buffers.
pub(crate) struct Selector {
    hits: Vec<Hit>,
    beside: Vec<Hit>,
    sweep: Sweep,
    kept: Folded,
    keep_case: Folder,
    refused: Refused,
    /// End of the last name that was refused, in the folded block: what stands inside is not counted again.
    refused_to: usize,
    waiting: bool,
}

impl Selector {
    pub(crate) fn new(options: &Options) -> Self {
        let keep_case = Folder::new(CaseFolding::Keep, options.fold_diacritics, false);
        Self {
            hits: Vec::new(),
            beside: Vec::new(),
            sweep: Sweep::default(),
            kept: Folded::default(),
            keep_case,
            refused: Refused::default(),
            refused_to: 0,
            waiting: false,
        }
    }

    /// Adds the spans of a block, by start, the longer first. Returns what was refused, and whether there are short names that would count if the document
    /// named their entity in full.
    ///
    /// Every rule is tested before a span is taken: what is refused hides nothing behind it.
    pub(crate) fn select(
        &mut self,
        index: &Index,
        overlap: Overlap,
        block: Block,
        out: &mut Spans,
        monitor: &Monitor,
    ) -> Result<(Refused, bool)> {
        (self.refused, self.refused_to, self.waiting) = (Refused::default(), 0, false);
        index.sweep(block.folded, &mut self.sweep);
        // A full stop that was taken in may still stand in the folded text.
        let mut taken_to = 0;
        // Where the names end that let the names inside them count, the innermost last: what stands inside ends there, too.
        let mut inside: Vec<(usize, Range<usize>)> = Vec::new();
        let (mut from, mut checked) = (0, 0);
        while let Some(at) = block.folded.bounds.next_from(from) {
            from = at + 1;
            if at >= checked {
                // A document may be one block of many megabytes.
                monitor.check()?;
                checked = at + CHECK;
            }
            index.hits(block.folded, &self.sweep, at, &mut self.hits);
            if self.hits.is_empty() || block.folded.start_in_document(at as u32) < taken_to {
                continue;
            }
            let mut joined = self.join(index, block, at);
            inside.truncate(inside.partition_point(|&(end, _)| end > at));
            for i in (0..self.hits.len()).rev() {
                let hit = self.hits[i];
                let limit = inside.last().map_or(usize::MAX, |&(end, _)| end);
                joined.take_if(|joined| joined.folded > limit);
                if hit.end as usize > limit {
                    continue;
                }
                // What is joined goes before what is shorter.
                if let Some(joined) = joined.take_if(|joined| joined.folded > hit.end as usize)
                    && let Some(end) = take_joined(index, block, at as u32, joined, out)
                    && overlap == Overlap::Longest
                {
                    (from, taken_to) = (end, out.last_end());
                    break;
                }
                if !self.take(index, overlap, block, at as u32, hit, out) || overlap == Overlap::All {
                    continue;
                }
                if out.repeats(&inside, index) {
                    out.take_back();
                    continue;
                }
                if let Some(last) = out.spans.last()
                    && out.names(last, index).any(|name| name.nested)
                {
                    // A shorter one may begin at the same place.
                    inside.push((hit.end as usize, last.names.clone()));
                    continue;
                }
                (from, taken_to) = (hit.end as usize, out.last_end());
                break;
            }
        }
        Ok((self.refused, self.waiting))
    }

    /// Adds the span of a hit unless a rule refuses it.
    fn take(&mut self, index: &Index, overlap: Overlap, block: Block, at: u32, hit: Hit, out: &mut Spans) -> bool {
        let (start, end) = block.place(at as usize, hit.end as usize);
        if !block.allows(start, end) {
            return false;
        }
        let first = out.names.len();
        self.spelled(index, block, (start, end), hit.pattern, &mut out.names);
        if index.pattern(hit.pattern).needs_neighbours() {
            self.refuse(index, block, at as usize, hit, first, &mut out.names);
        }
        // An alias that ends in the full stop of an initial takes in the one of the text, and so is longer than its neighbours without.
        let stop = stop_behind(block, start, end);
        let longer = if stop.is_some() {
            out.names[first..].sort_by_key(|&name| !index.name(name).stop);
            first + out.names[first..].partition_point(|&name| index.name(name).stop)
        } else {
            first
        };
        let span = |end, names| Span { start, end, folded: at, folded_end: hit.end, joined: false, names };
        let taken = out.push(index, block.date, span(stop.unwrap_or(end), first..longer));
        if taken && overlap == Overlap::Longest {
            return true;
        }
        let last = out.names.len();
        let taken = out.push(index, block.date, span(end, longer..last)) || taken;
        if !taken {
            out.names.truncate(first);
        }
        taken
    }

    /// Adds the names of a pattern whose case is that of the text between two bytes of the document.
    fn spelled(&mut self, index: &Index, block: Block, (start, end): (u32, u32), pattern: u32, names: &mut Vec<u32>) {
        let numbers = index.numbers(pattern);
        if numbers.clone().any(|name| index.name(name).exact.is_some()) {
            self.keep_case.fold(block.written(start, end), start, &mut self.kept);
        }
        let kept = &self.kept.bytes;
        names.extend(numbers.filter(|&name| index.name(name).exact.as_deref().is_none_or(|exact| exact.as_bytes() == kept)));
    }

    /// Takes out of the names of a hit, those from `first` on, what does not count for what stands beside it, or does not in the document.
    fn refuse(&mut self, index: &Index, block: Block, at: usize, hit: Hit, first: usize, names: &mut Vec<u32>) {
        let before = names.len();
        let end = hit.end as usize;
        let title = |name: u32| index.name(name).kind == Kind::Role;
        let short = |name: u32| index.name(name).kind == Kind::Short;
        let (titles, shorts) = (names[first..].iter().any(|&name| title(name)), names[first..].iter().any(|&name| short(name)));
        let other =
            titles && (beside::is_other_office(block.folded, at, end) || self.is_of_another(index, block, end, &names[first..]));
        let given =
            shorts && beside::is_given_name_before(block.text, block.base, block.folded, at, index.pattern(hit.pattern).shared());
        let behind_given = |name: u32| given && short(name);
        let counts = |name: u32| {
            let IndexedName { alone, entity, .. } = *index.name(name);
            !title(name) && !behind_given(name) && (alone || block.named.binary_search(&entity).is_ok())
        };
        // Where one of several that share a short name counts, all of them are candidates.
        let any = names[first..].iter().any(|&name| counts(name));
        self.waiting |= !any && names[first..].iter().any(|&name| !title(name) && !behind_given(name));
        let keep = |name: u32| if title(name) { index.name(name).alone && !other } else { any && !behind_given(name) };
        let mut kept = first;
        for i in first..before {
            if keep(names[i]) {
                names.swap(kept, i);
                kept += 1;
            }
        }
        names.truncate(kept);
        if kept == first && before > first && at >= self.refused_to {
            self.refused_to = end;
            if titles {
                self.refused.title += 1;
            } else {
                self.refused.short += 1;
            }
        }
    }

    /// Whether the name of a person who never held the office stands right behind a title.
    fn is_of_another(&mut self, index: &Index, block: Block, end: usize, titles: &[u32]) -> bool {
        if block.folded.bytes.get(end) == Some(&b',') {
            return false;
        }
        let holds = |entity: EntityId| titles.iter().any(|&title| index.name(title).entity == entity);
        for place in beside::name_places(block.folded, end) {
            index.hits(block.folded, &self.sweep, place, &mut self.beside);
            let Some(&hit) = self.beside.last() else { continue };
            let mut names = Vec::new();
            let (start, stop) = block.place(place, hit.end as usize);
            if block.allows(start, stop) && beside::one_line(block.written(block.folded.end_in_document(end as u32), start)) {
                self.spelled(index, block, (start, stop), hit.pattern, &mut names);
            }
            names.retain(|&name| matches!(index.name(name).kind, Kind::Name | Kind::Short));
            let person = |name: &u32| index.entity(index.name(*name).entity).person;
            if !names.is_empty() && names.iter().all(|name| person(name) && !holds(index.name(*name).entity)) {
                return true;
            }
        }
        false
    }

    /// The longest name with a title of its entity before or behind it that begins at a place.
    fn join(&mut self, index: &Index, block: Block, at: usize) -> Option<Joined> {
        let mut best: Option<Joined> = None;
        for i in (0..self.hits.len()).rev() {
            let (hit, end) = (self.hits[i], self.hits[i].end as usize);
            let (title, holder) = (index.pattern(hit.pattern).title(), index.pattern(hit.pattern).holder());
            if !title && !holder {
                continue;
            }
            let (start, stop) = block.place(at, end);
            if !block.allows(start, stop) {
                continue;
            }
            let mut first = Vec::new();
            self.spelled(index, block, (start, stop), hit.pattern, &mut first);
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
        let is_place = |hit: &&Hit| index.numbers(hit.pattern).any(|name| index.entity(index.name(name).entity).place);
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
            let fits = if title_first { index.pattern(hit.pattern).holder() } else { index.pattern(hit.pattern).title() };
            let (from, to) = block.place(place, end);
            if !fits || !block.allows(from, to) || !beside::one_line(block.written(stop, from)) {
                continue;
            }
            let mut second = Vec::new();
            self.spelled(index, block, (from, to), hit.pattern, &mut second);
            let (titles, names) = if title_first { (first, &second[..]) } else { (&second[..], first) };
            let names = of_holders(index, titles, names, block.date);
            if !names.is_empty() {
                let stop = names.iter().any(|&name| index.name(name).stop && title_first).then(|| stop_behind(block, start, to));
                *best = Some(Joined { folded: end, end: stop.flatten().unwrap_or(to), names });
                return;
            }
        }
    }
}

/// Adds what is joined; its end in the folded block, if it applies.
fn take_joined(index: &Index, block: Block, at: u32, joined: Joined, out: &mut Spans) -> Option<usize> {
    let start = block.folded.start_in_document(at);
    let first = out.names.len();
    out.names.extend(joined.names);
    let names = first..out.names.len();
    out.push(
        index,
        block.date,
        Span { start, end: joined.end, folded: at, folded_end: joined.folded as u32, joined: true, names },
    )
    .then_some(joined.folded)
}

/// Of the names, those of entities that hold one of the titles; at the date, if any of them does.
fn of_holders(index: &Index, titles: &[u32], names: &[u32], date: Option<NaiveDate>) -> Vec<u32> {
    let titles = || titles.iter().map(|&title| index.name(title)).filter(|title| title.kind == Kind::Role);
    let now = |title: &&IndexedName| title.valid.zip(date).is_none_or(|(valid, date)| valid.contains(date));
    let is_name = |name: &&u32| matches!(index.name(**name).kind, Kind::Name | Kind::Acronym | Kind::Short);
    let of = |held: &dyn Fn(EntityId) -> bool| -> Vec<u32> {
        names.iter().filter(is_name).copied().filter(|&name| held(index.name(name).entity)).collect()
    };
    let at_the_date = of(&|entity| titles().filter(now).any(|title| title.entity == entity));
    if at_the_date.is_empty() { of(&|entity| titles().any(|title| title.entity == entity)) } else { at_the_date }
}

/// The end of a full stop, and of the ignorables of its cluster, right behind a match, unless another full stop follows.
fn stop_behind(block: Block, start: u32, end: u32) -> Option<u32> {
    let behind = &block.text[(end - block.base) as usize..];
    let len = behind.strip_prefix('.').and_then(full_stop)?;
    block.allows(start, end + len).then_some(end + len)
}

/// Bytes of a full stop and of the ignorables of its cluster, unless another full stop follows or something else of its cluster.
fn full_stop(after: &str) -> Option<u32> {
    let table = Table::of(CaseFolding::Fold);
    let entry = |c: &char| table.get(*c);
    let attached: usize = after.chars().take_while(|c| entry(c).is_ignorable() && entry(c).extends()).map(char::len_utf8).sum();
    let next = after.chars().find(|c| !entry(c).is_ignorable());
    next.is_none_or(|c| c != '.' && !entry(&c).extends()).then_some(1 + attached as u32)
}

/// Of the names of one span, those that apply at a date. Without a date, a dated name applies if no other entity goes by it.
pub(crate) fn applicable<'n>(
    names: impl Iterator<Item = &'n IndexedName> + Clone,
    date: Option<NaiveDate>,
) -> impl Iterator<Item = &'n IndexedName> {
    let rivals = names.clone();
    names.filter(move |name| match (name.valid, date) {
        (None, _) => true,
        (Some(validity), Some(date)) => validity.contains(date),
        (Some(_), None) => rivals.clone().all(|rival| rival.entity == name.entity),
    })
}
