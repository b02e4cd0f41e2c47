//! What stands in a text and is none: URLs, e-mail addresses, handles.

use crate::text::classify::Lanes;
use crate::text::unicode::boundaries::{ends_in_word, ends_word, is_cluster_bound};
use crate::text::unicode::table::{CaseFolding, Table};
use std::ops::Range;

/// Last labels of a host that make `host.com/path` a URL without a scheme.
const TOP_LEVEL: [&str; 18] =
    ["com", "org", "net", "gov", "edu", "info", "int", "in", "ru", "uk", "co", "io", "me", "ly", "tv", "be", "eu", "de"];

/// The parts of a paragraph that are no text.
#[derive(Debug, Default)]
pub(crate) struct NotText {
    /// URLs and e-mail addresses: nothing is matched there.
    closed: Vec<Range<usize>>,
    /// Handles: only what begins at their `@` is matched there.
    handles: Vec<Range<usize>>,
}

impl NotText {
    /// Finds them in a paragraph of a text.
    pub(crate) fn find(&mut self, text: &str, lanes: &Lanes, paragraph: Range<usize>) {
        self.closed.clear();
        self.handles.clear();
        if !lanes.have_mark() {
            return;
        }
        let (base, bytes) = (paragraph.start, text.as_bytes());
        let marks = |from: usize| lanes.places(|lane| lane.mark, from..paragraph.end);
        let (mut end, mut first_at) = (0, None);
        for at in marks(base) {
            let (paragraph, local) = (&text[paragraph.clone()], at - base);
            let found = match bytes[at] {
                b'/' => scheme(paragraph, local).or_else(|| bare_host(paragraph, local)),
                b'.' => www(paragraph, local),
                _ => {
                    first_at = first_at.or(Some(at));
                    None
                }
            };
            let Some(from) = found else { continue };
            match self.closed.last_mut() {
                // A URL inside a URL, as in an archive's address, is part of it; a host may begin before its `www`.
                Some(last) if local < end => last.start = last.start.min(base + from),
                _ => {
                    end = url_end(paragraph, local + 1);
                    self.closed.push(base + from..base + end);
                }
            }
        }
        let urls = self.closed.len();
        let Some(first_at) = first_at else { return };
        for at in marks(first_at).filter(|&at| bytes[at] == b'@') {
            let paragraph = &text[paragraph.clone()];
            if let Some(address) = address(paragraph, at - base) {
                self.closed.push(base + address.start..base + address.end);
            }
            if let Some(handle) = handle(paragraph, at - base) {
                self.handles.push(base + handle.start..base + handle.end);
            }
        }
        if urls < self.closed.len() {
            join(&mut self.closed);
        }
    }

    /// Whether there are URLs or e-mail addresses.
    pub(crate) fn has_closed(&self) -> bool {
        !self.closed.is_empty()
    }

    /// The URLs and e-mail addresses, in bytes of the document.
    pub(crate) fn closed(&self) -> impl Iterator<Item = (u32, u32)> {
        self.closed.iter().map(|range| (range.start as u32, range.end as u32))
    }

    /// Whether a name may be matched from byte `start` to byte `end` of the document.
    #[inline]
    pub(crate) fn allows(&self, start: u32, end: u32) -> bool {
        (self.closed.is_empty() && self.handles.is_empty()) || self.allows_beside(start, end)
    }

    fn allows_beside(&self, start: u32, end: u32) -> bool {
        let (start, end) = (start as usize, end as usize);
        let overlapping = |ranges: &[Range<usize>]| {
            let from = ranges.partition_point(|range| range.end <= start);
            from..from + ranges[from..].partition_point(|range| range.start < end)
        };
        overlapping(&self.closed).is_empty()
            && self.handles[overlapping(&self.handles)].iter().all(|handle| handle.start == start)
    }
}

/// Sorts ranges, and makes one of those that overlap.
fn join(ranges: &mut Vec<Range<usize>>) {
    ranges.sort_unstable_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let overlap = next.start < last.end;
        if overlap {
            last.end = last.end.max(next.end);
        }
        overlap
    });
}

/// Start of the scheme of `scheme://`, if its `/` at `at` is the first of the two.
fn scheme(paragraph: &str, at: usize) -> Option<usize> {
    let bytes = paragraph.as_bytes();
    let colon = at.checked_sub(1).filter(|&i| bytes[i] == b':')?;
    if bytes.get(at + 1) != Some(&b'/') || is_marked(paragraph, at + 1) {
        return None;
    }
    let in_scheme = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let len = bytes[..colon].iter().rev().take_while(|b| in_scheme(b)).count();
    let run = colon - len..colon;
    let skip = bytes[run.clone()].iter().position(u8::is_ascii_alphabetic)?;
    Some(run.start + skip)
}

