//! The compiled names: which of them begin at a place of folded text.

use super::engine::{Engine, Sweep};
use super::gather::{NO_DAY, gather};
use super::options::Options;
use crate::Result;
use crate::gazetteer::{EntityId, Gazetteer, Kind};
use crate::monitor::Monitor;
use crate::stored::{Column, Stored, Texts, Writer};
use crate::text::fold::Folded;
use chrono::{Datelike, NaiveDate};

/// One name of the gazetteer that shares its folded form with the others of its pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexedName<'i> {
    index: &'i Index,
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
        let at = self.index.exact.binary_search(&self.number).ok()?;
        Some(self.index.exact_texts.bytes(at))
    }

    pub(crate) fn valid(self) -> Option<Validity> {
        if self.flags & flag::DATED == 0 {
            return None;
        }
        let at = self.index.dated.binary_search(&self.number).ok()?;
        let [from, to] = self.index.days.get(at)?.map(|day| if day == NO_DAY { None } else { NaiveDate::from_num_days_from_ce_opt(day) });
        Some(Validity { from, to })
    }
}

/// What is worth knowing of the names of a pattern before looking at each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Pattern(u8);

impl Pattern {
    const TITLE: u8 = 1;
    const HOLDER: u8 = 2;
    const SHORT: u8 = 4;
    const DEPENDENT: u8 = 8;
    const SHARED: u8 = 16;

    /// One is a title.
    pub(crate) fn title(self) -> bool {
        self.0 & Self::TITLE != 0
    }

    /// One is a name of an entity that has titles.
    pub(crate) fn holder(self) -> bool {
        self.0 & Self::HOLDER != 0
    }

    /// Several entities have it as a short name.
    pub(crate) fn shared(self) -> bool {
        self.0 & Self::SHARED != 0
    }

    /// Whether one counts depends on what stands beside it, or elsewhere in the document.
    pub(crate) fn needs_neighbours(self) -> bool {
        self.0 & (Self::TITLE | Self::SHORT | Self::DEPENDENT) != 0
    }

    /// The pattern of names, each with its entity; `holder` tells which entities have titles.
    fn of(names: impl Iterator<Item = (u8, EntityId)>, holder: impl Fn(EntityId) -> bool) -> u8 {
        let (mut flags, mut short) = (0, None);
        for (name, entity) in names {
            let kind = kind(name);
            let title = kind == Kind::Role;
            flags |= if title { Self::TITLE } else { 0 };
            flags |= if !title && holder(entity) { Self::HOLDER } else { 0 };
            flags |= if name & flag::ALONE == 0 { Self::DEPENDENT } else { 0 };
            if kind == Kind::Short {
                flags |= Self::SHORT;
                flags |= if *short.get_or_insert(entity) == entity { 0 } else { Self::SHARED };
            }
        }
        flags
    }
}

fn kind(flags: u8) -> Kind {
    Kind::ALL.get((flags & flag::KIND) as usize).copied().unwrap_or(Kind::Name)
}

/// What the neighbours of a name need to know of its entity.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Traits {
    /// It is of type `person`.
    pub(crate) person: bool,
    /// It is of type `place`.
    pub(crate) place: bool,
}

const HOLDER: u8 = 1;
const PERSON: u8 = 2;
const PLACE: u8 = 4;

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

/// A folded text that begins at a bound of a block and ends at another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// End in the folded block.
    pub(crate) end: u32,
    pub(crate) pattern: u32,
}

/// All names, compiled.
///
/// Where words bound a name, a trie is walked from each bound, and stops at the first byte that continues no name: so most words cost two or three steps, and every occurrence
/// between two bounds is seen, also one that a longer occurrence, which is none between bounds, would hide.
///
/// All of it are columns, a few bytes for each name, which may lie in the map of a file.
#[derive(Debug)]
pub(crate) struct Index {
    engine: Engine,
    /// Where the names of each pattern begin, one entry more than patterns. Patterns are in the order of their bytes, the names of one in that of the gazetteer.
    starts: Column<u32>,
    patterns: Column<u8>,
    names: Column<u32>,
    entities: Column<u32>,
    flags: Column<u8>,
    /// The numbers of the names whose case counts, and what they must be.
    exact: Column<u32>,
    exact_texts: Texts,
    /// The numbers of the names that apply for a time, and their first and last days from the common era.
    dated: Column<u32>,
    days: Column<[i32; 2]>,
    /// Of each entity.
    traits: Column<u8>,
}

impl Index {
    pub(crate) fn new(gazetteer: &Gazetteer, options: &Options, monitor: &Monitor) -> Result<Self> {
        let names = gather(gazetteer, options, monitor)?;
        monitor.check()?;
        let engine = Engine::new(names.patterns, &names.shared, options.boundaries, monitor)?;
        let mut traits = traits(gazetteer);
        for (&flags, &entity) in names.flags.iter().zip(&names.entities) {
            if kind(flags) == Kind::Role {
                traits[entity as usize] |= HOLDER;
            }
        }
        let of = |range: &[u32]| {
            let range = range[0] as usize..range[1] as usize;
            let names = names.flags[range.clone()].iter().copied().zip(names.entities[range].iter().copied());
            Pattern::of(names, |entity| traits[entity as usize] & HOLDER != 0)
        };
        let patterns: Vec<u8> = names.starts.windows(2).map(of).collect();
        Ok(Self {
            engine,
            patterns: patterns.into(),
            starts: names.starts.into(),
            names: names.names.into(),
            entities: names.entities.into(),
            flags: names.flags.into(),
            exact: names.exact.into(),
            exact_texts: names.exact_texts.finish()?,
            dated: names.dated.into(),
            days: names.days.into(),
            traits: traits.into(),
        })
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        self.engine.write(writer);
        writer.column(b"starts  ", &self.starts);
        writer.column(b"patterns", &self.patterns);
        writer.column(b"names   ", &self.names);
        writer.column(b"entities", &self.entities);
        writer.column(b"flags   ", &self.flags);
        writer.column(b"exact   ", &self.exact);
        writer.texts(b"cased   ", &self.exact_texts);
        writer.column(b"dated   ", &self.dated);
        writer.column(b"days    ", &self.days);
        writer.column(b"traits  ", &self.traits);
    }

