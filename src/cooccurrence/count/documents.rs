//! The units of documents, those too in which nobody is mentioned.

use crate::document::Document;
use crate::mentions::{DocumentUnits, Mentions};
use crate::runtime::monitor::{Monitor, Steps};
use crate::runtime::pool::install;
use crate::text::layout::Layout;
use crate::{Error, Result};
use rayon::prelude::*;

/// Documents that one thread takes at a time.
const CHUNK: usize = 1 << 10;

/// The units of the documents that mentions were found in. Where nobody is mentioned they have not been counted yet.
pub(in crate::cooccurrence) fn units_of(
    mentions: &Mentions,
    documents: &[Document],
    monitor: &Monitor,
) -> Result<Vec<DocumentUnits>> {
    let (known, given) = (&mentions.documents, documents.len());
    if known.len() != given {
        let problem = format!("there are {given} documents and mentions of {}", known.len());
        return Err(Error::Document { index: given.min(known.len()), problem });
    }
    let count = |(known, documents): (&[DocumentUnits], &[Document])| {
        let (mut layout, mut steps) = (Layout::default(), Steps::new(monitor));
        let units = known.iter().zip(documents).map(|(&known, document)| {
            let text = document.text.filter(|_| known.sentences == 0);
            steps.advance(text.map_or(0, str::len))?;
            let counted = text.map(|text| {
                layout.read(text);
                layout.count(text)
            });
            let (paragraphs, sentences) = counted.unwrap_or((known.paragraphs, known.sentences));
            Ok(DocumentUnits { paragraphs, sentences, ..known })
        });
        units.collect::<Result<Vec<_>>>()
    };
    if given <= CHUNK {
        return count((known, documents));
    }
    let chunks = known.par_chunks(CHUNK).zip(documents.par_chunks(CHUNK));
    let units: Vec<_> = install(None, || chunks.map(count).collect::<Result<_>>())?;
    Ok(units.concat())
}
