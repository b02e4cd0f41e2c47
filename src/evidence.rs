//! The sentences (paragraphs, documents) in which two entities are mentioned together.

use crate::cooccurrence::Unit;
use crate::gazetteer::EntityId;
use crate::matcher::Document;
use crate::mentions::Mentions;
use crate::text::offsets::CodePoints;
use crate::text::units;
use std::ops::Range;

/// A unit that holds both entities, and the two mentions in it that stand closest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Row of the document.
    pub doc: u32,
    /// Ordinal of the paragraph of the first of the two mentions.
    pub paragraph: u32,
    /// Ordinal of its sentence.
    pub sentence: u32,
    /// The unit, in bytes of the document.
    pub bytes: (u32, u32),
    /// The mention of the one, in code points of the unit.
    pub a: (u32, u32),
    /// The mention of the other, in code points of the unit.
    pub b: (u32, u32),
}

/// Up to `limit` units in which `a` and `b` are mentioned together, in document order. `documents` are those in which the mentions were found.
pub fn evidence(
    mentions: &Mentions,
    documents: &[Document],
    (a, b): (EntityId, EntityId),
    unit: Unit,
    limit: usize,
) -> Vec<Evidence> {
    let mut found = Vec::new();
    let mut row = 0;
    while row < mentions.len() && found.len() < limit {
        let doc = mentions.doc[row];
        let rows = mentions.rows_of(doc);
        row = rows.end;
        let of = |entity| rows.clone().filter(move |&row| mentions.entity[row] == entity);
        if of(a).next().is_none() || of(b).next().is_none() {
            continue;
        }
        let text = documents.get(doc as usize).and_then(|document| document.text).unwrap_or("");
        for (first, second) in closest_by_unit(mentions, unit, of(a), &of(b).collect::<Vec<_>>()) {
            if found.len() == limit {
                break;
            }
            let earlier = if mentions.start[first] <= mentions.start[second] { first } else { second };
            let bytes = unit_of(text, mentions, rows.clone(), unit, earlier);
            let mut points = CodePoints::new(text);
            let from = points.at(bytes.0);
            let inside = |row: usize| (mentions.start[row] - from, mentions.end[row] - from);
            found.push(Evidence {
                doc,
                paragraph: mentions.paragraph[earlier],
                sentence: mentions.sentence[earlier],
                bytes,
                a: inside(first),
                b: inside(second),
            });
        }
    }
    found
}

/// For each unit with both, in order, the two mentions closest to each other.
fn closest_by_unit(mentions: &Mentions, unit: Unit, of_a: impl Iterator<Item = usize>, of_b: &[usize]) -> Vec<(usize, usize)> {
    let unit_of_row = |row: usize| match unit {
        Unit::Document => 0,
        Unit::Paragraph => mentions.paragraph[row],
        Unit::Sentence => mentions.sentence[row],
    };
    let gap = |a: usize, b: usize| mentions.word[a].abs_diff(mentions.word[b]);
    let mut best: Vec<(u32, usize, usize)> = Vec::new();
    for a in of_a {
        let here = unit_of_row(a);
        for &b in of_b.iter().filter(|&&b| unit_of_row(b) == here) {
            match best.last_mut() {
                Some((unit, kept_a, kept_b)) if *unit == here => {
                    if gap(a, b) < gap(*kept_a, *kept_b) {
                        (*kept_a, *kept_b) = (a, b);
                    }
                }
                _ => best.push((here, a, b)),
            }
        }
    }
    best.into_iter().map(|(_, a, b)| (a, b)).collect()
}

/// The unit around a mention, trimmed, in bytes.
fn unit_of(text: &str, mentions: &Mentions, rows: Range<usize>, unit: Unit, row: usize) -> (u32, u32) {
    let covered: Vec<(u32, u32)> = rows.map(|row| (mentions.start_byte[row], mentions.end_byte[row])).collect();
    let units = units(text, &covered);
    let holds = |range: &&Range<usize>| range.contains(&(mentions.start_byte[row] as usize));
    let found = match unit {
        Unit::Document => units.first().zip(units.last()).map(|((first, _), (last, _))| first.start..last.end),
        Unit::Paragraph => units.iter().map(|(paragraph, _)| paragraph).find(holds).cloned(),
        Unit::Sentence => units.iter().flat_map(|(_, sentences)| sentences).find(holds).cloned(),
    };
    found.map_or((0, 0), |range| (range.start as u32, range.end as u32))
}
