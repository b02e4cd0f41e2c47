//! From documents to mentions.
//!
//! A [`Matcher`] is made once from a gazetteer and then only read: any number of threads may use it at the same time.

mod beside;
mod engine;
mod explain;
mod filter;
mod gather;
mod index;
mod names;
mod options;
mod plant;
mod resolve;
mod saved;
mod scan;
mod select;
mod spans;
mod titles;
mod trie;

pub use explain::{Explanation, Outcome};
pub use options::{Ambiguous, Boundaries, CaseRule, Options, Overlap};
pub use scan::Document;

use crate::cooccurrence::{Cooccurrences, Counter, Counts, Place, Plan};
use crate::gazetteer::{Catalogue, Gazetteer};
use crate::mentions::{Mention, Mentions, Part, Row};
use crate::monitor::{Monitor, Steps};
use crate::pool::pool;
use crate::{Error, Result};
use index::Index;
use rayon::prelude::*;
use scan::Scanner;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of text that one thread takes at a time: enough to forget what taking costs, little enough to share evenly.
const CHUNK: usize = 1 << 18;

/// A compiled gazetteer.
pub struct Matcher {
    catalogue: Catalogue,
    options: Options,
    index: Index,
}

impl Matcher {
    /// Compiles a gazetteer.
    pub fn new(gazetteer: Arc<Gazetteer>, options: Options) -> Result<Self> {
        Self::build(gazetteer, options, &Monitor::new())
    }

    /// The same, as a long call: an error if the monitor says so.
    pub fn build(gazetteer: Arc<Gazetteer>, options: Options, monitor: &Monitor) -> Result<Self> {
        let index = Index::new(&gazetteer, &options, monitor)?;
        Ok(Self { catalogue: gazetteer.into(), options, index })
    }

    /// The gazetteer it was made of. One that was opened from a file reads it when it is asked for first: an error if it does not hold.
    pub fn gazetteer(&self) -> Result<&Arc<Gazetteer>> {
        self.catalogue.gazetteer()
    }

    /// What tables look up in the gazetteer.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// How it matches.
    pub fn options(&self) -> &Options {
        &self.options
    }

    fn index(&self) -> &Index {
        &self.index
    }

    /// The mentions of one document.
    pub fn find(&self, document: Document) -> Result<Vec<Mention>> {
        check_length(0, &document)?;
        let mut scanner = Scanner::new(&self.catalogue, &self.index, &self.options);
        let monitor = Monitor::new();
        let found = scanner.scan(document, &monitor)?;
        Ok(Mention::of_rows(found.mentions, found.candidates))
    }

    /// The mentions of many documents, on `threads` threads (`None`: all there are), the same whatever their number.
    pub fn find_all(&self, documents: &[Document], threads: Option<usize>, monitor: &Monitor) -> Result<Mentions> {
        let parts = self.each_chunk(documents, threads, monitor, |scanner, chunk| {
            let (mut part, mut steps) = (Part::default(), Steps::new(monitor));
            for row in chunk {
                let found = scanner.scan(documents[row], monitor)?;
                part.push(found.units, found.mentions, found.candidates, found.left_out);
                steps.advance(documents[row].len())?;
            }
            Ok(part)
        })?;
        Ok(Mentions::of_parts(parts))
    }

    /// Counts who is mentioned with whom, without keeping a mention: memory grows with the distinct pairs, not with the documents.
    pub fn count(&self, documents: &[Document], plan: &Plan, threads: Option<usize>, monitor: &Monitor) -> Result<Cooccurrences> {
        plan.slicing.check(documents.len())?;
        // One counter a thread, handed from chunk to chunk.
        let idle: Mutex<Vec<Counter>> = Mutex::new(Vec::new());
        let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
        self.each_chunk(documents, threads, monitor, |scanner, chunk| {
            let taken = lock().pop();
            let mut counter = taken.unwrap_or_else(|| Counter::new(plan));
            let mut steps = Steps::new(monitor);
            for row in chunk {
                let found = scanner.scan(documents[row], monitor)?;
                counter.record(row, found.units, found.mentions.iter().map(place));
                steps.advance(documents[row].len())?;
            }
            lock().push(counter);
            Ok(())
        })?;
        let counters = idle.into_inner().unwrap_or_else(PoisonError::into_inner);
        let counts = counters.into_iter().map(Counter::finish).reduce(Counts::merge).unwrap_or_default();
        Cooccurrences::new(self.catalogue.clone(), plan, self.options.to_string(), counts)
    }

    /// Runs `work` over the rows of the documents in chunks of about equal length, and returns what it made of each, in order.
    fn each_chunk<T: Send>(
        &self,
        documents: &[Document],
        threads: Option<usize>,
        monitor: &Monitor,
        work: impl Fn(&mut Scanner, Range<usize>) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        if u32::try_from(documents.len()).is_err() {
            let problem = format!("there are {} documents; one call takes up to {}", documents.len(), u32::MAX);
            return Err(Error::Document { index: u32::MAX as usize, problem });
        }
        documents.iter().enumerate().try_for_each(|(i, document)| check_length(i, document))?;
        let chunks = chunks(documents);
        let run = |chunk: &Range<usize>| {
            monitor.check()?;
            work(&mut Scanner::new(&self.catalogue, &self.index, &self.options), chunk.clone())
        };
        if chunks.len() == 1 || threads == Some(1) {
            return chunks.iter().map(run).collect();
        }
        pool(threads)?.install(|| chunks.par_iter().with_max_len(1).map(run).collect())
    }
}

/// What a count needs of a mention.
fn place(row: &Row) -> Place {
    let &Row { entity, bytes: (start, end), paragraph, sentence, word, last_word, .. } = row;
    Place { entity, start, end, paragraph, sentence, word, last_word }
}

fn chunks(documents: &[Document]) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let (mut from, mut bytes) = (0, 0);
    for (i, document) in documents.iter().enumerate() {
        // An empty document costs something too.
        bytes += document.len() + 64;
        if bytes >= CHUNK {
            chunks.push(from..i + 1);
            (from, bytes) = (i + 1, 0);
        }
    }
    if from < documents.len() {
        chunks.push(from..documents.len());
    }
    chunks
}

fn check_length(index: usize, document: &Document) -> Result<()> {
    let len = document.len();
    // Offsets are 32-bit and signed where they leave for Python; folding may make a text up to three times as long.
    let limit = i32::MAX as usize / 3;
    if len > limit {
        let problem = format!("its text is {len} bytes long; a document may have up to {limit}");
        return Err(Error::Document { index, problem });
    }
    Ok(())
}
