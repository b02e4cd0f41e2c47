//! Sentences: UAX #29, then what newspapers need.

mod full_stops;

use super::uax29::{End, end_at};
use crate::text::classify::Lanes;
use crate::text::unicode::boundaries::is_closing;
use crate::text::unicode::table::{CaseFolding, Table};
#[cfg(feature = "python")]
pub(crate) use full_stops::build;
use full_stops::ends_abbreviation;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};
use icu_properties::script::ScriptWithExtensions;
use std::ops::Range;

/// Used by the scripts whose sentences end in it, and for which a `|` may be typed.
const DANDA: char = '।';

/// The places inside a paragraph of a text at which a new sentence begins, ascending, in bytes of the text.
///
/// Paragraphs are asked for in their order, for the sake of what is whole.
#[inline]
pub(crate) fn breaks(text: &str, lanes: &Lanes, range: Range<usize>, whole: &mut Whole, out: &mut Vec<u32>) {
    out.clear();
    // Many paragraphs are one sentence, with a full stop at its end or none.
    let first = lanes.next(|lane| lane.stop, range.clone());
    if let Some(first) = first.filter(|&first| first + 1 < range.end) {
        breaks_from(first, &Paragraph { document: text, lanes, range }, whole, out);
    }
}

/// The same, from where the first sentence may end.
#[inline(never)]
fn breaks_from(first: usize, paragraph: &Paragraph, whole: &mut Whole, out: &mut Vec<u32>) {
    let found = paragraph.find(first, out);
    if out.is_empty() {
        return;
    }
    if !found.ascending {
        out.sort_unstable();
        out.dedup();
    }
    whole.keep(out);
    if !found.words || !begins_word(&paragraph.document.as_bytes()[paragraph.range.start..]) {
        paragraph.join_wordless(out);
    }
}

/// What is known of breaks.
struct Found {
    /// They are in order, no one twice.
    ascending: bool,
    /// A word begins right behind each, or behind a bracket or quotation mark.
    words: bool,
}

impl Found {
    /// Adds one. What is found for a bar or a full stop may stand behind what is found next.
    #[inline]
    fn add(&mut self, place: usize, out: &mut Vec<u32>) {
        let (last, place) = (out.last().copied(), place as u32);
        if last != Some(place) {
            self.ascending &= last < Some(place);
            out.push(place);
        }
    }
}

/// What stands nearly always where a sentence may end.
#[derive(Debug, Clone, Copy)]
enum Usual {
    /// Nothing but that.
    Last,
    /// Behind so many bytes, the next sentence, unless that is a full stop and ends an abbreviation. But for a line break, it has a word.
    Next { len: usize, abbreviation: bool },
    /// More of the same sentence, for so many bytes at least.
    Not { len: usize },
}

