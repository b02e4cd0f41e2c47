//! The gazetteers this package ships, each with the documents it was made from.

use super::model::Gazetteer;
use crate::{Error, Result};
use chrono::NaiveDate;
use serde::Deserialize;

/// A small gazetteer and a few documents, to begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct Seed {
    /// The entities.
    pub gazetteer: Gazetteer,
    /// The documents they are named in.
    pub documents: Vec<SeedDocument>,
}

/// A document of a seed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedDocument {
    /// Unique in the seed.
    pub id: Box<str>,
    /// When it was published.
    pub date: Option<NaiveDate>,
    /// Who published it.
    pub source: Option<Box<str>>,
    /// Its language, as a BCP 47 tag.
    pub lang: Option<Box<str>>,
    /// The text.
    pub text: Box<str>,
}

impl Seed {
    /// The seeds there are.
    pub const NAMES: &'static [&'static str] = &["india-russia"];

    /// The seed of this name.
    pub fn load(name: &str) -> Result<Self> {
        match name {
            "india-russia" => Self::parse(
                name,
                include_str!("../../seeds/india-russia/gazetteer.json"),
                include_str!("../../seeds/india-russia/documents.jsonl"),
            ),
            _ => Err(Error::Option {
                option: "seed",
                value: crate::error::shown(name),
                choices: Self::NAMES.iter().map(|&name| name.to_owned()).collect(),
            }),
        }
    }

    fn parse(name: &str, gazetteer: &str, documents: &str) -> Result<Self> {
        let gazetteer = Gazetteer::from_json(gazetteer).map_err(|error| error.within(&format!("{name}/gazetteer.json")))?;
        let documents = documents.lines().filter(|line| !line.trim().is_empty()).enumerate().map(|(index, line)| {
            serde_json::from_str(line)
                .map_err(|error| Error::Document { index, problem: format!("{name}/documents.jsonl: {error}") })
        });
        Ok(Self { gazetteer, documents: documents.collect::<Result<_>>()? })
    }
}
