//! One document through all stages: blocks, folding, hits, spans, entities, sentences, offsets.

use super::index::Index;
use super::options::{Boundaries, Options};
use super::resolve::{Decision, resolve};
use super::select::{Block, Selector, Spans};
use crate::gazetteer::Gazetteer;
use crate::mentions::{DocumentUnits, Mention};
use crate::monitor::Monitor;
use crate::text::chars::CaseFolding;
use crate::text::fold::{Folded, Folder};
use crate::text::not_text::NotText;
use crate::text::offsets::CodePoints;
use crate::text::paragraphs::blocks;
use crate::text::units::Splitter;
use chrono::NaiveDate;
use std::ops::Range;

/// A document as the matcher takes it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Document<'a> {
    /// Its text; a document without is counted and has no mentions.
    pub text: Option<&'a str>,
    /// When it was published.
    pub date: Option<NaiveDate>,
}

/// The buffers of one thread, used for one document after another.
pub(crate) struct Scanner<'m> {
    gazetteer: &'m Gazetteer,
    index: &'m Index,
    options: &'m Options,
    folder: Folder,
    selector: Selector,
    blocks: Vec<Range<usize>>,
    folded: Folded,
    not_text: NotText,
    spans: Spans,
    places: Vec<Place>,
    splitter: Splitter,
    covered: Vec<(u32, u32)>,
    decisions: Vec<Decision>,
    mentions: Vec<Mention>,
}

/// Where a span stands among the units of its document.
#[derive(Debug, Clone, Copy)]
struct Place {
    paragraph: u32,
    sentence: u32,
    word: u32,
}

impl<'m> Scanner<'m> {
    pub(crate) fn new(gazetteer: &'m Gazetteer, index: &'m Index, options: &'m Options) -> Self {
        Self {
            gazetteer,
            index,
            options,
            folder: Folder::new(CaseFolding::Fold, options.fold_diacritics, options.boundaries == Boundaries::None),
            selector: Selector::new(options),
            blocks: Vec::new(),
            folded: Folded::default(),
            not_text: NotText::default(),
            spans: Spans::default(),
            places: Vec::new(),
            splitter: Splitter::default(),
            covered: Vec::new(),
            decisions: Vec::new(),
            mentions: Vec::new(),
        }
    }

    /// The mentions of a document, and its units.
    pub(crate) fn scan(&mut self, document: Document, monitor: &Monitor) -> crate::Result<(DocumentUnits, &[Mention])> {
        let text = document.text.unwrap_or("");
        let mut units = DocumentUnits { paragraphs: 0, sentences: 0, date: document.date };
        let mut words = 0;
        self.spans.clear();
        self.places.clear();
        let by_line = blocks(text, &mut self.blocks);
        for i in 0..self.blocks.len() {
            self.scan_block(text, self.blocks[i].clone(), by_line, &mut units, &mut words, monitor)?;
        }
        resolve(&self.spans, self.index, self.gazetteer, document.date, &mut self.decisions);
        self.mentions.clear();
        let mut points = CodePoints::new(text);
        for ((span, place), decision) in self.spans.spans.iter().zip(&self.places).zip(self.decisions.drain(..)) {
            self.mentions.push(Mention {
                entity: decision.entity,
                name: decision.name,
                bytes: (span.start, span.end),
                chars: (points.at(span.start), points.at(span.end)),
                paragraph: place.paragraph,
                sentence: place.sentence,
                word: place.word,
                resolution: decision.resolution,
                candidates: decision.candidates,
            });
        }
        Ok((units, &self.mentions))
    }

    fn scan_block(
        &mut self,
        text: &str,
        range: Range<usize>,
        by_line: bool,
        units: &mut DocumentUnits,
        words: &mut u32,
        monitor: &Monitor,
    ) -> crate::Result<()> {
        let base = range.start as u32;
        let block = &text[range.clone()];
        self.folder.fold(block, base, &mut self.folded);
        self.not_text.find(block, base as usize);
        let before = self.spans.spans.len();
        let folded = Block { text: block, base, folded: &self.folded, not_text: &self.not_text, date: units.date };
        self.selector.select(self.index, self.options.overlap, &folded, &mut self.spans, monitor)?;
        let found = &self.spans.spans[before..];
        self.covered.clear();
        self.covered.extend(found.iter().map(|span| (span.start, span.end)));

        let (mut counted, mut next) = (0, 0);
        let places = &mut self.places;
        self.splitter.split(text, range, by_line, &self.covered, &self.not_text, |paragraph, breaks| {
            let mut sentence = 0;
            while let Some(span) = found.get(next).filter(|span| (span.start as usize) < paragraph.end) {
                *words += self.folded.words.count(counted, span.folded as usize);
                counted = span.folded as usize;
                sentence += breaks[sentence..].partition_point(|&at| at <= span.start);
                let sentence = units.sentences + sentence as u32;
                places.push(Place { paragraph: units.paragraphs, sentence, word: *words });
                next += 1;
            }
            units.paragraphs += 1;
            units.sentences += breaks.len() as u32 + 1;
        });
        *words += self.folded.words.count(counted, self.folded.bytes.len());
        Ok(())
    }
}
