//! How time is cut.

use crate::error::choices;
use chrono::{Datelike, NaiveDate};

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

    /// The first and the last day of a bin, as far as there are such days.
    pub fn days(self, ordinal: i32) -> (NaiveDate, NaiveDate) {
        let n = i64::from(ordinal);
        // The first of a month, counted through the years.
        let month = |months: i64| {
            let in_range = i32::try_from(months.div_euclid(12)).ok();
            let date = in_range.and_then(|year| NaiveDate::from_ymd_opt(year, months.rem_euclid(12) as u32 + 1, 1));
            date.unwrap_or(if months < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
        };
        let months = |each: i64| {
            let first = month(n * each);
            (first, month((n + 1) * each).pred_opt().map_or(first, |last| last.max(first)))
        };
        match self {
            Self::Day => (day(n), day(n)),
            Self::Week => (day(n * 7 + 1), day(n * 7 + 7)),
            Self::Month => months(1),
            Self::Quarter => months(3),
            Self::Year => months(12),
        }
    }

    /// The period and the number of the bin that has this name: what [`label`](Self::label) wrote.
    pub fn named(label: &str) -> Option<(Self, i32)> {
        let digits = label.strip_prefix(['+', '-']).unwrap_or(label);
        let year_len = label.len() - digits.len() + digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let (year, rest) = label.split_at(year_len);
        let year: i32 = year.parse().ok()?;
        let number = |text: &str| text.parse::<u32>().ok();
        let date = match rest.strip_prefix('-') {
            None => (Self::Year, NaiveDate::from_ymd_opt(year, 1, 1)?),
            Some(rest) => match (rest.split_at_checked(1), rest.split_once('-')) {
                (Some(("Q", quarter)), _) => {
                    (Self::Quarter, NaiveDate::from_ymd_opt(year, number(quarter)?.checked_mul(3)?.checked_sub(2)?, 1)?)
                }
                (Some(("W", week)), _) => (Self::Week, NaiveDate::from_isoywd_opt(year, number(week)?, chrono::Weekday::Mon)?),
                (_, Some((month, day))) => (Self::Day, NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)?),
                (_, None) => (Self::Month, NaiveDate::from_ymd_opt(year, number(rest)?, 1)?),
            },
        };
        let (period, ordinal) = (date.0, date.0.of(date.1));
        (period.label(ordinal) == label).then_some((period, ordinal))
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
