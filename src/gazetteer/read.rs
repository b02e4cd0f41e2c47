//! Gazetteers in files: records as `.json` and `.jsonl`, the long table as `.csv` and `.tsv`.

use super::check::{problem, shown};
use super::{AliasRow, Cell, Column, Errors, Gazetteer, Report, TableBuilder};
use crate::stored::save;
use crate::{Error, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The extensions of files that can be read and written.
pub const EXTENSIONS: &[&str] = &[".json", ".jsonl", ".csv", ".tsv"];

#[derive(Debug, Clone, Copy)]
enum Format {
    Json,
    JsonLines,
    Table { delimiter: u8 },
}

impl Format {
    fn of(path: &Path) -> Result<Self> {
        let extension = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or("");
        match extension.to_lowercase().as_str() {
            "json" => Ok(Self::Json),
            "jsonl" => Ok(Self::JsonLines),
            "csv" => Ok(Self::Table { delimiter: b',' }),
            "tsv" => Ok(Self::Table { delimiter: b'\t' }),
            _ => {
                let known = EXTENSIONS.iter().map(|known| format!("'{known}'")).collect::<Vec<_>>().join(", ");
                let problem = format!("extension is '.{}', must be one of {known}, in Python also '.parquet'", shown(extension));
                Err(Error::gazetteer(path.display().to_string(), problem))
            }
        }
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
        let read = utf8(&bytes).and_then(|text| match format {
            Format::Json => Ok((Self::from_json(text)?, Report::default())),
            Format::JsonLines => Ok((Self::from_json_lines(text)?, Report::default())),
            Format::Table { delimiter } => read_table(text, delimiter, errors),
        });
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
        save(path, |file| self.write(format, file))
    }

    fn write(&self, format: Format, file: &mut File) -> std::io::Result<()> {
        let mut out = BufWriter::new(file);
        match format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut out, self)?;
                out.write_all(b"\n")?;
            }
            Format::JsonLines => {
                for entity in self.entities() {
                    serde_json::to_writer(&mut out, entity)?;
                    out.write_all(b"\n")?;
                }
            }
            Format::Table { delimiter } => self.write_table(delimiter, &mut out)?,
        }
        out.flush()
    }

    fn write_table(&self, delimiter: u8, out: &mut impl Write) -> std::io::Result<()> {
        let mut table = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
        let attributes = self.attribute_names();
        let known = Column::KNOWN.iter().map(|(name, _)| *name);
        table.write_record(known.chain(attributes.iter().copied())).map_err(of_system)?;
        let mut columns: Vec<_> = attributes.iter().map(|attribute| self.attribute_column(attribute)).collect();
        let mut rows = self.to_rows();
        for entity in self.entities() {
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
                let cells = texts.chain(values.iter().map(String::as_str));
                table.write_record(cells).map_err(of_system)?;
            }
        }
        table.flush()
    }
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
