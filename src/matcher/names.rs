//! What is known of each name that takes part, in columns.

use super::pattern::Pattern;
use super::trie::NONE;
use crate::gazetteer::{EntityId, Kind};
use crate::runtime::prefetch::fetch;
use crate::storage::{Column, Stored, Texts, Writer};
use chrono::{Datelike, NaiveDate};
use std::ops::Range;

/// One name of the gazetteer that shares its folded form with the others of its pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexedName<'i> {
    names: &'i Names,
    number: u32,
    bits: u32,
    pub(crate) name: u32,
    pub(crate) entity: EntityId,
    pub(crate) kind: Kind,
    /// The place of the priority of its entity among all there are.
    pub(crate) priority: u32,
}

/// Names that most shared ones are no more than.
pub(super) const FEW: usize = 4;

/// What is known of a name, all of it in one place: its entity, which of the gazetteer's names it is, [`flag`]s, and the place of the entity's priority among
/// all priorities there are.
pub(super) type Row = [u32; 4];

/// What is noted of a name in bits: the lower three are its kind.
pub(super) mod flag {
    pub(in crate::matcher) const KIND: u32 = 7;
    pub(in crate::matcher) const STOP: u32 = 8;
    pub(in crate::matcher) const ALONE: u32 = 16;
    pub(in crate::matcher) const NESTED: u32 = 32;
    pub(in crate::matcher) const EXACT: u32 = 64;
    pub(in crate::matcher) const DATED: u32 = 128;
    /// Of its entity: it has a title, is of type `person`, of type `place`.
    pub(in crate::matcher) const HOLDER: u32 = 1 << 8;
    pub(in crate::matcher) const PERSON: u32 = 1 << 9;
    pub(in crate::matcher) const PLACE: u32 = 1 << 10;
    /// From here on, what is noted of its pattern.
    pub(in crate::matcher) const OF_PATTERN: u32 = 11;
    /// The next name is of the same pattern.
    pub(in crate::matcher) const MORE: u32 = 1 << 31;
}

impl<'i> IndexedName<'i> {
    /// It ends in the full stop of an initial, which folding took away: `U.S.`
    pub(crate) fn stop(self) -> bool {
        self.bits & flag::STOP != 0
    }

    /// Whether it counts by itself.
    pub(crate) fn alone(self) -> bool {
        self.bits & flag::ALONE != 0
    }

    /// Whether names inside it count too.
    pub(crate) fn nested(self) -> bool {
        self.bits & flag::NESTED != 0
    }

