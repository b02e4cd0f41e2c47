//! The folded names as a trie in two arrays, walked from one place of a text.
//!
//! A double array: the child of node `n` under byte `b` is node `base[n] + b + 1`, if the parent it notes is `n`. So a step is one look into memory. Where only a few names go on, they lie side by side in a *leaf* instead of below many nodes: what is left of each,
//! in order, without what it has in common with the one before. That is read in one go, and tells what a look into memory a byte would.

use super::gather::Patterns;
use super::plant::{APART, plant};
use super::walks::Begins;
use crate::Result;
use crate::runtime::monitor::Monitor;
use crate::storage::{Column, Stored, Writer};
use std::sync::OnceLock;

/// Nodes and leaves.
#[derive(Debug)]
pub(crate) struct Trie {
    pub(super) nodes: Column<Node>,
    pub(super) leaves: Column<u8>,
    /// Most steps of a walk wait for memory, so that walks are better taken side by side, and spared.
    large: bool,
    /// Made when it is asked for first: a small trie never asks.
    begins: OnceLock<Begins>,
}

/// Where the children of a node begin, with [`ENDS`] if a pattern ends at it, or, with [`LEAF`], its leaf, or, with both, the pattern that ends at its parent; and
/// its parent, [`FREE`] if there is no such node.
pub(super) type Node = [u32; 2];

pub(super) const LEAF: u32 = 1 << 31;
pub(super) const ENDS: u32 = 1 << 30;
/// What is left of a number beside these.
pub(super) const NUMBER: u32 = ENDS - 1;
pub(super) const FREE: u32 = u32::MAX;
/// No pattern.
pub(super) const NONE: u32 = NUMBER;
/// The place among the children of a node that holds the pattern which ends at it; bytes come after it.
pub(super) const END: usize = 0;

/// Nodes that are a megabyte, which is what a core has of its own.
const LARGE: usize = 1 << 17;

/// Most patterns of a leaf. Fewer are more nodes, more are longer to read.
const FEW: usize = 8;

impl Trie {
    /// The trie of patterns, which it knows by their first names.
    pub(super) fn new(patterns: &Patterns, monitor: &Monitor) -> Result<Self> {
        Self::grown(patterns, APART, FEW, monitor)
    }

    fn grown(patterns: &Patterns, apart: usize, few: usize, monitor: &Monitor) -> Result<Self> {
        let (nodes, leaves) = plant(patterns, apart, few, monitor)?;
        Ok(Self::of(nodes.into(), leaves.into()))
    }

    fn of(nodes: Column<Node>, leaves: Column<u8>) -> Self {
        let large = nodes.len() >= LARGE;
        Self { nodes, leaves, large, begins: OnceLock::new() }
    }

    /// A trie that is taken to be large, with as many nodes as there can be.
    #[cfg(test)]
    #[expect(clippy::unwrap_used, reason = "a test may panic")]
    pub(super) fn enlarged(patterns: &Patterns) -> Self {
        Self { large: true, ..Self::grown(patterns, APART, 1, &Monitor::new()).unwrap() }
    }

