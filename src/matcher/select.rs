//! From hits to spans: what fulfils every rule, and which of what overlaps is taken.

use super::beside;
use super::engine::Sweep;
use super::index::{Hit, Index};
use super::names::IndexedName;
use super::options::{Options, Overlap};
use super::pattern::Pattern;
use super::spans::{Block, Span, Spans};
use super::titles::take_joined;
use crate::Result;
use crate::gazetteer::Kind;
use crate::runtime::monitor::Monitor;
use crate::text::fold::{Folded, Folder};
use crate::text::unicode::table::{CaseFolding, Table};
use std::ops::Range;

/// Bytes after which is asked whether to stop.
const CHECK: usize = 1 << 16;

/// What was found and is no mention, because of what stands or does not stand beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Short names of entities that the document does not name in full, or behind somebody else's given name.
    pub(crate) short: u32,
    /// Titles of another office, time or person.
    pub(crate) title: u32,
}

/// Finds the spans of blocks; keeps its buffers.
pub(crate) struct Selector {
    pub(super) hits: Vec<Hit>,
    pub(super) beside: Vec<Hit>,
    pub(super) sweep: Sweep,
    kept: Folded,
    keep_case: Folder,
    refused: Refused,
    /// End of the last name that was refused, in the folded block: what stands inside is not counted again.
    refused_to: usize,
    waiting: bool,
}

impl Selector {
    pub(crate) fn new(options: &Options) -> Self {
        let keep_case = Folder::new(CaseFolding::Keep, options.fold_diacritics, false);
        Self {
            hits: Vec::new(),
            beside: Vec::new(),
            sweep: Sweep::default(),
            kept: Folded::default(),
            keep_case,
            refused: Refused::default(),
            refused_to: 0,
            waiting: false,
        }
    }

    /// Adds the spans of a block, by start, the longer first. Returns what was refused, and whether there are short names that would count if the document
    /// named their entity in full.
    ///
    /// Every rule is tested before a span is taken: what is refused hides nothing behind it.
    pub(crate) fn select(
        &mut self,
        index: &Index,
        overlap: Overlap,
        block: Block,
        out: &mut Spans,
        monitor: &Monitor,
    ) -> Result<(Refused, bool)> {
        (self.refused, self.refused_to, self.waiting) = (Refused::default(), 0, false);
        index.sweep(block.folded, &mut self.sweep);
        // A full stop that was taken in may still stand in the folded text.
        let mut taken_to = 0;
        // Where the names end that let the names inside them count, the innermost last: what stands inside ends there, too.
        let mut inside: Vec<(usize, Range<usize>)> = Vec::new();
        let (mut from, mut checked) = (0, 0);
        while let Some(at) = index.next(block.folded, &mut self.sweep, from) {
            from = at + 1;
            if at >= checked {
                // A document may be one block of many megabytes.
                monitor.check()?;
                checked = at + CHECK;
            }
            if taken_to > 0 && block.folded.start_in_document(at as u32) < taken_to {
                continue;
            }
            self.hits.clear();
            self.hits.extend(self.sweep.here());
            let mut joined = self.join(index, block, at);
            inside.truncate(inside.partition_point(|&(end, _)| end > at));
            for i in (0..self.hits.len()).rev() {
                let hit = self.hits[i];
                let limit = inside.last().map_or(usize::MAX, |&(end, _)| end);
                joined.take_if(|joined| joined.folded > limit);
                if hit.end as usize > limit {
                    continue;
                }
                // What is joined goes before what is shorter.
                if let Some(joined) = joined.take_if(|joined| joined.folded > hit.end as usize)
                    && let Some(end) = take_joined(index, block, at as u32, joined, out)
                    && overlap == Overlap::Longest
                {
                    (from, taken_to) = (end, out.last_end());
                    break;
                }
                if !self.take(index, overlap, block, at as u32, hit, out) || overlap == Overlap::All {
                    continue;
                }
                if out.repeats(&inside, index) {
                    out.take_back();
                    continue;
                }
                if !hit.known.usual()
                    && let Some(last) = out.spans.last()
                    && out.names(last, index).any(IndexedName::nested)
                {
                    // A shorter one may begin at the same place.
                    inside.push((hit.end as usize, last.names.clone()));
                    continue;
                }
                from = hit.end as usize;
                // What is usual ends where its last word does.
                taken_to = if hit.known.usual() { 0 } else { out.last_end() };
                break;
            }
        }
        Ok((self.refused, self.waiting))
    }

