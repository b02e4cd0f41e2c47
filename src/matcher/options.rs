//! How to match.

use crate::error::{choices, shown};
use crate::gazetteer::Kind;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

choices! {
    /// Which of several overlapping occurrences become mentions.
    pub enum Overlap as "overlap" {
        /// The leftmost, of those the longest.
        Longest = "longest",
        /// All of them.
        All = "all",
    }
}

choices! {
    /// Which aliases tell upper from lower case.
    pub enum CaseRule as "case" {
        /// Those with two to five letters, all of them upper case.
        Smart = "smart",
        /// None.
        Fold = "fold",
        /// All.
        Exact = "exact",
    }
}

choices! {
    /// What becomes of a name that several entities share.
    pub enum Ambiguous as "ambiguous" {
        /// Date, context and priority decide; where they do not, the mention has candidates and no entity.
        Resolve = "resolve",
        /// As `resolve`; where nothing decides, there is one mention for each candidate.
        Keep = "keep",
        /// As `resolve`; where nothing decides, there is no mention.
        Drop = "drop",
    }
}

choices! {
    /// Where a match may begin and end.
    pub enum Boundaries as "boundaries" {
        /// At the boundaries of words.
        Word = "word",
        /// Between any two grapheme clusters.
        None = "none",
    }
}

/// How to match; the default is what the documentation calls so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Which of several overlapping occurrences become mentions.
    pub overlap: Overlap,
    /// Which aliases tell upper from lower case.
    pub case: CaseRule,
    /// What becomes of a name that several entities share.
    pub ambiguous: Ambiguous,
    /// Where a match may begin and end.
    pub boundaries: Boundaries,
    /// Latin letters with a diacritic are those without.
    pub fold_diacritics: bool,
    /// The kinds of alias that take part.
    pub kinds: Vec<Kind>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            overlap: Overlap::Longest,
            case: CaseRule::Smart,
            ambiguous: Ambiguous::Resolve,
            boundaries: Boundaries::Word,
            fold_diacritics: false,
            kinds: vec![Kind::Name, Kind::Acronym, Kind::Role, Kind::Short],
        }
    }
}

impl Options {
    /// As they are saved with a matcher.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Words alone: there is nothing that could fail.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// What `to_bytes` made.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

impl fmt::Display for Options {
    /// All of them in one line: what two results must share to be added.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let Self { overlap, case, ambiguous, boundaries, fold_diacritics, .. } = self;
        write!(
            f,
            "overlap={overlap}, case={case}, ambiguous={ambiguous}, boundaries={boundaries}, fold_diacritics={fold_diacritics}, kinds={}",
            kinds.join("+")
        )
    }
}

impl FromStr for Options {
    type Err = Error;

    /// What `Display` wrote, so that what was counted can be found again.
    fn from_str(text: &str) -> Result<Self> {
        let problem = |what: &str| Error::Argument { argument: "options", problem: format!("{what} in '{}'", shown(text)) };
        let fields: Vec<(&str, &str)> = text.split(", ").filter_map(|field| field.split_once('=')).collect();
        let of = |name: &str| {
            let mut values = fields.iter().filter(|field| field.0 == name).map(|field| field.1);
            values.next().filter(|_| values.next().is_none()).ok_or_else(|| problem(&format!("not one '{name}='")))
        };
        let fold_diacritics = of("fold_diacritics")?.parse().map_err(|_| problem("fold_diacritics is neither true nor false"))?;
        Ok(Self {
            overlap: of("overlap")?.parse()?,
            case: of("case")?.parse()?,
            ambiguous: of("ambiguous")?.parse()?,
            boundaries: of("boundaries")?.parse()?,
            fold_diacritics,
            kinds: of("kinds")?.split('+').map(str::parse).collect::<Result<_>>()?,
        })
    }
}
