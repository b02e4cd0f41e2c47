//! The compiled names: which of them begin at a place of folded text.

use super::engine::{Engine, Sweep};
use crate::Result;
use crate::gazetteer::{Case, Entity, EntityId, Gazetteer, Kind};
use crate::matcher::options::{CaseRule, Options};
use crate::text::fold::Folded;
use crate::text::fold_as;
use crate::text::words::is_short_upper_case;
use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

/// One name of the gazetteer that shares its folded form with the others of its pattern.
#[derive(Debug, Clone)]
pub(crate) struct IndexedName {
    pub(crate) name: u32,
    pub(crate) entity: EntityId,
    pub(crate) valid: Option<Validity>,
    /// What the text must be when only case is kept; none if case does not matter.
    pub(crate) exact: Option<Box<str>>,
    /// It ends in the full stop of an initial, which folding took away: `U.S.`
    pub(crate) stop: bool,
    pub(crate) kind: Kind,
    /// Whether it counts by itself.
    pub(crate) alone: bool,
    /// Whether names inside it count too.
    pub(crate) nested: bool,
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

    /// One is a short name.
    pub(crate) fn short(self) -> bool {
        self.0 & Self::SHORT != 0
    }

    /// Whether one counts depends on what stands beside it, or elsewhere in the document.
    pub(crate) fn needs_neighbours(self) -> bool {
        self.0 & (Self::TITLE | Self::SHORT | Self::DEPENDENT) != 0
    }

    /// The pattern of these names; `holds` tells which entities have titles.
    fn of(names: &[IndexedName], holds: &[Traits]) -> Self {
        let mut flags = 0;
        for name in names {
            let title = name.kind == Kind::Role;
            flags |= if title { Self::TITLE } else { 0 };
            flags |= if !title && holds[name.entity as usize].holder { Self::HOLDER } else { 0 };
            flags |= if name.alone { 0 } else { Self::DEPENDENT };
            flags |= if name.kind == Kind::Short { Self::SHORT } else { 0 };
        }
        let mut shorts = names.iter().filter(|name| name.kind == Kind::Short).map(|name| name.entity);
        let first = shorts.next();
        flags |= if shorts.any(|entity| Some(entity) != first) { Self::SHARED } else { 0 };
        Self(flags)
    }
}

/// What the neighbours of a name need to know of its entity.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Traits {
    /// It has titles.
    pub(crate) holder: bool,
    /// It is of type `person`.
    pub(crate) person: bool,
    /// It is of type `place`.
    pub(crate) place: bool,
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
pub(crate) struct Index {
    engine: Engine,
    /// Names by pattern: those of pattern `p` are `names[starts[p]..starts[p + 1]]`.
    names: Vec<IndexedName>,
    starts: Vec<u32>,
    patterns: Vec<Pattern>,
    entities: Vec<Traits>,
}

impl Index {
    pub(crate) fn new(gazetteer: &Gazetteer, options: &Options) -> Result<Self> {
        let mut patterns: Vec<Box<str>> = Vec::new();
        let mut by_text: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut indexed: Vec<(u32, IndexedName)> = Vec::new();
        for (number, name) in gazetteer.names().enumerate() {
            if !options.kinds.contains(&name.kind) {
                continue;
            }
            let folded: Box<str> = fold_as(name.text, true, options.fold_diacritics).into();
            let stop = name.text.trim_end().ends_with('.') && !folded.ends_with('.');
            let pattern = *by_text.entry(folded).or_insert_with_key(|folded| {
                patterns.push(folded.clone());
                patterns.len() as u32 - 1
            });
            let exact = match (name.case, options.case) {
                (Some(case), _) => case == Case::Exact,
                (None, CaseRule::Smart) => is_short_upper_case(name.text),
                (None, rule) => rule == CaseRule::Exact,
            };
            let dated = name.valid_from.is_some() || name.valid_to.is_some();
            indexed.push((
                pattern,
                IndexedName {
                    name: number as u32,
                    entity: name.entity,
                    valid: dated.then_some(Validity { from: name.valid_from, to: name.valid_to }),
                    exact: exact.then(|| fold_as(name.text, false, options.fold_diacritics).into()),
                    stop,
                    kind: name.kind,
                    alone: name.alone,
                    nested: name.nested,
                },
            ));
        }
        drop(by_text);
        indexed.sort_by_key(|(pattern, name)| (*pattern, name.name));
        let mut starts = vec![0_u32; patterns.len() + 1];
        for (pattern, _) in &indexed {
            starts[*pattern as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let engine = Engine::new(&patterns, options.boundaries)?;
        let names: Vec<IndexedName> = indexed.into_iter().map(|(_, name)| name).collect();
        let entities = traits(gazetteer, &names);
        let of = |range: &[u32]| Pattern::of(&names[range[0] as usize..range[1] as usize], &entities);
        let patterns = starts.windows(2).map(of).collect();
        Ok(Self { engine, names, starts, patterns, entities })
    }

    /// The names of a pattern, in the order of the gazetteer, as numbers for [`name`](Self::name).
    pub(crate) fn numbers(&self, pattern: u32) -> std::ops::Range<u32> {
        self.starts[pattern as usize]..self.starts[pattern as usize + 1]
    }

    /// The entry of a name of the gazetteer, if it takes part.
    pub(crate) fn named(&self, name: u32) -> Option<&IndexedName> {
        self.names.iter().find(|indexed| indexed.name == name)
    }

    /// All names with the folded form of a name of the gazetteer.
    pub(crate) fn rivals(&self, name: u32) -> impl Iterator<Item = &IndexedName> {
        let at = self.names.iter().position(|indexed| indexed.name == name).unwrap_or_default() as u32;
        let pattern = self.starts.partition_point(|&start| start <= at).max(1) - 1;
        self.numbers(pattern as u32).map(|number| self.name(number))
    }

    pub(crate) fn pattern(&self, pattern: u32) -> Pattern {
        self.patterns[pattern as usize]
    }

    pub(crate) fn entity(&self, entity: EntityId) -> Traits {
        self.entities[entity as usize]
    }

    pub(crate) fn name(&self, number: u32) -> &IndexedName {
        &self.names[number as usize]
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

fn traits(gazetteer: &Gazetteer, names: &[IndexedName]) -> Vec<Traits> {
    let of = |entity: &Entity| {
        let kind = entity.kind.as_deref();
        Traits { holder: false, person: kind == Some("person"), place: kind == Some("place") }
    };
    let mut traits: Vec<Traits> = gazetteer.entities().iter().map(of).collect();
    for title in names.iter().filter(|name| name.kind == Kind::Role) {
        traits[title.entity as usize].holder = true;
    }
    traits
}
