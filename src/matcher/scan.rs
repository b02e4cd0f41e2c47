//! One document through all stages: paragraphs, folding, hits, spans, entities, sentences, offsets.

use super::index::Index;
use super::options::{Boundaries, Options};
use super::resolve::{Decision, resolve};
use super::select::{Paragraph, Selector, Spans};
use crate::gazetteer::Gazetteer;
use crate::mentions::{DocumentUnits, Mention};
use crate::monitor::Monitor;
use crate::text::chars::CaseFolding;
use crate::text::fold::{Folded, Folder};
use crate::text::not_text::NotText;
use crate::text::offsets::CodePoints;
use crate::text::paragraphs::paragraphs;
use crate::text::sentences;
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
    paragraphs: Vec<Range<usize>>,
    folded: Folded,
    not_text: NotText,
    spans: Spans,
    places: Vec<Place>,
    breaks: Vec<u32>,
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
            paragraphs: Vec::new(),
            folded: Folded::default(),
            not_text: NotText::default(),
            spans: Spans::default(),
            places: Vec::new(),
            breaks: Vec::new(),
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
        paragraphs(text, &mut self.paragraphs);
        for i in 0..self.paragraphs.len() {
            monitor.check()?;
            self.scan_paragraph(text, self.paragraphs[i].clone(), &mut units, &mut words);
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

    fn scan_paragraph(&mut self, text: &str, range: Range<usize>, units: &mut DocumentUnits, words: &mut u32) {
        let base = range.start as u32;
        let paragraph = &text[range];
        self.folder.fold(paragraph, base, &mut self.folded);
        self.not_text.find(paragraph, base as usize);
        let before = self.spans.spans.len();
        let whole = Paragraph { text: paragraph, base, folded: &self.folded, not_text: &self.not_text, date: units.date };
        self.selector.select(self.index, self.options.overlap, &whole, &mut self.spans);
        let found = &self.spans.spans[before..];

        self.covered.clear();
        self.covered.extend(found.iter().map(|span| (span.start, span.end)));
        sentences::breaks(paragraph, base, &self.covered, &mut self.breaks);

        let (mut counted, mut sentence) = (0, 0);
        for span in found {
            *words += self.folded.words.count(counted, span.folded as usize);
            counted = span.folded as usize;
            sentence += self.breaks[sentence..].partition_point(|&at| at <= span.start);
            self.places.push(Place { paragraph: units.paragraphs, sentence: units.sentences + sentence as u32, word: *words });
        }
        *words += self.folded.words.count(counted, self.folded.bytes.len());
        units.paragraphs += 1;
        units.sentences += self.breaks.len() as u32 + 1;
    }
}
