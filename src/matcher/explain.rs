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
use crate::text::unicode::boundaries::is_cluster_bound;
use crate::text::unicode::table::CaseFolding;
use crate::{Error, Result};
use memchr::memmem;

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
        let mentions = self.find(document)?;
        let text = document.text.unwrap_or("");
        let parts = parts(text, self.options());
        let mut explanations = Vec::new();
        for (number, name) in names {
            self.explain_name(document, &parts, &mentions, number, name, &mut explanations)?;
        }
        Ok(explanations)
    }

    fn explain_name(
        &self,
        document: Document,
        parts: &[Part],
        mentions: &[Mention],
        number: u32,
        name: Name,
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
        let text = document.text.unwrap_or("");
        let (lanes, mut ranks) = (Lanes::of(text), Ranks::default());
        let mut points = CodePoints::new(&lanes, &mut ranks);
        for part in parts {
            let finder = memmem::Finder::new(&folded);
            let mut from = 0;
            while let Some(at) = finder.find(&part.folded.bytes[from..]).map(|i| from + i) {
                from = at + 1;
                let place = Place::new(part, text, at, at + folded.len());
                let chars = (points.at(place.start), points.at(place.end));
                let (outcome, reason) = self.judge(document, part, mentions, number, name, &place)?;
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
    fn judge(
        &self,
        document: Document,
        part: &Part,
        mentions: &[Mention],
        number: u32,
        name: Name,
        place: &Place,
    ) -> Result<(Outcome, String)> {
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
        let taken = mentions.iter().find(|mention| mention.bytes.0 == start && mention.bytes.1.wrapping_sub(end) <= 1);
        if let Some(mention) = taken {
            let to = mention.entity.map_or("several entities", |entity| self.catalogue().id(entity));
            return Ok((Outcome::Match, format!("a mention of {to} ({})", mention.resolution)));
        }
        let winner = mentions.iter().find(|mention| mention.bytes.0 < end && start < mention.bytes.1);
        if let Some(mention) = winner {
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
            _ if indexed.alone() || mentions.iter().any(|mention| mention.entity == Some(indexed.entity)) => {
                (Outcome::Short, "the word before looks like a given name".to_owned())
            }
            _ => (Outcome::Short, format!("the document does not name {name} in full")),
        })
    }
}

fn numbered(gazetteer: &Gazetteer) -> impl Iterator<Item = (u32, Name<'_>)> {
    gazetteer.names().enumerate().map(|(number, name)| (number as u32, name))
}

/// A folded block, kept.
struct Part {
    text: String,
    base: u32,
    folded: Folded,
    not_text: NotText,
}

fn parts(text: &str, options: &super::Options) -> Vec<Part> {
    let mut folder = Folder::new(CaseFolding::Fold, options.fold_diacritics, options.boundaries == Boundaries::None);
    let (lanes, mut blocks) = (Lanes::of(text), Blocks::default());
    blocks.find(text, &lanes);
    blocks
        .ranges
        .into_iter()
        .map(|range| {
            let (block, base) = (&text[range.clone()], range.start as u32);
            let mut part = Part { text: block.to_owned(), base, folded: Folded::default(), not_text: NotText::default() };
            folder.fold(block, base, &mut part.folded);
            part.not_text.find(text, &lanes, range);
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
    fn new(part: &Part, text: &str, from: usize, to: usize) -> Self {
        // Inside the expansion of a character there is no place in the document: the nearest one before will do.
        let floor = |at: u32| (0..=at.min(text.len() as u32)).rev().find(|&at| text.is_char_boundary(at as usize)).unwrap_or(0);
        let start = floor(part.folded.start_in_document(from as u32));
        let end = floor(part.folded.end_in_document(to as u32)).max(start);
        let cluster = |at: u32| is_cluster_bound(&part.text, (at - part.base) as usize);
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
