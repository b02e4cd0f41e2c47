//! The compiled names: which of them begin at a place of folded text.

use super::engine::{Engine, Sweep};
use super::gather::gather;
use super::names::{IndexedName, Names, flag};
use super::options::Options;
use crate::Result;
use crate::gazetteer::{Gazetteer, Kind};
use crate::monitor::Monitor;
use crate::stored::{Stored, Writer};
use crate::text::fold::{Folded, Folder};
use crate::text::lanes::Lanes;

/// What is worth knowing of the names of a pattern before looking at each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Pattern(u8);

impl Pattern {
    const TITLE: u8 = 1;
    const HOLDER: u8 = 2;
    const SHORT: u8 = 4;
    const DEPENDENT: u8 = 8;
    const SHARED: u8 = 16;
    const ANY_CASE: u8 = 32;
    const UPPER: u8 = 64;
    const USUAL: u8 = 128;

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

    /// One is a short name.
    pub(crate) fn short(self) -> bool {
        self.0 & Self::SHORT != 0
    }

    /// Whether one counts depends on what stands beside it, or elsewhere in the document.
    pub(crate) fn needs_neighbours(self) -> bool {
        self.0 & (Self::TITLE | Self::SHORT | Self::DEPENDENT) != 0
    }

    /// The case of none counts.
    pub(crate) fn any_case(self) -> bool {
        self.0 & Self::ANY_CASE != 0
    }

    /// All are the pattern in upper case, of letters and digits of ASCII: `US`.
    pub(crate) fn upper(self) -> bool {
        self.0 & Self::UPPER != 0
    }

    /// All apply at all times, none ends in the full stop of an initial, and inside of none count others.
    pub(crate) fn usual(self) -> bool {
        self.0 & Self::USUAL != 0
    }

    /// What is noted of it beside what is noted of a name.
    pub(super) fn bits(self) -> u32 {
        u32::from(self.0) << flag::OF_PATTERN
    }

    #[inline]
    pub(super) fn of_bits(bits: u32) -> Self {
        Self((bits >> flag::OF_PATTERN) as u8)
    }

    /// The pattern of this folded form and these names.
    pub(super) fn of<'n>(folded: &[u8], names: impl Iterator<Item = IndexedName<'n>>) -> Self {
        let (mut flags, mut short) = (Self::ANY_CASE | Self::UPPER | Self::USUAL, None);
        for name in names {
            flags &= if name.valid().is_some() || name.stop() || name.nested() { !Self::USUAL } else { !0 };
            let exact = name.exact();
            flags &= if exact.is_some() { !Self::ANY_CASE } else { !Self::UPPER };
            let upper = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            if exact.is_some_and(|exact| !exact.iter().all(upper) || !exact.eq_ignore_ascii_case(folded)) {
                flags &= !Self::UPPER;
            }
            let title = name.kind == Kind::Role;
            flags |= if title { Self::TITLE } else { 0 };
            flags |= if !title && name.holder() { Self::HOLDER } else { 0 };
            flags |= if name.alone() { 0 } else { Self::DEPENDENT };
            if name.kind == Kind::Short {
                flags |= Self::SHORT;
                flags |= if *short.get_or_insert(name.entity) == name.entity { 0 } else { Self::SHARED };
            }
        }
        Self(flags)
    }
}

/// A folded text that begins at a bound of a block and ends at another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// End in the folded block.
    pub(crate) end: u32,
    /// The number of the first name of its pattern.
    pub(crate) pattern: u32,
    /// What is noted of it.
    pub(crate) known: Pattern,
}

impl Hit {
    /// Of a pattern of which nothing is known yet.
    pub(super) fn new(end: usize, pattern: u32) -> Self {
        Self { end: end as u32, pattern, known: Pattern::default() }
    }
}

/// All names, compiled.
///
/// Where words bound a name, a trie is walked from each bound that a filter of words lets pass, and stops at the first byte that continues no name: so every occurrence between two
/// bounds is seen, also one that a longer occurrence, which is none between bounds, would hide.
///
/// All of it are columns, a few bytes for each name, which may lie in the map of a file.
#[derive(Debug)]
pub(crate) struct Index {
    engine: Engine,
    /// Patterns are in the order of their bytes.
    names: Names,
}

impl Index {
    pub(crate) fn new(gazetteer: &Gazetteer, options: &Options, monitor: &Monitor) -> Result<Self> {
        let (folded, names) = gather(gazetteer, options, monitor)?;
        monitor.check()?;
        let engine = Engine::new(folded, options.boundaries, monitor)?;
        Ok(Self { engine, names })
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        self.engine.write(writer);
        self.names.write(writer);
    }

    /// What was saved.
    pub(super) fn read(stored: &Stored, options: &Options) -> Result<Self> {
        Ok(Self { engine: Engine::read(stored, options.boundaries)?, names: Names::read(stored)? })
    }

    /// Whether what was saved fits a gazetteer of so many entities and names. What this does not look at reads as nothing where it does not hold.
    pub(super) fn check(stored: &Stored, entities: usize, names: usize) -> Result<()> {
        Names::read(stored)?.check(entities, names).map_err(|part| stored.damaged(part))
    }

    /// The names of a pattern, in the order of the gazetteer, as numbers for [`name`](Self::name).
    #[inline]
    pub(crate) fn numbers(&self, pattern: u32) -> std::ops::Range<u32> {
        self.names.numbers(pattern)
    }

    #[inline]
    pub(crate) fn name(&self, number: u32) -> IndexedName<'_> {
        self.names.name(number)
    }

    /// The entry of a name of the gazetteer, if it takes part.
    pub(crate) fn named(&self, name: u32) -> Option<IndexedName<'_>> {
        self.names.named(name)
    }

    /// All names with the folded form of a name of the gazetteer.
    pub(crate) fn rivals(&self, name: u32) -> impl Iterator<Item = IndexedName<'_>> {
        self.names.rivals(name)
    }

    /// Whether a name may stand in a text, by its lanes alone, if these tell.
    #[inline]
    pub(super) fn glance(&self, text: &str, lanes: &Lanes, folder: &Folder, sweep: &mut Sweep) -> Option<bool> {
        self.engine.glance(text, lanes, folder, sweep)
    }

    /// What must be known of a block before its hits.
    pub(super) fn sweep(&self, folded: &Folded, sweep: &mut Sweep) {
        self.engine.sweep(folded, sweep);
        self.know(sweep.hits.iter_mut().map(|hit| &mut hit.1));
    }

    /// The next place of a block from `from` on at which something begins: [`Sweep::here`].
    #[inline]
    pub(super) fn next(&self, folded: &Folded, sweep: &mut Sweep, from: usize) -> Option<usize> {
        loop {
            if let Some(at) = sweep.next_from(from) {
                return Some(at);
            }
            if !self.engine.walk_on(folded, sweep, from) {
                return None;
            }
            self.know(sweep.hits.iter_mut().map(|hit| &mut hit.1));
        }
    }

    /// All hits that begin at the folded byte `from`, shortest first.
    #[inline]
    pub(super) fn hits(&self, folded: &Folded, sweep: &Sweep, from: usize, hits: &mut Vec<Hit>) {
        self.engine.hits(folded, sweep, from, hits);
        self.know(hits.iter_mut());
    }

    /// Notes of hits what is known of their patterns: of all of them at once, because each may be in no cache.
    fn know<'h>(&self, hits: impl Iterator<Item = &'h mut Hit>) {
        hits.for_each(|hit| hit.known = self.names.of_pattern(hit.pattern));
    }
}
