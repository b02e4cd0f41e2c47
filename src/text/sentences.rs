//! Sentences: UAX #29, then what newspapers need.

use super::abbreviations::entries;
use super::chars::{CaseFolding, Table};
use super::fold;
use super::lanes::Lanes;
use super::uax29::{End, end_at};
use super::words::{ends_in_word, is_closing};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};
use icu_properties::script::ScriptWithExtensions;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// Characters on one side of a full stop that are looked at: no abbreviation is longer.
const LONGEST: usize = 60;

/// Bytes of the longest part between full stops of an abbreviation.
const LONGEST_PART: usize = 24;

/// Used by the scripts whose sentences end in it, and for which a `|` may be typed.
const DANDA: char = '।';

struct Abbreviations {
    /// Without their last full stop.
    words: FxHashSet<Box<str>>,
    /// Names of letters in Devanagari, of which a chain is made.
    letters: FxHashSet<Box<str>>,
    /// What stands between the full stops of both.
    parts: FxHashSet<Box<[u8]>>,
}

static ABBREVIATIONS: LazyLock<Abbreviations> = LazyLock::new(|| {
    let mut lists = Abbreviations { words: FxHashSet::default(), letters: FxHashSet::default(), parts: FxHashSet::default() };
    for (section, text) in entries() {
        let list = if section == "initial" { &mut lists.letters } else { &mut lists.words };
        let folded = folded_parts(text);
        lists.parts.extend(folded.split('.').map(|part| part.as_bytes().into()));
        list.insert(folded.into());
    }
    lists
});

