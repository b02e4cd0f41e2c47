//! Matchers in files.

use super::Matcher;
use super::index::Index;
use super::options::Options;
use crate::Result;
use crate::gazetteer::{Catalogue, Saved};
use crate::stored::{self, Stored, Writer};
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
        writer.column("options", &options);
        saved.write(&mut writer);
        self.index.write(&mut writer);
        stored::save(path, |file| writer.write(file))
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
            let saved = Saved::read(stored)?;
            saved.check().map_err(|part| stored.damaged(part))?;
            Index::check(stored, saved.len(), saved.names_len())
        })?;
        let options = options(&stored)?;
        let index = Index::read(&stored, &options)?;
        Ok(Self::of(Catalogue::Saved(Arc::new(Saved::read(&stored)?)), options, index))
    }
}

fn options(stored: &Stored) -> Result<Options> {
    let part = "options";
    Options::from_bytes(&stored.column::<u8>(part)?).ok_or_else(|| stored.damaged(part))
}
