//! One document through all stages: blocks, folding, hits, spans, entities, sentences, offsets.

use super::beside;
use super::glances::Glances;
use super::index::Index;
use super::options::{Ambiguous, Boundaries, Options};
use super::resolve::{Case, Decisions};
use super::select::{Refused, Selector};
use super::spans::{Block, Spans};
use crate::document::Document;
use crate::gazetteer::EntityId;
use crate::mentions::{DocumentUnits, LeftOut, NO_ENTITY, Resolution, Row};
use crate::runtime::monitor::Monitor;
use crate::text::bits::rank_index::Ranks;
use crate::text::classify::Lanes;
use crate::text::fold::{Folded, Folder};
use crate::text::offsets::CodePoints;
use crate::text::segment::paragraphs::Blocks;
use crate::text::segment::splitter::Splitter;
use crate::text::segment::urls::NotText;
use crate::text::unicode::boundaries::FlagRun;
use crate::text::unicode::table::CaseFolding;
use chrono::NaiveDate;
use std::ops::Range;

/// What one document holds.
pub(crate) struct Found<'s> {
    pub(crate) units: DocumentUnits,
    pub(crate) mentions: &'s [Row],
    /// The candidates of the mentions, one after another.
    pub(crate) candidates: &'s [EntityId],
    pub(crate) left_out: LeftOut,
}

/// The buffers of one thread, used for one document after another.
pub(crate) struct Scanner<'m> {
    pub(super) index: &'m Index,
    options: &'m Options,
    pub(super) folder: Folder,
    pub(super) selector: Selector,
    pub(super) blocks: Blocks,
    pub(super) lanes: Lanes,
    pub(super) folded: Folded,
    /// Of the words of the folded block.
    words: Ranks,
    /// Of the bytes inside of characters.
    inside: Ranks,
    not_text: NotText,
    pub(super) parts: Vec<Part>,
    pub(super) spans: Spans,
    pub(super) places: Vec<Place>,
    pub(super) years: Vec<i32>,
    pub(super) named: Vec<EntityId>,
    splitter: Splitter,
    glances: Glances,
    covered: Vec<(u32, u32)>,
    decisions: Decisions,
    mentions: Vec<Row>,
    candidates: Vec<EntityId>,
}

/// What was found in a block: rows of `spans` and `places`, and how many units there are.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) spans: Range<usize>,
    /// None if they have not been counted yet.
    pub(super) paragraphs: u32,
    pub(super) sentences: u32,
    pub(super) words: u32,
    pub(super) refused: Refused,
    /// It has short names that count if the document names their entity in full.
    pub(super) waiting: bool,
    /// Where its first sentence ends, and where its last one begins.
    pub(super) first_end: usize,
    pub(super) last_start: usize,
}

/// Where a span stands among the units of its block.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) paragraph: u32,
    pub(super) sentence: u32,
    pub(super) word: u32,
    pub(super) last_word: u32,
    /// The years its sentence names, for a title.
    pub(super) years: Range<usize>,
}

