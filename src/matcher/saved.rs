//! Matchers in files.

use super::Matcher;
use super::index::Index;
use super::options::Options;
use crate::Result;
use crate::gazetteer::{Catalogue, Saved};
use crate::storage::{Stored, Writer, save};
use crate::text::fold::fingerprint;
use std::path::Path;
use std::sync::Arc;

impl Matcher {
    /// Writes the matcher into a file that [`load`](Self::load) opens at once, whatever its size. The file is whole or not there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let of_gazetteer;
        let saved = match &self.catalogue {
            Catalogue::Saved(saved) => &**saved,
            Catalogue::Whole(gazetteer) => {
                of_gazetteer = Saved::of(gazetteer)?;
                &of_gazetteer
            }
        };
        let options = self.options.to_bytes();
        let mut writer = Writer::default();
        let folding = [fingerprint()];
        writer.column("options", &options);
        writer.column(FOLDING, &folding);
        saved.write(&mut writer);
        self.index.write(&mut writer);
        save(path, |file| writer.write(file))
    }

    /// Opens what [`save`](Self::save) wrote. All of it is looked at once; what is not used then stays out of the memory of this process, and what is used is shared
    /// with others that have the same file open.
    ///
    /// The file must not be written into while it is open. To put another in its place, as `save` does, is safe: who has the old one open keeps it.
    ///
    /// # Errors
    ///
    /// [`Error::Io`](crate::Error::Io); [`Error::Restore`](crate::Error::Restore) for a file that is none of ours, damaged, cut off, or of another version.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let stored = Stored::open(path.as_ref(), |stored| {
            check_folding(stored)?;
            let saved = Saved::read(stored)?;
            saved.check().map_err(|part| stored.damaged(part))?;
            Index::check(stored, &options(stored)?, saved.len(), saved.names_len())
        })?;
        let options = options(&stored)?;
        let index = Index::read(&stored, &options)?;
        Ok(Self::of(Catalogue::Saved(Arc::new(Saved::read(&stored)?)), options, index))
    }
}

/// The section with the fingerprint of the rules by which the names were folded.
const FOLDING: &str = "folding";

/// An error if the names were folded by other rules than those of this program.
fn check_folding(stored: &Stored) -> Result<()> {
    let saved = stored.column::<u64>(FOLDING).ok().and_then(|saved| saved.first().copied());
    if saved == Some(fingerprint()) {
        return Ok(());
    }
    Err(stored.problem(
        "its names were folded by other rules than those of this comention: build it again from its gazetteer, and save it",
    ))
}

fn options(stored: &Stored) -> Result<Options> {
    let part = "options";
    Options::from_bytes(&stored.column::<u8>(part)?).ok_or_else(|| stored.damaged(part))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn names_folded_by_other_rules_are_refused() {
        let path = std::env::temp_dir().join(format!("comention-{}-folding", std::process::id()));
        for folding in [vec![], vec![fingerprint() ^ 1]] {
            let mut writer = Writer::default();
            if !folding.is_empty() {
                writer.column(FOLDING, &folding);
            }
            save(&path, |file| writer.write(file)).unwrap();
            let error = Matcher::load(&path).map(|_| ()).unwrap_err().to_string();
            assert!(error.contains("folded by other rules"), "{error}");
        }
        std::fs::remove_file(&path).unwrap();
    }
}