    /// What it is saved as.
    pub(super) fn write<'a>(&'a self, writer: &mut Writer<'a>) {
        writer.column("nodes", &self.nodes);
        writer.column("leaves", &self.leaves);
    }

    /// What was saved. A forged one finds other patterns than it should, or none; a walk ends with its text in any case.
    pub(super) fn read(stored: &Stored) -> Result<Self> {
        Ok(Self::of(stored.column("nodes")?, stored.column("leaves")?))
    }

    /// Whether no walk ends before its first byte, and every node leads to a leaf or to one of so
    /// many rows. What a leaf holds is checked where it is read.
    pub(super) fn check(&self, rows: usize) -> std::result::Result<(), &'static str> {
        let holds = |&[base, parent]: &Node| {
            let number = (base & NUMBER) as usize;
            parent == FREE
                || match (base & LEAF != 0, base & ENDS != 0) {
                    (true, true) => number < rows,
                    (true, false) => number < self.leaves.len(),
                    (false, _) => true,
                }
        };
        let root = self.nodes.first().is_none_or(|root| root[0] & (LEAF | ENDS) == 0);
        if root && self.nodes.iter().all(holds) { Ok(()) } else { Err("nodes") }
    }

    /// The node behind some bytes, if there is one, and no leaf before it.
    pub(super) fn node_of(&self, bytes: &[u8]) -> Option<u32> {
        let (mut node, mut base) = (0, self.nodes.first()?[0]);
        for &byte in bytes {
            let next = (base & NUMBER) as usize + byte as usize + 1;
            base = child(&self.nodes, node, next).filter(|below| below & LEAF == 0)?;
            node = next;
        }
        Some(node as u32)
    }

    /// The first two steps of all walks.
    pub(super) fn begins(&self) -> &Begins {
        self.begins.get_or_init(|| Begins::of(&self.nodes))
    }

    /// Whether walks are better taken side by side, and spared.
    pub(super) fn is_large(&self) -> bool {
        self.large
    }

    /// Calls `found` with the length of each pattern that `text` begins with, ascending, and its first name. `ends` says where a pattern may end.
    #[inline]
    pub(crate) fn walk(&self, text: &[u8], ends: impl Fn(usize) -> bool, mut found: impl FnMut(usize, u32)) {
        let nodes = &self.nodes[..];
        let (mut node, mut base) = (0, nodes.first().map_or(0, |root| root[0]));
        for i in 0..=text.len() {
            let children = (base & NUMBER) as usize;
            // The bounds are at hand, the nodes and leaves may be in no cache.
            if base & ENDS != 0
                && ends(i)
                && let Some(pattern) = child(nodes, node, children + END)
            {
                found(i, pattern & NUMBER);
            }
            let Some(&byte) = text.get(i) else { return };
            let next = children + byte as usize + 1;
            let Some(below) = child(nodes, node, next) else { return };
            if below & LEAF != 0 {
                let leaf = self.leaves.get((below & NUMBER) as usize..).unwrap_or_default();
                return walk_leaf(leaf, &text[i + 1..], |len| ends(i + 1 + len), |len, pattern| found(i + 1 + len, pattern));
            }
            (node, base) = (next, below);
        }
    }
}

/// The base of a node, if it is a child of this parent.
#[inline]
pub(super) fn child(nodes: &[Node], parent: usize, at: usize) -> Option<u32> {
    nodes.get(at).filter(|node| node[1] == parent as u32).map(|node| node[0])
}

/// A leaf that grows: the first name of its first pattern and the number of patterns; then of each pattern how many bytes it has in common with the one before,
/// how many it has beside these, how many names; and these bytes. What does not fit into that is no leaf.
pub(super) fn add_leaf<'p>(leaves: &mut Vec<u8>, patterns: impl ExactSizeIterator<Item = (&'p [u8], u32)>, first: u32) {
    leaves.extend_from_slice(&first.to_le_bytes());
    leaves.push(patterns.len() as u8);
    let mut before: &[u8] = &[];
    for (rest, names) in patterns {
        let shared = in_common(before, rest);
        leaves.extend_from_slice(&[shared as u8, (rest.len() - shared) as u8, names.min(0xFF) as u8]);
        leaves.extend_from_slice(&rest[shared..]);
        before = rest;
    }
}