impl<'m> Scanner<'m> {
    pub(crate) fn new(index: &'m Index, options: &'m Options) -> Self {
        Self {
            index,
            options,
            folder: Folder::new(CaseFolding::Fold, options.fold_diacritics, options.boundaries == Boundaries::None),
            selector: Selector::new(options),
            blocks: Blocks::default(),
            lanes: Lanes::default(),
            folded: Folded::default(),
            words: Ranks::default(),
            inside: Ranks::default(),
            not_text: NotText::default(),
            parts: Vec::new(),
            spans: Spans::default(),
            places: Vec::new(),
            years: Vec::new(),
            named: Vec::new(),
            splitter: Splitter::default(),
            glances: Glances::default(),
            covered: Vec::new(),
            decisions: Decisions::default(),
            mentions: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// The mentions of a document, and its units: those of one without a name in it only if `units` asks for them.
    pub(crate) fn scan(&mut self, document: Document, units: bool, monitor: &Monitor) -> crate::Result<Found<'_>> {
        let text = document.text.unwrap_or("");
        self.read(text);
        if !self.is_nameless(text) {
            self.look(text, None, document.date, monitor)?;
        } else if units {
            self.blocks.find(text, &self.lanes);
            self.parts.resize(self.blocks.ranges.len(), Part::default());
        }
        if self.parts.iter().any(|part| part.waiting) {
            // Short names count where the document names their entity in full, wherever that is: only now is it known which it does.
            self.find_named(document.date);
            if !self.named.is_empty() {
                self.look_again(text, document.date, monitor)?;
            }
        }
        if units || !self.spans.spans.is_empty() {
            self.count_units(text);
        }
        Ok(self.conclude(None, document.date))
    }

    /// Reads the lanes of a text; what was found in another is forgotten.
    pub(super) fn read(&mut self, text: &str) {
        self.spans.clear();
        self.places.clear();
        self.years.clear();
        self.parts.clear();
        self.named.clear();
        self.lanes.read(text, true);
    }

    /// Whether it is sure that no name stands in the text that was read.
    fn is_nameless(&mut self, text: &str) -> bool {
        if !self.glances.pay() {
            return false;
        }
        let names = self.index.glance(text, &self.lanes, &self.folder, &mut self.selector.sweep);
        if let Some(names) = names {
            self.glances.note(names);
        }
        names == Some(false)
    }

    /// Finds the spans of the text that was read, and the units of blocks that have some. `by_line` says whether its lines are its paragraphs, if that is known
    /// of a document it is a piece of.
    pub(super) fn look(
        &mut self,
        text: &str,
        by_line: Option<bool>,
        date: Option<NaiveDate>,
        monitor: &Monitor,
    ) -> crate::Result<()> {
        self.blocks.find(text, &self.lanes);
        self.blocks.by_line = by_line.unwrap_or(self.blocks.by_line);
        for i in 0..self.blocks.ranges.len() {
            let part = self.scan_block(text, self.blocks.ranges[i].clone(), date, monitor)?;
            self.parts.push(part);
        }
        Ok(())
    }

    /// Finds the entities that the spans name for sure.
    pub(super) fn find_named(&mut self, date: Option<NaiveDate>) {
        let case = Case { index: self.index, date };
        case.named(&self.spans, &mut self.decisions, &mut self.named);
    }

    /// Counts the units of the blocks without spans. The lanes are those of the text.
    pub(super) fn count_units(&mut self, text: &str) {
        for i in 0..self.parts.len() {
            if self.parts[i].paragraphs == 0 {
                let (range, mut part) = (self.blocks.ranges[i].clone(), std::mem::take(&mut self.parts[i]));
                self.not_text.find(text, &self.lanes, range.clone());
                self.split(text, range, &mut part);
                self.parts[i] = part;
            }
        }
    }

    /// Looks again at what holds short names, now that is known whom the document names. The lanes are those of the text.
    pub(super) fn look_again(&mut self, text: &str, date: Option<NaiveDate>, monitor: &Monitor) -> crate::Result<()> {
        for i in (0..self.parts.len()).filter(|&i| self.parts[i].waiting).collect::<Vec<_>>() {
            self.parts[i] = self.scan_block(text, self.blocks.ranges[i].clone(), date, monitor)?;
        }
        self.in_order();
        Ok(())
    }

    /// Decides what the spans of a document mean, and makes mentions of them. `text` is that of the document, if the lanes are not.
    pub(super) fn conclude(&mut self, text: Option<&str>, date: Option<NaiveDate>) -> Found<'_> {
        let case = Case { index: self.index, date };
        let years = self.places.iter().map(|place| &self.years[place.years.clone()]);
        case.resolve(&self.spans, years, &mut self.decisions);
        self.mentions(text, date)
    }

    /// Puts spans and places that were found in a second look where those of the first stood.
    fn in_order(&mut self) {
        let (mut spans, mut places) = (Vec::with_capacity(self.places.len()), Vec::with_capacity(self.places.len()));
        for part in &mut self.parts {
            let from = spans.len();
            spans.extend_from_slice(&self.spans.spans[part.spans.clone()]);
            places.extend_from_slice(&self.places[part.spans.clone()]);
            part.spans = from..spans.len();
        }
        (self.spans.spans, self.places) = (spans, places);
    }