/// What begins with a character that may end a sentence, and with it a paragraph or the next sentence, with a byte that is not white space before it.
// Called, it took a quarter of the time.
#[inline(always)]
fn usual(before: u8, rest: &[u8]) -> Option<Usual> {
    use Usual::{Last, Next, Not};
    let (is_full_stop, len, after) = match rest {
        [b'.', after @ ..] => (true, 1, after),
        [b'!' | b'?', after @ ..] => (false, 1, after),
        // Dandas. Devanagari letters are E0 A4 85 to E0 A4 B9.
        [0xE0, 0xA5, 0xA4 | 0xA5, after @ ..] => (false, 3, after),
        [b'\n', _, ..] => return Some(Next { len: 1, abbreviation: false }),
        _ => return None,
    };
    let (len, after) = match after {
        [] | [b'.', b'.'] => return Some(Last),
        [b'"' | b'\'' | b')', after @ ..] => (len + 1, after),
        [0xE2, 0x80, 0x99 | 0x9D, after @ ..] => (len + 3, after),
        // As in numbers, addresses, chains of letters.
        [b'0'..=b'9' | b'a'..=b'z', ..] if is_full_stop && before < 0x80 => return Some(Not { len }),
        [b'A'..=b'Z', ..] if is_full_stop && before.is_ascii_alphabetic() => return Some(Not { len }),
        [0xE0, 0xA4, 0x85..=0xB9, ..] => return Some(Next { len, abbreviation: is_full_stop }),
        [b'\n', _, ..] => return Some(Next { len: len + 1, abbreviation: false }),
        [b'.', b'.', b' ', after @ ..] if is_full_stop => {
            return first_letter(after).map(|letter| match letter {
                Letter::Small => Not { len: len + 3 },
                Letter::Other => Next { len: len + 3, abbreviation: false },
            });
        }
        after => (len, after),
    };
    match after {
        [] => Some(Last),
        [b' ', after @ ..] => match first_letter(after)? {
            Letter::Small if is_full_stop => (before < 0x80).then_some(Not { len: len + 1 }),
            _ => Some(Next { len: len + 1, abbreviation: is_full_stop }),
        },
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    Small,
    Other,
}

/// The letter with which a text begins, behind a bracket or a quotation mark.
#[inline]
fn first_letter(rest: &[u8]) -> Option<Letter> {
    let rest = match rest {
        [b'A'..=b'Z', ..] => return Some(Letter::Other),
        [b'"' | b'\'' | b'(', rest @ ..] | [0xE2, 0x80, 0x98 | 0x9C, rest @ ..] | rest => rest,
    };
    match rest {
        [b'a'..=b'z', ..] | [0xD0, 0xB0..=0xBF, ..] | [0xD1, 0x80..=0x8F, ..] => Some(Letter::Small),
        [b'A'..=b'Z', ..] | [0xE0, 0xA4, 0x85..=0xB9, ..] | [0xD0, 0x90..=0xAF, ..] => Some(Letter::Other),
        _ => None,
    }
}

/// Whether a text begins with a letter or digit of a word, of ASCII, Devanagari or Cyrillic.
#[inline]
fn begins_word(rest: &[u8]) -> bool {
    matches!(rest, [b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'a'..=b'z' | 0xD0, ..] | [0xE0, 0xA4, 0x85..=0xB9, ..] | [0xD1, 0x80..=0x8F, ..])
}

/// Stretches of a text in which no sentence begins, for paragraphs in their order.
pub(crate) struct Whole<'a> {
    /// Ascending by start.
    stretches: &'a [(u32, u32)],
    /// The greatest end of those that were looked at.
    covered: u32,
}

impl<'a> Whole<'a> {
    /// Those of a text, ascending by start.
    pub(crate) fn new(stretches: &'a [(u32, u32)]) -> Self {
        Self { stretches, covered: 0 }
    }

    /// Takes away the breaks strictly inside a stretch.
    #[inline]
    fn keep(&mut self, breaks: &mut Vec<u32>) {
        let mut kept = 0;
        for i in 0..breaks.len() {
            let at = breaks[i];
            while let [(start, end), rest @ ..] = self.stretches
                && *start < at
            {
                self.covered = self.covered.max(*end);
                self.stretches = rest;
            }
            breaks[kept] = at;
            kept += usize::from(self.covered <= at);
        }
        breaks.truncate(kept);
    }
}

/// A paragraph of a document whose lanes are known. Its methods take and give bytes of the document, unless said otherwise.
struct Paragraph<'a> {
    document: &'a str,
    lanes: &'a Lanes,
    range: Range<usize>,
}