/// The same as [`Trie::walk`], of the patterns of a leaf.
#[inline]
pub(super) fn walk_leaf(leaf: &[u8], text: &[u8], ends: impl Fn(usize) -> bool, mut found: impl FnMut(usize, u32)) {
    let Some((&[a, b, c, d, patterns], mut rest)) = leaf.split_first_chunk() else { return };
    let mut pattern = u32::from_le_bytes([a, b, c, d]);
    // With how many bytes the text and the pattern before both begin.
    let mut same = 0;
    for _ in 0..patterns {
        let Some((&[shared, len, names], behind)) = rest.split_first_chunk() else { return };
        let (shared, len) = (shared as usize, len as usize);
        // It parts from the one before where that was the text, and all behind it do.
        if shared < same {
            return;
        }
        let Some((own, others)) = behind.split_at_checked(len) else { return };
        if shared == same {
            let text = &text[same..];
            let common = match (behind.first_chunk(), text.first_chunk()) {
                (Some(&own), Some(&text)) if len <= 8 => {
                    let differ = u64::from_le_bytes(own) ^ u64::from_le_bytes(text);
                    len.min(differ.trailing_zeros() as usize / 8)
                }
                _ => in_common(own, text),
            };
            same += common;
            if common == len {
                if ends(same) {
                    found(same, pattern);
                }
            } else if text.get(common).is_none_or(|&byte| byte < own[common]) {
                // All behind it are greater, too.
                return;
            }
        }
        pattern = pattern.wrapping_add(names.into());
        rest = others;
    }
}

/// With how many bytes both begin.
#[inline]
fn in_common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::Trie;
    use crate::matcher::filter::Start;
    use crate::matcher::gather::in_order;
    use crate::matcher::walks::Walks;
    use crate::runtime::monitor::Monitor;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// What a trie finds whose subtrees of more than `apart` names are parted, with leaves of a `few`; walked alone, and side by side from everywhere.
    fn found(patterns: &[&str], (apart, few): (usize, usize), text: &str) -> Vec<(usize, u32)> {
        let mut found = Vec::new();
        let trie = Trie::grown(&in_order(patterns), apart, few, &Monitor::new()).unwrap();
        let starts: Vec<u32> = (0..=text.len() as u32).collect();
        let (mut beside, mut alone, mut walks) = (Vec::new(), Vec::new(), Walks::default());
        let unknown: Vec<Start> = starts.iter().copied().map(Start::unknown).collect();
        let mut unknown = &unknown[..];
        while !unknown.is_empty() {
            let found = |start, end, pattern| beside.push((start, end, pattern));
            unknown = &unknown[trie.walk_from(unknown, text.as_bytes(), |_| true, &mut walks, found)..];
        }
        for &start in &starts {
            let at = start as usize;
            trie.walk(&text.as_bytes()[at..], |_| true, |len, pattern| alone.push((start, at + len, pattern)));
        }
        assert_eq!(beside, alone);
        trie.walk(text.as_bytes(), |_| true, |len, pattern| found.push((len, pattern)));
        found
    }

    #[test]
    fn none_one_and_one_inside_the_other() {
        assert_eq!(found(&[], (9, 2), "a"), []);
        assert_eq!(found(&["a"], (9, 2), ""), []);
        assert_eq!(found(&["modi"], (9, 2), "modi ji"), [(4, 0)]);
        assert_eq!(found(&["मोदी", "मोदी जी"], (1, 1), "मोदी जी"), [(12, 0), (19, 1)]);
    }

    #[test]
    fn what_is_too_long_for_a_leaf() {
        let [long, longer] = [256, 700].map(|len| "a".repeat(len));
        let patterns = ["a", &long, &longer, "b"];
        for few in 1..5 {
            assert_eq!(found(&patterns, (2, few), &longer), [(1, 0), (256, 1), (700, 2)]);
            assert_eq!(found(&patterns, (2, few), &longer[1..]), [(1, 0), (256, 1)]);
        }
    }

    proptest! {
        #[test]
        fn finds_what_a_text_begins_with(
            patterns in prop::collection::btree_set("[a-c\u{0}\u{ff}क-ङ]{1,8}", 0..400),
            apart in 1_usize..200,
            few in 1_usize..20,
            text in "[a-c\u{0}\u{ff}क-ङ]{0,10}",
        ) {
            let patterns: Vec<&str> = BTreeSet::iter(&patterns).map(|pattern| &**pattern).collect();
            let expected: Vec<(usize, u32)> = patterns.iter().zip(0..).filter(|(p, _)| text.starts_with(**p)).map(|(p, i)| (p.len(), i)).collect();
            prop_assert_eq!(found(&patterns, (apart, few), &text), expected);
        }
    }
}
