//! Counts as bytes, and back.
//!
//! `magic, version, checksum of what follows, what follows`. The gazetteer is not in it: it is saved by itself, and given to read the counts.

use super::Cooccurrences;
use super::counter::Counts;
use super::units::Period;
use crate::gazetteer::Gazetteer;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

const MAGIC: &[u8] = b"comention counts";
const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
struct Saved<'a> {
    by: Option<Period>,
    options: Cow<'a, str>,
    /// How many entities the gazetteer has.
    entities: u64,
    counts: Cow<'a, Counts>,
}

impl Cooccurrences {
    /// All but the gazetteer, as bytes; equal counts have equal bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let saved = Saved {
            by: self.by,
            options: Cow::Borrowed(&self.options),
            entities: self.gazetteer.len() as u64,
            counts: Cow::Borrowed(&self.counts),
        };
        let saved = postcard::to_stdvec(&saved).map_err(|error| problem(error.to_string()))?;
        Ok([MAGIC, &[VERSION], &checksum(&saved), &saved].concat())
    }

    /// What [`to_bytes`](Self::to_bytes) made, with the gazetteer of then. An error if the bytes are damaged, or anything else than that.
    pub fn from_bytes(gazetteer: Arc<Gazetteer>, bytes: &[u8]) -> Result<Self> {
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| problem("these are no counts of comention"))?;
        let (&version, rest) = rest.split_first().ok_or_else(|| problem("they are cut off"))?;
        if version != VERSION {
            return Err(problem(format!("they are of format {version}, this version of comention reads format {VERSION}")));
        }
        let (sum, rest) = rest.split_first_chunk().ok_or_else(|| problem("they are cut off"))?;
        if *sum != checksum(rest) {
            return Err(problem("they are damaged or cut off"));
        }
        let Saved { by, options, entities, counts } = postcard::from_bytes(rest).map_err(|error| problem(error.to_string()))?;
        if entities != gazetteer.len() as u64 {
            let len = gazetteer.len();
            return Err(problem(format!("they are of a gazetteer with {entities} entities, the one given has {len}")));
        }
        let counts = counts.into_owned();
        match counts.problem(by, gazetteer.len()) {
            None => Ok(Self { gazetteer, by, options: options.into_owned(), counts }),
            Some(wrong) => Err(problem(wrong)),
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