impl<'a> Paragraph<'a> {
    fn text(&self) -> &'a str {
        &self.document[self.range.clone()]
    }

    /// Finds all breaks, from where the first sentence may end.
    #[inline]
    fn find(&self, first: usize, out: &mut Vec<u32>) -> Found {
        let Range { start, end } = self.range;
        let bytes = &self.document.as_bytes()[..end];
        let mut found = Found { ascending: true, words: true };
        // UAX #29 goes on here.
        let mut from = start;
        for at in self.lanes.places(|lane| lane.stop, first..end) {
            if at >= from {
                let before = if at > start { bytes[at - 1] } else { b' ' };
                match usual(before, &bytes[at..]) {
                    Some(Usual::Last) => return found,
                    Some(Usual::Not { len }) => {
                        from = at + len;
                        continue;
                    }
                    Some(Usual::Next { len, abbreviation }) => {
                        from = at + len;
                        if !abbreviation || !self.ends_abbreviation(at - start) {
                            found.words &= bytes[from - 1] != b'\n' || begins_word(&bytes[from..]);
                            found.add(from, out);
                        }
                        continue;
                    }
                    None if bytes[at] == b'|' => {}
                    None => from = self.find_at(at, out, &mut found),
                }
            }
            if bytes[at] == b'|' || bytes[at] == b'.' && at > start && bytes[at - 1] >= 0x80 {
                self.find_typed(at, out, &mut found);
            }
        }
        found
    }

    /// Finds the break behind what may end a sentence by UAX #29. Returns where to go on.
    #[cold]
    fn find_at(&self, at: usize, out: &mut Vec<u32>, found: &mut Found) -> usize {
        let (text, base) = (self.text(), self.range.start);
        match end_at(text, at - base) {
            End::Bound(bound) => {
                if bound < text.len() && !self.follows_abbreviation(bound) {
                    found.words = false;
                    found.add(base + bound, out);
                }
                base + bound
            }
            End::None(next) => base + next,
        }
    }

    /// Finds the break behind a bar that stands for a danda, or behind the full stop of a Devanagari word.
    #[cold]
    fn find_typed(&self, at: usize, out: &mut Vec<u32>, found: &mut Found) {
        let base = self.range.start;
        let place = match self.document.as_bytes()[at] {
            b'|' => after_bar(self.text(), at - base),
            _ => self.after_devanagari(at - base),
        };
        if let Some(place) = place.map(|place| base + place).filter(|&place| place < self.range.end) {
            found.words = false;
            found.add(place, out);
        }
    }

    /// A piece without a word joins the sentence before it; the first one, the one after it.
    #[cold]
    fn join_wordless(&self, out: &mut Vec<u32>) {
        let (start, end) = (self.range.start as u32, self.range.end as u32);
        let mut kept = 0;
        let mut seen_word = out.first().is_none_or(|&first| self.has_word(start, first));
        for i in 0..out.len() {
            let (at, next) = (out[i], out.get(i + 1).copied().unwrap_or(end));
            let word = self.has_word(at, next);
            if word && seen_word {
                out[kept] = at;
                kept += 1;
            }
            seen_word |= word;
        }
        out.truncate(kept);
    }

    /// Whether a piece of the paragraph has a word.
    fn has_word(&self, from: u32, to: u32) -> bool {
        let (from, to) = (from as usize, to as usize);
        let first = self.lanes.next(|lane| lane.word, from..to);
        // Of a plain mark it is not known what it stands on.
        first.is_some_and(|at| begins_word(&self.document.as_bytes()[at..])) || has_word(&self.document[from..to])
    }

    /// Whether the full stop at `at` of the paragraph ends an abbreviation, or stands inside one.
    #[inline]
    fn ends_abbreviation(&self, at: usize) -> bool {
        let plain = self.lanes.run_before(|lane| lane.word, self.range.start + at).min(at);
        ends_abbreviation(self.document, self.range.clone(), at, plain)
    }

    /// Whether the text up to byte `at` of the paragraph ends in an abbreviation, on a line that goes on.
    fn follows_abbreviation(&self, at: usize) -> bool {
        let table = Table::of(CaseFolding::Fold);
        let before = &self.text()[..at];
        let spaced = before.trim_end_matches(|c| table.get(c).is_space());
        if before[spaced.len()..].contains(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']) {
            return false;
        }
        let trimmed = before.trim_end_matches(|c| is_closing(c) || table.get(c).is_space() || table.get(c).is_ignorable());
        trimmed.ends_with('.') && self.ends_abbreviation(trimmed.len() - 1)
    }

    /// Where the sentence after a full stop begins, in bytes of the paragraph, if that stands right behind a Devanagari word that is no abbreviation.
    fn after_devanagari(&self, at: usize) -> Option<usize> {
        let category = CodePointMapData::<GeneralCategory>::new();
        let text = self.text();
        let (before, after) = (&text[..at], &text[at + 1..]);
        let table = Table::of(CaseFolding::Fold);
        let last = before.chars().rev().find(|&c| !table.get(c).is_ignorable())?;
        let in_word = GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Mark).contains(category.get(last));
        if !in_word || CodePointMapData::<Script>::new().get(last) != Script::Devanagari {
            return None;
        }
        let goes_on = |c: char| matches!(c, '.' | ',' | ':' | ';') || category.get(c) == GeneralCategory::DecimalNumber;
        if after.trim_start_matches(|c| table.get(c).is_ignorable()).starts_with(goes_on) || self.ends_abbreviation(at) {
            return None;
        }
        let closed = after.trim_start_matches(is_closing);
        Some(skip_spaces(text, text.len() - closed.len()))
    }
}

