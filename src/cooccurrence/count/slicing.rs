//! How documents are kept apart: by a calendar bin of their date, by columns of their table.

use super::period::Period;
use crate::{Error, Result};
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// One of the things by which documents are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Dimension {
    /// A calendar bin of the date.
    Period(Period),
    /// A column of the documents, with the kind of its values.
    Column(Box<str>, LabelKind),
}

/// What the labels of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LabelKind {
    /// Nothing: all of them are missing. Goes together with any other kind.
    Nothing,
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// 0 for false, 1 for true.
    Truth,
    /// Days, counted from the first of the common era.
    Day,
}

/// What a document has in one dimension. In order: numbers, text, missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Label {
    /// The ordinal of a [`Period`], or what a [`LabelKind`] has for numbers.
    Number(i64),
    /// The text of the column.
    Text(Box<str>),
    /// No date, no value.
    Missing,
}

/// A label for each dimension.
pub type Key = Box<[Label]>;

/// A column of the documents: for each of them, which of the labels.
#[derive(Debug, Clone)]
pub struct Column {
    /// What the labels are.
    pub kind: LabelKind,
    /// Those that occur.
    pub labels: Vec<Label>,
    /// A place in `labels` for each document: short, because every column of a table may be kept for its mentions.
    pub of: Vec<u16>,
}

/// The slice of each document: worked out once, before anything is counted.
#[derive(Debug, Clone, Default)]
pub struct Slicing {
    dimensions: Vec<Dimension>,
    keys: Vec<Key>,
    /// Empty: all documents are in one slice.
    of: Vec<u32>,
}

impl Dimension {
    /// The name of the column it makes in a table.
    pub fn name(&self) -> &str {
        match self {
            Self::Period(_) => "period",
            Self::Column(name, _) => name,
        }
    }

    /// A label in words.
    pub fn show(&self, label: &Label) -> Option<String> {
        match (self, label) {
            (_, Label::Missing) => None,
            (_, Label::Text(text)) => Some(text.to_string()),
            (Self::Period(by), &Label::Number(n)) => Some(by.label(clamped(n))),
            (Self::Column(_, LabelKind::Truth), &Label::Number(n)) => Some((n != 0).to_string()),
            (Self::Column(_, LabelKind::Day), &Label::Number(n)) => Some(Period::Day.label(clamped(n))),
            (Self::Column(..), Label::Number(n)) => Some(n.to_string()),
        }
    }

    /// The label that is shown like this; none if there can be no such label.
    pub fn label(&self, shown: &str) -> Option<Label> {
        match self {
            Self::Period(by) => match Period::named(shown) {
                Some((period, ordinal)) if period == *by => Some(Label::Number(ordinal.into())),
                _ => None,
            },
            Self::Column(_, LabelKind::Whole) => shown.parse().ok().map(Label::Number),
            Self::Column(_, LabelKind::Truth) => shown.to_ascii_lowercase().parse::<bool>().ok().map(|b| Label::Number(b.into())),
            Self::Column(_, LabelKind::Day) => match Period::named(shown) {
                Some((Period::Day, ordinal)) => Some(Label::Number(ordinal.into())),
                _ => None,
            },
            Self::Column(_, LabelKind::Text | LabelKind::Nothing) => Some(Label::Text(shown.into())),
        }
    }

    /// The dimension of both, if both are one: a column that was empty there has the kind it has here.
    pub(in crate::cooccurrence) fn unified(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Column(name, LabelKind::Nothing), Self::Column(another, kind))
            | (Self::Column(name, kind), Self::Column(another, LabelKind::Nothing))
                if name == another =>
            {
                Some(Self::Column(name.clone(), *kind))
            }
            _ => (self == other).then(|| self.clone()),
        }
    }

    /// Whether counting could have made this label.
    pub(in crate::cooccurrence) fn holds(&self, label: &Label) -> bool {
        match (self, label) {
            (Self::Period(by), &Label::Number(n)) => in_calendar(*by, n),
            (Self::Column(_, LabelKind::Day), &Label::Number(n)) => in_calendar(Period::Day, n),
            (Self::Column(_, LabelKind::Truth), Label::Number(n)) => (0..=1).contains(n),
            (_, Label::Missing)
            | (Self::Column(_, LabelKind::Whole), Label::Number(_))
            | (Self::Column(_, LabelKind::Text), Label::Text(_)) => true,
            _ => false,
        }
    }
}

impl std::fmt::Display for Dimension {
    /// As a user asks for it: a column named like a period goes by `column:`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Period(by) => by.fmt(f),
            Self::Column(name, _) if name.parse::<Period>().is_ok() || name.starts_with(COLUMN) => write!(f, "{COLUMN}{name}"),
            Self::Column(name, _) => f.write_str(name),
        }
    }
}

/// Before the name of a column that would be taken for something else.
pub const COLUMN: &str = "column:";

