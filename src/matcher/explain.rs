//! Why a name did or did not match.

use super::names::IndexedName;
use super::spans::applicable;
use super::{Boundaries, Matcher};
use crate::document::Document;
use crate::error::choices;
use crate::gazetteer::{EntityId, Gazetteer, Kind, Name};
use crate::mentions::Mention;
use crate::text::bits::rank_index::Ranks;
use crate::text::classify::Lanes;
use crate::text::fold::{Folded, Folder};
use crate::text::fold_as;
use crate::text::offsets::CodePoints;
use crate::text::segment::paragraphs::Blocks;
use crate::text::segment::urls::NotText;
use crate::text::unicode::boundaries::{FlagRun, is_cluster_bound_in};
use crate::text::unicode::table::CaseFolding;
use crate::{Error, Result};
use memchr::memmem;
use rustc_hash::FxHashSet;

choices! {
    /// What became of a name at a place of a text.
    pub enum Outcome as "outcome" {
        /// It is a mention.
        Match = "match",
        /// The text does not hold it anywhere.
        Absent = "absent",
        /// Its kind does not take part.
        Kind = "kind",
        /// It begins or ends inside a word, a cluster or a character.
        Boundary = "boundary",
        /// It stands in a URL, an e-mail address or a handle.
        NotText = "not-text",
        /// Its letters are of the wrong case.
        Case = "case",
        /// It does not apply at the date of the document.
        Date = "date",
        /// Another mention covers the place.
        Overlap = "overlap",
        /// A short name that needs the full one elsewhere in the document, or stands behind the given name of somebody else.
        Short = "short",
        /// A title of another office, time or person, or one that needs a name beside it.
        Title = "title",
    }
}

/// What became of one name at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Whose name it is.
    pub entity: EntityId,
    /// Its spelling in the gazetteer.
    pub alias: String,
    /// What it is compared as.
    pub folded: String,
    /// Where it stands in the text, in code points; none if it is absent.
    pub place: Option<(u32, u32)>,
    /// What became of it.
    pub outcome: Outcome,
    /// The reason in words.
    pub reason: String,
}

impl Matcher {
    /// Why the names of an entity (or one name, by its spelling) did or did not match in a document, place by place.
    pub fn explain(&self, document: Document, alias_or_entity: &str) -> Result<Vec<Explanation>> {
        let gazetteer = self.gazetteer()?;
        let names: Vec<(u32, Name)> = match gazetteer.position(alias_or_entity) {
            Some(entity) => numbered(gazetteer).filter(|(_, name)| name.entity == entity).collect(),
            None => numbered(gazetteer).filter(|(_, name)| name.text == alias_or_entity).collect(),
        };
        if names.is_empty() {
            // The error that knows what id may have been meant.
            gazetteer.get(alias_or_entity)?;
        }
        let mentions = Mentioned::new(self.find(document)?);
        let text = document.text.unwrap_or("");
        let (lanes, mut ranks) = (Lanes::of(text), Ranks::default());
        let read = Read { document, parts: parts(text, &lanes, self.options()), mentions };
        let mut points = CodePoints::new(&lanes, &mut ranks);
        let mut explanations = Vec::new();
        for named in names {
            self.explain_name(&read, named, &mut points, &mut explanations)?;
        }
        Ok(explanations)
    }

    fn explain_name(
        &self,
        read: &Read,
        (number, name): (u32, Name),
        points: &mut CodePoints,
        out: &mut Vec<Explanation>,
    ) -> Result<()> {
        let folded = fold_as(name.text, true, self.options().fold_diacritics);
        let explanation = |place, outcome, reason: String| Explanation {
            entity: name.entity,
            alias: name.text.to_owned(),
            folded: folded.clone(),
            place,
            outcome,
            reason,
        };
        let before = out.len();
        let text = read.document.text.unwrap_or("");
        let finder = memmem::Finder::new(&folded);
        for part in &read.parts {
            let (mut from, flags) = (0, FlagRun::default());
            while let Some(at) = finder.find(&part.folded.bytes[from..]).map(|i| from + i) {
                from = at + 1;
                let place = Place::new(part, text, (at, at + folded.len()), &flags);
                let chars = (points.at(place.start), points.at(place.end));
                let (outcome, reason) = self.judge(read, part, (number, name), &place)?;
                out.push(explanation(Some(chars), outcome, reason));
            }
        }
        if out.len() == before {
            let reason = format!("'{folded}' does not occur in the folded text");
            out.push(explanation(None, Outcome::Absent, reason));
        }
        Ok(())
    }

