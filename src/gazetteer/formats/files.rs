//! Gazetteers in files: records as `.json` and `.jsonl`, the long table as `.csv` and `.tsv`.

use super::report::Report;
use super::table::{AliasRow, Cell, Column, Errors, TableBuilder};
use crate::error::{problem, shown};
use crate::gazetteer::model::Gazetteer;
use crate::storage::save;
use crate::{Error, Result};
use std::io::{BufWriter, Write};
use std::path::Path;

/// A form in which a gazetteer is kept in a file.
struct Format {
    /// Of the name of the file, with its full stop, in lower case.
    extension: &'static str,
    /// Reads the text of a file. `Errors` is about the rows of a table.
    read: fn(&str, Errors) -> Result<(Gazetteer, Report)>,
    /// Writes what `read` reads.
    write: fn(&Gazetteer, &mut dyn Write) -> std::io::Result<()>,
}

/// All forms: a new one is its two functions and a row here.
static FORMATS: [Format; 4] = [
    Format { extension: ".json", read: |text, _| Ok((Gazetteer::from_json(text)?, Report::default())), write: write_json },
    Format {
        extension: ".jsonl",
        read: |text, _| Ok((Gazetteer::from_json_lines(text)?, Report::default())),
        write: write_json_lines,
    },
    Format {
        extension: ".csv",
        read: |text, errors| read_table(text, b',', errors),
        write: |gazetteer, out| write_table(gazetteer, b',', out),
    },
    Format {
        extension: ".tsv",
        read: |text, errors| read_table(text, b'\t', errors),
        write: |gazetteer, out| write_table(gazetteer, b'\t', out),
    },
];

/// The extensions of files that can be read and written.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.extension)
}

impl Format {
    fn of(path: &Path) -> Result<&'static Self> {
        let given = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or("");
        let lower = format!(".{}", given.to_lowercase());
        FORMATS.iter().find(|format| format.extension == lower).ok_or_else(|| {
            let known = extensions().map(|known| format!("'{known}'")).collect::<Vec<_>>().join(", ");
            let problem = format!("extension is '.{}', must be one of {known}, in Python also '.parquet'", shown(given));
            Error::gazetteer(path.display().to_string(), problem)
        })
    }
}

impl Gazetteer {
    /// Reads a file of records (`.json`: an array, `.jsonl`: one a line) or of a long table with a header (`.csv`, `.tsv`), in UTF-8.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        Self::read_reporting(path.as_ref(), Errors::Raise).map(|(gazetteer, _)| gazetteer)
    }

    /// As [`read`](Self::read), with what was left out, decided or repeated. `errors` is about the rows of a table.
    pub fn read_reporting(path: &Path, errors: Errors) -> Result<(Self, Report)> {
        let format = Format::of(path)?;
        let bytes = std::fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let read = utf8(&bytes).and_then(|text| (format.read)(text, errors));
        let place = path.display().to_string();
        match read {
            Ok((gazetteer, report)) => Ok((gazetteer, report.within(&place))),
            Err(error) => Err(error.within(&place)),
        }
    }

    /// Writes a file that [`read`](Self::read) reads, in the format its extension says. After an
    /// error, what was there before is still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let format = Format::of(path)?;
        save(path, |file| {
            let mut out = BufWriter::new(file);
            (format.write)(self, &mut out)?;
            out.flush()
        })
    }
}

fn write_json(gazetteer: &Gazetteer, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, gazetteer)?;
    out.write_all(b"\n")
}

fn write_json_lines(gazetteer: &Gazetteer, out: &mut dyn Write) -> std::io::Result<()> {
    for entity in gazetteer.entities() {
        serde_json::to_writer(&mut *out, entity)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn write_table(gazetteer: &Gazetteer, delimiter: u8, out: &mut dyn Write) -> std::io::Result<()> {
    let mut table = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    let attributes = gazetteer.attribute_names();
    table.write_record(Column::KNOWN.iter().map(|(name, _)| *name).chain(attributes.iter().copied())).map_err(of_system)?;
    let mut columns: Vec<_> = attributes.iter().map(|attribute| gazetteer.attribute_column(attribute)).collect();
    let mut rows = gazetteer.to_rows();
    for entity in gazetteer.entities() {
        let values: Vec<String> =
            columns.iter_mut().map(|column| column.next().and_then(|(_, value)| value).unwrap_or_default()).collect();
        for row in rows.by_ref().take(entity.names_len()) {
            let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            let (from, to) = (day(row.valid_from), day(row.valid_to));
            let alone = row.alone.map(|alone| alone.to_string()).unwrap_or_default();
            let nested = row.nested.map(|nested| nested.to_string()).unwrap_or_default();
            let priority = row.priority.map(|priority| priority.to_string()).unwrap_or_default();
            let texts = [Some(row.entity_id), Some(row.alias), row.name, row.entity_type, row.lang, row.kind, row.case];
            let texts = texts.into_iter().map(Option::unwrap_or_default).chain([&*alone, &nested, &from, &to, &priority]);
            table.write_record(texts.chain(values.iter().map(String::as_str))).map_err(of_system)?;
        }
    }
    table.flush()
}

/// The error of the system as it was: a conversion by `?` would hide its number.
fn of_system(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

fn utf8(bytes: &[u8]) -> Result<&str> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count();
        Error::gazetteer(format!("line {line}"), format!("byte 0x{:02X} is no UTF-8", bytes[error.valid_up_to()]))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn read_table(text: &str, delimiter: u8, errors: Errors) -> Result<(Gazetteer, Report)> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| csv_error(&error))?;
    let (columns, attributes) = Column::assign(header).map_err(|error| error.within("line 1"))?;
    let attribute_count = attributes.len();
    let mut table = TableBuilder::new(attributes).errors(errors).of_lines();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| csv_error(&error))? {
        let mut cells = vec![Cell::Null; attribute_count];
        let line = record.position().map_or(0, csv::Position::line);
        match table_row(&record, &columns, &mut cells) {
            Ok(row) => table.push(line, &row, &cells)?,
            Err(error) => table.skip(line, error)?,
        }
    }
    table.finish()
}

fn table_row<'r>(record: &'r csv::StringRecord, columns: &[Column], cells: &mut [Cell<'r>]) -> Result<AliasRow<'r>> {
    let mut row = AliasRow::default();
    let (mut alone, mut nested, mut from, mut to, mut priority) = (None, None, None, None, None);
    for (column, cell) in columns.iter().zip(record) {
        let given = Some(cell).filter(|cell| !cell.is_empty());
        match *column {
            Column::EntityId => row.entity_id = cell,
            Column::Alias => row.alias = cell,
            Column::Name => row.name = given,
            Column::Type => row.entity_type = given,
            Column::Lang => row.lang = given,
            Column::Kind => row.kind = given,
            Column::Case => row.case = given,
            Column::Alone => alone = given,
            Column::Nested => nested = given,
            Column::ValidFrom => from = given,
            Column::ValidTo => to = given,
            Column::Priority => priority = given,
            Column::Attribute(number) => cells[number] = Cell::Text(cell),
        }
    }
    // Only now is it known whose these are.
    row.parse_texts([alone, nested], from, to, priority)?;
    Ok(row)
}

/// What the csv library found, said in our words.
fn csv_error(error: &csv::Error) -> Error {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            Error::gazetteer(format!("line {line}"), format!("has {len} cells, the header has {expected_len}"))
        }
        _ => problem(error.to_string()),
    }
}
