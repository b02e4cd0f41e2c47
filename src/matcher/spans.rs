//! What is found in a document: spans with the names spelled like them, and the block they are looked for in.

use super::index::Index;
use super::names::{FEW, IndexedName};
use super::pattern::Pattern;
use crate::gazetteer::{EntityId, Kind};
use crate::text::fold::Folded;
use crate::text::segment::urls::NotText;
use crate::text::unicode::boundaries::{FlagRun, is_cluster_bound_in};
use chrono::NaiveDate;
use std::array;
use std::ops::Range;

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
    pub(super) names: Range<usize>,
    /// What is noted of these, if they are all names of a pattern.
    pub(super) known: Pattern,
}

/// The spans of a document, or of a part of it.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    pub(crate) spans: Vec<Span>,
    pub(super) names: Vec<u32>,
}

impl Spans {
    pub(crate) fn clear(&mut self) {
        self.spans.clear();
        self.names.clear();
    }

    /// Adds the numbers of names that stand side by side. Mostly these are few: how many no processor foresees, so some are written in any case.
    #[inline]
    pub(super) fn extend(names: &mut Vec<u32>, numbers: Range<u32>) {
        if numbers.len() > FEW {
            names.extend(numbers);
            return;
        }
        let (before, first) = (names.len(), numbers.start);
        names.extend_from_slice(&array::from_fn::<u32, FEW, _>(|i| first.wrapping_add(i as u32)));
        names.truncate(before + numbers.len());
    }

    /// Adds a span if one of its names applies at a date.
    pub(super) fn push(&mut self, index: &Index, date: Option<NaiveDate>, span: Span) -> bool {
        let applies = applicable(self.names(&span, index), date).next().is_some();
        if applies {
            self.spans.push(span);
        }
        applies
    }

    /// Where the last one ends in the document.
    pub(super) fn last_end(&self) -> u32 {
        self.spans.last().map_or(0, |last| last.end)
    }

    /// Whether the last one may name an entity that a name around it names: a shorter name of the same event is no second mention of it.
    pub(super) fn repeats(&self, around: &[(usize, Range<usize>)], index: &Index) -> bool {
        let entity = |&name: &u32| index.name(name).entity;
        let Some(last) = self.spans.last() else { return false };
        around.iter().any(|(_, names)| {
            self.names[names.clone()]
                .iter()
                .any(|outer| self.names[last.names.clone()].iter().any(|name| entity(name) == entity(outer)))
        })
    }

    /// Undoes the last one.
    pub(super) fn take_back(&mut self) {
        if let Some(last) = self.spans.pop() {
            self.names.truncate(last.names.start);
        }
    }

    /// Whether a span is a title, and nothing else.
    pub(crate) fn is_title(&self, span: &Span, index: &Index) -> bool {
        !span.joined && self.names(span, index).all(|name| name.kind == Kind::Role)
    }

    /// The numbers of the names of a span that stand side by side: all of a pattern.
    pub(super) fn numbers(&self, span: &Span) -> Range<u32> {
        let first = self.names.get(span.names.start).copied().unwrap_or(0);
        first..first + span.names.len() as u32
    }

    /// The names spelled like a span, in the order of the gazetteer, those too that do not apply at the date.
    pub(crate) fn names<'s>(&'s self, span: &Span, index: &'s Index) -> impl Iterator<Item = IndexedName<'s>> + Clone {
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
    pub(crate) flags: &'a FlagRun,
}

impl Block<'_> {
    /// The bytes of the document between two places of the folded block.
    pub(super) fn place(&self, from: usize, to: usize) -> (u32, u32) {
        self.folded.in_document(from as u32, to as u32)
    }

    /// The text between two bytes of the document.
    pub(super) fn written(&self, start: u32, end: u32) -> &str {
        &self.text[(start - self.base) as usize..(end - self.base) as usize]
    }

    /// Whether a match may stand there as far as clusters, URLs and handles go.
    pub(super) fn allows(&self, start: u32, end: u32) -> bool {
        let bound = |at: u32| is_cluster_bound_in(self.text, (at - self.base) as usize, self.flags);
        bound(start) && bound(end) && self.not_text.allows(start, end)
    }
}

/// Of the names of one span, those that apply at a date. Without a date, a dated name applies if no other entity goes by it.
pub(crate) fn applicable<'n>(
    names: impl Iterator<Item = IndexedName<'n>> + Clone,
    date: Option<NaiveDate>,
) -> impl Iterator<Item = IndexedName<'n>> {
    let rivals = names.clone();
    // Asked once: an office may have had thousands of holders.
    let mut of_one = None;
    let mut alone = move |entity| *of_one.get_or_insert_with(|| rivals.clone().all(|rival| rival.entity == entity));
    names.filter(move |name| match (name.valid(), date) {
        (None, _) => true,
        (Some(validity), Some(date)) => validity.contains(date),
        (Some(_), None) => alone(name.entity),
    })
}
