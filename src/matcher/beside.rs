//! What stands directly beside a title or a short name, and how it changes what these say.

use crate::text::fold::Folded;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// What `words.txt` says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// May stand between a title and a name.
    Honorific,
    /// Makes a title one of another office or time.
    Other,
    /// May stand before a short name.
    Beside,
}

fn sort_of(word: &[u8]) -> Option<Sort> {
    static WORDS: OnceLock<FxHashMap<&'static [u8], Sort>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let lines = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
        let entries = lines.filter_map(|line| line.split_once(' '));
        let sort = |section| match section {
            "honorific" => Sort::Honorific,
            "other" => Sort::Other,
            _ => Sort::Beside,
        };
        entries.map(|(section, word)| (word.as_bytes(), sort(section))).collect()
    });
    words.get(word).copied()
}

/// Words longer than this, in folded bytes, are none of ours.
const LONGEST: usize = 64;

/// Nobody has more of them.
const HONORIFICS: usize = 8;

/// The places behind a title (`from`, in the folded block) where the name of its holder may begin: behind white space, a comma, honorifics; the first of them first.
pub(super) fn name_places(folded: &Folded, from: usize) -> Vec<usize> {
    let mut at = skip(folded, skip(folded, from, b','), b' ');
    let mut places = vec![at];
    while places.len() <= HONORIFICS
        && let Some((end, next)) = word_at(folded, at)
    {
        let word = &folded.bytes[at..end];
        if sort_of(word) != Some(Sort::Honorific) || next == end {
            break;
        }
        at = next;
        places.push(at);
    }
    places
}

/// The place behind `of` and `of the` where the name of a country may begin, behind a title.
pub(super) fn country_place(folded: &Folded, from: usize) -> Option<usize> {
    let behind = |at: usize, text: &str| folded.bytes.get(at..)?.starts_with(text.as_bytes()).then_some(at + text.len());
    let of = behind(from, " of ")?;
    Some(behind(of, "the ").unwrap_or(of))
}

/// The places behind a name where a title of the same person may begin: behind a comma, white space and `the`; right behind it where words are written
/// without spaces. Behind a mere space a title begins what is said of the name: `लावरोव रूसी विदेश मंत्री हैं`.
pub(super) fn title_places(folded: &Folded, from: usize) -> [Option<usize>; 2] {
    if folded.bytes.get(from) != Some(&b',') {
        return [Some(from), None];
    }
    let at = skip(folded, from + 1, b' ');
    let the = folded.bytes.get(at..).is_some_and(|rest| rest.starts_with(b"the ")).then_some(at + 4);
    [Some(at), the]
}

/// Whether the words around a title make it one of another office or of another time: `deputy`, `former`; `-elect`, `-designate`.
pub(super) fn is_other_office(folded: &Folded, from: usize, to: usize) -> bool {
    let after = folded.bytes.get(to..).unwrap_or_default();
    let elect = |word: &str| {
        after.get(1..).is_some_and(|rest| rest.starts_with(word.as_bytes())) && folded.bounds.get(to + 1 + word.len())
    };
    if matches!(after.first(), Some(b'-' | b' ')) && (elect("elect") || elect("designate")) {
        return true;
    }
    word_before(folded, from, b" -").is_some_and(|word| sort_of(&folded.bytes[word..from - 1]) == Some(Sort::Other))
}

/// Whether the word before a short name looks like a given name of somebody else. `shared`: several entities go by the short name.
///
/// `text` is the block, `base` its place in the document, `from` the place of the short name in the folded block.
pub(super) fn is_given_name_before(text: &str, base: u32, folded: &Folded, from: usize, shared: bool) -> bool {
    let Some(word) = word_before(folded, from, b" ") else { return false };
    let (start, end) =
        ((folded.start_in_document(word as u32) - base) as usize, (folded.end_in_document(from as u32 - 1) - base) as usize);
    let name = (folded.start_in_document(from as u32) - base) as usize;
    if !one_line(&text[start..name]) || sort_of(&folded.bytes[word..from - 1]).is_some() {
        return false;
    }
    let written = &text[start..end];
    let Some(first) = written.chars().next() else { return false };
    if is_upper(first) {
        let acronym = written.chars().nth(1).is_some() && written.chars().all(is_upper);
        let latin = CodePointMapData::<Script>::new().get(first) == Script::Latin;
        return !acronym && (latin || !begins_sentence(text, start)) && !is_title_case(text, start, end);
    }
    shared && CodePointMapData::<Script>::new().get(first) == Script::Devanagari && is_letter(first)
}

/// Whether the search for the name behind a title goes on behind a folded word.
pub(super) fn leads_on(word: &[u8]) -> bool {
    matches!(word, b"of" | b"the") || sort_of(word) == Some(Sort::Honorific)
}

