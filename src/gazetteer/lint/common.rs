//! Aliases that are words of the language.
//!
//! How frequent a word is does not tell: `London` is as frequent as `police`. What tells in documents is case (`more` against `More`) and, in Hindi, what
//! stands behind: names are followed by postpositions, verbs and adjectives are not. In a list of frequencies, which has no case, a name gives itself away
//! in other languages: `London` is nearly as frequent in German as in English, `reading` is not; the city written `गया` is `Gaya` to English texts, which
//! hardly have it, while Hindi texts have the word in every other line.
//!
//! The thresholds are those at which nearly all of fifty findings drawn at random were right, list by list, on gazetteers of cities, countries and
//! politicians and news in English and Hindi.

use super::names::Names;
use super::usage::{Usage, Use};
use super::words::Words;
use super::{Against, Found, Rule, Severity};
use crate::gazetteer::model::{Kind, Name};
use crate::runtime::monitor::Monitor;
use icu_properties::CodePointMapData;
use icu_properties::props::Script;
use rayon::prelude::*;

/// A word is common from this Zipf frequency on: 32 in a million words.
const COMMON: f32 = 4.5;
/// How much rarer it must be in the middle one of the other languages.
const NATIVE: f32 = 1.3;
/// How much rarer its genitive must be: `Germany's` is a tenth of `Germany`, `reading's` is next to nothing.
const GENITIVE: f32 = 2.0;
/// A word that a list does not have is about this frequent or rarer: there it ends.
const UNLISTED: f32 = 2.9;
/// From so many languages in which an entity's names are nearly as frequent as in this one, it is known by them: `France`, `Francia`, `Frankreich`.
const KNOWN_IN: usize = 3;
/// The languages in which Latin script is compared: widely read, each different from the others.
pub const REFERENCES: [&str; 11] = ["de", "en", "es", "fr", "id", "it", "nl", "pl", "pt", "sv", "tr"];

/// The same for other scripts: a word from here on …
const COMMON_ELSEWHERE: f32 = 5.0;
/// … whose entity has a name in Latin script that is so much rarer in English …
const RARE_ABROAD: f32 = 2.6;
/// … or that is as frequent as hardly anything but particles and auxiliaries, if there is none.
const PARTICLE: f32 = 6.1;

/// Occurrences from which on documents are believed.
const ENOUGH: u64 = 20;
/// The share in lower case (inside sentences) from which on it is a word.
const LOWER: f64 = 0.25;
/// Occurrences in lower case that may be slips of the pen, and addresses.
const SLIPS: u64 = 12;
/// The share before a postposition up to which a Hindi word is no name.
const POSTPOSITION: f64 = 0.05;
/// The share before an auxiliary from which on it is a verb.
const AUXILIARY: f64 = 0.3;

pub(super) fn check(names: &Names, usage: Option<&Usage>, against: Against, found: &mut Vec<Found>, monitor: &Monitor) {
    let checked = (0..names.len() as u32).into_par_iter().with_min_len(1024).filter_map(|name| {
        monitor.check().ok()?;
        let of = names.name(name);
        // A title is a word on purpose, and written small as often as not.
        if matches!(of.kind, Kind::Demonym | Kind::Role) || names.is_exact(name) && of.text.chars().any(char::is_uppercase) {
            return None;
        }
        let used = usage.map(|usage| usage.of(names.form_of(name))).unwrap_or_default();
        let script = script_of(of.text)?;
        let word = Word { names, against, of, folded: names.folded(name), script };
        let reason = word.in_documents(used).or_else(|| if used.is_of_a_name() { None } else { word.in_lists() })?;
        // A short name counts only where the document names the entity in full.
        let severity = if of.kind == Kind::Short && !of.alone { Severity::Info } else { Severity::Warning };
        Some(Found { severity, rule: Rule::CommonWord, entity: of.entity, name: Some(name), reason })
    });
    found.par_extend(checked);
}

impl Use {
    /// Whether documents have it often enough, and as a name.
    fn is_of_a_name(self) -> bool {
        self.upper + self.lower >= ENOUGH && self.lower_share() < LOWER
            || self.seen >= ENOUGH && self.before_postposition as f64 >= self.seen as f64 * 0.4
    }

    fn lower_share(self) -> f64 {
        self.lower as f64 / (self.upper + self.lower).max(1) as f64
    }
}

/// An alias in question.
struct Word<'a> {
    names: &'a Names<'a>,
    against: Against<'a>,
    of: Name<'a>,
    folded: &'a str,
    script: Script,
}