fn has_word(piece: &str) -> bool {
    let table = Table::of(CaseFolding::Fold);
    piece.chars().any(|c| {
        if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { table.get(c).is_word() && !table.get(c).extends() }
    })
}

/// Where the sentence after a `|` begins, if the bar stands for a danda.
fn after_bar(paragraph: &str, at: usize) -> Option<usize> {
    let table = Table::of(CaseFolding::Fold);
    let nothing = |c: char| table.get(c).is_ignorable();
    let (before, after) = (paragraph[..at].trim_end_matches(nothing), paragraph[at + 1..].trim_start_matches(nothing));
    if before.ends_with('|') || after.starts_with('|') {
        return None;
    }
    let last = before.chars().rev().find(|&c| !table.get(c).is_space() && !nothing(c))?;
    let script = CodePointMapData::<Script>::new().get(last);
    ScriptWithExtensions::new().has_script(DANDA, script).then(|| skip_spaces(paragraph, at + 1))
}

fn skip_spaces(paragraph: &str, at: usize) -> usize {
    let table = Table::of(CaseFolding::Fold);
    paragraph.len() - paragraph[at..].trim_start_matches(|c| table.get(c).is_space()).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The breaks of a text that is one paragraph, with nothing told by what is usual.
    fn slowly(text: &str, lanes: &Lanes) -> Vec<u32> {
        let paragraph = Paragraph { document: text, lanes, range: 0..text.len() };
        let (mut out, mut from) = (Vec::new(), 0);
        while from < text.len() {
            match end_at(text, from) {
                End::Bound(bound) => {
                    out.extend(Some(bound).filter(|&bound| !paragraph.follows_abbreviation(bound)));
                    from = bound;
                }
                End::None(next) => from = (next..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len()),
            }
        }
        out.extend(text.match_indices('|').filter_map(|(at, _)| after_bar(text, at)));
        out.extend(text.match_indices('.').filter_map(|(at, _)| paragraph.after_devanagari(at)));
        out.retain(|&at| at < text.len());
        out.sort_unstable();
        out.dedup();
        // Pieces without a word go with the one before; the first ones with the one after.
        let ends: Vec<usize> = out.iter().copied().chain([text.len()]).collect();
        let mut starts = Vec::new();
        let mut seen_word = has_word(&text[..ends[0]]);
        for piece in ends.windows(2).filter(|piece| has_word(&text[piece[0]..piece[1]])) {
            starts.extend(seen_word.then_some(piece[0] as u32));
            seen_word = true;
        }
        starts
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_usual_is_as_if_looked_at_slowly(
            pieces in prop::collection::vec(
                prop_oneof![
                    3 => "[.!?।॥|] ?[A-Zaकखाि“(0-9АбیЙ]?",
                    2 => "([.!?।]|[.]{3})['\")’”]{0,2}[ \n]?['\"(‘“]{0,2}[A-Zaक0\u{301}АбЙی]",
                    2 => "(Modi|Mr|U|S|है|डॉ|मो|बी|जे|था|99|é|wrote|М|г|от|بی) ?",
                    1 => "[ .!?\\n\\r\u{85}\u{2028}a-cA-C1२,:;\"'()“”\u{301}\u{AD}\u{200D}।॥。…|कखािि\u{94D}\u{93C}ীবी中éДдйЙیآ\u{1D400}-]{1,6}",
                ],
                0..14,
            ),
            before in "[a-zक\n]{0,70}\n",
        ) {
            let text = pieces.concat();
            let document = format!("{before}{text}\nNext.");
            let (lanes, range) = (Lanes::of(&document), before.len()..before.len() + text.len());
            let mut found = Vec::new();
            breaks(&document, &lanes, range, &mut Whole::new(&[]), &mut found);
            for at in &mut found {
                *at -= before.len() as u32;
            }
            prop_assert_eq!(found, slowly(&text, &Lanes::of(&text)), "{:?}", text);
        }
    }
}