    /// What was saved.
    pub(super) fn read(stored: &Stored, options: &Options) -> Result<Self> {
        Ok(Self {
            engine: Engine::read(stored, options.boundaries)?,
            starts: stored.column(b"starts  ")?,
            patterns: stored.column(b"patterns")?,
            names: stored.column(b"names   ")?,
            entities: stored.column(b"entities")?,
            flags: stored.column(b"flags   ")?,
            exact: stored.column(b"exact   ")?,
            exact_texts: stored.texts(b"cased   ")?,
            dated: stored.column(b"dated   ")?,
            days: stored.column(b"days    ")?,
            traits: stored.column(b"traits  ")?,
        })
    }

    /// Whether the columns fit each other and a gazetteer of so many entities and names. What this does not look at reads as nothing where it does not hold.
    pub(super) fn check(&self, entities: usize, names: usize) -> Result<(), &'static [u8; 8]> {
        let len = self.names.len();
        let below = |column: &[u32], limit: usize| column.iter().fold(0, |most, &value| most.max(value)) < limit.max(1) as u32;
        let rows = |same: bool, tag| if same { Ok(()) } else { Err(tag) };
        rows(self.starts.is_sorted() && self.starts.last().copied().unwrap_or(0) as usize == len, b"starts  ")?;
        rows(self.patterns.len() == self.starts.len().saturating_sub(1), b"patterns")?;
        rows(len <= names && below(&self.names, names), b"names   ")?;
        rows(self.entities.len() == len && below(&self.entities, entities), b"entities")?;
        rows(self.flags.len() == len, b"flags   ")?;
        rows(self.exact.len() == self.exact_texts.len(), b"exact   ")?;
        rows(self.dated.len() == self.days.len(), b"dated   ")?;
        rows(self.traits.len() == entities, b"traits  ")
    }

    /// The names of a pattern, in the order of the gazetteer, as numbers for [`name`](Self::name).
    pub(crate) fn numbers(&self, pattern: u32) -> std::ops::Range<u32> {
        match self.starts.get(pattern as usize..).and_then(|starts| starts.first_chunk()) {
            Some(&[from, to]) => from..to,
            None => 0..0,
        }
    }

    /// The entry of a name of the gazetteer, if it takes part.
    pub(crate) fn named(&self, name: u32) -> Option<IndexedName<'_>> {
        let number = self.names.iter().position(|&other| other == name)?;
        Some(self.name(number as u32))
    }

    /// All names with the folded form of a name of the gazetteer.
    pub(crate) fn rivals(&self, name: u32) -> impl Iterator<Item = IndexedName<'_>> {
        let at = self.names.iter().position(|&other| other == name).unwrap_or_default() as u32;
        let pattern = self.starts.partition_point(|&start| start <= at).max(1) - 1;
        self.numbers(pattern as u32).map(|number| self.name(number))
    }

    pub(crate) fn pattern(&self, pattern: u32) -> Pattern {
        Pattern(self.patterns.get(pattern as usize).copied().unwrap_or_default())
    }

    pub(crate) fn entity(&self, entity: EntityId) -> Traits {
        let traits = self.traits.get(entity as usize).copied().unwrap_or_default();
        Traits { person: traits & PERSON != 0, place: traits & PLACE != 0 }
    }

    #[inline]
    pub(crate) fn name(&self, number: u32) -> IndexedName<'_> {
        let at = number as usize;
        let value = |column: &[u32]| column.get(at).copied().unwrap_or_default();
        let flags = self.flags.get(at).copied().unwrap_or_default();
        let (name, entity) = (value(&self.names), value(&self.entities));
        IndexedName { index: self, number, flags, name, entity, kind: kind(flags) }
    }

    /// What must be known of a block before its [`hits`](Self::hits).
    pub(super) fn sweep(&self, folded: &Folded, sweep: &mut Sweep) {
        self.engine.sweep(folded, sweep);
    }

    /// All hits that begin at the folded byte `from`, shortest first.
    #[inline]
    pub(super) fn hits(&self, folded: &Folded, sweep: &Sweep, from: usize, hits: &mut Vec<Hit>) {
        self.engine.hits(folded, sweep, from, hits);
    }
}

fn traits(gazetteer: &Gazetteer) -> Vec<u8> {
    let of = |kind: Option<&str>| match kind {
        Some("person") => PERSON,
        Some("place") => PLACE,
        _ => 0,
    };
    gazetteer.entities().iter().map(|entity| of(entity.kind.as_deref())).collect()
}
