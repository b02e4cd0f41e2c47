//! Keywords in context: each mention of an entity with the words around it.

use crate::Result;
use crate::document::Document;
use crate::gazetteer::EntityId;
use crate::mentions::Mentions;
use crate::runtime::memory::reserve;
use crate::runtime::monitor::Monitor;
use crate::text::fold::{Folded, Folder};
use crate::text::paragraphs;
use crate::text::unicode::boundaries::{FlagRun, is_cluster_bound, is_cluster_bound_in};
use crate::text::unicode::table::CaseFolding;
use std::ops::Range;

/// A mention, and as much of its paragraph as is shown: bytes of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    /// Row of the mention.
    pub row: usize,
    /// Where the context before it begins; it goes on to the mention.
    pub left: u32,
    /// Where the context behind it ends; it begins at the end of the mention.
    pub right: u32,
}

/// The mentions of an entity, in document order, each with up to `words` words (1 at least) on either side, of its own paragraph.
///
/// A word is what the matcher takes for one. The context before begins with a word, or with the paragraph; the one behind ends with a word and the
/// punctuation right behind it, or with the paragraph. Neither splits a grapheme cluster.
pub fn kwic(
    mentions: &Mentions,
    documents: &[Document],
    entity: EntityId,
    words: usize,
    monitor: &Monitor,
) -> Result<Vec<Keyword>> {
    let words = words.max(1);
    let mut folder = Folder::new(CaseFolding::Fold, false, false);
    let (mut folded, mut starts) = (Folded::default(), Vec::new());
    let mut found = Vec::new();
    let mut row = 0;
    while row < mentions.len() {
        monitor.check()?;
        let doc = mentions.doc[row];
        let rows = mentions.rows_of(doc);
        row = rows.end;
        if !rows.clone().any(|row| mentions.entity[row] == entity) {
            continue;
        }
        let text = documents.get(doc as usize).and_then(|document| document.text).unwrap_or("");
        let covered: Vec<(u32, u32)> = rows.clone().map(|row| (mentions.start_byte[row], mentions.end_byte[row])).collect();
        let paragraphs = paragraphs(text, &covered);
        let mut read = None;
        for row in rows.filter(|&row| mentions.entity[row] == entity) {
            let at = paragraphs.partition_point(|paragraph| paragraph.start <= mentions.start_byte[row] as usize);
            let Some(paragraph) = at.checked_sub(1).and_then(|at| paragraphs.get(at)) else { continue };
            if read != Some(at) {
                folder.fold(&text[paragraph.clone()], paragraph.start as u32, &mut folded);
                word_starts(text, &folded, &mut starts);
                read = Some(at);
            }
            let (left, right) = around(text, paragraph, &starts, (mentions.start_byte[row], mentions.end_byte[row]), words);
            reserve(&mut found, 1, "the keywords found")?;
            found.push(Keyword { row, left, right });
        }
    }
    Ok(found)
}

/// Where words begin, in bytes of the document.
fn word_starts(text: &str, folded: &Folded, starts: &mut Vec<u32>) {
    starts.clear();
    let flags = FlagRun::default();
    let mut next = folded.words.next_from(0);
    while let Some(at) = next.filter(|&at| at < folded.bytes.len()) {
        let start = folded.start_in_document(at as u32);
        // What folds to several characters may hold two words.
        if starts.last().is_none_or(|&last| last < start) && is_cluster_bound_in(text, start as usize, &flags) {
            starts.push(start);
        }
        next = folded.words.next_from(at + 1);
    }
}

fn around(text: &str, paragraph: &Range<usize>, starts: &[u32], (start, end): (u32, u32), words: usize) -> (u32, u32) {
    let before = starts.partition_point(|&word| word < start);
    let left = if before > words { starts[before - words] } else { paragraph.start as u32 };
    let behind = starts.partition_point(|&word| word < end);
    let right = match (starts.get(behind.saturating_add(words)), starts.get(behind.saturating_add(words - 1))) {
        (Some(&next), Some(&last)) => {
            // The last word, and what stands right behind it.
            let between = text[last as usize..next as usize].char_indices().map(|(i, c)| (last as usize + i, c));
            let spaces = between.filter(|&(at, c)| c.is_whitespace() && is_cluster_bound(text, at));
            spaces.map(|(at, _)| at as u32).next().unwrap_or(next)
        }
        _ => paragraph.end as u32,
    };
    (left.min(start), right.max(end))
}
