//! The file: a head, a table of sections, the sections. Numbers are little-endian, and every section begins where any number may stand.
//!
//! | bytes | what |
//! |---|---|
//! | 16 | [`MAGIC`] |
//! | 4 | [`FORMAT`] |
//! | 4 | how many sections |
//! | 8 | length of the file |
//! | 8 | checksum of all but these 8 bytes |
//! | 24 | version of the crate that wrote it, filled up with zeros |
//! | 32 each | sections: name, filled up with zeros, first byte, length |

use super::columns::{Column, Texts};
use crate::runtime::pool::pool;
use crate::{Error, Result};
use memmap2::Mmap;
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};
use yoke::Yoke;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

const MAGIC: &[u8; 16] = b"comention match\0";
/// Goes up with every change of what is saved or of how it is read.
const FORMAT: u32 = 6;
/// A saved index holds names as they are folded by the version that wrote it: another one may fold them differently, so only the same one reads it.
const VERSION: &str = env!("CARGO_PKG_VERSION");
const HEAD: usize = 64;
const SUM: Range<usize> = 32..40;
const ENTRY: usize = 32;
const NAME: usize = 16;
const ALIGNED: usize = 64;
/// Bytes of which one thread takes the checksum at a time.
const CHUNK: usize = 1 << 21;

/// What the section with the ends of texts is called.
fn ends_of(name: &str) -> String {
    format!("{name} ends")
}

/// Collects sections, borrowed from what is saved.
#[derive(Default)]
pub(crate) struct Writer<'a> {
    sections: Vec<(String, &'a [u8])>,
}

impl<'a> Writer<'a> {
    pub(crate) fn column<T: IntoBytes + Immutable>(&mut self, name: &str, column: &'a [T]) {
        self.sections.push((name.to_owned(), column.as_bytes()));
    }

    /// Two sections: the bytes and the ends.
    pub(crate) fn texts(&mut self, name: &str, texts: &'a Texts) {
        self.column(name, &texts.bytes);
        self.column(&ends_of(name), &texts.ends);
    }

    /// Writes the file, and the checksum last.
    pub(crate) fn write(&self, out: &mut File) -> io::Result<()> {
        let mut head = vec![0; HEAD + ENTRY * self.sections.len()];
        head[..16].copy_from_slice(MAGIC);
        head[16..20].copy_from_slice(&FORMAT.to_le_bytes());
        head[20..24].copy_from_slice(&(self.sections.len() as u32).to_le_bytes());
        head[40..40 + VERSION.len()].copy_from_slice(VERSION.as_bytes());
        let mut at = head.len().next_multiple_of(ALIGNED);
        for (entry, (name, bytes)) in head[HEAD..].chunks_exact_mut(ENTRY).zip(&self.sections) {
            entry[..name.len()].copy_from_slice(name.as_bytes());
            entry[NAME..NAME + 8].copy_from_slice(&(at as u64).to_le_bytes());
            entry[NAME + 8..].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
            at = (at + bytes.len()).next_multiple_of(ALIGNED);
        }
        head[24..32].copy_from_slice(&(at as u64).to_le_bytes());
        // As the checksum is taken of chunks of the file, whatever the sections: written once, read once.
        let mut written = io::BufWriter::with_capacity(1 << 20, &*out);
        for bytes in std::iter::once(&head[..]).chain(self.sections.iter().map(|section| section.1)) {
            written.write_all(bytes)?;
            written.write_all(&[0; ALIGNED][..bytes.len().next_multiple_of(ALIGNED) - bytes.len()])?;
        }
        written.flush()?;
        drop(written);
        let sum = checksum(&map(out)?);
        io::Seek::seek(out, io::SeekFrom::Start(SUM.start as u64))?;
        out.write_all(&sum.to_le_bytes())
    }
}

/// A file as it was saved: sections are found by their names.
pub(crate) struct Stored {
    path: PathBuf,
    map: Arc<Mmap>,
}