    /// The first rule that refuses a name at a place, in the order in which they are applied.
    fn judge(&self, read: &Read, part: &Part, (number, name): (u32, Name), place: &Place) -> Result<(Outcome, String)> {
        let Read { document, mentions, .. } = read;
        let (start, end) = (place.start, place.end);
        let surface = &document.text.unwrap_or("")[start as usize..end as usize];
        if !self.options().kinds.contains(&name.kind) {
            return Ok((Outcome::Kind, format!("aliases of kind '{}' do not take part (kinds=)", name.kind)));
        }
        if let Some(reason) = &place.inside {
            return Ok((Outcome::Boundary, reason.clone()));
        }
        if !part.not_text.allows(start, end) {
            return Ok((Outcome::NotText, "in a URL, an e-mail address or a handle".to_owned()));
        }
        let indexed = self.index().named(number).ok_or_else(|| Error::Compile("a name is missing from the index".to_owned()))?;
        if let Some(exact) = indexed.exact()
            && fold_as(surface, false, self.options().fold_diacritics).as_bytes() != exact
        {
            return Ok((Outcome::Case, format!("'{}' matches in its own case only", name.text)));
        }
        let rivals: Vec<IndexedName> = self.index().rivals(number).collect();
        if !applicable(rivals.iter().copied(), document.date).any(|other| other.name == number) {
            let date = document.date.map_or("the document has no date, and several entities had it".to_owned(), |date| {
                let day = |day: Option<_>| day.map_or(String::new(), |day: chrono::NaiveDate| day.to_string());
                format!("the document is of {date}, the alias applies from {} to {}", day(name.valid_from), day(name.valid_to))
            });
            return Ok((Outcome::Date, date));
        }
        // A stop behind an initial may belong to the mention.
        let taken = |mention: &&Mention| mention.bytes.1.wrapping_sub(end) <= 1;
        if let Some(mention) = mentions.that_begin(start).find(taken) {
            let to = mention.entity.map_or("several entities", |entity| self.catalogue().id(entity));
            return Ok((Outcome::Match, format!("a mention of {to} ({})", mention.resolution)));
        }
        if let Some(mention) = mentions.first_over(start, end) {
            let whole = &document.text.unwrap_or("")[mention.bytes.0 as usize..mention.bytes.1 as usize];
            if mention.entity == Some(name.entity) {
                return Ok((Outcome::Match, format!("part of '{whole}'")));
            }
            return Ok((Outcome::Overlap, format!("'{whole}' goes before")));
        }
        let name = self.catalogue().name(name.entity);
        Ok(match indexed.kind {
            Kind::Role if !indexed.alone() => (Outcome::Title, format!("it counts beside the name of {name} only")),
            Kind::Role => (Outcome::Title, "the words beside it make it another office, or that of somebody else".to_owned()),
            _ if indexed.alone() || mentions.entities.contains(&indexed.entity) => {
                (Outcome::Short, "the word before looks like a given name".to_owned())
            }
            _ => (Outcome::Short, format!("the document does not name {name} in full")),
        })
    }
}

fn numbered(gazetteer: &Gazetteer) -> impl Iterator<Item = (u32, Name<'_>)> {
    gazetteer.names().enumerate().map(|(number, name)| (number as u32, name))
}

/// A document, and what was found in it.
struct Read<'a> {
    document: Document<'a>,
    parts: Vec<Part>,
    mentions: Mentioned,
}

/// The mentions of a document, to be looked up by place.
struct Mentioned {
    /// By start, the longer first.
    mentions: Vec<Mention>,
    /// The greatest end of the mentions up to each.
    ends: Vec<u32>,
    entities: FxHashSet<EntityId>,
}

impl Mentioned {
    fn new(mentions: Vec<Mention>) -> Self {
        let mut last = 0;
        let ends = mentions.iter().map(|mention| {
            last = mention.bytes.1.max(last);
            last
        });
        let ends = ends.collect();
        let entities = mentions.iter().filter_map(|mention| mention.entity).collect();
        Self { mentions, ends, entities }
    }

    fn that_begin(&self, start: u32) -> impl Iterator<Item = &Mention> {
        let from = self.mentions.partition_point(|mention| mention.bytes.0 < start);
        self.mentions[from..].iter().take_while(move |mention| mention.bytes.0 == start)
    }

    /// The first mention that overlaps a stretch.
    fn first_over(&self, start: u32, end: u32) -> Option<&Mention> {
        let first = self.mentions.get(self.ends.partition_point(|&last| last <= start));
        first.filter(|mention| mention.bytes.0 < end)
    }
}

/// A folded block, kept.
struct Part {
    text: String,
    base: u32,
    folded: Folded,
    not_text: NotText,
}

fn parts(text: &str, lanes: &Lanes, options: &super::Options) -> Vec<Part> {
    let mut folder = Folder::new(CaseFolding::Fold, options.fold_diacritics, options.boundaries == Boundaries::None);
    let mut blocks = Blocks::default();
    blocks.find(text, lanes);
    blocks
        .ranges
        .into_iter()
        .map(|range| {
            let (block, base) = (&text[range.clone()], range.start as u32);
            let mut part = Part { text: block.to_owned(), base, folded: Folded::default(), not_text: NotText::default() };
            folder.fold(block, base, &mut part.folded);
            part.not_text.find(text, lanes, range);
            part
        })
        .collect()
}

/// Where a folded name stands in the document.
struct Place {
    start: u32,
    end: u32,
    /// Why no match may begin or end there.
    inside: Option<String>,
}

impl Place {
    fn new(part: &Part, text: &str, (from, to): (usize, usize), flags: &FlagRun) -> Self {
        // Inside the expansion of a character there is no place in the document: the nearest one before will do.
        let floor = |at: u32| (0..=at.min(text.len() as u32)).rev().find(|&at| text.is_char_boundary(at as usize)).unwrap_or(0);
        let start = floor(part.folded.start_in_document(from as u32));
        let end = floor(part.folded.end_in_document(to as u32)).max(start);
        let cluster = |at: u32| is_cluster_bound_in(&part.text, (at - part.base) as usize, flags);
        let side = |bound: bool, at: u32, what: &str| match (bound, cluster(at)) {
            (true, true) => None,
            (false, true) => Some(format!("it {what} inside a word")),
            (_, false) => Some(format!("it {what} inside a character with its marks")),
        };
        let inside =
            side(part.folded.bounds.get(from), start, "begins").or_else(|| side(part.folded.bounds.get(to), end, "ends"));
        Self { start, end, inside }
    }
}