    /// Makes mentions of spans and what was decided for them.
    fn mentions(&mut self, text: Option<&str>, date: Option<NaiveDate>) -> Found<'_> {
        self.mentions.clear();
        self.candidates.clear();
        let mut left_out = LeftOut::default();
        let mut units = DocumentUnits { paragraphs: 0, sentences: 0, date };
        let mut words = 0;
        let mut points = text.map_or_else(|| CodePoints::new(&self.lanes, &mut self.inside), CodePoints::of);
        let mut decisions = self.decisions.list.iter();
        // Candidates stand in the order of the decisions: those of several mentions are taken at once.
        let (all, mut taken) = (self.decisions.candidates(), 0);
        let stays = self.options.ambiguous == Ambiguous::Resolve;
        for part in &self.parts {
            let found = self.spans.spans[part.spans.clone()].iter().zip(&self.places[part.spans.clone()]);
            for ((span, place), decision) in found.zip(decisions.by_ref()) {
                let (from, to) = (decision.candidates.0 as usize, decision.candidates.1 as usize);
                let mention = Row {
                    entity: decision.entity.unwrap_or(NO_ENTITY),
                    name: decision.name,
                    bytes: (span.start, span.end),
                    chars: (points.at(span.start), points.at(span.end)),
                    paragraph: units.paragraphs + place.paragraph,
                    sentence: units.sentences + place.sentence,
                    word: words + place.word,
                    last_word: words + place.last_word,
                    resolution: decision.resolution,
                    candidates: (to - from) as u32,
                };
                let ambiguous = decision.resolution == Resolution::Ambiguous;
                // Both are asked: whether something decided no processor foresees, but rows are seldom another thing than mentions.
                let aside = to - from == 1 || !stays;
                if usize::from(ambiguous) & usize::from(aside) == 0 {
                    self.mentions.push(mention);
                    continue;
                }
                self.candidates.extend_from_slice(&all[taken..from]);
                taken = to;
                if to - from == 1 {
                    // A title in a year whose holder the gazetteer does not know.
                    left_out.title += 1;
                } else if self.options.ambiguous == Ambiguous::Drop {
                    left_out.ambiguous += 1;
                } else {
                    for &entity in &all[from..to] {
                        let mut names = self.spans.names(span, self.index);
                        let name = names.find(|name| name.entity == entity).map_or(mention.name, |name| name.name);
                        self.mentions.push(Row { entity, name, ..mention });
                        self.candidates.extend_from_slice(&all[from..to]);
                    }
                }
            }
            units.paragraphs += part.paragraphs;
            units.sentences += part.sentences;
            words += part.words;
            left_out.short += u64::from(part.refused.short);
            left_out.title += u64::from(part.refused.title);
        }
        self.candidates.extend_from_slice(&all[taken..]);
        Found { units, mentions: &self.mentions, candidates: &self.candidates, left_out }
    }

    fn scan_block(&mut self, text: &str, range: Range<usize>, date: Option<NaiveDate>, monitor: &Monitor) -> crate::Result<Part> {
        let base = range.start as u32;
        let block = &text[range.clone()];
        self.folder.fold_part(text, range.clone(), &self.lanes, &mut self.folded);
        self.not_text.find(text, &self.lanes, range.clone());
        let before = self.spans.spans.len();
        let folded = Block {
            text: block,
            base,
            folded: &self.folded,
            not_text: &self.not_text,
            date,
            named: &self.named,
            flags: &FlagRun::default(),
        };
        let (refused, waiting) = self.selector.select(self.index, self.options.overlap, folded, &mut self.spans, monitor)?;
        let words = self.folded.words.blocks().iter().copied();
        let mut part = Part { spans: before..self.spans.spans.len(), refused, waiting, ..Part::default() };
        if part.spans.is_empty() {
            part.words = words.map(u64::count_ones).sum();
        } else {
            self.words.read(words);
            part.words = self.words.all();
            self.split(text, range, &mut part);
        }
        Ok(part)
    }

    /// Counts the units of a block, and finds the places of its spans among them.
    fn split(&mut self, text: &str, range: Range<usize>, part: &mut Part) {
        let found = &self.spans.spans[part.spans.clone()];
        self.covered.clear();
        self.covered.extend(found.iter().map(|span| (span.start, span.end)));
        let (mut next, words) = (0, &self.words);
        let (index, spans, places, years) = (self.index, &self.spans, &mut self.places, &mut self.years);
        self.splitter.split(text, &self.lanes, &self.blocks, range, &self.covered, &self.not_text, |paragraph, breaks| {
            let (mut sentence, mut looked_at) = (0, None);
            while let Some(span) = found.get(next).filter(|span| (span.start as usize) < paragraph.end) {
                while breaks.get(sentence).is_some_and(|&at| at <= span.start) {
                    sentence += 1;
                }
                let word = words.before(span.folded as usize);
                let within = words.before(span.folded_end as usize) - word;
                let mut place = Place {
                    paragraph: part.paragraphs,
                    sentence: part.sentences + sentence as u32,
                    word,
                    last_word: word + within.saturating_sub(1),
                    years: 0..0,
                };
                if spans.is_title(span, index) {
                    // Once a sentence: it may be long, and hold many titles.
                    let known = looked_at.take().filter(|(of, _)| *of == sentence).map(|(_, years)| years);
                    place.years = known.unwrap_or_else(|| {
                        let from = sentence.checked_sub(1).map_or(paragraph.start, |i| breaks[i] as usize);
                        let to = breaks.get(sentence).map_or(paragraph.end, |&at| at as usize);
                        let before = years.len();
                        beside::years(&text[from..to], years);
                        before..years.len()
                    });
                    looked_at = Some((sentence, place.years.clone()));
                }
                places.push(place);
                next += 1;
            }
            if part.paragraphs == 0 {
                part.first_end = breaks.first().map_or(paragraph.end, |&at| at as usize);
            }
            part.last_start = breaks.last().map_or(paragraph.start, |&at| at as usize);
            part.paragraphs += 1;
            part.sentences += breaks.len() as u32 + 1;
        });
    }
}
