//! One number for all rules of folding.
//!
//! A saved matcher holds names as they were folded when it was built. It may be read only by a
//! program that folds the same way, and that is found out here, so that nobody has to remember to
//! raise a version.

use crate::text::unicode::table::{CaseFolding, Table};
use std::sync::OnceLock;

/// Of the source files with the rules, by `build.rs`: their sorted names and what they hold.
const SOURCES: &str = env!("COMENTION_FOLDING");

/// Changes with the rules of folding, with the abbreviations, and with the data of Unicode.
pub(crate) fn fingerprint() -> u64 {
    static ALL: OnceLock<u64> = OnceLock::new();
    // The tables that drop diacritics are made of the same data, by rules that are in the sources.
    *ALL.get_or_init(|| {
        let tables = [CaseFolding::Fold, CaseFolding::Keep].map(|case| Table::of(case).hash());
        xxhash_rust::xxh3::xxh3_64(format!("{SOURCES} {tables:?}").as_bytes())
    })
}
