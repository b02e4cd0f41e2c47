//! What a reader left out, decided or kept only once, and where it stood.

use crate::error::{choices, shown};
use std::fmt::Write;
use std::sync::Arc;

choices! {
    /// What became of something a reader met.
    pub enum Outcome as "outcome" {
        /// It could not be read, and is not in the gazetteer.
        Skipped = "skipped",
        /// It could be read in more than one way: the reader chose.
        Settled = "settled",
        /// It was there before, and is kept once.
        Repeated = "repeated",
    }
}

/// What was met for one reason in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, if it was one.
    pub file: Option<Arc<str>>,
    /// What the numbers count: `line` (from 1) or `row` (from 0).
    pub unit: &'static str,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: Box<str>,
    /// How often.
    pub count: usize,
    /// Each with its line or row, where one is known, and what stands there. Of what is repeated only the first [`Report::KEPT`].
    pub places: Vec<(Option<u64>, Box<str>)>,
}

/// What a reader left out, decided or kept only once: nothing it was given is lost without a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    file: Option<Arc<str>>,
    unit: &'static str,
    findings: Vec<Finding>,
}

impl Default for Report {
    fn default() -> Self {
        Self { file: None, unit: "row", findings: Vec::new() }
    }
}

impl Report {
    /// How many places of things that are merely repeated are kept: real tables have hundreds of thousands.
    pub const KEPT: usize = 1000;

    /// A report on the lines of what is read from now on.
    pub(in crate::gazetteer) fn lines(file: Option<&str>) -> Self {
        Self { file: file.map(Arc::from), unit: "line", findings: Vec::new() }
    }

    /// A report on what was left out of a source that has no lines: each with the reason.
    pub fn left_out(source: &str, left_out: &[(String, String)]) -> Self {
        let mut report = Self { file: Some(source.into()), ..Self::default() };
        for (reason, what) in left_out {
            report.note(Outcome::Skipped, reason, None, what);
        }
        report
    }

    /// Says that what is counted are the rows or lines of a file.
    #[must_use]
    pub(crate) fn within(mut self, file: &str) -> Self {
        let file: Arc<str> = file.into();
        for finding in &mut self.findings {
            finding.file.get_or_insert_with(|| Arc::clone(&file));
        }
        self.file = Some(file);
        self
    }

    /// What the numbers count: `line` or `row`.
    pub(in crate::gazetteer) fn unit(&self) -> &'static str {
        self.unit
    }

    /// Adds what was met once.
    pub(in crate::gazetteer) fn note(&mut self, outcome: Outcome, reason: &str, place: Option<u64>, what: &str) {
        self.count(outcome, reason, 1, place, what);
    }

    /// Adds what was met several times at one place.
    pub(in crate::gazetteer) fn count(&mut self, outcome: Outcome, reason: &str, count: usize, place: Option<u64>, what: &str) {
        let same = |finding: &Finding| {
            finding.outcome == outcome && *finding.reason == *reason && finding.file == self.file && finding.unit == self.unit
        };
        let position = self.findings.iter().position(same).unwrap_or_else(|| {
            let (file, unit) = (self.file.clone(), self.unit);
            self.findings.push(Finding { file, unit, outcome, reason: reason.into(), count: 0, places: Vec::new() });
            self.findings.len() - 1
        });
        let finding = &mut self.findings[position];
        finding.count += count;
        if outcome != Outcome::Repeated || finding.places.len() < Self::KEPT {
            finding.places.push((place, shown(what.trim()).into()));
        }
    }

    /// The findings of both.
    pub(crate) fn append(&mut self, other: Self) {
        for finding in other.findings {
            match self.findings.iter_mut().find(|known| known.is_like(&finding)) {
                Some(known) => {
                    known.count += finding.count;
                    let room = if known.outcome == Outcome::Repeated {
                        Self::KEPT.saturating_sub(known.places.len())
                    } else {
                        usize::MAX
                    };
                    known.places.extend(finding.places.into_iter().take(room));
                }
                None => self.findings.push(finding),
            }
        }
    }

    /// What was met, in the order in which it was met first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How often something came to this end.
    pub fn total(&self, outcome: Outcome) -> usize {
        self.findings.iter().filter(|finding| finding.outcome == outcome).map(|finding| finding.count).sum()
    }

    /// A sentence for each reason a person should know of. What is merely repeated is none.
    pub fn warnings(&self) -> Vec<String> {
        self.findings.iter().filter(|finding| finding.outcome != Outcome::Repeated).map(ToString::to_string).collect()
    }
}

impl Finding {
    /// Whether the other one is of the same file, for the same reason.
    fn is_like(&self, other: &Self) -> bool {
        (self.outcome, self.unit, &self.reason, &self.file) == (other.outcome, other.unit, &other.reason, &other.file)
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const FIRST: usize = 3;
        if let Some(file) = &self.file {
            write!(f, "{file}: ")?;
        }
        write!(f, "{} {}: {} (", self.count, self.outcome, self.reason)?;
        for (i, (place, what)) in self.places.iter().take(FIRST).enumerate() {
            f.write_str(if i == 0 { "" } else { "; " })?;
            match place {
                Some(place) => write!(f, "{} {place}: {what}", self.unit)?,
                None => f.write_str(what)?,
            }
        }
        f.write_str(if self.count > FIRST { "; …)" } else { ")" })
    }
}

/// Several findings as lines of text, for the message of an error.
pub(in crate::gazetteer) fn listed(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |mut text, finding| {
        // Writing to a String does not fail.
        let _ = write!(text, "{}{finding}", if text.is_empty() { "" } else { "; " });
        text
    })
}