impl Word<'_> {
    fn in_documents(&self, used: Use) -> Option<String> {
        let Use { seen, lower, upper, before_postposition, before_auxiliary } = used;
        if lower + upper >= ENOUGH && lower > SLIPS && used.lower_share() >= LOWER {
            return Some(format!(
                "a word: {lower} of {} times inside sentences of the documents it is in lower case",
                lower + upper
            ));
        }
        if self.script != Script::Devanagari || seen < ENOUGH || before_postposition as f64 > seen as f64 * POSTPOSITION {
            return None;
        }
        let is_verb = before_auxiliary as f64 >= seen as f64 * AUXILIARY;
        (is_verb || self.foreign_words_are_rarer("hi").is_some()).then(|| {
            format!("a word: in {seen} places of the documents a postposition (ने, को, से, …) follows {before_postposition} times, as it does behind names")
        })
    }

    fn in_lists(&self) -> Option<String> {
        if self.folded.contains(' ') {
            return None;
        }
        let words = self.against.words?;
        self.langs(words).into_iter().find_map(|lang| {
            let zipf = words.zipf(lang, self.folded)?;
            let is_common = if self.script == Script::Latin {
                self.is_native(words, lang, zipf)
            } else {
                self.foreign_words_are_rarer(lang).is_some()
            };
            let per_million = libm::powf(10.0, zipf - 3.0);
            is_common.then(|| format!("a common word (language '{lang}'): about {per_million:.0} in a million words"))
        })
    }

    /// A Latin word that other languages hardly have.
    fn is_native(&self, words: &Words, lang: &str, zipf: f32) -> bool {
        if zipf < COMMON || words.zipf(lang, &format!("{}'s", self.folded)).is_some_and(|genitive| zipf - genitive < GENITIVE) {
            return false;
        }
        let mut others: Vec<f32> = REFERENCES
            .into_iter()
            .filter(|&other| other != lang && words.has(other))
            .map(|other| words.zipf(other, self.folded).unwrap_or(0.0))
            .collect();
        others.sort_by(f32::total_cmp);
        others.get(others.len() / 2).is_none_or(|&middle| zipf - middle.max(UNLISTED) >= NATIVE)
            && !self.is_known_abroad(words, lang, zipf)
    }

    /// Whether the entity has other names in other languages, most of them nearly as frequent there.
    fn is_known_abroad(&self, words: &Words, lang: &str, zipf: f32) -> bool {
        let mut by_lang: Vec<(&str, f32)> = Vec::new();
        for name in self.names.of(self.of.entity) {
            let (other, folded) = (self.names.name(name), self.names.folded(name));
            let Some(of) = other.lang.map(primary).filter(|of| *of != lang && words.has(of)) else { continue };
            if folded == self.folded || folded.contains(' ') || by_lang.len() >= 64 {
                continue;
            }
            let zipf = words.zipf(of, folded).unwrap_or(0.0);
            match by_lang.iter_mut().find(|(known, _)| *known == of) {
                Some((_, known)) => *known = known.max(zipf),
                None => by_lang.push((of, zipf)),
            }
        }
        by_lang.sort_by(|a, b| a.1.total_cmp(&b.1));
        by_lang.len() >= KNOWN_IN && zipf - by_lang[by_lang.len() / 2].1.max(UNLISTED) < NATIVE
    }

    /// A word of another script, whose entity has no name in Latin script that is nearly as frequent.
    fn foreign_words_are_rarer(&self, lang: &str) -> Option<f32> {
        let words = self.against.words?;
        let zipf = words.zipf(lang, self.folded).filter(|&zipf| zipf >= COMMON_ELSEWHERE)?;
        let latin = self.names.of(self.of.entity).filter(|&name| script_of(self.names.name(name).text) == Some(Script::Latin));
        let abroad = latin.filter_map(|name| self.abroad(words, name)).max_by(f32::total_cmp);
        match abroad {
            Some(abroad) if zipf - abroad.max(UNLISTED) >= RARE_ABROAD => Some(zipf),
            None if zipf >= PARTICLE => Some(zipf),
            _ => None,
        }
    }

    /// How frequent a name of one word is in English, or in the language it is of; none for other names. Not anywhere: `gaya` is Indonesian for style.
    fn abroad(&self, words: &Words, name: u32) -> Option<f32> {
        let folded = self.names.folded(name);
        let langs = std::iter::once("en").chain(self.names.name(name).lang.map(primary));
        (!folded.contains(' ')).then(|| langs.filter_map(|lang| words.zipf(lang, folded)).fold(0.0, f32::max))
    }

    /// The languages of texts in which it may stand, of those there are lists of.
    fn langs<'w>(&'w self, words: &Words) -> Vec<&'w str> {
        let common = match self.script {
            Script::Latin => Some("en"),
            Script::Devanagari => Some("hi"),
            _ => None,
        };
        let own = || common.into_iter().chain(self.of.lang.map(primary)).collect();
        let mut langs: Vec<&str> = self.against.langs.map_or_else(own, |langs| langs.iter().map(|lang| primary(lang)).collect());
        langs.retain(|lang| words.has(lang));
        langs.dedup();
        langs
    }
}

/// `pt` of `pt-BR`.
fn primary(lang: &str) -> &str {
    lang.split(['-', '_']).next().unwrap_or(lang)
}

/// The script of the first letter.
fn script_of(text: &str) -> Option<Script> {
    let script = CodePointMapData::<Script>::new();
    text.chars().find(|c| c.is_alphabetic()).map(|c| script.get(c))
}