/// Start of a bare host that ends before the `/` at `at`.
fn bare_host(paragraph: &str, at: usize) -> Option<usize> {
    let bytes = paragraph.as_bytes();
    let in_host = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
    let len = bytes[..at].iter().rev().take_while(|b| in_host(b)).count();
    let from = at - len;
    if from > 0 && matches!(bytes[from - 1], b'_' | b'@') || is_marked(paragraph, at) {
        return None;
    }
    let host = std::str::from_utf8(&bytes[from..at]).ok()?;
    let (labels, last) = host.rsplit_once('.')?;
    (TOP_LEVEL.iter().any(|known| last.eq_ignore_ascii_case(known)) && labels.split('.').all(|label| !label.is_empty()))
        .then_some(from)
}

/// Start of the `www` before the `.` at `at`, at a word boundary.
fn www(paragraph: &str, at: usize) -> Option<usize> {
    let from = at.checked_sub(3)?;
    let bytes = paragraph.as_bytes();
    (bytes[from..at].eq_ignore_ascii_case(b"www") && !is_marked(paragraph, at) && is_word_start(paragraph, from)).then_some(from)
}

fn url_end(paragraph: &str, mut from: usize) -> usize {
    // Of ASCII, what stops one is white space or one of these; so are control characters looked at.
    let goes_on = |byte: &&u8| matches!(byte, b'!'..=b'~') && !matches!(byte, b'<' | b'>' | b'"' | b'|');
    from += paragraph.as_bytes()[from..].iter().take_while(goes_on).count();
    let table = Table::of(CaseFolding::Fold);
    let stops = |c: char| matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '|' | '।') || table.get(c).is_space();
    let mut found = paragraph[from..].char_indices().filter(|&(_, c)| stops(c));
    let end = found.find(|&(i, c)| table.get(c).is_space() || !extended(&paragraph[from + i + c.len_utf8()..]));
    end.map_or(paragraph.len(), |(i, _)| from + i)
}

/// The e-mail address around the `@` at `at`.
fn address(paragraph: &str, at: usize) -> Option<Range<usize>> {
    let bytes = paragraph.as_bytes();
    let in_local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
    let local = bytes[..at].iter().rev().take_while(|b| in_local(b)).count();
    if !bytes[at - local..at].iter().any(u8::is_ascii_alphanumeric) {
        return None;
    }
    let in_label = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    let mut end = at + 1;
    let mut labels = 0;
    loop {
        let label = bytes[end..].iter().take_while(|b| in_label(b)).count();
        let label = label - usize::from(label > 0 && is_marked(paragraph, end + label - 1));
        if label == 0 {
            // A full stop behind the last label is the sentence's.
            end -= usize::from(labels > 0);
            break;
        }
        end += label;
        labels += 1;
        if bytes.get(end) != Some(&b'.') {
            break;
        }
        end += 1;
    }
    (labels >= 2).then(|| at - local..end)
}

/// The handle that begins with the `@` at `at`.
fn handle(paragraph: &str, at: usize) -> Option<Range<usize>> {
    if ends_in_word(&paragraph[..at]) {
        return None;
    }
    let table = Table::of(CaseFolding::Fold);
    // Nearly all handles are ASCII.
    let plain = paragraph.as_bytes()[at + 1..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let from = at + 1 + plain;
    let (mut end, mut word) = (from, plain > 0);
    for (i, c) in paragraph[from..].char_indices() {
        let entry = table.get(c);
        if entry.is_nothing() {
            continue;
        }
        word = if entry.extends() { word } else { entry.is_word() };
        if !word {
            break;
        }
        end = from + i + c.len_utf8();
    }
    (end > at + 1).then_some(at..end)
}

/// Whether the ASCII character at `at` carries a mark, and so is another character.
fn is_marked(paragraph: &str, at: usize) -> bool {
    extended(&paragraph[at + 1..])
}

/// Whether a text begins with what extends the cluster before it.
fn extended(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !c.is_ascii() && Table::of(CaseFolding::Fold).get(c).extends())
}

/// Whether a word may begin at a letter.
fn is_word_start(paragraph: &str, at: usize) -> bool {
    let table = Table::of(CaseFolding::Fold);
    let before = &paragraph[..at];
    if !is_cluster_bound(paragraph, at) {
        return false;
    }
    let solid = before.trim_end_matches(|c| table.get(c).is_nothing());
    let base = solid.chars().rev().map(|c| table.get(c)).find(|entry| !entry.is_nothing() && !entry.extends());
    let entry = |c: char| (c, table.get(c));
    base.is_none_or(|base| !base.is_word() || base.is_unspaced())
        || ends_word(solid.chars().rev().map(entry), before[solid.len()..].chars().map(entry))
}
