//! What is wrong with a gazetteer, or may be.
//!
//! [`Gazetteer::lint`] says it in [`Finding`]s, each of one [`Rule`]. What the matcher does is taken as given: an alias that does harm there is one to
//! look at, and one that the matcher deals with is not. A rule earns its place by how many of its findings are right on real gazetteers, so each one
//! rather misses some than cries wolf.
//!
//! | file | what |
//! |---|---|
//! | `names.rs` | all names by their folded form, which the rules share |
//! | `usage.rs` | how often each form stands in documents, and how |
//! | `words.rs` | how frequent the words of languages are |
//! | `spelling.rs`, `broken.rs`, `reach.rs` | one alias by itself |
//! | `entity.rs` | the names of one entity |
//! | `shared.rs`, `alike.rs` | names of several entities: the same, and nearly so |
//! | `common.rs` | aliases that are words |

mod alike;
mod broken;
mod common;
mod entity;
mod names;
mod reach;
mod shared;
mod spelling;
mod usage;
mod words;

pub use common::REFERENCES;
pub use words::Words;

use crate::Result;
use crate::error::{choices, shown};
use crate::gazetteer::model::{Entity, EntityId, Gazetteer};
use crate::runtime::monitor::Monitor;
use crate::runtime::pool::install;
use names::Names;
use rayon::prelude::*;
use usage::Usage;

choices! {
    /// How bad a finding is.
    pub enum Severity as "severity" {
        /// The alias does not do what it is there for.
        Error = "error",
        /// It probably does harm: look at it.
        Warning = "warning",
        /// Worth knowing.
        Info = "info",
    }
}

choices! {
    /// What was looked for.
    pub enum Rule as "rule" {
        /// Text that was read in a wrong encoding, or characters that are none.
        BrokenEncoding = "broken-encoding",
        /// A word of the language, which texts use as such.
        CommonWord = "common-word",
        /// Characters that no text shows.
        ControlCharacter = "control-character",
        /// `(politician)`, which tells namesakes apart in a list and in no text.
        Disambiguator = "disambiguator",
        /// Two entities of one type and one name.
        DuplicateEntity = "duplicate-entity",
        /// Punctuation before or after the name.
        EdgePunctuation = "edge-punctuation",
        /// `Singh, Rajnath`.
        InvertedName = "inverted-name",
        /// A name nobody writes out.
        LongName = "long-name",
        /// Tags, entities, brackets of a markup language.
        Markup = "markup",
        /// Letters of two scripts in one word.
        MixedScript = "mixed-script",
        /// The matcher can never find it.
        NeverMatches = "never-matches",
        /// No letter in it.
        NoLetters = "no-letters",
        /// One letter, which texts use for many things.
        OneLetter = "one-letter",
        /// All names of an entity are of a kind that does not take part by default.
        OnlyDemonyms = "only-demonyms",
        /// Two entities hold one office at one time.
        OverlappingTerms = "overlapping-terms",
        /// Several aliases of an entity that find the same.
        RepeatedAlias = "repeated-alias",
        /// An office held from always to ever.
        RoleWithoutDates = "role-without-dates",
        /// Several entities with one alias.
        SharedName = "shared-name",
        /// Short names that nothing lets count.
        ShortOnly = "short-only",
        /// Two entities whose names are nearly the same.
        SimilarName = "similar-name",
        /// The title of an office that is a plain alias too.
        TitleAsName = "title-as-name",
        /// A vowel written by two signs where texts have one letter.
        VowelSign = "vowel-sign",
        /// A colon for the visarga.
        Visarga = "visarga",
        /// No list of words was there to look into.
        WordList = "word-list",
    }
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What was looked for.
    pub rule: Rule,
    /// Whose alias; of several entities the one whose id comes first. None if it is about the whole gazetteer.
    pub entity: Option<EntityId>,
    /// The alias as it is spelled; none if the finding is about an entity.
    pub alias: Option<Box<str>>,
    /// The language of the alias.
    pub lang: Option<Box<str>>,
    /// What is the matter, with the facts.
    pub reason: String,
    /// How often the alias stands in the documents, before any of overlapping names is chosen; none without documents.
    pub count: Option<u64>,
}

/// What a gazetteer is held against.
#[derive(Debug, Clone, Copy, Default)]
pub struct Against<'a> {
    /// The texts of documents of the sort in which names will be looked for.
    pub texts: Option<&'a [Option<&'a str>]>,
    /// How frequent words are.
    pub words: Option<&'a Words>,
    /// The languages of the documents (primary subtags of BCP 47). None: that of each alias, English for all in Latin script, Hindi for all in Devanagari.
    pub langs: Option<&'a [String]>,
}