impl Stored {
    /// Opens a file, looks whether it is whole and ours, and lets `check` look at what it holds.
    ///
    /// All of that reads every byte through a map of its own, so that afterwards only what is used is resident in this process.
    pub(crate) fn open(path: &Path, check: impl FnOnce(&Self) -> Result<()>) -> Result<Self> {
        let failed = |source| Error::Io { path: path.to_owned(), source };
        // Before it is opened: to open a pipe waits for somebody who writes into it.
        let metadata = std::fs::metadata(path).map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        if !metadata.is_file() {
            let problem = "a saved matcher is a regular file, this is none";
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, problem)));
        }
        let file = File::open(path).map_err(failed)?;
        let mapped = || map(&file).map(|map| Self { path: path.to_owned(), map: Arc::new(map) }).map_err(failed);
        let looked_at = mapped()?;
        looked_at.check()?;
        check(&looked_at)?;
        drop(looked_at);
        mapped()
    }

    fn check(&self) -> Result<()> {
        let bytes = &self.map[..];
        if !bytes.starts_with(MAGIC) {
            return Err(self.problem("this is no matcher saved by comention"));
        }
        if cfg!(target_endian = "big") {
            return Err(self.problem("saved matchers are for little-endian machines"));
        }
        let head = bytes.get(..HEAD).ok_or_else(|| self.problem("it is cut off"))?;
        let version = head[40..].split(|&byte| byte == 0).next().unwrap_or_default();
        let format = u32::from_le_bytes(number(head, 16));
        if format != FORMAT || version != VERSION.as_bytes() {
            let version = crate::error::shown(&String::from_utf8_lossy(version));
            return Err(self.problem(&format!(
                "it was written by comention {version} (format {format}), and this is comention {VERSION} (format {FORMAT}), which may fold names \
                 differently: build it again from its gazetteer, and save it"
            )));
        }
        let len = u64::from_le_bytes(number(head, 24));
        if len != bytes.len() as u64 {
            let what = if len > bytes.len() as u64 { "it is cut off" } else { "something was added to it" };
            return Err(self.problem(&format!("{what}: it has {} bytes, and had {len} when it was saved", bytes.len())));
        }
        if u64::from_le_bytes(number(head, SUM.start)) != checksum(bytes) {
            return Err(self.problem("it is damaged: the checksum does not fit"));
        }
        Ok(())
    }

    /// The bytes of a section.
    fn section(&self, name: &str) -> Option<Range<usize>> {
        let count = u32::from_le_bytes(number(&self.map, 20)) as usize;
        let entries = self.map.get(HEAD..)?.chunks_exact(ENTRY).take(count);
        let entry = entries.into_iter().find(|entry| entry[..NAME].split(|&byte| byte == 0).next() == Some(name.as_bytes()))?;
        let [from, len] = [NAME, NAME + 8].map(|at| usize::try_from(u64::from_le_bytes(number(entry, at))).ok());
        let range = from?..from?.checked_add(len?)?;
        (range.end <= self.map.len()).then_some(range)
    }

    pub(crate) fn column<T: FromBytes + Immutable + KnownLayout + Send + Sync>(&self, name: &str) -> Result<Column<T>> {
        let range = self.section(name).ok_or_else(|| self.damaged(name))?;
        let held = Yoke::try_attach_to_cart(Arc::clone(&self.map), |map: &Mmap| -> Result<&[T]> {
            <[T]>::ref_from_bytes(&map[range]).map_err(|_| self.damaged(name))
        });
        Ok(Column(held?.erase_arc_cart()))
    }

    pub(crate) fn texts(&self, name: &str) -> Result<Texts> {
        Ok(Texts { bytes: self.column(name)?, ends: self.column(&ends_of(name))? })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn damaged(&self, name: &str) -> Error {
        self.problem(&format!("it is damaged: its part '{name}' does not hold"))
    }

    pub(crate) fn problem(&self, problem: &str) -> Error {
        Error::Restore { what: "a matcher", problem: format!("{}: {problem}", self.path.display()) }
    }
}

#[expect(
    unsafe_code,
    reason = "a map is a view of a file that another program may change; nothing read from it is believed, and the documentation says so"
)]
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the bytes of a map must not change while it is there. `save` never changes a file, it puts another in its place; who writes into one or cuts it off
    // breaks what the documentation asks for.
    unsafe { Mmap::map(file) }
}

/// Some bytes of a head that is long enough.
fn number<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk()).copied().unwrap_or([0; N])
}

/// Of all bytes but those of the checksum itself: xxh3 of the xxh3 of each chunk, taken by all threads.
fn checksum(bytes: &[u8]) -> u64 {
    let sum = |(i, chunk): (usize, &[u8])| {
        if i > 0 {
            return xxh3_64(chunk);
        }
        let (before, rest) = chunk.split_at(SUM.start.min(chunk.len()));
        let mut sum = Xxh3::new();
        sum.update(before);
        sum.update(rest.get(SUM.len()..).unwrap_or_default());
        sum.digest()
    };
    let chunks = || bytes.chunks(CHUNK).enumerate();
    let sums: Vec<u64> = match pool(None) {
        Ok(pool) if bytes.len() > CHUNK => pool.install(|| bytes.par_chunks(CHUNK).enumerate().map(sum).collect()),
        _ => chunks().map(sum).collect(),
    };
    let mut all = Xxh3::new();
    for sum in sums {
        all.update(&sum.to_le_bytes());
    }
    all.digest()
}
