//! Mentions as they are found, row by row, and the columns they become.

use super::table::{DocumentUnits, LeftOut, Mention, Mentions, NO_ENTITY, Resolution};
use crate::Result;
use crate::gazetteer::EntityId;
use crate::runtime::memory::{append, reserve, with_room};

/// A [`Mention`] in a fixed number of bytes, as the scanner makes them by the thousand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// [`NO_ENTITY`] if ambiguous.
    pub(crate) entity: EntityId,
    pub(crate) name: u32,
    pub(crate) bytes: (u32, u32),
    pub(crate) chars: (u32, u32),
    pub(crate) paragraph: u32,
    pub(crate) sentence: u32,
    pub(crate) word: u32,
    pub(crate) last_word: u32,
    pub(crate) resolution: Resolution,
    /// How many there were to choose from; they stand behind those of the rows before.
    pub(crate) candidates: u32,
}

/// The mentions of some documents, row by row: what one thread makes at a time.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// Bytes of the documents.
    read: usize,
    documents: Vec<DocumentUnits>,
    /// How many rows each document has.
    lens: Vec<u32>,
    rows: Vec<Row>,
    candidates: Vec<EntityId>,
    left_out: LeftOut,
}

impl Part {
    /// Adds the next document, of so many bytes, and its mentions, with the candidates of all of these.
    pub(crate) fn push(
        &mut self,
        read: usize,
        units: DocumentUnits,
        rows: &[Row],
        candidates: &[EntityId],
        left_out: LeftOut,
    ) -> Result<()> {
        self.read += read;
        self.left_out.add(left_out);
        self.documents.push(units);
        self.lens.push(rows.len() as u32);
        append(&mut self.rows, rows, "the mentions found")?;
        append(&mut self.candidates, candidates, "the candidates found")
    }
}

/// The columns of parts that follow one another, as these come.
#[derive(Debug)]
pub(crate) struct Gathering {
    all: Mentions,
    /// Bytes of the documents that are in it, and of all there will be.
    read: usize,
    of: usize,
}

impl Gathering {
    /// For so many documents of so many bytes.
    pub(crate) fn new(documents: usize, bytes: usize) -> Result<Self> {
        let documents = with_room(documents, "the units of the documents")?;
        let all = Mentions { documents, ..Mentions::default() };
        Ok(Self { all, read: 0, of: bytes })
    }

    /// Adds the next parts.
    pub(crate) fn add(&mut self, parts: &[Part]) -> Result<()> {
        self.read += parts.iter().map(|part| part.read).sum::<usize>();
        let sum = |of: fn(&Part) -> usize| parts.iter().map(of).sum::<usize>();
        let rows = self.all.len() + sum(|part| part.rows.len());
        let candidates = self.all.candidates.len() + sum(|part| part.candidates.len());
        if rows > self.all.doc.capacity() {
            self.all.make_room(rows, self.expected(rows))?;
        }
        if candidates > self.all.candidates.capacity() {
            let expected = self.expected(candidates);
            room(&mut self.all.candidates, candidates, expected, "the candidates of the mentions")?;
        }
        for part in parts {
            self.all.append(part)?;
        }
        Ok(())
    }

    /// How many there will be in the end, and some more, if there are so many now. The first ones may be unlike all others: no more than so many times as many.
    fn expected(&self, now: usize) -> usize {
        const MOST: usize = 128;
        if self.read >= self.of {
            return now;
        }
        let expected = now as u128 * self.of as u128 / self.read.max(1) as u128;
        usize::try_from(expected + expected / 10).unwrap_or(usize::MAX).min(now.saturating_mul(MOST))
    }

    /// All of them; room that was not needed is given back.
    pub(crate) fn finish(self) -> Mentions {
        let mut all = self.all;
        all.numbers().into_iter().for_each(Vec::shrink_to_fit);
        all.resolution.shrink_to_fit();
        all.candidates_end.shrink_to_fit();
        all.candidates.shrink_to_fit();
        all
    }
}

impl Mentions {
    /// The columns that have a number a row.
    fn numbers(&mut self) -> [&mut Vec<u32>; 11] {
        let Self { doc, entity, name, start_byte, end_byte, start, end, paragraph, sentence, word, last_word, .. } = self;
        [doc, entity, name, start_byte, end_byte, start, end, paragraph, sentence, word, last_word]
    }

    /// Makes room for the rows that have come, and for those expected if the system has it.
    fn make_room(&mut self, rows: usize, expected: usize) -> Result<()> {
        const WHAT: &str = "the columns of the mentions";
        for column in self.numbers() {
            room(column, rows, expected, WHAT)?;
        }
        room(&mut self.resolution, rows, expected, WHAT)?;
        room(&mut self.candidates_end, rows, expected, WHAT)
    }

    /// Column after column: a part is small enough to stay in the cache for all of them.
    fn append(&mut self, part: &Part) -> Result<()> {
        self.left_out.add(part.left_out);
        for (&mentions, doc) in part.lens.iter().zip(self.documents.len() as u32..) {
            self.doc.extend(std::iter::repeat_n(doc, mentions as usize));
        }
        append(&mut self.documents, &part.documents, "the units of the documents")?;
        let rows = || part.rows.iter();
        let [_, entity, name, start_byte, end_byte, start, end, paragraph, sentence, word, last_word] = self.numbers();
        entity.extend(rows().map(|row| row.entity));
        name.extend(rows().map(|row| row.name));
        start_byte.extend(rows().map(|row| row.bytes.0));
        end_byte.extend(rows().map(|row| row.bytes.1));
        start.extend(rows().map(|row| row.chars.0));
        end.extend(rows().map(|row| row.chars.1));
        paragraph.extend(rows().map(|row| row.paragraph));
        sentence.extend(rows().map(|row| row.sentence));
        word.extend(rows().map(|row| row.word));
        last_word.extend(rows().map(|row| row.last_word));
        self.resolution.extend(rows().map(|row| row.resolution));
        let mut end = self.candidates.len() as u64;
        self.candidates_end.extend(rows().map(|row| {
            end += u64::from(row.candidates);
            end
        }));
        append(&mut self.candidates, &part.candidates, "the candidates of the mentions")
    }
}

impl Mention {
    /// Rows with the candidates of all of them as mentions.
    pub(crate) fn of_rows(rows: &[Row], mut candidates: &[EntityId]) -> Vec<Self> {
        let mention = |&row: &Row| {
            let (own, others) = candidates.split_at(row.candidates as usize);
            candidates = others;
            let Row { entity, name, bytes, chars, paragraph, sentence, word, last_word, resolution, .. } = row;
            let entity = (entity != NO_ENTITY).then_some(entity);
            Self { entity, name, bytes, chars, paragraph, sentence, word, last_word, resolution, candidates: own.to_vec() }
        };
        rows.iter().map(mention).collect()
    }
}

/// Makes room for `expected` values in all if the system has it: so many may never come. An error if
/// there is no room for the `len` that have come.
fn room<T>(column: &mut Vec<T>, len: usize, expected: usize, what: &'static str) -> Result<()> {
    let more = |to: usize| to.saturating_sub(column.len());
    let (needed, wanted) = (more(len), more(expected));
    if column.try_reserve_exact(wanted).is_ok() { Ok(()) } else { reserve(column, needed, what) }
}
