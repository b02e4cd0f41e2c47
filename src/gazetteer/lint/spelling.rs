//! One alias by itself: is it a name as texts write it?

use super::names::Names;
use super::{Found, Rule, Severity, Sort, broken, reach};
use crate::error::shown;
use crate::gazetteer::model::{Gazetteer, Kind, Name};
use crate::text::unicode::table::{CaseFolding, Table};
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};

/// More words, or characters, than any text writes out as a name.
const MOST_WORDS: usize = 15;
const MOST_CHARS: usize = 120;

/// Words that stand behind a comma in names as texts write them: `Martin Luther King, Jr.`, `Lehman Brothers Holdings, Inc.`
const SUFFIXES: [&str; 26] = [
    "jr", "sr", "ii", "iii", "iv", "phd", "md", "mp", "mla", "ias", "ips", "esq", "inc", "ltd", "llc", "llp", "co", "corp",
    "plc", "sa", "gmbh", "baron", "baroness", "lord", "count", "duke",
];

/// The scripts of which a word has one only.
const SCRIPTS: [Script; 18] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Greek,
    Script::Devanagari,
    Script::Bengali,
    Script::Gurmukhi,
    Script::Gujarati,
    Script::Oriya,
    Script::Tamil,
    Script::Telugu,
    Script::Kannada,
    Script::Malayalam,
    Script::Arabic,
    Script::Hebrew,
    Script::Armenian,
    Script::Georgian,
    Script::Thai,
    Script::Ethiopic,
];

/// Looks at one name.
pub(super) fn check(gazetteer: &Gazetteer, names: &Names, name: u32, found: &mut Vec<Found>) {
    let (of, folded) = (names.name(name), names.folded(name));
    let entity = of.entity;
    let mut say = |severity, rule, reason| found.push(Found { severity, rule, entity, name: Some(name), reason });
    let (text, sort) = (of.text, Sort::of(gazetteer.entity(entity)));
    if let Some((severity, reason)) = broken::check(text) {
        say(severity, Rule::BrokenEncoding, reason);
    } else if let Some((severity, reason)) = control(text) {
        say(severity, Rule::ControlCharacter, reason);
    } else if let Some(reason) = markup(text) {
        say(Severity::Error, Rule::Markup, reason);
    } else if let Some(reason) = reach::never(text, folded) {
        say(Severity::Error, Rule::NeverMatches, reason);
    } else if let Some(reason) = disambiguator(text) {
        // `Communist Party of India (Marxist)` is how it writes itself.
        let severity = if sort == Sort::Organization { Severity::Info } else { Severity::Warning };
        say(severity, Rule::Disambiguator, reason);
    } else if matches!(sort, Sort::Person | Sort::Unknown)
        && let Some(reason) = inverted(text)
    {
        let severity = if sort == Sort::Person { Severity::Warning } else { Severity::Info };
        say(severity, Rule::InvertedName, reason);
    } else if let Some(reason) = edge(text) {
        say(Severity::Warning, Rule::EdgePunctuation, reason);
    }
    match letters(folded) {
        0 => say(Severity::Warning, Rule::NoLetters, "no letter in it: texts write it for other things too".to_owned()),
        1 if one_letter(folded) => {
            let severity = if of.alone { Severity::Warning } else { Severity::Info };
            say(severity, Rule::OneLetter, one_letter_reason(&of));
        }
        _ => {}
    }
    if text.len() > MOST_WORDS * 2 {
        let (words, chars) = (text.split_whitespace().count(), text.chars().count());
        if words > MOST_WORDS || chars > MOST_CHARS {
            say(Severity::Info, Rule::LongName, format!("{words} words, {chars} characters: texts hardly write that out"));
        }
    }
    if !text.is_ascii() {
        if let Some(reason) = mixed(text) {
            say(Severity::Warning, Rule::MixedScript, reason);
        }
        if let Some(reason) = vowel_sign(text) {
            say(Severity::Warning, Rule::VowelSign, reason);
        }
        if let Some(reason) = visarga(text) {
            say(Severity::Warning, Rule::Visarga, reason);
        }
    }
}

fn control(text: &str) -> Option<(Severity, String)> {
    let is_break = |c: char| matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if let Some(c) = text.chars().find(|&c| c.is_control() && !is_break(c)) {
        return Some((Severity::Error, format!("U+{:04X} is a control character, which texts do not have", u32::from(c))));
    }
    // White space is white space to the matcher; two lines may be two names.
    let c = text.trim().chars().find(|&c| is_break(c))?;
    let what = if c == '\t' { "a tab" } else { "a line break" };
    Some((Severity::Warning, format!("{what} inside: is it two names?")))
}

