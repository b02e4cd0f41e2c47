//! From hits to spans: what fulfils every rule, and which of what overlaps is taken.

use super::index::{Hit, Index, IndexedName};
use super::options::{Options, Overlap};
use crate::Result;
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

    /// The names spelled like a span, in the order of the gazetteer, those too that do not apply at the date.
    pub(crate) fn names<'s>(&'s self, span: &Span, index: &'s Index) -> impl Iterator<Item = &'s IndexedName> + Clone {
        self.names[span.names.clone()].iter().map(|&name| index.name(name))
    }
}

/// A folded block in its document.
pub(crate) struct Block<'a> {
    pub(crate) text: &'a str,
    /// Where it begins in its document.
    pub(crate) base: u32,
    pub(crate) folded: &'a Folded,
    pub(crate) not_text: &'a NotText,
    pub(crate) date: Option<NaiveDate>,
}

/// Finds the spans of blocks; keeps its buffers.
pub(crate) struct Selector {
    hits: Vec<Hit>,
    kept: Folded,
    keep_case: Folder,
}

impl Selector {
    pub(crate) fn new(options: &Options) -> Self {
        let keep_case = Folder::new(CaseFolding::Keep, options.fold_diacritics, false);
        Self { hits: Vec::new(), kept: Folded::default(), keep_case }
    }

    /// Adds the spans of a block, by start, the longer first.
    ///
    /// Every rule is tested before a span is taken: what is refused hides nothing behind it.
    pub(crate) fn select(
        &mut self,
        index: &Index,
        overlap: Overlap,
        block: &Block,
        out: &mut Spans,
        monitor: &Monitor,
    ) -> Result<()> {
        let (mut from, mut checked) = (0, 0);
        while let Some(at) = block.folded.bounds.next_from(from) {
            from = at + 1;
            if at >= checked {
                // A document may be one block of many megabytes.
                monitor.check()?;
                checked = at + CHECK;
            }
            index.hits(block.folded, at, &mut self.hits);
            for i in (0..self.hits.len()).rev() {
                let hit = self.hits[i];
                if self.take(index, overlap, block, at as u32, hit, out) && overlap == Overlap::Longest {
                    from = hit.end as usize;
                    break;
                }
            }
        }
        Ok(())
    }

    /// Adds the span of a hit unless a rule refuses it.
    fn take(&mut self, index: &Index, overlap: Overlap, block: &Block, at: u32, hit: Hit, out: &mut Spans) -> bool {
        let (text, folded) = (block.text, block.folded);
        let (start, end) = (folded.start_in_document(at), folded.end_in_document(hit.end));
        let inside = (start - block.base) as usize..(end - block.base) as usize;
        // A full stop that was taken in may still stand in the folded text.
        if overlap == Overlap::Longest && out.spans.last().is_some_and(|last| last.end > start) {
            return false;
        }
        if !is_cluster_bound(text, inside.start) || !is_cluster_bound(text, inside.end) || !block.not_text.allows(start, end) {
            return false;
        }
        let first = out.names.len();
        let numbers = index.numbers(hit.pattern);
        if numbers.clone().any(|name| index.name(name).exact.is_some()) {
            self.keep_case.fold(&text[inside.clone()], start, &mut self.kept);
        }
        out.names.extend(
            numbers.filter(|&name| index.name(name).exact.as_deref().is_none_or(|exact| exact.as_bytes() == self.kept.bytes)),
        );
        // An alias that ends in the full stop of an initial takes in the one of the text, and so is longer than its neighbours without.
        let behind = &text[inside.end..];
        let stop = behind
            .strip_prefix('.')
            .and_then(full_stop)
            .filter(|&len| is_cluster_bound(text, inside.end + len) && block.not_text.allows(start, end + len as u32));
        let longer = if stop.is_some() {
            out.names[first..].sort_by_key(|&name| !index.name(name).stop);
            first + out.names[first..].partition_point(|&name| index.name(name).stop)
        } else {
            first
        };
        let taken =
            out.push(index, block.date, Span { start, end: end + stop.unwrap_or(0) as u32, folded: at, names: first..longer });
        if taken && overlap == Overlap::Longest {
            return true;
        }
        let last = out.names.len();
        let taken = out.push(index, block.date, Span { start, end, folded: at, names: longer..last }) || taken;
        if !taken {
            out.names.truncate(first);
        }
        taken
    }
}

/// Bytes of a full stop and of the ignorables of its cluster, unless another full stop follows.
fn full_stop(after: &str) -> Option<usize> {
    let table = Table::of(CaseFolding::Fold);
    let entry = |c: &char| table.get(*c);
    let attached: usize = after.chars().take_while(|c| entry(c).is_ignorable() && entry(c).extends()).map(char::len_utf8).sum();
    let next = after.chars().find(|c| !entry(c).is_nothing());
    (next != Some('.')).then_some(1 + attached)
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
