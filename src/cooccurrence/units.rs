//! Inside what entities count as together, and how time is cut.

use crate::error::choices;
use chrono::{Datelike, NaiveDate};

choices! {
    /// The stretch of text inside which entities count as together.
    pub enum Unit as "unit" {
        /// The whole document.
        Document = "document",
        /// A paragraph.
        Paragraph = "paragraph",
        /// A sentence.
        Sentence = "sentence",
    }
}

impl Unit {
    /// Its place in an array of counts.
    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

/// One value for each [`Unit`].
pub(super) type PerUnit = [u64; Unit::ALL.len()];

choices! {
    /// A calendar bin of the document's date.
    pub enum Period as "by" {
        /// A day.
        Day = "day",
        /// A week of ISO 8601, from Monday.
        Week = "week",
        /// A month.
        Month = "month",
        /// A quarter of a year.
        Quarter = "quarter",
        /// A year.
        Year = "year",
    }
}

impl Period {
    /// The number of the bin a date falls into. Neighbouring bins have neighbouring numbers, so those in which nothing was published can be listed too.
    pub fn of(self, date: NaiveDate) -> i32 {
        match self {
            Self::Day => date.num_days_from_ce(),
            // Day 1 of the common era, in the proleptic calendar, is a Monday.
            Self::Week => (date.num_days_from_ce() - 1).div_euclid(7),
            Self::Month => date.year() * 12 + date.month0().cast_signed(),
            Self::Quarter => date.year() * 4 + (date.month0() / 3).cast_signed(),
            Self::Year => date.year(),
        }
    }

    /// The bin's name: `2024-07-05`, `2024-W27`, `2024-07`, `2024-Q3`, `2024`. Names of the years 0 to 9999 sort as the bins do; other years carry a sign,
    /// as ISO 8601 wants it.
    pub fn label(self, ordinal: i32) -> String {
        match self {
            Self::Day => {
                let date = day(i64::from(ordinal));
                format!("{}-{:02}-{:02}", year(date.year()), date.month(), date.day())
            }
            Self::Week => {
                // A week belongs to the year that its Thursday is in.
                let week = day(i64::from(ordinal) * 7 + 4).iso_week();
                format!("{}-W{:02}", year(week.year()), week.week())
            }
            Self::Month => format!("{}-{:02}", year(ordinal.div_euclid(12)), ordinal.rem_euclid(12) + 1),
            Self::Quarter => format!("{}-Q{}", year(ordinal.div_euclid(4)), ordinal.rem_euclid(4) + 1),
            Self::Year => year(ordinal),
        }
    }
}

/// A day by its number; the first or last one there is, if the number is no day's.
fn day(number: i64) -> NaiveDate {
    let end = if number < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(end)
}

fn year(year: i32) -> String {
    if (0..=9999).contains(&year) { format!("{year:04}") } else { format!("{year:+05}") }
}