fn markup(text: &str) -> Option<String> {
    const SIGNS: [(&str, &str); 7] = [
        ("[[", "wiki markup"),
        ("]]", "wiki markup"),
        ("{{", "wiki markup"),
        ("}}", "wiki markup"),
        ("</", "a tag"),
        ("/>", "a tag"),
        ("://", "an address"),
    ];
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ' || b >= 0x80) {
        return None;
    }
    if let Some((sign, what)) = SIGNS.iter().find(|(sign, _)| text.contains(sign)) {
        return Some(format!("'{sign}' is {what}, no part of a name"));
    }
    // Inside a word it is a transliteration with an apostrophe too many.
    let quoted = text.len() > 4 && text.starts_with("''") && text.trim_end().ends_with("''");
    if quoted || text.contains("'''") {
        return Some("two apostrophes are wiki markup, no part of a name".to_owned());
    }
    if let Some(from) = text.find('<')
        && let Some(len) = text[from..].find('>')
        && text[from + 1..].starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return Some(format!("'{}' is a tag, no part of a name", shown(&text[from..=from + len])));
    }
    if let Some(entity) = character_reference(text) {
        return Some(format!("'{entity}' stands for a character: write that"));
    }
    if text.starts_with(['@', '#']) {
        return None;
    }
    let inside = |(before, after): (char, char)| before.is_alphanumeric() && after == '_';
    (text.chars().zip(text.chars().skip(1)).any(inside) || text.starts_with('_'))
        .then(|| "texts write a space where it has '_'".to_owned())
}

/// `&amp;`, `&#39;`
fn character_reference(text: &str) -> Option<&str> {
    text.match_indices('&').find_map(|(at, _)| {
        let after = &text[at + 1..];
        let body = &after[..after.find(';').filter(|&len| (2..=8).contains(&len))?];
        let digits = body.strip_prefix('#').map(|body| body.strip_prefix(['x', 'X']).unwrap_or(body));
        let is = match digits {
            Some(digits) => !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit()),
            None => body.bytes().all(|b| b.is_ascii_alphanumeric()),
        };
        is.then(|| &text[at..=at + 1 + body.len()])
    })
}

fn disambiguator(text: &str) -> Option<String> {
    let text = text.trim_end();
    let open = text.rfind(['(', '（']).filter(|&open| open > 0)?;
    let wide = text[open..].starts_with('（');
    let inside = text[open..].trim_start_matches(['(', '（']).strip_suffix(if wide { '）' } else { ')' })?;
    // `Alphabet (A)` and `BJP (1980)` no more than `Modi (politician)`; no space where the script has none.
    (!inside.contains(['(', ')', '（', '）'])
        && inside.chars().any(char::is_alphanumeric)
        && (wide || text[..open].ends_with(char::is_whitespace)))
    .then(|| format!("texts hardly write '({})' behind the name", shown(inside)))
}

fn inverted(text: &str) -> Option<String> {
    let (last, first) = text.split_once(',')?;
    let (last, first) = (last.trim(), first.trim());
    let suffix: String = first.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if last.is_empty() || first.is_empty() || first.contains(',') || SUFFIXES.contains(&&*suffix) {
        return None;
    }
    let few = |part: &str| (1..=3).contains(&part.split_whitespace().count()) && !part.chars().any(char::is_numeric);
    (few(last) && few(first)).then(|| {
        let turned = format!("{first} {last}");
        format!("written from behind: texts write '{}' or leave out what the comma parts", shown(&turned))
    })
}

fn edge(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with('@') {
        return None;
    }
    let (first, last) = (text.chars().next()?, text.chars().next_back()?);
    if let Some(c) = unbalanced(text) {
        return Some(format!("'{c}' has no partner"));
    }
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        return None;
    }
    if is_stray(first) && !matches!(first, '@' | '#' | '.') || text.len() == 1 {
        return (!first.is_alphanumeric()).then(|| format!("begins with '{first}', which texts do not write with the name"));
    }
    let stray = match last {
        // Of an abbreviation, which may be the last word: `Apple Inc.`
        '.' => {
            let word = text.trim_end_matches('.').rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            text.ends_with("..") || word.chars().count() > 5 || word.is_empty()
        }
        '!' | '?' | '+' | '*' | '%' => false,
        last => is_stray(last),
    };
    stray.then(|| format!("ends with '{last}', which texts do not write with the name"))
}

