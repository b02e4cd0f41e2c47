//! The one error of the crate.

use std::fmt::Write;
use std::path::PathBuf;

/// What can go wrong, each message naming the value and where it stands.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A gazetteer that does not hold: the place (`people.json: entity 'x', alias 3`) and what is wrong there.
    #[error("{place}: {problem}")]
    Gazetteer {
        /// File, entity, alias, field, as far as known.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
    /// An option with a value it does not know.
    #[error("{option} is '{value}', must be one of {}", quoted(.choices))]
    Option {
        /// The name of the option.
        option: &'static str,
        /// What was given.
        value: String,
        /// What could have been given.
        choices: Vec<String>,
    },
    /// An argument that does not fit the data it is for.
    #[error("{argument}: {problem}")]
    Argument {
        /// Its name.
        argument: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// An entity id the gazetteer does not have.
    #[error("no entity '{id}' in the gazetteer{}", did_you_mean(.similar.as_deref()))]
    UnknownEntity {
        /// The id asked for.
        id: String,
        /// The closest id there is.
        similar: Option<String>,
    },
    /// A document that cannot be read.
    #[error("document {index}: {problem}")]
    Document {
        /// Its row, from 0.
        index: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A column of documents that cannot be read.
    #[error("column '{column}': {problem}")]
    Column {
        /// Its name.
        column: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Counts, or other numbers, for a measure that cannot be: the place (`index 3: `, or nothing if there is but one) and what is wrong there.
    #[error("{place}{problem}")]
    Counts {
        /// Where in what was given.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Two results that cannot be added.
    #[error("cannot add: {0}")]
    Mismatch(String),
    /// Saved bytes that are none of ours, damaged, or of a later version.
    #[error("cannot restore {what}: {problem}")]
    Restore {
        /// What the bytes should be.
        what: &'static str,
        /// Why they are not.
        problem: String,
    },
    /// A gazetteer beyond what the index can hold.
    #[error("the gazetteer cannot be compiled: {0}")]
    Compile(String),
    /// A file that cannot be read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system has no memory for a buffer of this many bytes.
    #[error("not enough memory for {what} ({bytes} bytes)")]
    Memory {
        /// What was being made.
        what: &'static str,
        /// How many bytes it needed.
        bytes: usize,
    },
    /// Memory ran short during the call: it stopped before the process was out of it.
    #[error("memory ran out during the call")]
    Shortage,
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// No thread pool could be started.
    #[error("cannot start threads: {0}")]
    Threads(String),
}

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Something wrong at a place of a gazetteer.
    pub(crate) fn gazetteer(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Gazetteer { place: place.into(), problem: problem.into() }
    }

    /// Puts the file (or `records`, `frame`) before the place of a gazetteer error.
    #[must_use]
    pub(crate) fn within(self, outer: &str) -> Self {
        match self {
            Self::Gazetteer { place, problem } => {
                let place = if place.is_empty() { outer.to_owned() } else { format!("{outer}: {place}") };
                Self::Gazetteer { place, problem }
            }
            other => other,
        }
    }
}

fn quoted(choices: &[String]) -> String {
    choices.iter().map(|choice| format!("'{choice}'")).collect::<Vec<_>>().join(", ")
}

fn did_you_mean(similar: Option<&str>) -> String {
    similar.map(|id| format!(" (did you mean '{id}'?)")).unwrap_or_default()
}

/// A value for a message: cut at 60 characters, on one line.
pub(crate) fn shown(text: &str) -> String {
    shown_up_to(text, 60)
}

/// A text for a message: cut, on one line.
pub(crate) fn shown_up_to(text: &str, chars: usize) -> String {
    let mut out = String::new();
    for (i, c) in text.chars().enumerate() {
        match c {
            _ if i == chars => {
                out.push('…');
                break;
            }
            c if c.is_control() => {
                // Writing to a String does not fail.
                let _ = write!(out, "{}", c.escape_debug());
            }
            c => out.push(c),
        }
    }
    out
}

/// An error that so far only says what is wrong, not where.
pub(crate) fn problem(problem: impl Into<String>) -> Error {
    Error::gazetteer("", problem)
}

/// Puts a place before that of an error: `entity 'x'` before `alias 3` gives `entity 'x', alias 3`.
pub(crate) fn inside(error: Error, outer: &str) -> Error {
    match error {
        Error::Gazetteer { place, problem } => {
            let place = if place.is_empty() { outer.to_owned() } else { format!("{outer}, {place}") };
            Error::Gazetteer { place, problem }
        }
        other => other,
    }
}

/// The candidate closest to `given`, if it is close enough to be a slip of the pen.
pub(crate) fn closest<'a>(given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let budget = (given.chars().count() / 3).clamp(1, 3);
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(given, candidate), candidate))
        .filter(|(distance, _)| *distance <= budget)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Defines an option that is written as one of a few words: the enum, its parser, its spelling, its choices.
macro_rules! choices {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident as $option:literal { $( $(#[$vmeta:meta])* $variant:ident = $text:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $( $(#[$vmeta])* #[serde(rename = $text)] $variant ),+ }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> $crate::Result<Self> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::Error::Option {
                        option: $option,
                        value: text.to_owned(),
                        choices: vec![$($text.to_owned()),+],
                    }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use choices;
