//! The sentences (paragraphs, documents) in which two entities are mentioned together.

use crate::cooccurrence::{Place, Unit, Window};
use crate::document::Document;
use crate::gazetteer::EntityId;
use crate::matcher::Matcher;
use crate::mentions::Mentions;
use crate::runtime::memory::reserve;
use crate::runtime::monitor::Monitor;
use crate::text::bits::rank_index::Ranks;
use crate::text::layout::Layout;
use crate::text::offsets::CodePoints;
use crate::{Error, Result};
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

/// Whose evidence, of what kind, how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The one entity; in ordered windows the earlier one.
    pub a: EntityId,
    /// The other.
    pub b: EntityId,
    /// Units of this kind: a row for each that counts for the pair. For windows, a row for each pair of mentions, with their paragraph.
    pub unit: Unit,
    /// Which mentions are close, for [`Unit::Window`].
    pub window: Option<Window>,
    /// So many rows at most, in document order.
    pub limit: usize,
}

/// Documents that are matched at a time: enough for all threads, little enough to stop soon when there is enough evidence.
const AT_A_TIME: usize = 4096;

/// The units in which the two of a question are mentioned together, in document order. `documents` are those in which the mentions were found; of them only
/// those of `wanted` are looked at, if it is given.
pub fn evidence(
    mentions: &Mentions,
    documents: &[Document],
    wanted: Option<&[bool]>,
    question: Question,
    monitor: &Monitor,
) -> Result<Vec<Evidence>> {
    let Question { a, b, unit, limit, .. } = question;
    let window = question.window()?;
    let (mut found, mut layout, mut ranks) = (Vec::new(), Layout::default(), Ranks::default());
    let mut row = 0;
    while row < mentions.len() && found.len() < limit {
        monitor.check()?;
        let doc = mentions.doc[row];
        let rows = mentions.rows_of(doc);
        row = rows.end;
        if wanted.is_some_and(|wanted| !wanted.get(doc as usize).copied().unwrap_or(false)) {
            continue;
        }
        let of = |entity| rows.clone().filter(|&row| mentions.entity[row] == entity).collect::<Vec<_>>();
        let (of_a, of_b) = (of(a), of(b));
        let mut pairs = match window {
            Some(window) => close(mentions, window, [&of_a, &of_b], limit - found.len(), monitor)?,
            None => closest_by_unit(mentions, unit, &of_a, &of_b),
        };
        pairs.truncate(limit - found.len());
        if pairs.is_empty() {
            continue;
        }
        let text = documents.get(doc as usize).and_then(|document| document.text).unwrap_or("");
        let covered: Vec<(u32, u32)> = rows.map(|row| (mentions.start_byte[row], mentions.end_byte[row])).collect();
        layout.read(text);
        let ranges = ranges(text, &mut layout, unit, &covered);
        let mut points = CodePoints::new(layout.lanes(), &mut ranks);
        for (first, second) in pairs {
            let earlier = first.min(second);
            let at = ranges.partition_point(|range| range.start <= mentions.start_byte[earlier] as usize);
            let Some(range) = at.checked_sub(1).and_then(|at| ranges.get(at)) else { continue };
            let from = points.at(range.start as u32);
            let inside = |row: usize| (mentions.start[row] - from, mentions.end[row] - from);
            reserve(&mut found, 1, "the evidence found")?;
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

/// The same of documents that are still to be matched: some at a time, until there is enough.
pub fn search(
    matcher: &Matcher,
    documents: &[Document],
    wanted: Option<&[bool]>,
    question: Question,
    threads: Option<usize>,
    monitor: &Monitor,
) -> Result<Vec<Evidence>> {
    question.window()?;
    let rows: Vec<usize> = (0..documents.len()).filter(|&row| wanted.is_none_or(|wanted| wanted[row])).collect();
    let mut found: Vec<Evidence> = Vec::new();
    for rows in rows.chunks(AT_A_TIME) {
        if found.len() >= question.limit {
            break;
        }
        let some: Vec<Document> = rows.iter().map(|&row| documents[row]).collect();
        let mentions = matcher.find_all(&some, threads, monitor)?;
        let rest = Question { limit: question.limit - found.len(), ..question };
        let of_some = evidence(&mentions, &some, None, rest, monitor)?;
        found.extend(of_some.into_iter().map(|evidence| Evidence { doc: rows[evidence.doc as usize] as u32, ..evidence }));
    }
    Ok(found)
}

impl Question {
    /// The window that is asked about, if one is.
    fn window(&self) -> Result<Option<Window>> {
        match (self.unit, self.window) {
            (Unit::Window, None) => Err(Error::Argument {
                argument: "unit",
                problem: "how many words may be between the two? give window=".to_owned(),
            }),
            (Unit::Window, window) => Ok(window),
            _ => Ok(None),
        }
    }
}

/// The rows of the two mentions closest to each other, for each unit in which they meet: that have both, not as candidates of one span alone. Rows stand in the
/// order of the text.
fn closest_by_unit(mentions: &Mentions, unit: Unit, of_a: &[usize], of_b: &[usize]) -> Vec<(usize, usize)> {
    let unit_of = |row: usize| match unit {
        Unit::Document => 0,
        Unit::Paragraph | Unit::Window => mentions.paragraph[row],
        Unit::Sentence => mentions.sentence[row],
    };
    let closeness = |(a, b): (usize, usize)| (mentions.word[a].abs_diff(mentions.word[b]), a.min(b), a.max(b));
    let mut best: Vec<(usize, usize)> = Vec::new();
    for &a in of_a {
        // Of the mentions of `b` the nearest before and behind, and one more for that which may share the span.
        let behind = of_b.partition_point(|&b| b < a);
        for &b in &of_b[behind.saturating_sub(2)..(behind + 2).min(of_b.len())] {
            if unit_of(a) != unit_of(b) || one_span(mentions, a, b) {
                continue;
            }
            match best.last_mut() {
                Some(kept) if unit_of(kept.0) == unit_of(a) => {
                    if closeness((a, b)) < closeness(*kept) {
                        *kept = (a, b);
                    }
                }
                _ => best.push((a, b)),
            }
        }
    }
    best
}

/// The rows of the first `limit` pairs of mentions that stand close, by the later one, then by the
/// earlier one. In each pair the row of `a` stands first.
fn close(
    mentions: &Mentions,
    window: Window,
    rows: [&[usize]; 2],
    limit: usize,
    monitor: &Monitor,
) -> Result<Vec<(usize, usize)>> {
    let mut found = Vec::new();
    // A long mention may reach over shorter ones that begin later.
    let words = |&row: &usize| mentions.last_word[row].saturating_sub(mentions.word[row]);
    let reach = rows.map(|rows| window.words.saturating_add(rows.iter().map(words).max().unwrap_or(0)));
    let mut next = [0, 0];
    // Both lists ascend: together they are gone through in the order of the text.
    while let Some(side) = earlier_side(rows, next) {
        let later = rows[side][next[side]];
        next[side] += 1;
        let other = 1 - side;
        if side == 0 && window.ordered {
            continue;
        }
        monitor.check()?;
        let place = Place::of_row(mentions, later);
        let before = &rows[other][..next[other]];
        // Words grow along the rows: only these can be near.
        let from = before.partition_point(|&row| mentions.word[row].saturating_add(reach[other]) < place.word);
        for &earlier in &before[from..] {
            if window.holds(&Place::of_row(mentions, earlier), &place) {
                found.push(if side == 0 { (later, earlier) } else { (earlier, later) });
                if found.len() >= limit {
                    return Ok(found);
                }
            }
        }
    }
    Ok(found)
}

/// Which of two lists has the lower row at its place; none behind the ends of both.
fn earlier_side(rows: [&[usize]; 2], next: [usize; 2]) -> Option<usize> {
    match (rows[0].get(next[0]), rows[1].get(next[1])) {
        (None, None) => None,
        (Some(a), Some(b)) => Some(usize::from(b < a)),
        (a, _) => Some(usize::from(a.is_none())),
    }
}

fn one_span(mentions: &Mentions, a: usize, b: usize) -> bool {
    mentions.start_byte[a] == mentions.start_byte[b] && mentions.end_byte[a] == mentions.end_byte[b]
}

/// The units of a text, trimmed, in bytes.
fn ranges(text: &str, layout: &mut Layout, unit: Unit, mentions: &[(u32, u32)]) -> Vec<Range<usize>> {
    let units = layout.units(text, mentions);
    match unit {
        Unit::Document => {
            let (first, last) = (units.first(), units.last());
            first.zip(last).map(|((first, _), (last, _))| first.start..last.end).into_iter().collect()
        }
        Unit::Paragraph | Unit::Window => units.into_iter().map(|(paragraph, _)| paragraph).collect(),
        Unit::Sentence => units.into_iter().flat_map(|(_, sentences)| sentences).collect(),
    }
}
