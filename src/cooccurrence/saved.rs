//! Counts as bytes, and back.
//!
//! `magic, version, checksum of what follows, what follows`. The gazetteer is in it if wanted; else its fingerprint is, and it is given to read the counts.

use super::count::cooccurrences::Cooccurrences;
use super::count::counts::Counts;
use super::count::slicing::Dimension;
use super::count::units::Window;
use crate::gazetteer::Gazetteer;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

const MAGIC: &[u8] = b"comention counts";
/// 1 had no windows, and periods alone.
const VERSION: u8 = 2;

#[derive(Serialize, Deserialize)]
struct Saved<'a> {
    by: Cow<'a, [Dimension]>,
    window: Option<Window>,
    options: Cow<'a, str>,
    gazetteer: Names,
    counts: Cow<'a, Counts>,
}

/// Whose entities the counts are of.
#[derive(Serialize, Deserialize)]
enum Names {
    /// The gazetteer as JSON.
    Whole(String),
    /// How many entities it has, and a checksum.
    Fingerprint(u64, [u8; 8]),
}

impl Cooccurrences {
    /// The counts as bytes, with their gazetteer; equal counts have equal bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        self.saved(Names::Whole(self.gazetteer()?.to_json()))
    }

    /// All but the gazetteer, of which a fingerprint is kept: for many counts of a large gazetteer.
    pub fn to_bytes_without_gazetteer(&self) -> Result<Vec<u8>> {
        self.saved(Names::fingerprint(self.gazetteer()?))
    }

    fn saved(&self, gazetteer: Names) -> Result<Vec<u8>> {
        let saved = Saved {
            by: Cow::Borrowed(&self.by),
            window: self.window,
            options: Cow::Borrowed(&self.options),
            gazetteer,
            counts: Cow::Borrowed(&self.counts),
        };
        let saved = postcard::to_stdvec(&saved).map_err(|error| problem(error.to_string()))?;
        Ok([MAGIC, &[VERSION], &checksum(&saved), &saved].concat())
    }

    /// What [`to_bytes`](Self::to_bytes) made. A gazetteer that is given must be the one of then, and is shared; it must be given if it was left out.
    /// An error if the bytes are damaged, or anything else than that.
    pub fn from_bytes(bytes: &[u8], gazetteer: Option<Arc<Gazetteer>>) -> Result<Self> {
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| problem("these are no counts of comention"))?;
        let (&version, rest) = rest.split_first().ok_or_else(|| problem("they are cut off"))?;
        if version != VERSION {
            let whose = if version > VERSION { "a later" } else { "an earlier" };
            let problem_ =
                format!("they are of format {version}, of {whose} version of comention; this one reads format {VERSION}");
            return Err(problem(problem_));
        }
        let (sum, rest) = rest.split_first_chunk().ok_or_else(|| problem("they are cut off"))?;
        if *sum != checksum(rest) {
            return Err(problem("they are damaged or cut off"));
        }
        let Saved { by, window, options, gazetteer: names, counts } =
            postcard::from_bytes(rest).map_err(|error| problem(error.to_string()))?;
        let gazetteer = names.resolve(gazetteer)?;
        let (by, counts) = (by.into_owned(), counts.into_owned());
        let named = |i: usize| by[..i].iter().find(|one| one.name() == by[i].name());
        if let Some(twice) = (0..by.len()).find_map(named) {
            let name = crate::error::shown(twice.name());
            return Err(problem(format!("two of their dimensions are named '{name}'")));
        }
        if by.iter().any(|one| one.name().contains('\0')) {
            return Err(problem("the name of a dimension holds a zero byte".to_owned()));
        }
        match counts.problem(&by, window, gazetteer.len()) {
            None => Ok(Self { catalogue: gazetteer.into(), by, window, options: options.into_owned(), counts }),
            Some(wrong) => Err(problem(wrong)),
        }
    }
}

impl Names {
    fn fingerprint(gazetteer: &Gazetteer) -> Self {
        Self::Fingerprint(gazetteer.len() as u64, checksum(gazetteer.to_json().as_bytes()))
    }

    /// The gazetteer of the counts: the one that was saved, or the one given if it is the same.
    fn resolve(self, given: Option<Arc<Gazetteer>>) -> Result<Arc<Gazetteer>> {
        let fits = |entities: u64, given: &Gazetteer| {
            let len = given.len();
            let other = if entities == len as u64 {
                "another gazetteer".to_owned()
            } else {
                format!("a gazetteer with {entities} entities")
            };
            problem(format!("they are of {other}, the one given has {len}"))
        };
        match (self, given) {
            (Self::Whole(json), given) => {
                let saved = Gazetteer::from_json(&json).map_err(|error| problem(error.to_string()))?;
                match given {
                    Some(given) if *given == saved => Ok(given),
                    Some(given) => Err(fits(saved.len() as u64, &given)),
                    None => Ok(Arc::new(saved)),
                }
            }
            (Self::Fingerprint(..), None) => Err(problem("they were saved without their gazetteer: give it (gazetteer=)")),
            (Self::Fingerprint(entities, sum), Some(given)) => {
                if entities == given.len() as u64 && sum == checksum(given.to_json().as_bytes()) {
                    Ok(given)
                } else {
                    Err(fits(entities, &given))
                }
            }
        }
    }
}

fn problem(problem: impl Into<String>) -> Error {
    Error::Restore { what: "co-occurrences", problem: problem.into() }
}

/// FNV-1a: no single wrong byte goes unnoticed, where the numbers alone would pass for other counts.
fn checksum(bytes: &[u8]) -> [u8; 8] {
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    sum.to_le_bytes()
}
