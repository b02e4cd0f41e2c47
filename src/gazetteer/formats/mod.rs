//! Where gazetteers come from and go to: records, the long table, files of both, actor dictionaries.

mod cameo;
mod files;
mod json;
mod record;
mod report;
mod table;

pub use files::extensions;
pub use report::{Finding, Outcome, Report};
pub(super) use table::cell_text;
pub use table::{AliasRow, Cell, Column, Errors, TableBuilder};
