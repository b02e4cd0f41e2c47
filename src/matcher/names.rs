//! What is known of each name that takes part, in columns.

use crate::gazetteer::{EntityId, Kind};
use crate::stored::{Column, Stored, Texts, Writer};
use chrono::{Datelike, NaiveDate};
use std::ops::Range;

/// One name of the gazetteer that shares its folded form with the others of its pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexedName<'i> {
    names: &'i Names,
    number: u32,
    flags: u8,
    pub(crate) name: u32,
    pub(crate) entity: EntityId,
    pub(crate) kind: Kind,
}

/// What is noted of a name in one byte: the lower three bits are its kind.
pub(super) mod flag {
    pub(in crate::matcher) const KIND: u8 = 7;
    pub(in crate::matcher) const STOP: u8 = 8;
    pub(in crate::matcher) const ALONE: u8 = 16;
    pub(in crate::matcher) const NESTED: u8 = 32;
    pub(in crate::matcher) const EXACT: u8 = 64;
    pub(in crate::matcher) const DATED: u8 = 128;
}

impl<'i> IndexedName<'i> {
    /// It ends in the full stop of an initial, which folding took away: `U.S.`
    pub(crate) fn stop(self) -> bool {
        self.flags & flag::STOP != 0
    }

    /// Whether it counts by itself.
    pub(crate) fn alone(self) -> bool {
        self.flags & flag::ALONE != 0
    }

    /// Whether names inside it count too.
    pub(crate) fn nested(self) -> bool {
        self.flags & flag::NESTED != 0
    }

    /// What the text must be when only case is kept; none if case does not matter.
    pub(crate) fn exact(self) -> Option<&'i [u8]> {
        if self.flags & flag::EXACT == 0 {
            return None;
        }
        let at = self.names.exact.binary_search(&self.number).ok()?;
        Some(self.names.exact_texts.bytes(at))
    }

    pub(crate) fn valid(self) -> Option<Validity> {
        if self.flags & flag::DATED == 0 {
            return None;
        }
        let at = self.names.dated.binary_search(&self.number).ok()?;
        // No first or no last day is none of the calendar, either.
        let [from, to] = self.names.days.get(at)?.map(NaiveDate::from_num_days_from_ce_opt);
        Some(Validity { from, to })
    }
}

/// First and last day a name applies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Validity {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Validity {
    /// Whether it applies on any day of a year.
    pub(crate) fn touches(self, year: i32) -> bool {
        self.from.is_none_or(|from| from.year() <= year) && self.to.is_none_or(|to| year <= to.year())
    }

    pub(crate) fn contains(self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }
}

/// The names by pattern.
#[derive(Debug)]
pub(crate) struct Names {
    /// Where the names of each pattern begin, one entry more than patterns; those of one are in the order of the gazetteer.
    pub(super) starts: Column<u32>,
    /// Which of the gazetteer's names.
    pub(super) numbers: Column<u32>,
    pub(super) entities: Column<u32>,
    pub(super) flags: Column<u8>,
    /// The numbers of the names whose case counts, and what they must be.
    pub(super) exact: Column<u32>,
    pub(super) exact_texts: Texts,
    /// The numbers of the names that apply for a time, and their first and last days from the common era.
    pub(super) dated: Column<u32>,
    pub(super) days: Column<[i32; 2]>,
}

impl Names {
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        writer.column("starts", &self.starts);
        writer.column("names", &self.numbers);
        writer.column("entities", &self.entities);
        writer.column("flags", &self.flags);
        writer.column("exact", &self.exact);
        writer.texts("cased", &self.exact_texts);
        writer.column("dated", &self.dated);
        writer.column("days", &self.days);
    }

    pub(super) fn read(stored: &Stored) -> crate::Result<Self> {
        Ok(Self {
            starts: stored.column("starts")?,
            numbers: stored.column("names")?,
            entities: stored.column("entities")?,
            flags: stored.column("flags")?,
            exact: stored.column("exact")?,
            exact_texts: stored.texts("cased")?,
            dated: stored.column("dated")?,
            days: stored.column("days")?,
        })
    }

    /// Whether the columns fit each other and a gazetteer of so many entities and names; if not, which does not.
    pub(super) fn check(&self, entities: usize, names: usize) -> Result<(), &'static str> {
        let len = self.numbers.len();
        let below =
            |column: &[u32], limit: usize| (column.iter().fold(0, |most, &value| most.max(value)) as usize) < limit.max(1);
        let rows = |holds: bool, part| if holds { Ok(()) } else { Err(part) };
        rows(self.starts.is_sorted() && self.starts.last().copied().unwrap_or(0) as usize == len, "starts")?;
        rows(len <= names && below(&self.numbers, names), "names")?;
        rows(self.entities.len() == len && below(&self.entities, entities), "entities")?;
        rows(self.flags.len() == len, "flags")?;
        rows(self.exact.len() == self.exact_texts.len(), "exact")?;
        rows(self.dated.len() == self.days.len(), "dated")
    }

    /// How many patterns there are.
    pub(super) fn patterns(&self) -> u32 {
        self.starts.len().saturating_sub(1) as u32
    }

    /// The names of a pattern, as numbers for [`name`](Self::name).
    #[inline]
    pub(super) fn numbers(&self, pattern: u32) -> Range<u32> {
        match self.starts.get(pattern as usize..).and_then(|starts| starts.first_chunk()) {
            Some(&[from, to]) => from..to,
            None => 0..0,
        }
    }

    /// A name by its number; of a number that is none, a name of nobody's that says nothing.
    #[inline]
    pub(super) fn name(&self, number: u32) -> IndexedName<'_> {
        let at = number as usize;
        let value = |column: &[u32]| column.get(at).copied().unwrap_or_default();
        let flags = self.flags.get(at).copied().unwrap_or_default();
        let kind = Kind::ALL.get((flags & flag::KIND) as usize).copied().unwrap_or(Kind::Name);
        IndexedName { names: self, number, flags, name: value(&self.numbers), entity: value(&self.entities), kind }
    }

    /// The names of a pattern.
    pub(super) fn of(&self, pattern: u32) -> impl Iterator<Item = IndexedName<'_>> {
        self.numbers(pattern).map(|number| self.name(number))
    }

    /// All names.
    pub(super) fn all(&self) -> impl Iterator<Item = IndexedName<'_>> {
        (0..self.numbers.len() as u32).map(|number| self.name(number))
    }

    /// The entry of a name of the gazetteer, if it takes part.
    pub(super) fn named(&self, name: u32) -> Option<IndexedName<'_>> {
        self.all().find(|indexed| indexed.name == name)
    }

    /// All names with the folded form of a name of the gazetteer.
    pub(super) fn rivals(&self, name: u32) -> impl Iterator<Item = IndexedName<'_>> {
        let at = self.named(name).map_or(0, |indexed| indexed.number);
        let pattern = self.starts.partition_point(|&start| start <= at).max(1) - 1;
        self.of(pattern as u32)
    }
}