/// The places inside a paragraph of a text at which a new sentence begins, ascending, in bytes of the text.
///
/// `mentions` are the stretches in which no sentence begins: `(start, end)` in the text, ascending by start.
pub(crate) fn breaks(text: &str, lanes: &Lanes, paragraph: Range<usize>, mentions: &[(u32, u32)], out: &mut Vec<u32>) {
    out.clear();
    let (base, text) = (paragraph.start, &text[paragraph.clone()]);
    let bytes = text.as_bytes();
    // UAX #29 goes on here.
    let mut from = 0;
    let mut ascending = true;
    for at in lanes.places(|lane| lane.stop, paragraph) {
        let at = at - base;
        let mut found = |place: usize| {
            let place = (base + place) as u32;
            match out.last() {
                Some(&last) if last >= place => {
                    ascending &= last == place;
                    if last > place {
                        out.push(place);
                    }
                }
                _ => out.push(place),
            }
        };
        if at >= from {
            // What follows nearly always.
            let place = match bytes[at..] {
                [b'.', b' ', b'A'..=b'Z', ..] | [b'.', b' ', 0xE0, 0xA4, 0x85..=0xB9, ..] => Some((at + 2, true)),
                [b'.', 0xE0, 0xA4, 0x85..=0xB9, ..] => Some((at + 1, true)),
                [0xE0, 0xA5, 0xA4 | 0xA5, b' ', 0xE0, 0xA4, 0x85..=0xB9, ..] => Some((at + 4, false)),
                [b'!' | b'?', b' ', b'A'..=b'Z', ..] => Some((at + 2, false)),
                [b'\n', _, ..] => Some((at + 1, false)),
                [b'.' | b'!' | b'?'] | [0xE0, 0xA5, 0xA4 | 0xA5] => break,
                _ => None,
            };
            if let Some((place, abbreviates)) = place {
                from = place;
                if !abbreviates || !ends_abbreviation(text, base, lanes, at) {
                    found(place);
                }
                continue;
            }
            match end_at(text, at) {
                End::Bound(bound) => {
                    from = bound;
                    if bound < bytes.len() && !follows_abbreviation(text, base, lanes, bound) {
                        found(bound);
                    }
                }
                End::None(next) => from = next,
            }
        }
        let typed = match bytes[at] {
            b'|' => after_bar(text, at),
            b'.' if at > 0 && bytes[at - 1] >= 0x80 => after_devanagari(text, base, lanes, at),
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
    if out.is_empty() {
        return;
    }
    keep_whole(mentions, out);
    join_wordless(text, base, lanes, out);
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

/// A piece without a word joins the sentence before it; the first one, the one after it.
fn join_wordless(paragraph: &str, base: usize, lanes: &Lanes, out: &mut Vec<u32>) {
    let has_word = |from: u32, to: u32| has_word(paragraph, base, lanes, from as usize - base..to as usize - base);
    let end = (base + paragraph.len()) as u32;
    let mut kept = 0;
    let mut seen_word = out.first().is_none_or(|&first| has_word(base as u32, first));
    for i in 0..out.len() {
        let (at, next) = (out[i], out.get(i + 1).copied().unwrap_or(end));
        let word = has_word(at, next);
        if word && seen_word {
            out[kept] = at;
            kept += 1;
        }
        seen_word |= word;
    }
    out.truncate(kept);
}

fn has_word(paragraph: &str, base: usize, lanes: &Lanes, piece: Range<usize>) -> bool {
    let first = lanes.next(|lane| lane.word, base + piece.start..base + piece.end);
    match first.map(|at| &paragraph.as_bytes()[at - base..]) {
        Some([0..0x80, ..] | [0xE0, 0xA4, 0x84..=0xB9, ..]) => true,
        // Of a plain mark it is not known what it stands on.
        _ => has_word_slowly(&paragraph[piece]),
    }
}

fn has_word_slowly(piece: &str) -> bool {
    let table = Table::of(CaseFolding::Fold);
    piece.chars().any(|c| {
        if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { table.get(c).is_word() && !table.get(c).extends() }
    })
}

/// Whether the text up to `at` ends in an abbreviation, on a line that goes on.
fn follows_abbreviation(paragraph: &str, base: usize, lanes: &Lanes, at: usize) -> bool {
    let table = Table::of(CaseFolding::Fold);
    let before = &paragraph[..at];
    let spaced = before.trim_end_matches(|c| table.get(c).is_space());
    if before[spaced.len()..].contains(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']) {
        return false;
    }
    let trimmed = before.trim_end_matches(|c| is_closing(c) || table.get(c).is_space() || table.get(c).is_ignorable());
    trimmed.ends_with('.') && ends_abbreviation(paragraph, base, lanes, trimmed.len() - 1)
}

/// Whether the full stop at `at` ends an abbreviation, or stands inside one.
fn ends_abbreviation(paragraph: &str, base: usize, lanes: &Lanes, at: usize) -> bool {
    !ends_other_word(paragraph, base, lanes, at) && ends_abbreviation_slowly(paragraph, at)
}

/// Whether the full stop at `at` stands behind a plain word that is neither an abbreviation nor part of one.
///
/// All parts between full stops of what is abbreviated are listed, but for single letters.
fn ends_other_word(paragraph: &str, base: usize, lanes: &Lanes, at: usize) -> bool {
    let len = lanes.run_before(|lane| lane.word, base + at).min(at);
    if len > LONGEST_PART {
        return true;
    }
    let (before, word) = paragraph.as_bytes()[..at].split_at(at - len);
    // What is not ASCII may belong to the word.
    before.last().is_none_or(u8::is_ascii)
        && match word {
            // A letter, maybe with marks.
            [] | [_] | [0..0x80, 0x80..=0xFF, ..] | [0x80..=0xFF, _, _] => false,
            word => !ABBREVIATIONS.parts.contains(word),
        }
}

fn ends_abbreviation_slowly(paragraph: &str, at: usize) -> bool {
    let table = Table::of(CaseFolding::Fold);
    // A mark is of a word if what it stands on is.
    let outside = |c: char, end: usize| {
        let entry = table.get(c);
        c != '.' && !entry.is_ignorable() && !if entry.extends() { ends_in_word(&paragraph[..end]) } else { entry.is_word() }
    };
    let mut from = at;
    for (i, c) in paragraph[..at].char_indices().rev().take(LONGEST) {
        if outside(c, i + c.len_utf8()) {
            break;
        }
        from = i;
    }
    let mut to = at;
    for (i, c) in paragraph[at..].char_indices().take(LONGEST) {
        if outside(c, at + i + c.len_utf8()) {
            break;
        }
        to = at + i + c.len_utf8();
    }
    let token = abbreviation_form(&paragraph[from..at]);
    // Behind another full stop there is no token: the stops inside one stand alone.
    if token.is_empty() || paragraph[..at].ends_with('.') {
        return false;
    }
    let lists = &*ABBREVIATIONS;
    let last = token.rsplit('.').next().unwrap_or(&token);
    lists.words.contains(last) || is_initial(last) || is_whole_abbreviation(&token, lists) || {
        let around = abbreviation_form(&paragraph[from..to]);
        around.len() > token.len() && is_whole_abbreviation(&around, lists)
    }
}

/// As abbreviations are compared: folded, case kept, without full stops at the ends.
fn abbreviation_form(token: &str) -> Cow<'_, str> {
    if token.is_ascii() { token.trim_matches('.').into() } else { folded_parts(token).trim_matches('.').to_owned().into() }
}

/// Folded part by part: as a whole, folding would take the full stops out of a chain of initials.
fn folded_parts(text: &str) -> String {
    text.split('.').map(|part| fold(part, false)).collect::<Vec<_>>().join(".")
}

/// Listed, or a chain of letters and letter names: `U.S`, `बी.जे.पी`.
fn is_whole_abbreviation(token: &str, lists: &Abbreviations) -> bool {
    let is_part = |part: &str| lists.letters.contains(part) || is_letter(part);
    lists.words.contains(token) || (token.contains('.') && token.split('.').all(is_part))
}

fn is_letter(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().map(|c| CodePointMapData::<GeneralCategory>::new().get(c));
    first.is_some_and(|category| GeneralCategoryGroup::Letter.contains(category)) && chars.next().is_none()
}

/// One upper-case letter with its marks.
fn is_initial(text: &str) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new();
    let mut chars = text.chars().map(|c| category.get(c));
    chars.next() == Some(GeneralCategory::UppercaseLetter) && chars.all(|category| GeneralCategoryGroup::Mark.contains(category))
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

/// Where the sentence after a full stop begins, if that stands right behind a Devanagari word that is no abbreviation.
fn after_devanagari(paragraph: &str, base: usize, lanes: &Lanes, at: usize) -> Option<usize> {
    let category = CodePointMapData::<GeneralCategory>::new();
    let (before, after) = (&paragraph[..at], &paragraph[at + 1..]);
    let table = Table::of(CaseFolding::Fold);
    let last = before.chars().rev().find(|&c| !table.get(c).is_ignorable())?;
    let in_word = GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Mark).contains(category.get(last));
    if !in_word || CodePointMapData::<Script>::new().get(last) != Script::Devanagari {
        return None;
    }
    let goes_on = |c: char| matches!(c, '.' | ',' | ':' | ';') || category.get(c) == GeneralCategory::DecimalNumber;
    if after.trim_start_matches(|c| table.get(c).is_ignorable()).starts_with(goes_on)
        || ends_abbreviation(paragraph, base, lanes, at)
    {
        return None;
    }
    let closed = after.trim_start_matches(is_closing);
    Some(skip_spaces(paragraph, paragraph.len() - closed.len()))
}

fn skip_spaces(paragraph: &str, at: usize) -> usize {
    let table = Table::of(CaseFolding::Fold);
    paragraph.len() - paragraph[at..].trim_start_matches(|c| table.get(c).is_space()).len()
}
