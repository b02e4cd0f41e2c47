//! Who and what is mentioned together in the news, where, when, how strongly.
//!
//! A person brings documents and a [`Gazetteer`]: entities and the names they go by, in any language and script. A [`Matcher`] is
//! compiled from it once; it finds the [`Mentions`], each with exact offsets and resolved to an entity, or counts the
//! [`Cooccurrences`] at the level of documents, paragraphs and sentences, in one pass and in parallel.
//!
//! ```
//! use comention::{Gazetteer, Matcher, cooccurrence::{Plan, Selection, Unit}, matcher::{Document, Options}, monitor::Monitor};
//! use std::sync::Arc;
//!
//! let gazetteer = Gazetteer::from_json(
//!     r#"[{"id": "sergey-lavrov", "name": "Sergey Lavrov", "aliases": ["Lavrov", "लावरोव"]},
//!         {"id": "s-jaishankar", "name": "S. Jaishankar", "aliases": ["Jaishankar", "जयशंकर"]}]"#,
//! )?;
//! let matcher = Matcher::new(Arc::new(gazetteer), Options::default())?;
//! let documents = ["Jaishankar met Sergey Lavrov. Lavrov left.", "जयशंकर ने लावरोव से बात की।"]
//!     .map(|text| Document { text: Some(text), date: None });
//!
//! let mentions = matcher.find_all(&documents, None, &Monitor::new())?;
//! assert_eq!(mentions.len(), 5);
//!
//! let pairs = matcher.count(&documents, &Plan::default(), None, &Monitor::new())?;
//! let edges = pairs.edges(Unit::Sentence, &Selection::default())?;
//! assert_eq!((edges.n_ab[0], edges.n_a[0], edges.n_b[0], edges.n[0]), (2, 2, 3, 3));
//! # Ok::<(), comention::Error>(())
//! ```
//!
//! # What flows through here
//!
//! Data flow one way, and a module uses only those before it:
//!
//! | module | what it does |
//! |---|---|
//! | [`text`] | paragraphs, folded characters with their way back to the document, words, sentences |
//! | [`gazetteer`] | entities, their names, files of them |
//! | [`matcher`] | the index of all names; from hits to spans, from spans to entities |
//! | [`Mentions`] | the columns of the mentions table |
//! | [`cooccurrence`] | counts that can be added, and the tables, measures and networks made of them |
//! | [`evidence`] | the sentences behind a pair |
//! | [`kwic`] | an entity's mentions, with the words around them |
//!
//! What exactly a match and a sentence are is written in `docs/matching.md`. The Python package of the same name is the bindings of this crate (feature
//! `python`) and a typed face; the crate itself knows no Python.

pub mod cooccurrence;
mod error;
pub mod evidence;
mod fetch;
pub mod gazetteer;
pub mod kwic;
pub mod matcher;
mod memory;
mod mentions;
pub mod monitor;
mod pool;
#[cfg(feature = "python")]
mod python;
mod stored;
pub mod text;

pub use cooccurrence::Cooccurrences;
pub use error::{Error, Result};
pub use gazetteer::Gazetteer;
pub use matcher::Matcher;
pub use mentions::{DocumentUnits, Mention, Mentions, NO_ENTITY, Resolution, Shared};
