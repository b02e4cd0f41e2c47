//! From documents to mentions.
//!
//! A [`Matcher`] is made once from a gazetteer and then only read: any number of threads may use it at the same time.

mod beside;
mod cuts;
mod engine;
mod explain;
mod filter;
mod gather;
mod glances;
mod index;
mod named;
mod names;
mod options;
mod pattern;
mod pieces;
mod plant;
mod resolve;
mod saved;
mod scan;
mod select;
mod spans;
#[cfg(feature = "stages")]
#[doc(hidden)]
pub mod stages;
mod titles;
mod trie;
mod walks;

pub use crate::document::Document;
pub use explain::{Explanation, Outcome};
pub use options::{Ambiguous, Boundaries, CaseRule, Options, Overlap};

use crate::cooccurrence::{Cooccurrences, Counter, Counts, Place, Plan};
use crate::gazetteer::{Catalogue, Gazetteer};
use crate::mentions::{Gathering, Mention, Mentions, Part, Row};
use crate::runtime::monitor::{Monitor, Steps};
use crate::runtime::pool::install;
use crate::{Error, Result};
use index::Index;
use pieces::{Crew, Reader};
use rayon::prelude::*;
use scan::Scanner;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Bytes of text that one thread takes at a time, of many documents or of a large one: enough to forget what taking costs, little enough to share evenly.
const CHUNK: usize = 1 << 18;

/// A compiled gazetteer.
pub struct Matcher {
    catalogue: Catalogue,
    options: Options,
    index: Index,
    longest_name: OnceLock<usize>,
}

impl Matcher {
    /// Compiles a gazetteer.
    pub fn new(gazetteer: Arc<Gazetteer>, options: Options) -> Result<Self> {
        Self::build(gazetteer, options, &Monitor::new())
    }

    /// The same, as a long call: an error if the monitor says so.
    pub fn build(gazetteer: Arc<Gazetteer>, options: Options, monitor: &Monitor) -> Result<Self> {
        let index = Index::new(&gazetteer, &options, monitor)?;
        Ok(Self::of(gazetteer.into(), options, index))
    }

    fn of(catalogue: Catalogue, options: Options, index: Index) -> Self {
        Self { catalogue, options, index, longest_name: OnceLock::new() }
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

    fn scanner(&self) -> Scanner<'_> {
        Scanner::new(&self.index, &self.options)
    }

    /// No name is longer than so many bytes, folded.
    fn longest_name(&self) -> usize {
        // Folding makes no text longer than three times what it was.
        *self.longest_name.get_or_init(|| {
            3 * (0..self.catalogue.names_len()).map(|name| self.catalogue.name_text(name as u32).len()).max().unwrap_or(0)
        })
    }

    /// The mentions of one document.
    pub fn find(&self, document: Document) -> Result<Vec<Mention>> {
        check_length(0, &document)?;
        let (mut scanner, monitor) = (self.scanner(), Monitor::new());
        let found = scanner.scan(document, false, &monitor)?;
        Ok(Mention::of_rows(found.mentions, found.candidates))
    }

    /// The mentions of many documents, on `threads` threads (`None`: all there are), the same whatever their number.
    pub fn find_all(&self, documents: &[Document], threads: Option<usize>, monitor: &Monitor) -> Result<Mentions> {
        let mut gathering = Gathering::new(documents.len(), documents.iter().map(Document::len).sum())?;
        let read = |reader: &mut Reader, chunk: Range<usize>| {
            let (mut part, mut steps) = (Part::default(), Steps::new(monitor));
            for row in chunk {
                let (len, found) = (documents[row].len(), reader.scan(documents[row], false, monitor)?);
                part.push(len, found.units, found.mentions, found.candidates, found.left_out)?;
                steps.advance(len)?;
            }
            Ok(part)
        };
        self.each_chunk(documents, threads, monitor, read, |parts| gathering.add(parts))?;
        Ok(gathering.finish())
    }

    /// Counts who is mentioned with whom, without keeping a mention: memory grows with the distinct pairs, not with the documents.
    pub fn count(&self, documents: &[Document], plan: &Plan, threads: Option<usize>, monitor: &Monitor) -> Result<Cooccurrences> {
        plan.slicing.check(documents.len())?;
        // One counter a thread, handed from chunk to chunk.
        let idle: Mutex<Vec<Counter>> = Mutex::new(Vec::new());
        let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
        let read = |reader: &mut Reader, chunk: Range<usize>| {
            let (mut counter, mut steps) = (None, Steps::new(monitor));
            for row in chunk {
                let found = reader.scan(documents[row], true, monitor)?;
                // Not before: a thread that waits for the pieces of a document may take up another chunk, and needs a counter for it.
                let counter = counter.get_or_insert_with(|| lock().pop().unwrap_or_else(|| Counter::new(plan)));
                counter.record(row, found.units, found.mentions.iter().map(place), monitor)?;
                steps.advance(documents[row].len())?;
            }
            lock().extend(counter);
            Ok(())
        };
        self.each_chunk(documents, threads, monitor, read, |_| Ok(()))?;
        let counters = idle.into_inner().unwrap_or_else(PoisonError::into_inner);
        let counts = counters.into_iter().map(Counter::finish).reduce(Counts::merge).unwrap_or_default();
        Cooccurrences::new(self.catalogue.clone(), plan, self.options.to_string(), counts)
    }

    /// Runs `work` over the rows of the documents in chunks of about equal length, and hands on what it made of each, in order: one after the other as they are
    /// made, or all at once where several threads make them.
    fn each_chunk<T: Send>(
        &self,
        documents: &[Document],
        threads: Option<usize>,
        monitor: &Monitor,
        work: impl Fn(&mut Reader, Range<usize>) -> Result<T> + Sync,
        mut take: impl FnMut(&[T]) -> Result<()>,
    ) -> Result<()> {
        if u32::try_from(documents.len()).is_err() {
            let problem = format!("there are {} documents; one call takes up to {}", documents.len(), u32::MAX);
            return Err(Error::Document { index: u32::MAX as usize, problem });
        }
        documents.iter().enumerate().try_for_each(|(i, document)| check_length(i, document))?;
        let chunks = chunks(documents);
        let is_small = chunks.len() == 1 && documents.iter().map(Document::len).sum::<usize>() < 2 * CHUNK;
        let several = threads != Some(1) && !is_small;
        let crew = Crew::new(self, CHUNK, several);
        let run = |chunk: &Range<usize>| {
            monitor.check()?;
            crew.work(|reader| work(reader, chunk.clone()))
        };
        if !several {
            return chunks.iter().try_for_each(|chunk| run(chunk).and_then(|made| take(&[made])));
        }
        let made: Vec<T> = install(threads, || chunks.par_iter().with_max_len(1).map(run).collect::<Result<_>>())?;
        take(&made)
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
        let len = document.len();
        if len >= CHUNK && from < i {
            // What a thread has begun before a large one is not to wait for it.
            chunks.push(from..i);
            (from, bytes) = (i, 0);
        }
        // An empty document costs something too.
        bytes += len + 64;
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
