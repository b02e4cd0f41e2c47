//! How the nodes of a trie are laid out: large subtrees are grown apart, by all threads, and put one behind the other.
//!
//! Nodes are known by the patterns below them, which stand in order, and by how many bytes each shares with the one before: where a range of patterns shares no more
//! than the depth of its node, a child ends and the next begins.

use super::gather::Patterns;
use super::trie::{END, ENDS, FREE, LEAF, NUMBER, Node, add_leaf};
use crate::runtime::monitor::Monitor;
use crate::runtime::pool::pool;
use crate::{Error, Result};
use rayon::prelude::*;
use std::ops::Range;

/// Below this many patterns a subtree is not parted further. The layout depends on it, so it is not of the number of threads.
pub(super) const APART: usize = 1 << 14;
/// The parent of the root, which has none.
const ROOT: u32 = FREE - 1;
const CODES: usize = 257;
/// With a number of a [`Bed`]: the parent is in the array that holds the top.
const ABOVE: u32 = 1 << 31;

/// A node whose children are still to be placed: the patterns below it, and how many bytes they share at least.
#[derive(Debug, Clone)]
struct Bed {
    node: usize,
    patterns: Range<usize>,
    depth: usize,
}

/// The nodes and leaves of the trie of these patterns; subtrees of up to `apart` patterns are grown apart, and up to a `few` patterns are a leaf.
pub(super) fn plant(patterns: &Patterns, apart: usize, few: usize, monitor: &Monitor) -> Result<(Vec<Node>, Vec<u8>)> {
    let field = Field { patterns, few, monitor };
    let mut top = Builder::default();
    top.grow(1);
    top.take(0, ROOT);
    let mut beds = Vec::new();
    let mut open = vec![Bed { node: 0, patterns: 0..patterns.texts.len(), depth: 0 }];
    while let Some(bed) = open.pop() {
        if bed.patterns.len() <= apart && bed.depth > 0 {
            beds.push(bed);
        } else {
            let parent = bed.node as u32;
            top.nodes[parent as usize][0] = field.grow(&mut top, bed, parent, &mut open);
        }
    }
    // Small ones that stand side by side go into one array: a new one begins with room for all bytes.
    let mut batches: Vec<Vec<Bed>> = Vec::new();
    let mut patterns = apart;
    for bed in beds {
        if patterns + bed.patterns.len() > apart {
            batches.push(Vec::new());
            patterns = 0;
        }
        patterns += bed.patterns.len();
        batches.last_mut().into_iter().for_each(|batch| batch.push(bed.clone()));
    }
    let planted: Vec<Planted> = match pool(None) {
        Ok(pool) if batches.len() > 1 => {
            pool.install(|| batches.par_iter().map(|batch| field.plant(batch)).collect::<Result<_>>())?
        }
        _ => batches.iter().map(|batch| field.plant(batch)).collect::<Result<_>>()?,
    };
    top.trim();
    let (mut nodes, mut leaves) = (top.nodes, top.leaves);
    let len = nodes.len() + planted.iter().map(|part| part.nodes.len()).sum::<usize>();
    let bytes = leaves.len() + planted.iter().map(|part| part.leaves.len()).sum::<usize>();
    // Children may be looked for behind the last node.
    let most = NUMBER as usize - CODES;
    if len.max(bytes) > most {
        return Err(Error::Compile(format!("its index has {len} nodes and {bytes} bytes of names, at most {most} can be held")));
    }
    nodes.reserve_exact(len - nodes.len());
    leaves.reserve_exact(bytes - leaves.len());
    for (beds, part) in batches.iter().zip(planted) {
        let (offset, before) = (nodes.len() as u32, leaves.len() as u32);
        leaves.extend_from_slice(&part.leaves);
        let (bases, part) = (part.bases, part.nodes);
        for (bed, base) in beds.iter().zip(bases) {
            nodes[bed.node][0] = base + offset;
        }
        nodes.extend(part.into_iter().map(|[base, parent]| match parent {
            FREE => [0, FREE],
            parent => {
                let parent = if parent & ABOVE == 0 { parent + offset } else { parent & !ABOVE };
                let moved = match base & (LEAF | ENDS) {
                    0 | ENDS => base + offset,
                    LEAF => base + before,
                    _ => base,
                };
                [moved, parent]
            }
        }));
    }
    Ok((nodes, leaves))
}

/// Subtrees that were grown apart.
struct Planted {
    /// Where the children of each begin.
    bases: Vec<u32>,
    nodes: Vec<Node>,
    leaves: Vec<u8>,
}

/// What grows.
#[derive(Clone, Copy)]
struct Field<'a> {
    patterns: &'a Patterns,
    few: usize,
    monitor: &'a Monitor,
}

