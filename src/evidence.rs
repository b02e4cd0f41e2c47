//! The sentences (paragraphs, documents) in which two entities are mentioned together.

use crate::Result;
use crate::cooccurrence::Unit;
use crate::gazetteer::EntityId;
use crate::matcher::Document;
use crate::mentions::Mentions;
use crate::monitor::Monitor;
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
    monitor: &Monitor,
) -> Result<Vec<Evidence>> {
    let mut found = Vec::new();
    let mut row = 0;
    while row < mentions.len() && found.len() < limit {
        monitor.check()?;
        let doc = mentions.doc[row];
        let rows = mentions.rows_of(doc);
        row = rows.end;
        let of = |entity| rows.clone().filter(|&row| mentions.entity[row] == entity).collect::<Vec<_>>();
        let pairs = closest_by_unit(mentions, unit, &of(a), &of(b), limit - found.len());
        if pairs.is_empty() {
            continue;
        }
        let text = documents.get(doc as usize).and_then(|document| document.text).unwrap_or("");
        let covered: Vec<(u32, u32)> = rows.map(|row| (mentions.start_byte[row], mentions.end_byte[row])).collect();
        let ranges = ranges(text, unit, &covered);
        let mut points = CodePoints::new(text);
        for (first, second) in pairs {
            let earlier = first.min(second);
            let at = ranges.partition_point(|range| range.start <= mentions.start_byte[earlier] as usize);
            let Some(range) = at.checked_sub(1).and_then(|at| ranges.get(at)) else { continue };
            let from = points.at(range.start as u32);
            let inside = |row: usize| (mentions.start[row] - from, mentions.end[row] - from);
            found.push(Evidence {
                doc,
                paragraph: mentions.paragraph[earlier],
                sentence: mentions.sentence[earlier],
                bytes: (range.start as u32, range.end as u32),
                a: inside(first),
                b: inside(second),
            });
        }
    }
    Ok(found)
}

/// The rows of the two mentions closest to each other, for each of the first `limit` units that have both. Rows stand in the order of the text.
fn closest_by_unit(mentions: &Mentions, unit: Unit, of_a: &[usize], of_b: &[usize], limit: usize) -> Vec<(usize, usize)> {
    let unit_of = |row: usize| match unit {
        Unit::Document => 0,
        Unit::Paragraph | Unit::Window => mentions.paragraph[row],
        Unit::Sentence => mentions.sentence[row],
    };
    let gap = |(a, b): (usize, usize)| mentions.word[a].abs_diff(mentions.word[b]);
    let mut best: Vec<(usize, usize)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(&a), Some(&b)) = (of_a.get(i), of_b.get(j)) {
        if unit_of(a) == unit_of(b) {
            let full = best.len() == limit;
            match best.last_mut() {
                Some(kept) if unit_of(kept.0) == unit_of(a) => {
                    if gap((a, b)) < gap(*kept) {
                        *kept = (a, b);
                    }
                }
                _ if full => break,
                _ => best.push((a, b)),
            }
        }
        // The closest to the later of the two is still to come, or this.
        if a < b {
            i += 1;
        } else {
            j += 1;
        }
    }
    best
}

/// The units of a text, trimmed, in bytes.
fn ranges(text: &str, unit: Unit, mentions: &[(u32, u32)]) -> Vec<Range<usize>> {
    let units = units(text, mentions);
    match unit {
        Unit::Document => {
            let (first, last) = (units.first(), units.last());
            first.zip(last).map(|((first, _), (last, _))| first.start..last.end).into_iter().collect()
        }
        Unit::Paragraph | Unit::Window => units.into_iter().map(|(paragraph, _)| paragraph).collect(),
        Unit::Sentence => units.into_iter().flat_map(|(_, sentences)| sentences).collect(),
    }
}
