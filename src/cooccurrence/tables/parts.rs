//! Some of the slices: a range of periods, the values of a column.

use super::selection::unknown;
use crate::cooccurrence::count::cooccurrences::Cooccurrences;
use crate::cooccurrence::count::counts::Counts;
use crate::cooccurrence::count::period::Period;
use crate::cooccurrence::count::slicing::{Dimension, Key, Label, shown};
use crate::{Error, Result};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What a slice must have in some of its dimensions, by the names of their columns: one of several values in each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part(pub Vec<(String, Vec<Values>)>);

/// Labels as a table shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// One of them, or what has none. A period may be longer than those counted: `2024-Q1` of months.
    One(Option<String>),
    /// Periods from one to another one, both included.
    Range(String, String),
}

const NOTHING: &str = "no document is in all of these";

/// A rule for labels.
enum Rule {
    Is(Label),
    Within(i64, i64),
}

impl Cooccurrences {
    /// The counts of some slices, still apart. An error if there are no such slices.
    pub fn part(&self, part: &Part) -> Result<Self> {
        let rules = self.rules(part)?;
        self.picked(|key| fits(&rules, key)).ok_or_else(|| wrong(NOTHING.to_owned()))
    }

    /// The counts of two parts that share nothing; of one, and of all the rest.
    pub fn parts(&self, left: &Part, right: Option<&Part>) -> Result<(Self, Self)> {
        let one = self.rules(left)?;
        let nothing = || wrong(NOTHING.to_owned());
        let left = self.picked(|key| fits(&one, key)).ok_or_else(nothing)?;
        let Some(right) = right else {
            let rest = self.picked(|key| !fits(&one, key));
            return Ok((left, rest.ok_or_else(|| compare("the left side has all documents: there is no rest".to_owned()))?));
        };
        let other = self.rules(right)?;
        if let Some((key, _)) = self.counts.slices().find(|(key, _)| fits(&one, key) && fits(&other, key)) {
            let labels = self.by.iter().zip(&**key).map(|(by, label)| by.show(label).unwrap_or_else(|| "none".to_owned()));
            let labels = labels.collect::<Vec<_>>().join(", ");
            return Err(compare(format!("both sides have the documents of {labels}: what is compared must be apart")));
        }
        Ok((left, self.picked(|key| fits(&other, key)).ok_or_else(nothing)?))
    }

    /// Some slices; none if there are no such slices.
    fn picked(&self, wanted: impl Fn(&Key) -> bool) -> Option<Self> {
        let slices = self.counts.slices.iter().filter(|(key, _)| wanted(key));
        let counts = Counts { slices: slices.map(|(key, slice)| (key.clone(), slice.clone())).collect() };
        (!counts.slices.is_empty()).then(|| Self { counts, ..self.without_counts() })
    }

    /// For each dimension that is asked for, its place and what will do.
    fn rules(&self, part: &Part) -> Result<Vec<(usize, Vec<Rule>)>> {
        let mut rules = Vec::new();
        for (name, values) in &part.0 {
            let Some(place) = self.by.iter().position(|dimension| dimension.name() == name) else {
                let known: BTreeSet<&str> = self.by.iter().map(Dimension::name).collect();
                return Err(wrong(format!("they are counted by {}: {}", shown(&self.by), unknown("column", name, &known, "by"))));
            };
            let of_values: Vec<Rule> = values.iter().map(|values| self.rule(place, values)).collect::<Result<_>>()?;
            for (rule, values) in of_values.iter().zip(values) {
                if !self.counts.slices.keys().any(|key| rule.allows(&key[place])) {
                    return Err(self.nothing(place, values));
                }
            }
            rules.push((place, of_values));
        }
        Ok(rules)
    }

    fn rule(&self, place: usize, values: &Values) -> Result<Rule> {
        match (&self.by[place], values) {
            (_, Values::One(None)) => Ok(Rule::Is(Label::Missing)),
            (Dimension::Period(by), Values::One(Some(label))) => within(*by, label, label),
            (Dimension::Period(by), Values::Range(from, to)) => within(*by, from, to),
            (dimension, Values::One(Some(label))) => match dimension.label(label) {
                Some(label) => Ok(Rule::Is(label)),
                None => Err(self.nothing(place, values)),
            },
            (dimension, Values::Range(from, to)) => {
                let name = dimension.name();
                Err(wrong(format!("from '{from}' to '{to}' is for periods: list the values of '{name}'")))
            }
        }
    }

    /// No slice has these values.
    fn nothing(&self, place: usize, values: &Values) -> Error {
        let dimension = &self.by[place];
        let labels: Vec<String> =
            self.counts.slices.keys().filter_map(|key| dimension.show(key.get(place).unwrap_or(&Label::Missing))).collect();
        let known: BTreeSet<&str> = labels.iter().map(String::as_str).collect();
        let given = match values {
            Values::One(Some(label)) => label.clone(),
            Values::One(None) => "none".to_owned(),
            Values::Range(from, to) => format!("{from} to {to}"),
        };
        wrong(match dimension {
            Dimension::Period(_) => {
                let span = known
                    .first()
                    .zip(known.last())
                    .map_or("there are none".to_owned(), |(first, last)| format!("they are from {first} to {last}"));
                format!("no documents of the period '{given}': {span}")
            }
            Dimension::Column(name, _) => unknown("value", &given, &known, &format!("the column '{name}'")),
        })
    }
}

impl Rule {
    fn allows(&self, label: &Label) -> bool {
        match (self, label) {
            (Self::Is(wanted), label) => wanted == label,
            (Self::Within(from, to), Label::Number(n)) => from <= n && n <= to,
            (Self::Within(..), _) => false,
        }
    }
}

fn fits(rules: &[(usize, Vec<Rule>)], key: &Key) -> bool {
    rules.iter().all(|(place, rules)| key.get(*place).is_some_and(|label| rules.iter().any(|rule| rule.allows(label))))
}

/// The periods by which is counted, from one named period to another.
fn within(by: Period, from: &str, to: &str) -> Result<Rule> {
    let (first, last) = span("part", from, to)?;
    let edge = |day: NaiveDate| by.days(by.of(day));
    if edge(first).0 != first || edge(last).1 != last {
        let given = if from == to { format!("'{from}'") } else { format!("'{from}' to '{to}'") };
        return Err(wrong(format!("{given} is not made of whole periods by '{by}', as counted")));
    }
    Ok(Rule::Within(by.of(first).into(), by.of(last).into()))
}

/// The first day of one named period and the last of another, which may be of another length.
pub fn span(argument: &'static str, from: &str, to: &str) -> Result<(NaiveDate, NaiveDate)> {
    let no_period = |label: &str| {
        let label = crate::error::shown(label);
        let problem = format!("'{label}' is no period: they look like 2024, 2024-Q3, 2024-07, 2024-W27, 2024-07-05");
        Error::Argument { argument, problem }
    };
    let days = |label: &str| {
        let (period, ordinal) = Period::named(label).ok_or_else(|| no_period(label))?;
        Ok::<_, Error>(period.days(ordinal))
    };
    let ((first, _), (_, last)) = (days(from)?, days(to)?);
    if first > last {
        return Err(Error::Argument { argument, problem: format!("'{from}' is after '{to}'") });
    }
    Ok((first, last))
}

/// Of a part that is not there.
fn wrong(problem: String) -> Error {
    Error::Argument { argument: "part", problem }
}

pub(in crate::cooccurrence) fn compare(problem: String) -> Error {
    Error::Argument { argument: "compare", problem }
}