/// Where the word begins that ends right before `at`, with one of `between` between.
fn word_before(folded: &Folded, at: usize, between: &[u8]) -> Option<usize> {
    let end = at.checked_sub(1)?;
    if !between.contains(&folded.bytes[end]) {
        return None;
    }
    let start = (end.saturating_sub(LONGEST)..end).rev().find(|&i| folded.words.get(i))?;
    // Something else than the word stands before `end` if there is a bound inside.
    let whole = folded.bounds.next_from(start + 1) == Some(end);
    whole.then_some(start)
}

/// Where the word that begins at a place ends, and where the next one begins behind a full stop and a space.
fn word_at(folded: &Folded, at: usize) -> Option<(usize, usize)> {
    if !folded.words.get(at) {
        return None;
    }
    let mut end = folded.bounds.next_from(at + 1)?;
    if folded.bytes.get(end) == Some(&b'\'') {
        // hon'ble
        end = folded.bounds.next_from(end + 1).and_then(|bound| folded.bounds.next_from(bound + 1)).unwrap_or(end);
    }
    let next = skip(folded, skip(folded, end, b'.'), b' ');
    Some((end, next))
}

fn skip(folded: &Folded, at: usize, byte: u8) -> usize {
    at + usize::from(folded.bytes.get(at) == Some(&byte))
}

/// Whether no line ends inside a text.
pub(super) fn one_line(text: &str) -> bool {
    !text.contains(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// Whether nothing but white space and opening punctuation stands between a place and the end of the sentence or line before.
fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\u{A0}', '"', '“', '«', '\'', '‘', '(', '—', '-', '–']);
    before.chars().next_back().is_none_or(|c| matches!(c, '.' | '!' | '?' | ':' | '…' | '।' | '\n' | '\r'))
}

/// Characters on each side of a word that tell whether its line is in title case.
pub(super) const AROUND: usize = 100;

/// Whether the line around a word is in title case: of the words of four or more characters in a script with cases, among the hundred characters
/// before and behind it, at least two, and three quarters of them, begin with an upper-case letter.
fn is_title_case(text: &str, from: usize, to: usize) -> bool {
    let line = |c: char| !one_line(c.encode_utf8(&mut [0; 4]));
    let begin = text[..from].char_indices().rev().take(AROUND).last().map_or(from, |(at, _)| at);
    let end = text[to..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| to + at);
    let before = text[begin..from].rsplit(line).next().unwrap_or("").split(char::is_whitespace);
    let behind = text[to..end].split(line).next().unwrap_or("").split(char::is_whitespace);
    let (mut long, mut upper) = (0, 0);
    for word in before.chain(behind).filter(is_long) {
        let Some(first) = word.chars().find(|&c| is_letter(c)) else { continue };
        long += usize::from(first.is_uppercase() || first.is_lowercase());
        upper += usize::from(is_upper(first));
    }
    upper >= 2 && 4 * upper >= 3 * long
}

/// Adds the years a text names, each once, ascending: words of four digits, from 1900 to 2100.
pub(super) fn years(text: &str, years: &mut Vec<i32>) {
    let known = years.len();
    let (mut year, mut digits) = (0, 0);
    // Whether a letter stands before the run of digits.
    let (mut inside, mut before) = (false, ' ');
    for c in text.chars().chain([' ']) {
        if let Some(digit) = digit(c) {
            inside = if digits == 0 { before.is_alphanumeric() } else { inside };
            (year, digits) = (if digits < 4 { year * 10 + digit } else { 0 }, digits + 1);
        } else {
            if digits == 4 && !inside && !c.is_alphanumeric() && (1900..=2100).contains(&year) {
                years.push(year);
            }
            (year, digits) = (0, 0);
        }
        before = c;
    }
    // A sentence may be a list of years, and every title in it asks for them.
    years[known..].sort_unstable();
    let mut kept = known;
    for i in known..years.len() {
        if kept == known || years[kept - 1] != years[i] {
            years[kept] = years[i];
            kept += 1;
        }
    }
    years.truncate(kept);
}

/// The zeros of the scripts whose digits are read: Latin, Arabic, Persian, and those of India.
const ZEROS: [char; 11] = ['0', '٠', '۰', '०', '০', '੦', '૦', '௦', '౦', '೦', '൦'];

fn digit(c: char) -> Option<i32> {
    let digit = ZEROS.iter().find_map(|&zero| (c as u32).checked_sub(zero as u32).filter(|&digit| digit < 10))?;
    i32::try_from(digit).ok()
}

fn is_long(word: &&str) -> bool {
    word.chars().nth(3).is_some()
}

fn is_upper(c: char) -> bool {
    CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::UppercaseLetter
}

fn is_letter(c: char) -> bool {
    GeneralCategoryGroup::Letter.contains(CodePointMapData::<GeneralCategory>::new().get(c))
}
