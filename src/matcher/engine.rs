//! How names are found in folded text: walked from each place where one may begin, or all of them in one sweep.

use super::filter::{Filter, Words};
use super::gather::Patterns;
use super::index::Hit;
use super::options::Boundaries;
use super::trie::Trie;
use crate::monitor::Monitor;
use crate::stored::{Column, Stored, Texts, Writer};
use crate::text::fold::Folded;
use crate::{Error, Result};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// What is chosen by where a name may begin.
#[derive(Debug)]
pub(super) enum Engine {
    /// At the bounds of words: a walk from each that may begin a name.
    Words(Filter, Trie),
    /// Anywhere: a walk from everywhere would read the text again and again. Its patterns are what is saved of it, with the first name of each.
    Automaton(AhoCorasick, Texts, Column<u32>),
}

/// What a sweep over a block found; a buffer to be kept.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    /// The places at which a name may begin, ascending.
    starts: Vec<u32>,
    words: Words,
    /// What begins there, if that is known already: by start, then shortest first.
    hits: Vec<(u32, Hit)>,
    /// The next of `starts`.
    next: usize,
}

impl Sweep {
    /// The next place from `from` on at which a name may begin.
    #[inline]
    pub(super) fn next_from(&mut self, from: usize) -> Option<usize> {
        while *self.starts.get(self.next)? < from as u32 {
            self.next += 1;
        }
        Some(self.starts[self.next] as usize)
    }
}

impl Engine {
    pub(super) fn new(patterns: Patterns, boundaries: Boundaries, monitor: &Monitor) -> Result<Self> {
        match boundaries {
            Boundaries::Word => Ok(Self::Words(Filter::new(&patterns.texts, monitor)?, Trie::new(&patterns, monitor)?)),
            Boundaries::None => Self::automaton(patterns.texts.finish()?, patterns.firsts.into()),
        }
    }

    fn automaton(patterns: Texts, firsts: Column<u32>) -> Result<Self> {
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::Standard)
            .build(patterns.iter())
            .map_err(|error| Error::Compile(error.to_string()))?;
        Ok(Self::Automaton(automaton, patterns, firsts))
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        match self {
            Self::Words(filter, trie) => {
                filter.write(writer);
                trie.write(writer);
            }
            Self::Automaton(_, patterns, firsts) => {
                writer.texts("folded", patterns);
                writer.column("firsts", firsts);
            }
        }
    }

    /// What was saved; an automaton is built again.
    pub(super) fn read(stored: &Stored, boundaries: Boundaries) -> Result<Self> {
        match boundaries {
            Boundaries::Word => Ok(Self::Words(Filter::read(stored)?, Trie::read(stored)?)),
            Boundaries::None => Self::automaton(stored.texts("folded")?, stored.column("firsts")?),
        }
    }

    /// Sweeps a block for the places at which names may begin.
    pub(super) fn sweep(&self, folded: &Folded, sweep: &mut Sweep) {
        sweep.starts.clear();
        sweep.hits.clear();
        sweep.next = 0;
        match self {
            Self::Words(filter, _) => filter.starts(folded, &mut sweep.words, &mut sweep.starts),
            Self::Automaton(automaton, _, firsts) => {
                let bound = |at: usize| folded.bounds.get(at);
                let found =
                    automaton.find_overlapping_iter(&folded.bytes).filter(|found| bound(found.start()) && bound(found.end()));
                // A first name that is none says nothing.
                let pattern = |found: &aho_corasick::Match| firsts.get(found.pattern().as_usize()).copied().unwrap_or(u32::MAX);
                let hit = |found: aho_corasick::Match| Hit { end: found.end() as u32, pattern: pattern(&found) };
                sweep.hits.extend(found.map(|found| (found.start() as u32, hit(found))));
                sweep.hits.sort_unstable_by_key(|&(start, hit)| (start, hit.end));
                sweep.starts.extend(sweep.hits.iter().map(|&(start, _)| start));
                sweep.starts.dedup();
            }
        }
    }

    /// All hits that begin at the folded byte `from`, shortest first; `sweep` is that of the block.
    #[inline]
    pub(super) fn hits(&self, folded: &Folded, sweep: &Sweep, from: usize, hits: &mut Vec<Hit>) {
        hits.clear();
        match self {
            Self::Words(_, trie) => {
                let ends = |len| folded.bounds.get(from + len);
                trie.walk(&folded.bytes[from..], ends, |len, pattern| hits.push(Hit { end: (from + len) as u32, pattern }));
            }
            Self::Automaton(..) => {
                let first = sweep.hits.partition_point(|&(start, _)| (start as usize) < from);
                let here = sweep.hits[first..].iter().take_while(|&&(start, _)| start as usize == from);
                hits.extend(here.map(|&(_, hit)| hit));
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::matcher::gather::in_order;
    use crate::text::chars::CaseFolding;
    use crate::text::fold::{Folder, fold_as};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        /// Both ways find the same, from every bound; and the sweep passes over no place from which something is found.
        #[test]
        fn both_find_the_same(
            names in prop::collection::btree_set("[ab मोदीन\u{345}\u{93C}\u{94D}.@中ก\u{304B}\u{3099}'\u{600}5ŉǄ-]{1,6}|[a-c]{7,20}( [a-c]{1,20})?", 1..8),
            text in "([ab मोदीन\u{345}\u{93C}\u{94D}.@中ก\u{304B}\u{3099}'\u{200C}\u{200D}\u{301}\u{600}5ŉǄ-]|[a-c]{7,20} ){0,40}",
            anywhere in any::<bool>(),
        ) {
            let names: BTreeSet<String> = names.iter().map(|name| fold_as(name, true, false)).filter(|name| !name.is_empty()).collect();
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            let mut folded = Folded::default();
            Folder::new(CaseFolding::Fold, false, anywhere).fold(&text, 0, &mut folded);
            let [words, automaton] =
                [Boundaries::Word, Boundaries::None].map(|how| Engine::new(in_order(&names), how, &Monitor::new()).unwrap());
            let (mut swept, mut filtered) = (Sweep::default(), Sweep::default());
            automaton.sweep(&folded, &mut swept);
            words.sweep(&folded, &mut filtered);
            let (mut walked, mut found) = (Vec::new(), Vec::new());
            for from in folded.bounds.iter() {
                words.hits(&folded, &Sweep::default(), from, &mut walked);
                automaton.hits(&folded, &swept, from, &mut found);
                prop_assert_eq!(&walked, &found);
                prop_assert!(anywhere || walked.is_empty() || filtered.next_from(from) == Some(from), "{} {:?}", from, filtered);
            }
        }
    }
}
