//! All periods from the first to the last, those too in which nothing was published.

use crate::cooccurrence::count::cooccurrences::Cooccurrences;
use crate::cooccurrence::count::period::Period;
use crate::cooccurrence::count::slicing::{Dimension, Label};
use crate::cooccurrence::count::units::Unit;
use crate::{Error, Result};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// One row for each period, in order; the documents without a date last, if there are any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Axis {
    /// The name of the period; none for documents without a date.
    pub period: Vec<Option<String>>,
    /// Its first day.
    pub first_day: Vec<Option<NaiveDate>>,
    /// Its last day.
    pub last_day: Vec<Option<NaiveDate>>,
    /// Documents, paragraphs and sentences, whether or not anybody is mentioned in them.
    pub units: [Vec<u64>; Unit::OF_TEXT.len()],
}

/// As many rows as anybody could want to see: 27,000 years of days.
const LONGEST: i64 = 10_000_000;

impl Cooccurrences {
    /// The axis of time, over all groups. An error if there is none, or if a wrong date makes it endless.
    pub fn periods(&self) -> Result<Axis> {
        let place = self.by.iter().enumerate().find_map(|(i, dimension)| match dimension {
            Dimension::Period(by) => Some((i, *by)),
            Dimension::Column(..) => None,
        });
        let Some((place, by)) = place else {
            let problem =
                format!("they are not counted by a period: by is {}", crate::cooccurrence::count::slicing::shown(&self.by));
            return Err(Error::Argument { argument: "periods", problem });
        };
        let mut sums: BTreeMap<&Label, [u64; Unit::OF_TEXT.len()]> = BTreeMap::new();
        for (key, slice) in self.counts.slices() {
            let sum = sums.entry(&key[place]).or_default();
            for (sum, unit) in sum.iter_mut().zip(Unit::OF_TEXT) {
                *sum = sum.wrapping_add(slice.units(unit));
            }
        }
        let ordinals = || sums.keys().filter_map(|label| if let Label::Number(n) = label { Some(*n) } else { None });
        let mut axis = Axis::default();
        if let (Some(first), Some(last)) = (ordinals().next(), ordinals().next_back()) {
            if last - first >= LONGEST {
                let label = |n: i64| by.label(n as i32);
                let problem = format!("from {} to {} there are more than {LONGEST}", label(first), label(last));
                return Err(Error::Argument { argument: "periods", problem });
            }
            for n in first..=last {
                axis.push(Some((by, n as i32)), sums.get(&Label::Number(n)).copied().unwrap_or_default());
            }
        }
        if let Some(&undated) = sums.get(&Label::Missing) {
            axis.push(None, undated);
        }
        Ok(axis)
    }
}

impl Axis {
    fn push(&mut self, period: Option<(Period, i32)>, units: [u64; Unit::OF_TEXT.len()]) {
        let days = period.map(|(by, ordinal)| by.days(ordinal));
        self.period.push(period.map(|(by, ordinal)| by.label(ordinal)));
        self.first_day.push(days.map(|days| days.0));
        self.last_day.push(days.map(|days| days.1));
        for (column, units) in self.units.iter_mut().zip(units) {
            column.push(units);
        }
    }
}