    /// Adds the span of a hit unless a rule refuses it.
    fn take(&mut self, index: &Index, overlap: Overlap, block: Block, at: u32, hit: Hit, out: &mut Spans) -> bool {
        let (start, end) = block.place(at as usize, hit.end as usize);
        if !block.allows(start, end) {
            return false;
        }
        let first = out.names.len();
        self.spelled(index, block, (start, end), hit, &mut out.names);
        if out.names.len() == first {
            return false;
        }
        let known = hit.known;
        if known.needs_neighbours() {
            self.refuse(index, block, at as usize, hit, first, &mut out.names);
        }
        // Of those that may have been left out nothing is known.
        let noted = if known.any_case() && !known.needs_neighbours() { known } else { Pattern::default() };
        let span = |end, names, known| Span { start, end, folded: at, folded_end: hit.end, joined: false, names, known };
        if known.usual() && out.names.len() > first {
            out.spans.push(span(end, first..out.names.len(), noted));
            return true;
        }
        // An alias that ends in the full stop of an initial takes in the one of the text, and so is longer than its neighbours without.
        let stop = stop_behind(block, start, end);
        let longer = if stop.is_some() {
            out.names[first..].sort_by_key(|&name| !index.name(name).stop());
            first + out.names[first..].partition_point(|&name| index.name(name).stop())
        } else {
            first
        };
        let taken = out.push(index, block.date, span(stop.unwrap_or(end), first..longer, Pattern::default()));
        if taken && overlap == Overlap::Longest {
            return true;
        }
        let last = out.names.len();
        let taken = out.push(index, block.date, span(end, longer..last, Pattern::default())) || taken;
        if !taken {
            out.names.truncate(first);
        }
        taken
    }

    /// Adds the names of a pattern whose case is that of the text between two bytes of the document.
    pub(super) fn spelled(&mut self, index: &Index, block: Block, (start, end): (u32, u32), hit: Hit, names: &mut Vec<u32>) {
        let (known, numbers) = (hit.known, index.numbers(hit.pattern));
        if known.any_case() {
            Spans::extend(names, numbers);
            return;
        }
        let written = block.written(start, end);
        let plain = is_plain(written.as_bytes());
        if known.upper() && plain {
            // It is the pattern but for case.
            if !written.bytes().any(|byte| byte.is_ascii_lowercase()) {
                names.extend(numbers);
            }
            return;
        }
        if !plain {
            self.keep_case.fold(written, start, &mut self.kept);
        }
        let kept = if plain { written.as_bytes() } else { &self.kept.bytes };
        names.extend(numbers.filter(|&name| index.name(name).exact().is_none_or(|exact| exact == kept)));
    }

    /// Takes out of the names of a hit, those from `first` on, what does not count for what stands beside it, or does not in the document.
    fn refuse(&mut self, index: &Index, block: Block, at: usize, hit: Hit, first: usize, names: &mut Vec<u32>) {
        let before = names.len();
        let end = hit.end as usize;
        let title = |name: u32| index.name(name).kind == Kind::Role;
        let short = |name: u32| index.name(name).kind == Kind::Short;
        let (titles, shorts) = (names[first..].iter().any(|&name| title(name)), names[first..].iter().any(|&name| short(name)));
        let other =
            titles && (beside::is_other_office(block.folded, at, end) || self.is_of_another(index, block, end, &names[first..]));
        let given = shorts && beside::is_given_name_before(block.text, block.base, block.folded, at, hit.known.shared());
        let behind_given = |name: u32| given && short(name);
        let counts = |name: u32| {
            let indexed = index.name(name);
            !title(name) && !behind_given(name) && (indexed.alone() || block.named.binary_search(&indexed.entity).is_ok())
        };
        // Where one of several that share a short name counts, all of them are candidates.
        let any = names[first..].iter().any(|&name| counts(name));
        self.waiting |= !any && names[first..].iter().any(|&name| !title(name) && !behind_given(name));
        let keep = |name: u32| if title(name) { index.name(name).alone() && !other } else { any && !behind_given(name) };
        let mut kept = first;
        for i in first..before {
            if keep(names[i]) {
                names.swap(kept, i);
                kept += 1;
            }
        }
        names.truncate(kept);
        if kept == first && before > first && at >= self.refused_to {
            self.refused_to = end;
            if titles {
                self.refused.title += 1;
            } else {
                self.refused.short += 1;
            }
        }
    }
}

/// Whether folding leaves a text as it is but for case, for sure: letters and digits of ASCII.
fn is_plain(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_alphanumeric)
}

/// The end of a full stop, and of the ignorables of its cluster, right behind a match, unless another full stop follows.
pub(super) fn stop_behind(block: Block, start: u32, end: u32) -> Option<u32> {
    let behind = &block.text[(end - block.base) as usize..];
    let len = behind.strip_prefix('.').and_then(full_stop)?;
    block.allows(start, end + len).then_some(end + len)
}

/// Bytes of a full stop and of the ignorables of its cluster, unless another full stop follows or something else of its cluster.
fn full_stop(after: &str) -> Option<u32> {
    let table = Table::of(CaseFolding::Fold);
    let entry = |c: &char| table.get(*c);
    let attached: usize = after.chars().take_while(|c| entry(c).is_ignorable() && entry(c).extends()).map(char::len_utf8).sum();
    let next = after.chars().find(|c| !entry(c).is_ignorable());
    next.is_none_or(|c| c != '.' && !entry(&c).extends()).then_some(1 + attached as u32)
}

#[cfg(test)]
mod tests {
    use super::is_plain;
    use crate::text::fold::fold_as;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_is_what_folding_leaves(text in "[A-Za-z0-9]{1,12}|[ -~éß]{1,3}", diacritics in any::<bool>()) {
            prop_assert!(!is_plain(text.as_bytes()) || (fold_as(&text, false, diacritics) == text && fold_as(&text, true, diacritics) == text.to_ascii_lowercase()));
        }
    }
}