    /// What the text must be when only case is kept; none if case does not matter.
    pub(crate) fn exact(self) -> Option<&'i [u8]> {
        if self.bits & flag::EXACT == 0 {
            return None;
        }
        let at = self.names.exact.binary_search(&self.number).ok()?;
        Some(self.names.exact_texts.bytes(at))
    }

    /// Whether its entity has a title of its own.
    pub(super) fn holder(self) -> bool {
        self.bits & flag::HOLDER != 0
    }

    /// Whether its entity is of type `person`.
    pub(super) fn person(self) -> bool {
        self.bits & flag::PERSON != 0
    }

    /// Whether its entity is of type `place`.
    pub(super) fn place(self) -> bool {
        self.bits & flag::PLACE != 0
    }

    /// Whether it applies for a time only.
    pub(super) fn dated(self) -> bool {
        self.bits & flag::DATED != 0
    }

    #[inline]
    pub(crate) fn valid(self) -> Option<Validity> {
        if !self.dated() {
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

/// The names by pattern: a pattern is known by the number of its first name, the others stand behind it in the order of the gazetteer.
#[derive(Debug)]
pub(crate) struct Names {
    pub(super) rows: Column<Row>,
    /// The numbers of the names whose case counts, and what they must be.
    pub(super) exact: Column<u32>,
    pub(super) exact_texts: Texts,
    /// The numbers of the names that apply for a time, and their first and last days from the common era.
    pub(super) dated: Column<u32>,
    pub(super) days: Column<[i32; 2]>,
}

impl Names {
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        writer.column("names", &self.rows);
        writer.column("exact", &self.exact);
        writer.texts("cased", &self.exact_texts);
        writer.column("dated", &self.dated);
        writer.column("days", &self.days);
    }

    pub(super) fn read(stored: &Stored) -> crate::Result<Self> {
        Ok(Self {
            rows: stored.column("names")?,
            exact: stored.column("exact")?,
            exact_texts: stored.texts("cased")?,
            dated: stored.column("dated")?,
            days: stored.column("days")?,
        })
    }

    /// Whether the columns fit each other and a gazetteer of so many entities and names; if not, which does not.
    pub(super) fn check(&self, entities: usize, names: usize) -> Result<(), &'static str> {
        let most = self.rows.iter().fold([0; 2], |[entity, name], row| [row[0].max(entity), row[1].max(name)]);
        let below = |most: u32, limit: usize| self.rows.is_empty() || (most as usize) < limit;
        let rows = |holds: bool, part| if holds { Ok(()) } else { Err(part) };
        rows(self.rows.len() <= names && below(most[0], entities) && below(most[1], names), "names")?;
        rows(self.exact.len() == self.exact_texts.len(), "exact")?;
        rows(self.dated.len() == self.days.len(), "dated")
    }

    /// The names of a pattern, as numbers for [`name`](Self::name).
    #[inline]
    pub(super) fn numbers(&self, pattern: u32) -> Range<u32> {
        let rows = self.rows.get(pattern as usize..).unwrap_or_default();
        let noted = rows.first().and_then(|row| Pattern::of_bits(row[2]).count());
        let more = || rows.iter().take_while(|row| row[2] & flag::MORE != 0).count() as u32;
        let count = noted.unwrap_or_else(|| more() + 1);
        pattern..pattern + count.min(rows.len() as u32)
    }

    /// Adds the entities of some names that stand side by side. Mostly these are few: how many there are no processor foresees, so the first ones are read
    /// in any case.
    #[inline]
    pub(super) fn add_entities(&self, numbers: Range<u32>, entities: &mut Vec<EntityId>) {
        let rows = self.rows.get(numbers.start as usize..).unwrap_or_default();
        let before = entities.len();
        match rows.first_chunk::<FEW>() {
            Some(few) if numbers.len() <= FEW => {
                entities.extend_from_slice(&few.map(|row| row[0]));
                entities.truncate(before + numbers.len());
            }
            _ => entities.extend(rows.iter().take(numbers.len()).map(|row| row[0])),
        }
    }

    /// Asks for the first row of a pattern; of [`NONE`](super::trie::NONE), for the first of all.
    #[inline]
    pub(super) fn fetch(&self, pattern: u32) {
        let at = if pattern == NONE { 0 } else { pattern };
        fetch(self.rows.as_ptr().wrapping_add(at as usize).cast());
    }

    /// What is noted of a pattern.
    #[inline]
    pub(super) fn of_pattern(&self, pattern: u32) -> Pattern {
        Pattern::of_bits(self.rows.get(pattern as usize).map_or(0, |row| row[2]))
    }

    /// A name by its number; of a number that is none, a name of nobody's that says nothing.
    #[inline]
    pub(super) fn name(&self, number: u32) -> IndexedName<'_> {
        self.of_row(number, self.rows.get(number as usize).copied().unwrap_or_default())
    }

    /// The same of a row that is at hand.
    #[inline]
    pub(super) fn of_row(&self, number: u32, [entity, name, bits, priority]: Row) -> IndexedName<'_> {
        let kind = Kind::ALL.get((bits & flag::KIND) as usize).copied().unwrap_or(Kind::Name);
        IndexedName { names: self, number, bits, name, entity, kind, priority }
    }

    /// All names.
    pub(super) fn all(&self) -> impl Iterator<Item = IndexedName<'_>> {
        (0..self.rows.len() as u32).map(|number| self.name(number))
    }

    /// The entry of a name of the gazetteer, if it takes part.
    pub(super) fn named(&self, name: u32) -> Option<IndexedName<'_>> {
        self.all().find(|indexed| indexed.name == name)
    }

    /// All names with the folded form of a name of the gazetteer.
    pub(super) fn rivals(&self, name: u32) -> impl Iterator<Item = IndexedName<'_>> {
        let at = self.named(name).map_or(0, |indexed| indexed.number) as usize;
        let before = self.rows.get(..at).unwrap_or_default();
        let others = before.iter().rev().take_while(|row| row[2] & flag::MORE != 0).count();
        self.numbers((at - others) as u32).map(|number| self.name(number))
    }
}
