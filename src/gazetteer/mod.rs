//! Entities and all the names they go by.
//!
//! | room | what |
//! |---|---|
//! | `model/` | entities, their names, the set of them |
//! | `validate/` | what every entity must fulfil, and its one form |
//! | `formats/` | records, the long table, files of both, actor dictionaries; what a reader left out |
//! | `compiled/` | one as columns of a file; what tables look up in one |
//! | `lint/` | what is wrong with one, or may be |
//! | `edit/` | two as one |
//! | `seed.rs` | the gazetteers this package ships |

mod compiled;
mod edit;
mod formats;
pub mod lint;
mod model;
mod seed;
mod validate;

pub use compiled::{Catalogue, Saved};
pub use formats::{AliasRow, Cell, Column, Errors, Finding, Outcome, Report, TableBuilder, extensions};
pub use model::{Alias, Case, Entity, EntityId, Gazetteer, Kind, Name, Role, Title};
pub use seed::{Seed, SeedDocument};