impl Field<'_> {
    /// The subtrees of some nodes of the top.
    fn plant(self, beds: &[Bed]) -> Result<Planted> {
        self.monitor.check()?;
        let (mut builder, mut bases, mut open) = (Builder::default(), Vec::with_capacity(beds.len()), Vec::new());
        for bed in beds {
            bases.push(self.grow(&mut builder, bed.clone(), ABOVE | bed.node as u32, &mut open));
            while let Some(bed) = open.pop() {
                let node = bed.node;
                builder.nodes[node][0] = self.grow(&mut builder, bed, node as u32, &mut open);
            }
        }
        builder.trim();
        Ok(Planted { bases, nodes: builder.nodes, leaves: builder.leaves })
    }

    /// Places the children of a node, and returns where they begin, and whether a pattern ends at it; those with children of their own are `open`.
    fn grow(self, builder: &mut Builder, bed: Bed, parent: u32, open: &mut Vec<Bed>) -> u32 {
        let Bed { patterns, depth, .. } = bed;
        let mut children = std::mem::take(&mut builder.children);
        children.clear();
        for i in patterns.clone() {
            if i == patterns.start || self.patterns.shared[i] as usize == depth {
                children.push((self.patterns.texts.bytes(i).get(depth).map_or(END, |&byte| byte as usize + 1), i));
            }
        }
        let base = builder.place(&children);
        for (i, &(code, start)) in children.iter().enumerate() {
            let child = base + code;
            builder.take(child, parent);
            let end = children.get(i + 1).map_or(patterns.end, |next| next.1);
            if code == END {
                builder.nodes[child][0] = LEAF | ENDS | self.patterns.firsts[start];
            } else if self.fit_a_leaf(start..end, depth + 1) {
                builder.nodes[child][0] = LEAF | builder.leaves.len() as u32;
                let rests = (start..end).map(|i| (&self.patterns.texts.bytes(i)[depth + 1..], self.names(i)));
                add_leaf(&mut builder.leaves, rests, self.patterns.firsts[start]);
            } else {
                open.push(Bed { node: child, patterns: start..end, depth: depth + 1 });
            }
        }
        let ends = children.first().is_some_and(|first| first.0 == END);
        builder.children = children;
        base as u32 | if ends { ENDS } else { 0 }
    }

    /// Whether what is left of some patterns behind so many bytes goes into a leaf, which notes in one byte how long each is, and how many names it has before
    /// the next.
    fn fit_a_leaf(self, patterns: Range<usize>, depth: usize) -> bool {
        const MOST: usize = u8::MAX as usize;
        patterns.len() <= self.few
            && patterns.clone().all(|i| self.patterns.texts.bytes(i).len() - depth <= MOST)
            && (patterns.start..patterns.end - 1).all(|i| self.names(i) as usize <= MOST)
    }

    /// How many names a pattern has; of the last one of all, that there is one.
    fn names(self, pattern: usize) -> u32 {
        let first = self.patterns.firsts[pattern];
        self.patterns.firsts.get(pattern + 1).map_or(1, |next| next - first)
    }
}

/// Free nodes in a list, in both directions, so that places for children are found among them alone.
#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    leaves: Vec<u8>,
    next: Vec<u32>,
    previous: Vec<u32>,
    /// Codes of the children of one node, and the first pattern below each; kept for its room.
    children: Vec<(usize, usize)>,
}

/// Free nodes that are tried before the array grows: what is left behind then stays free, a few bytes a name.
const TRIES: usize = 64;

impl Builder {
    /// Entry `i` of the lists is node `i - 1`; entry 0 is their head.
    fn grow(&mut self, len: usize) {
        if self.next.is_empty() {
            (self.next, self.previous) = (vec![0], vec![0]);
        }
        while self.nodes.len() < len {
            self.nodes.push([0, FREE]);
            let entry = self.nodes.len() as u32;
            let last = self.previous[0];
            self.next[last as usize] = entry;
            self.next.push(0);
            self.previous.push(last);
            self.previous[0] = entry;
        }
    }

    fn take(&mut self, node: usize, parent: u32) {
        self.nodes[node][1] = parent;
        let (next, previous) = (self.next[node + 1], self.previous[node + 1]);
        self.next[previous as usize] = next;
        self.previous[next as usize] = previous;
    }

    /// A base under which all these children are free.
    fn place(&mut self, children: &[(usize, usize)]) -> usize {
        let (Some(&(first, _)), Some(&(last, _))) = (children.first(), children.last()) else { return 0 };
        let mut entry = self.next.first().copied().unwrap_or(0) as usize;
        for _ in 0..TRIES {
            if entry == 0 {
                break;
            }
            let node = entry - 1;
            if node >= first {
                let base = node - first;
                if base + last < self.nodes.len() && children.iter().all(|&(code, _)| self.nodes[base + code][1] == FREE) {
                    return base;
                }
            }
            entry = self.next[entry] as usize;
        }
        self.forget_until(entry);
        let base = self.nodes.len();
        self.grow(base + CODES);
        base
    }

    /// What was tried in vain is not tried again.
    fn forget_until(&mut self, entry: usize) {
        let mut at = self.next.first().copied().unwrap_or(0) as usize;
        while at != entry {
            let next = self.next[at] as usize;
            // Outside the list, where taking it changes nothing.
            (self.next[at], self.previous[at]) = (at as u32, at as u32);
            at = next;
        }
        if let Some(head) = self.next.first_mut() {
            *head = entry as u32;
            self.previous[entry] = 0;
        }
    }

    /// Takes the free nodes at the end away.
    fn trim(&mut self) {
        let used = self.nodes.iter().rposition(|node| node[1] != FREE).map_or(0, |last| last + 1);
        self.nodes.truncate(used);
    }
}