/// Punctuation that is no part of a name at its edge; apostrophes may be: 's-Hertogenbosch, Kazan'.
fn is_stray(c: char) -> bool {
    let apostrophe = matches!(c, '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' | '´' | '′' | '॰' | '་' | '།');
    let bracket = matches!(
        c,
        '(' | ')' | '[' | ']' | '“' | '”' | '"' | '«' | '»' | '„' | '¡' | '¿' | '「' | '」' | '『' | '』' | '《' | '》'
    );
    !apostrophe && !bracket && GeneralCategoryGroup::Punctuation.contains(CodePointMapData::<GeneralCategory>::new().get(c))
        || matches!(c, '|' | '=' | '~' | '^')
}

/// A bracket or a quotation mark without its other half.
fn unbalanced(text: &str) -> Option<char> {
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b'-' | b',')) {
        return None;
    }
    for (open, close) in [('(', ')'), ('[', ']'), ('“', '”'), ('«', '»')] {
        let count = |c| text.matches(c).count();
        if count(open) != count(close) && !(open == '“' && text.contains('„')) {
            return Some(if count(open) > count(close) { open } else { close });
        }
    }
    // Between letters it is the gershayim of Hebrew, behind a digit inches and seconds.
    let neighbours = |at: usize| (text[..at].chars().next_back(), text[at + 1..].chars().next());
    let alone = text.match_indices('"').filter(|&(at, _)| match neighbours(at) {
        (Some(before), Some(after)) => !(before.is_alphabetic() && after.is_alphabetic()),
        _ => true,
    });
    (alone.count() % 2 == 1 && !text.contains(|c: char| c.is_ascii_digit())).then_some('"')
}

fn letters(folded: &str) -> usize {
    let category = CodePointMapData::<GeneralCategory>::new();
    folded.chars().filter(|&c| GeneralCategoryGroup::Letter.contains(category.get(c))).take(2).count()
}

/// Nothing but one letter with its marks; digits make a name of it: `G7`, `S-400`.
fn one_letter(folded: &str) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new();
    !folded.chars().any(|c| GeneralCategoryGroup::Number.contains(category.get(c)))
}

fn one_letter_reason(name: &Name) -> String {
    match name.kind {
        Kind::Acronym => "one letter: texts write it for many things".to_owned(),
        _ => "one letter: an initial, an item of a list, a word of some language".to_owned(),
    }
}

/// Letters of two scripts in one word.
fn mixed(text: &str) -> Option<String> {
    let script = CodePointMapData::<Script>::new();
    let table = Table::of(CaseFolding::Fold);
    let mut first: Option<(char, Script)> = None;
    for c in text.chars() {
        let entry = table.get(c);
        if !entry.is_word() && !entry.is_nothing() {
            first = None;
            continue;
        }
        let of = script.get(c);
        if !SCRIPTS.contains(&of) || !c.is_alphabetic() {
            continue;
        }
        match first {
            Some((before, other)) if other != of => {
                return Some(format!(
                    "'{before}' (U+{:04X}) and '{c}' (U+{:04X}) in one word are of two scripts",
                    u32::from(before),
                    u32::from(c)
                ));
            }
            _ => first = Some((c, of)),
        }
    }
    None
}

/// Vowels of Devanagari that are written by more signs than they have, and so are not those of texts.
fn vowel_sign(text: &str) -> Option<String> {
    // Not U+0945 behind अ, which is how Marathi writes ॲ.
    let sign = |c: char| matches!(c, '\u{93E}'..='\u{94C}' | '\u{962}' | '\u{963}');
    // Nothing but the letters to which a longer vowel looks like a sign added.
    let letter = |c: char| matches!(c, 'अ' | 'आ' | 'ए' | 'ओ');
    let mut before = None;
    for c in text.chars().filter(|&c| !Table::of(CaseFolding::Fold).get(c).is_nothing()) {
        if sign(c)
            && let Some(before) = before
        {
            if sign(before) {
                return Some(format!("two vowel signs on one letter: U+{:04X} U+{:04X}", u32::from(before), u32::from(c)));
            }
            if letter(before) && c != '\u{945}' {
                return Some(format!("'{before}' with a vowel sign (U+{:04X}): texts write one letter for it", u32::from(c)));
            }
        }
        before = Some(c);
    }
    let dangling = reach::dangling_mark(text.trim_start())?;
    Some(format!("the mark U+{:04X} stands behind no letter", u32::from(dangling)))
}

/// A colon in a Devanagari word is typed for the visarga; a text that has the one does not have the other.
fn visarga(text: &str) -> Option<String> {
    let deva = |c: char| matches!(c, '\u{900}'..='\u{963}' | '\u{971}'..='\u{97F}');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if deva(c) && chars.next_if_eq(&':').is_some() && chars.peek().is_some_and(|&c| deva(c)) {
            return Some("a colon in a word, typed for the visarga (ः): texts may have that".to_owned());
        }
    }
    None
}
