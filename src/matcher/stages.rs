//! The stages of the matcher one after another, for `benches/stages.rs`.
//!
//! A stage lives on what those before it left in the caches, so it is not run alone: each run takes every document from the beginning through all stages up to
//! one, and what a stage costs is the difference to the run before.

use super::Matcher;
use super::engine::Sweep;
use super::options::Boundaries;
use super::scan::Scanner;
use super::select::Selector;
use super::spans::{Block, Spans};
use crate::Result;
use crate::cooccurrence::{Plan, Unit};
use crate::document::Document;
use crate::runtime::monitor::Monitor;
use crate::text::classify::Lanes;
use crate::text::fold::{Folded, Folder};
use crate::text::segment::paragraphs::Blocks;
use crate::text::segment::splitter::Splitter;
use crate::text::segment::urls::NotText;
use crate::text::unicode::boundaries::FlagRun;
use crate::text::unicode::table::CaseFolding;
use std::ops::Range;

/// Where a document goes through, in order; of the last two, one or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Lanes,
    Blocks,
    Fold,
    NotText,
    /// The words of a block, and which of them may begin a name.
    Filter,
    /// The names that begin there, from behind the longest of them on.
    Walk,
    /// The rules, and the walks from inside of what they refuse.
    Select,
    Sentences,
    /// Where the spans stand among words and sentences; from here on it is the scanner itself.
    Places,
    /// The second look for short names, entities, offsets, rows.
    Rows,
    /// The columns of the mentions.
    Table,
    /// Counts of documents, paragraphs and sentences.
    Count,
}

impl Stage {
    /// All of them, with what each makes.
    pub const ALL: [(Self, &str, &str); 12] = [
        (Self::Lanes, "lanes", "bytes"),
        (Self::Blocks, "blocks", "blocks"),
        (Self::Fold, "fold", "folded bytes"),
        (Self::NotText, "not_text", "blocks with URLs"),
        (Self::Filter, "filter of words", "places to walk from"),
        (Self::Walk, "walk of the trie", "hits"),
        (Self::Select, "select", "spans"),
        (Self::Sentences, "sentences", "sentences"),
        (Self::Places, "places of spans", "spans"),
        (Self::Rows, "resolve, rows", "mentions"),
        (Self::Table, "table", "mentions"),
        (Self::Count, "count", "sentences counted"),
    ];
}

/// All stages with the buffers of one thread.
pub struct Stages<'m> {
    matcher: &'m Matcher,
    scanner: Scanner<'m>,
    lanes: Lanes,
    blocks: Blocks,
    folder: Folder,
    folded: Folded,
    not_text: NotText,
    sweep: Sweep,
    selector: Selector,
    spans: Spans,
    covered: Vec<(u32, u32)>,
    splitter: Splitter,
    monitor: Monitor,
}

impl<'m> Stages<'m> {
    pub fn new(matcher: &'m Matcher) -> Self {
        let options = matcher.options();
        Self {
            matcher,
            scanner: matcher.scanner(),
            lanes: Lanes::default(),
            blocks: Blocks::default(),
            folder: Folder::new(CaseFolding::Fold, options.fold_diacritics, options.boundaries == Boundaries::None),
            folded: Folded::default(),
            not_text: NotText::default(),
            sweep: Sweep::default(),
            selector: Selector::new(options),
            spans: Spans::default(),
            covered: Vec::new(),
            splitter: Splitter::default(),
            monitor: Monitor::new(),
        }
    }

    /// Takes documents through all stages up to one; returns how much that one made.
    pub fn run(&mut self, documents: &[Document], last: Stage) -> Result<usize> {
        match last {
            Stage::Table => return Ok(self.matcher.find_all(documents, Some(1), &self.monitor)?.len()),
            Stage::Count => {
                let counted = self.matcher.count(documents, &Plan::default(), Some(1), &self.monitor)?;
                return Ok(counted.counts().units(Unit::Sentence) as usize);
            }
            _ => {}
        }
        let mut made = 0;
        for &document in documents {
            let text = document.text.unwrap_or_default();
            made += match last {
                Stage::Places => {
                    self.scanner.read(text);
                    self.scanner.look(text, None, document.date, &self.monitor)?;
                    self.scanner.places.len()
                }
                Stage::Rows => self.scanner.scan(document, true, &self.monitor)?.mentions.len(),
                _ => self.look(document, text, last)?,
            };
        }
        Ok(made)
    }

    /// What [`Scanner::look`] does, up to a stage.
    fn look(&mut self, document: Document, text: &str, last: Stage) -> Result<usize> {
        self.lanes.read(text, true);
        if last == Stage::Lanes {
            return Ok(self.lanes.lowered(0..text.len()).len());
        }
        self.blocks.find(text, &self.lanes);
        if last == Stage::Blocks {
            return Ok(self.blocks.ranges.len());
        }
        self.spans.clear();
        (0..self.blocks.ranges.len()).map(|i| self.block(document, text, self.blocks.ranges[i].clone(), last)).sum()
    }

    fn block(&mut self, document: Document, text: &str, range: Range<usize>, last: Stage) -> Result<usize> {
        self.folder.fold_part(text, range.clone(), &self.lanes, &mut self.folded);
        if last == Stage::Fold {
            return Ok(self.folded.bytes.len());
        }
        self.not_text.find(text, &self.lanes, range.clone());
        match last {
            Stage::NotText => return Ok(usize::from(self.not_text.has_closed())),
            // The selector begins with both of these.
            Stage::Filter => return Ok(self.filter()),
            Stage::Walk => return Ok(self.walk()),
            _ => {}
        }
        let before = self.spans.spans.len();
        let base = range.start as u32;
        let (folded, not_text) = (&self.folded, &self.not_text);
        let block = Block {
            text: &text[range.clone()],
            base,
            folded,
            not_text,
            date: document.date,
            named: &[],
            flags: &FlagRun::default(),
        };
        self.selector.select(&self.matcher.index, self.matcher.options.overlap, block, &mut self.spans, &self.monitor)?;
        let found = &self.spans.spans[before..];
        if last == Stage::Select {
            return Ok(found.len());
        }
        self.covered.clear();
        self.covered.extend(found.iter().map(|span| (span.start, span.end)));
        let mut sentences = 0;
        self.splitter.split(text, &self.lanes, &self.blocks, range, &self.covered, &self.not_text, |_, breaks| {
            sentences += breaks.len() + 1;
        });
        Ok(sentences)
    }

    fn filter(&mut self) -> usize {
        self.matcher.index.sweep(&self.folded, &mut self.sweep);
        self.sweep.places()
    }

    fn walk(&mut self) -> usize {
        let (mut made, mut from) = (0, 0);
        self.matcher.index.sweep(&self.folded, &mut self.sweep);
        while let Some(at) = self.matcher.index.next(&self.folded, &mut self.sweep, from) {
            (made, from) = self.sweep.here().fold((made, at + 1), |(made, _), longest| (made + 1, longest.end as usize));
        }
        made
    }
}