/// What a rule has found, in numbers of names and entities.
struct Found {
    severity: Severity,
    rule: Rule,
    entity: EntityId,
    name: Option<u32>,
    reason: String,
}

impl Gazetteer {
    /// What is wrong with the gazetteer, or may be: errors first, then by rule, entity and alias.
    ///
    /// The findings are the same for every order of the entities and any number of threads.
    ///
    /// ```
    /// use comention::gazetteer::{Gazetteer, lint::Against};
    /// use comention::monitor::Monitor;
    ///
    /// let gazetteer = Gazetteer::from_json(r#"[{"id": "gaya", "name": "Gaya [[city]]"}]"#)?;
    /// let findings = gazetteer.lint(Against::default(), None, &Monitor::new())?;
    /// assert_eq!((findings[0].rule.as_str(), findings[0].severity.as_str()), ("markup", "error"));
    /// # Ok::<(), comention::Error>(())
    /// ```
    pub fn lint(&self, against: Against, threads: Option<usize>, monitor: &Monitor) -> Result<Vec<Finding>> {
        install(threads, || self.lint_in_pool(against, monitor))
    }

    fn lint_in_pool(&self, against: Against, monitor: &Monitor) -> Result<Vec<Finding>> {
        let names = Names::new(self, monitor)?;
        let usage = against.texts.map(|texts| Usage::count(&names, texts, monitor)).transpose()?;
        let each = (0..self.entities().len() as u32).into_par_iter().with_min_len(256).map(|entity| {
            monitor.check()?;
            let mut found = Vec::new();
            for name in names.of(entity) {
                spelling::check(self, &names, name, &mut found);
            }
            entity::check(self, &names, entity, &mut found);
            Ok(found)
        });
        let mut found: Vec<Found> = each.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        shared::check(self, &names, &mut found, monitor);
        monitor.check()?;
        alike::check(self, &names, &mut found, monitor);
        monitor.check()?;
        common::check(&names, usage.as_ref(), against, &mut found, monitor);
        monitor.check()?;
        let mut findings: Vec<Finding> = found.into_iter().map(|found| finding(found, &names, usage.as_ref())).collect();
        if against.words.is_none() {
            findings.push(Finding {
                severity: Severity::Info,
                rule: Rule::WordList,
                entity: None,
                alias: None,
                lang: None,
                reason: "no list of word frequencies was there: common words are told by the documents alone, if there are any"
                    .to_owned(),
                count: None,
            });
        }
        findings.par_sort_by(|a, b| self.key(a).cmp(&self.key(b)));
        findings.dedup();
        Ok(findings)
    }

    fn key<'f>(&'f self, finding: &'f Finding) -> impl Ord + use<'f> {
        let id = finding.entity.map(|entity| &*self.entity(entity).id);
        (finding.severity, finding.rule.as_str(), id, finding.alias.as_deref(), &*finding.reason, finding.lang.as_deref())
    }
}

fn finding(found: Found, names: &Names, usage: Option<&Usage>) -> Finding {
    let Found { severity, rule, entity, name, reason } = found;
    let named = name.map(|name| names.name(name));
    Finding {
        severity,
        rule,
        entity: Some(entity),
        alias: named.map(|name| name.text.into()),
        lang: named.and_then(|name| name.lang).map(Into::into),
        reason,
        count: usage.zip(name).map(|(usage, name)| usage.seen(names, name)),
    }
}

/// What an entity is, where the rules tell sorts apart, in the words that gazetteers use for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Person,
    Organization,
    Other,
    Unknown,
}

impl Sort {
    fn of(entity: &Entity) -> Self {
        let Some(kind) = entity.kind.as_deref() else { return Self::Unknown };
        match &*kind.to_lowercase() {
            "person" | "per" | "people" | "human" => Self::Person,
            "organization" | "organisation" | "org" | "party" | "company" => Self::Organization,
            _ => Self::Other,
        }
    }
}

/// The first few of many, in words: `a, b, c and 5 more`.
fn listed<'t>(texts: impl ExactSizeIterator<Item = &'t str>, most: usize) -> String {
    let len = texts.len();
    let out = texts.take(most).map(|text| format!("'{}'", shown(text))).collect::<Vec<_>>().join(", ");
    if len > most { format!("{out} and {} more", len - most) } else { out }
}