impl LabelKind {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Text => "text",
            Self::Whole => "whole numbers",
            Self::Truth => "true and false",
            Self::Day => "days",
        }
    }
}

impl Slicing {
    /// Keeps documents apart by a period of their dates.
    pub fn by_period(by: Period, dates: impl IntoIterator<Item = Option<NaiveDate>>) -> Self {
        let mut numbers = FxHashMap::default();
        let mut keys: Vec<Key> = Vec::new();
        let mut number = |date: Option<NaiveDate>| {
            let ordinal = date.map(|date| by.of(date));
            *numbers.entry(ordinal).or_insert_with(|| {
                keys.push([ordinal.map_or(Label::Missing, |ordinal| Label::Number(ordinal.into()))].into());
                keys.len() as u32 - 1
            })
        };
        let of = dates.into_iter().map(&mut number).collect();
        Self { dimensions: vec![Dimension::Period(by)], keys, of }
    }

    /// Keeps documents apart by one more column, of as many rows as there are documents.
    pub fn and_column(self, name: &str, column: &Column) -> Result<Self> {
        let dimension = Dimension::Column(name.into(), column.kind);
        let labels = column.labels.iter().map(|label| [label.clone()].into()).collect();
        self.and(Self { dimensions: vec![dimension], keys: labels, of: column.of.iter().copied().map(u32::from).collect() })
    }

    /// Keeps apart what either keeps apart.
    pub fn and(mut self, other: Self) -> Result<Self> {
        if self.dimensions.is_empty() {
            return Ok(other);
        }
        if let Some(twice) = other.dimensions.iter().find(|one| self.dimensions.iter().any(|two| two.name() == one.name())) {
            return Err(by_problem(format!("two of them would be the column '{}' of the table", twice.name())));
        }
        if self.of.len() != other.of.len() {
            return Err(by_problem(format!("{} documents and {} values", self.of.len(), other.of.len())));
        }
        let mut numbers = FxHashMap::default();
        let mut keys: Vec<Key> = Vec::new();
        let mut number = |(one, two): (u32, u32)| {
            *numbers.entry((one, two)).or_insert_with(|| {
                keys.push(self.keys[one as usize].iter().chain(&*other.keys[two as usize]).cloned().collect());
                keys.len() as u32 - 1
            })
        };
        let of = self.of.iter().copied().zip(other.of).map(&mut number).collect();
        self.dimensions.extend(other.dimensions);
        Ok(Self { dimensions: self.dimensions, keys, of })
    }

    /// By what documents are kept apart.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The number of the slice of a document.
    pub(in crate::cooccurrence) fn of(&self, document: usize) -> u32 {
        self.of.get(document).copied().unwrap_or(0)
    }

    /// What a slice has in each dimension.
    pub(in crate::cooccurrence) fn key(&self, slice: u32) -> Key {
        self.keys.get(slice as usize).cloned().unwrap_or_default()
    }

    /// Whether there is an entry for each of so many documents.
    pub(crate) fn check(&self, documents: usize) -> Result<()> {
        if self.dimensions.is_empty() || self.of.len() == documents {
            return Ok(());
        }
        Err(by_problem(format!("{documents} documents and {} values", self.of.len())))
    }
}

/// The dimensions as a user gives them: `'month', 'source'`.
pub(in crate::cooccurrence) fn shown(dimensions: &[Dimension]) -> String {
    let names: Vec<String> = dimensions.iter().map(|dimension| format!("'{dimension}'")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The dimensions of the sum of two counts, or in what they differ.
pub(in crate::cooccurrence) fn unified(ours: &[Dimension], theirs: &[Dimension]) -> Result<Vec<Dimension>> {
    let both: Option<Vec<Dimension>> = ours.iter().zip(theirs).map(|(one, two)| one.unified(two)).collect();
    if let Some(both) = both.filter(|_| ours.len() == theirs.len()) {
        return Ok(both);
    }
    let kinds = ours.iter().zip(theirs).find_map(|pair| match pair {
        (Dimension::Column(name, one), Dimension::Column(another, two)) if name == another && one != two => {
            Some(format!("the column '{name}' is {} here and {} there", one.in_words(), two.in_words()))
        }
        _ => None,
    });
    let names = || format!("by is {} here and {} there", shown(ours), shown(theirs));
    Err(Error::Mismatch(kinds.filter(|_| shown(ours) == shown(theirs)).unwrap_or_else(names)))
}

fn by_problem(problem: String) -> Error {
    Error::Argument { argument: "by", problem }
}

fn clamped(n: i64) -> i32 {
    n.clamp(i32::MIN.into(), i32::MAX.into()) as i32
}

fn in_calendar(by: Period, n: i64) -> bool {
    (i64::from(by.of(NaiveDate::MIN))..=i64::from(by.of(NaiveDate::MAX))).contains(&n)
}
