//! From hits to spans: what fulfils every rule, and which of what overlaps is taken.

use super::index::{Hit, Index, IndexedName};
use super::options::{Options, Overlap};
use crate::text::chars::CaseFolding;
use crate::text::fold::{Folded, Folder};
use crate::text::not_text::NotText;
use crate::text::words::is_cluster_bound;
use chrono::NaiveDate;
use std::ops::Range;

/// A stretch of a document that is named by at least one name which applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// Bytes of the document.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Start in the folded paragraph.
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

    /// The names spelled like a span, in the order of the gazetteer, those too that do not apply at the date.
    pub(crate) fn names<'s>(&'s self, span: &Span, index: &'s Index) -> impl Iterator<Item = &'s IndexedName> + Clone {
        self.names[span.names.clone()].iter().map(|&name| index.name(name))
    }
}

/// A folded paragraph in its document.
pub(crate) struct Paragraph<'a> {
    pub(crate) text: &'a str,
    /// Where it begins in its document.
    pub(crate) base: u32,
    pub(crate) folded: &'a Folded,
    pub(crate) not_text: &'a NotText,
    pub(crate) date: Option<NaiveDate>,
}

/// Finds the spans of paragraphs; keeps its buffers.
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

    /// Adds the spans of a paragraph, by start, the longer first.
    ///
    /// Every rule is tested before a span is taken: what is refused hides nothing behind it.
    pub(crate) fn select(&mut self, index: &Index, overlap: Overlap, paragraph: &Paragraph, out: &mut Spans) {
        let mut from = 0;
        while let Some(at) = paragraph.folded.bounds.next_from(from) {
            from = at + 1;
            index.hits(paragraph.folded, at, &mut self.hits);
            for i in (0..self.hits.len()).rev() {
                let hit = self.hits[i];
                if self.take(index, paragraph, at as u32, hit, out) && overlap == Overlap::Longest {
                    from = hit.end as usize;
                    break;
                }
            }
        }
    }

    /// Adds the span of a hit unless a rule refuses it.
    fn take(&mut self, index: &Index, paragraph: &Paragraph, at: u32, hit: Hit, out: &mut Spans) -> bool {
        let (text, folded) = (paragraph.text, paragraph.folded);
        let (start, end) = (folded.start_in_document(at), folded.end_in_document(hit.end));
        let inside = (start - paragraph.base) as usize..(end - paragraph.base) as usize;
        if !is_cluster_bound(text, inside.start) || !is_cluster_bound(text, inside.end) || !paragraph.not_text.allows(start, end)
        {
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
        let stop = text[inside.end..].starts_with('.')
            && out.names[first..].iter().any(|&name| index.name(name).stop)
            && is_cluster_bound(text, inside.end + 1);
        let span = Span { start, end: end + u32::from(stop), folded: at, names: first..out.names.len() };
        let taken = applicable(out.names(&span, index), paragraph.date).next().is_some();
        if taken {
            out.spans.push(span);
        } else {
            out.names.truncate(first);
        }
        taken
    }
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
