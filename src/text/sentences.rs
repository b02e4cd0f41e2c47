//! Sentences: UAX #29, then what newspapers need.

mod full_stops;

use super::chars::{CaseFolding, Table};
use super::lanes::Lanes;
use super::uax29::{End, end_at};
use super::words::is_closing;
use full_stops::ends_abbreviation;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};
use icu_properties::script::ScriptWithExtensions;
use std::ops::Range;

/// Used by the scripts whose sentences end in it, and for which a `|` may be typed.
const DANDA: char = '।';

/// The places inside a paragraph of a text at which a new sentence begins, ascending, in bytes of the text.
///
/// `mentions` are the stretches in which no sentence begins: `(start, end)` in the text, ascending by start.
pub(crate) fn breaks(text: &str, lanes: &Lanes, range: Range<usize>, mentions: &[(u32, u32)], out: &mut Vec<u32>) {
    out.clear();
    let base = range.start;
    let paragraph = Paragraph { text: &text[range.clone()], lanes, base };
    let bytes = paragraph.text.as_bytes();
    // What was found for a bar or a full stop may stand behind what is found next.
    let mut ascending = true;
    let mut found = |place: usize| {
        let (last, place) = (out.last().copied(), (base + place) as u32);
        if last != Some(place) {
            ascending &= last < Some(place);
            out.push(place);
        }
    };
    // UAX #29 goes on here.
    let mut from = 0;
    for at in lanes.places(|lane| lane.stop, range) {
        let at = at - base;
        if at >= from {
            match usual(&bytes[at..]) {
                Some(Usual::Last) => break,
                Some(Usual::Next { len, abbreviation }) => {
                    from = at + len;
                    if !abbreviation || !paragraph.ends_abbreviation(at) {
                        found(from);
                    }
                    continue;
                }
                None => {}
            }
            match end_at(paragraph.text, at) {
                End::Bound(bound) => {
                    from = bound;
                    if bound < bytes.len() && !paragraph.follows_abbreviation(bound) {
                        found(bound);
                    }
                }
                End::None(next) => from = next,
            }
        }
        let typed = match bytes[at] {
            b'|' => after_bar(paragraph.text, at),
            b'.' if at > 0 && bytes[at - 1] >= 0x80 => paragraph.after_devanagari(at),
            _ => None,
        };
        if let Some(place) = typed.filter(|&place| place < bytes.len()) {
            found(place);
        }
    }
    if !ascending {
        out.sort_unstable();
        out.dedup();
    }
    if !out.is_empty() {
        keep_whole(mentions, out);
        paragraph.join_wordless(out);
    }
}

/// What stands nearly always where a sentence may end.
#[derive(Debug, Clone, Copy)]
enum Usual {
    /// Nothing but that.
    Last,
    /// Behind so many bytes, the next sentence, unless that is a full stop and ends an abbreviation.
    Next { len: usize, abbreviation: bool },
}

/// What begins with a character that may end a sentence, and with it a paragraph or the next sentence, whatever stands before.
fn usual(rest: &[u8]) -> Option<Usual> {
    // Devanagari letters are E0 A4 85 to E0 A4 B9, dandas E0 A5 A4 and A5.
    let (len, abbreviation) = match rest {
        [b'.' | b'!' | b'?'] | [0xE0, 0xA5, 0xA4 | 0xA5] | [b'.', b'.', b'.'] => return Some(Usual::Last),
        [b'.', b' ', b'A'..=b'Z', ..] | [b'.', b' ', 0xE0, 0xA4, 0x85..=0xB9, ..] => (2, true),
        [b'.', 0xE0, 0xA4, 0x85..=0xB9, ..] => (1, true),
        [0xE0, 0xA5, 0xA4 | 0xA5, b' ', 0xE0, 0xA4, 0x85..=0xB9, ..] => (4, false),
        [b'!' | b'?', b' ', b'A'..=b'Z', ..] => (2, false),
        [b'\n', _, ..] => (1, false),
        _ => return None,
    };
    Some(Usual::Next { len, abbreviation })
}

