//! The compiled names: which of them begin at a place of folded text.

use super::engine::{Engine, Sweep};
use super::gather::gather;
use super::names::{IndexedName, Names};
use super::options::Options;
use super::pattern::Pattern;
use crate::Result;
use crate::gazetteer::{EntityId, Gazetteer};
use crate::runtime::monitor::Monitor;
use crate::storage::{Stored, Writer};
use crate::text::classify::Lanes;
use crate::text::fold::{Folded, Folder};

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

    /// Whether what was saved fits these options and a gazetteer of so many entities and names.
    ///
    /// What this does not check is checked where it is read: a number out of range reads as nothing.
    pub(super) fn check(stored: &Stored, options: &Options, entities: usize, names: usize) -> Result<()> {
        let known = Names::read(stored)?;
        known.check(entities, names).map_err(|part| stored.damaged(part))?;
        Engine::check(stored, options.boundaries, known.rows.len())
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

    /// Adds the entities of some names that stand side by side.
    #[inline]
    pub(crate) fn add_entities(&self, numbers: std::ops::Range<u32>, entities: &mut Vec<EntityId>) {
        self.names.add_entities(numbers, entities);
    }

    /// The entry of a name of the gazetteer, if it takes part.
    pub(crate) fn named(&self, name: u32) -> Option<IndexedName<'_>> {
        self.names.named(name)
    }

    /// All names with the folded form of a name of the gazetteer.
    pub(crate) fn rivals(&self, name: u32) -> impl Iterator<Item = IndexedName<'_>> {
        self.names.rivals(name)
    }

    /// Whether a name may stand in a text, if that is known before the text is folded.
    #[inline]
    pub(super) fn glance(&self, text: &str, lanes: &Lanes, folder: &Folder, sweep: &mut Sweep) -> Option<bool> {
        self.engine.glance(text, lanes, folder, sweep)
    }

    /// What must be known of a block before its hits.
    pub(super) fn sweep(&self, folded: &Folded, sweep: &mut Sweep) {
        self.engine.sweep(folded, sweep);
        // Of some is known which pattern it is: what is noted of it will be asked for.
        sweep.starts.iter().for_each(|start| self.names.fetch(start.pattern));
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
