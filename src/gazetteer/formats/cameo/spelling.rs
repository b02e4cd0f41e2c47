//! Names as people write them. The dictionaries are in capitals; news is not.

use crate::gazetteer::model::{Alias, Case};
use rustc_hash::FxHashSet;

/// Words that stay small inside a name.
const SMALL: &[&str] = &[
    "A", "AN", "AND", "AS", "AT", "BIN", "BINT", "BY", "DA", "DAS", "DE", "DEL", "DEN", "DER", "DES", "DI", "DO", "DOS", "DU",
    "E", "EL", "ET", "FOR", "FROM", "IBN", "IN", "LA", "LAS", "LE", "LES", "LOS", "OF", "ON", "OR", "THE", "TO", "UND", "VAN",
    "VON", "WITH", "Y",
];

/// Words between the words of a name that leave no letter in its acronym.
const UNSPOKEN: &[&str] = &["A", "AND", "DE", "DEL", "DES", "DU", "E", "ET", "FOR", "IN", "LA", "OF", "ON", "THE", "TO", "Y"];

/// Short words in capitals that are no acronyms though they have no vowel.
const ABBREVIATED: &[&str] = &["DR", "FT", "GMBH", "JR", "LTD", "MR", "MRS", "MS", "NG", "PVT", "SGT", "SR", "ST"];

const NUMERALS: &[&str] = &["II", "III", "IV", "VI", "VII", "VIII", "IX", "XII", "XIII", "XIV", "XV", "XVI"];

/// The acronyms of a dictionary, by which it is told that `UN` is one and `IRAN` is none.
#[derive(Debug, Default)]
pub(super) struct Acronyms(FxHashSet<String>);

impl Acronyms {
    /// Learns from the names of one actor, or of actors with the same codes: a word is an acronym of a name whose initials it is,
    /// or if it is one of the parts of a code.
    pub(super) fn learn<'n>(&mut self, names: impl Iterator<Item = &'n str> + Clone, parts: impl Iterator<Item = &'n str>) {
        let parts: FxHashSet<&str> = parts.collect();
        let mut initials = FxHashSet::default();
        for name in names.clone().filter(|name| name.contains([' ', '-'])) {
            let words = name.split([' ', '-', '/']).filter(|word| !word.is_empty());
            let letters =
                |words: &mut dyn Iterator<Item = &str>| words.filter_map(|word| word.chars().next()).collect::<String>();
            initials.insert(letters(&mut words.clone()));
            initials.insert(letters(&mut words.filter(|word| !UNSPOKEN.contains(word))));
        }
        for name in names.filter(|name| !name.contains(' ')) {
            if name.chars().count() > 1 && (parts.contains(name) || initials.contains(name)) {
                self.0.insert(name.to_owned());
            }
        }
    }

    fn contains(&self, word: &str) -> bool {
        const VOWELS: &str = "AEIOUYÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÒÓÔÕÖØÙÚÛÜÝĂĄĒĘĞİŐŰАЕЁИОУЫЭЮЯІЇЄΑΕΗΙΟΥΩ";
        let few = word.chars().count();
        let plain = word.chars().all(char::is_uppercase);
        self.0.contains(word) || (plain && few > 1 && !word.chars().any(|c| VOWELS.contains(c)) && !ABBREVIATED.contains(&word))
    }

    /// The aliases for a name of the dictionary.
    ///
    /// A single short word in capitals is special to `case="smart"`, which never finds it in another case. That is right for acronyms
    /// (`UN`). Other short words (`IRAN`, `GAP`) are found in capitals and with a capital letter, and not in lower case.
    pub(super) fn aliases(&self, name: &str) -> Vec<Alias> {
        let readable = self.readable(name);
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        let short = (2..=5).contains(&letters) && !name.contains(' ') && name.chars().all(|c| !c.is_lowercase());
        if readable == name || !short {
            return vec![Alias::new(readable)];
        }
        vec![Alias { case: Some(Case::Exact), ..Alias::new(readable) }, Alias::new(name)]
    }

    /// `VLADIMIR PUTIN` as `Vladimir Putin`. A name that is not all in capitals stays as it is.
    pub(super) fn readable(&self, name: &str) -> String {
        if name.chars().any(char::is_lowercase) {
            return name.to_owned();
        }
        let alone = !name.contains(' ');
        let words = name.split(' ').enumerate().map(|(i, word)| {
            if self.is_acronym(word, alone) || (i > 0 && NUMERALS.contains(&word)) {
                word.to_owned()
            } else if i > 0 && SMALL.contains(&word) {
                word.to_lowercase()
            } else {
                hyphenated(word, i == 0)
            }
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn is_acronym(&self, word: &str, alone: bool) -> bool {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        // U.S., J.P., L.P.
        let dotted = bare.contains('.') && bare.split('.').all(|part| part.chars().count() <= 1);
        let two = alone && bare.chars().count() == 2;
        dotted || two || self.contains(bare)
    }
}

/// `BAN-KI` as `Ban-Ki`, `AL-ASSAD` inside a name as `al-Assad`.
fn hyphenated(word: &str, first: bool) -> String {
    let parts = word.split('-').enumerate().map(|(i, part)| {
        let small = matches!(part, "AL" | "E" | "EL" | "I" | "UL" | "YE" | "DE" | "OF" | "AND" | "IN" | "THE");
        if small && word.contains('-') && !(first && i == 0) { part.to_lowercase() } else { capitalized(part) }
    });
    parts.collect::<Vec<_>>().join("-")
}

/// A capital letter where a word begins, small ones elsewhere: `Putin`, `O'Connor`, `People's`, `McCain`, `(Acting`.
fn capitalized(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let (mut start, mut since) = (true, 0);
    for c in word.chars() {
        if !c.is_alphanumeric() {
            // Behind the apostrophe of O'Connor and D'Ivoire a name begins, behind that of People's none does.
            start = !matches!(c, '\'' | '’' | '`' | 'ʼ') || since <= 1;
            since = 0;
            out.push(c);
            continue;
        }
        if start {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        since += 1;
        start = since == 2 && out.ends_with("Mc") && word.len() > 4;
    }
    out
}

/// A name as an id: small letters and digits, `-` between the words; of Latin letters without their marks.
pub(super) fn slug(name: &str) -> String {
    let decomposed = icu_normalizer::DecomposingNormalizerBorrowed::new_nfkd().normalize(name).to_lowercase();
    let mut slug = String::with_capacity(name.len());
    for c in decomposed.chars() {
        // Vowel signs of Indic scripts are no letters, and no signs between words either.
        let sign = !c.is_ascii() && !c.is_whitespace() && !matches!(c, '\u{300}'..='\u{36f}' | '\u{2000}'..='\u{206f}');
        if c.is_alphanumeric() || sign {
            slug.push(c);
        } else if !matches!(c, '\'' | '’' | '`' | 'ʼ' | '\u{300}'..='\u{36f}') && !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}