/// Takes away the breaks strictly inside a mention.
fn keep_whole(mentions: &[(u32, u32)], out: &mut Vec<u32>) {
    if mentions.is_empty() {
        return;
    }
    let mut next = 0;
    let mut covered = 0;
    out.retain(|&at| {
        while next < mentions.len() && mentions[next].0 < at {
            covered = covered.max(mentions[next].1);
            next += 1;
        }
        covered <= at
    });
}

/// A paragraph that begins at byte `base` of the text whose lanes are known.
struct Paragraph<'a> {
    text: &'a str,
    lanes: &'a Lanes,
    base: usize,
}

impl Paragraph<'_> {
    /// A piece without a word joins the sentence before it; the first one, the one after it.
    fn join_wordless(&self, out: &mut Vec<u32>) {
        let end = (self.base + self.text.len()) as u32;
        let mut kept = 0;
        let mut seen_word = out.first().is_none_or(|&first| self.has_word(self.base as u32, first));
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

    /// Whether a piece of the paragraph, in bytes of the text, has a word.
    fn has_word(&self, from: u32, to: u32) -> bool {
        let (from, to) = (from as usize, to as usize);
        let first = self.lanes.next(|lane| lane.word, from..to);
        match first.map(|at| &self.text.as_bytes()[at - self.base..]) {
            Some([0..0x80, ..] | [0xE0, 0xA4, 0x85..=0xB9, ..]) => true,
            // Of a plain mark it is not known what it stands on.
            _ => has_word(&self.text[from - self.base..to - self.base]),
        }
    }

    /// Whether the full stop at `at` ends an abbreviation, or stands inside one.
    fn ends_abbreviation(&self, at: usize) -> bool {
        let plain = self.lanes.run_before(|lane| lane.word, self.base + at).min(at);
        ends_abbreviation(self.text, at, plain)
    }

    /// Whether the text up to `at` ends in an abbreviation, on a line that goes on.
    fn follows_abbreviation(&self, at: usize) -> bool {
        let table = Table::of(CaseFolding::Fold);
        let before = &self.text[..at];
        let spaced = before.trim_end_matches(|c| table.get(c).is_space());
        if before[spaced.len()..].contains(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']) {
            return false;
        }
        let trimmed = before.trim_end_matches(|c| is_closing(c) || table.get(c).is_space() || table.get(c).is_ignorable());
        trimmed.ends_with('.') && self.ends_abbreviation(trimmed.len() - 1)
    }

    /// Where the sentence after a full stop begins, if that stands right behind a Devanagari word that is no abbreviation.
    fn after_devanagari(&self, at: usize) -> Option<usize> {
        let category = CodePointMapData::<GeneralCategory>::new();
        let (before, after) = (&self.text[..at], &self.text[at + 1..]);
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
        Some(skip_spaces(self.text, self.text.len() - closed.len()))
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
        let paragraph = Paragraph { text, lanes, base: 0 };
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
                    3 => "[.!?।॥|] ?[A-Zaकखाि“(0-9]?",
                    2 => "(Modi|Mr|U|S|है|डॉ|मो|बी|जे|था|99|é|wrote) ?",
                    1 => "[ .!?\\n\\r\u{85}\u{2028}a-cA-C1२,:;\"'()“”\u{301}\u{AD}\u{200D}।॥。…|कखािि\u{94D}\u{93C}ীবी中é\u{1D400}-]{1,6}",
                ],
                0..14,
            ),
            before in "[a-zक\n]{0,70}\n",
        ) {
            let text = pieces.concat();
            let document = format!("{before}{text}\nNext.");
            let (lanes, range) = (Lanes::of(&document), before.len()..before.len() + text.len());
            let mut found = Vec::new();
            breaks(&document, &lanes, range, &[], &mut found);
            for at in &mut found {
                *at -= before.len() as u32;
            }
            prop_assert_eq!(found, slowly(&text, &Lanes::of(&text)), "{:?}", text);
        }
    }
}
