//! The one way a file is written: to a draft in the same folder, which then takes its name.
//!
//! | what the path names | what happens |
//! |---|---|
//! | nothing | a new file, with the permissions that the umask leaves |
//! | a regular file | it is replaced; mode, owner and group are kept |
//! | a symbolic link | what it points to is replaced or made; the link stays |
//! | a descriptor of this process | written through, once the draft is whole |
//! | anything else | an error |
//!
//! Whoever has the old file open or mapped keeps it. After an error the draft is removed, and the
//! old file is as it was. A draft that a killed process left behind is not removed by others: they
//! cannot know that nobody writes to it.

use crate::{Error, Result};
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// As many links as Linux follows.
const LINKS: usize = 40;

/// Writes a file that is whole or not there.
pub(crate) fn save(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let mut draft = Draft::create(path)?;
    draft.fill(write)?;
    draft.commit()
}

/// A file that is being written. It is removed when it is dropped before [`commit`](Self::commit).
pub(crate) struct Draft {
    path: PathBuf,
    file: NamedTempFile,
    target: Target,
}

/// What the draft becomes.
enum Target {
    /// A regular file, and what is known of the one that it replaces.
    File(PathBuf, Option<Metadata>),
    /// An open descriptor of this process.
    Stream(File),
}

impl Draft {
    /// Makes an empty draft for `path`; an error if nothing could be written there.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let draft = || {
            let target = Target::of(path)?;
            let file = match &target {
                Target::File(path, before) => draft(path, before.is_some())?,
                Target::Stream(_) => NamedTempFile::new()?,
            };
            Ok(Self { path: path.to_owned(), file, target })
        };
        draft().map_err(|source| Error::Io { path: path.to_owned(), source })
    }

    /// Where it is, for writers that need a name.
    #[cfg(feature = "python")]
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    fn fill(&mut self, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
        write(self.file.as_file_mut()).map_err(|source| self.failed(source))
    }

    /// Gives it the name it was made for.
    pub(crate) fn commit(self) -> Result<()> {
        let Self { path, mut file, target } = self;
        let failed = |source| Error::Io { path, source };
        let commit = || match target {
            Target::File(target, before) => {
                if let Some(before) = before {
                    keep(file.as_file(), &before)?;
                }
                file.as_file().sync_all()?;
                file.persist(target).map_err(|error| error.error).map(drop)
            }
            Target::Stream(mut out) => {
                io::Seek::rewind(file.as_file_mut())?;
                io::copy(file.as_file_mut(), &mut out).map(drop)
            }
        };
        commit().map_err(failed)
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Io { path: self.path.clone(), source }
    }
}

impl Target {
    fn of(path: &Path) -> io::Result<Self> {
        let mut at = path.to_owned();
        for _ in 0..LINKS {
            if let Some(stream) = stream(&at)? {
                return Ok(Self::Stream(stream));
            }
            match fs::symlink_metadata(&at) {
                Ok(found) if found.is_symlink() => {
                    at = at.parent().unwrap_or(Path::new("")).join(fs::read_link(&at)?);
                }
                Ok(found) => return Self::replaced(at, found),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::File(at, None)),
                Err(error) => return Err(error),
            }
        }
        // The system has its own error for a loop of links.
        fs::metadata(path).and_then(|_| Err(io::Error::other("too many symbolic links")))
    }

    fn replaced(path: PathBuf, found: Metadata) -> io::Result<Self> {
        if !found.is_file() && !found.is_dir() {
            let problem = format!("is {}: only a regular file can be replaced", kind(&found));
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        // A folder, and a file that may not be written, are refused in the words of the system:
        // a rename would ask for the permissions of the folder alone.
        File::options().write(true).open(&path)?;
        Ok(Self::File(path, Some(found)))
    }
}

/// A new file beside the target. Its name is short, so that it fits wherever that of the target does.
fn draft(target: &Path, replaces: bool) -> io::Result<NamedTempFile> {
    // Without a name there is nothing to rename a draft to: an empty path, `..`.
    if target.file_name().is_none() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    if replaces {
        // What only its owner may read is at no time readable by others.
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = replaces;
    Builder::new().prefix(".comention-").suffix(".tmp").make_in(folder, |path| options.open(path))
}

/// Gives the draft owner, group and mode of the file that it replaces.
#[cfg(unix)]
fn keep(file: &File, before: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let ours = file.metadata()?;
    if (ours.uid(), ours.gid()) != (before.uid(), before.gid()) {
        // Only root can give a file away; to a group of its own anybody can.
        let _ = fchown(file, Some(before.uid()), Some(before.gid())).or_else(|_| fchown(file, None, Some(before.gid())));
    }
    let mut mode = before.mode() & 0o777;
    if file.metadata()?.gid() != before.gid() {
        // Another group gets no more rights than everybody has.
        mode &= 0o707 | (mode & 0o007) << 3;
    }
    if ours.mode() & 0o777 == mode {
        return Ok(());
    }
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn keep(file: &File, before: &Metadata) -> io::Result<()> {
    file.set_permissions(before.permissions())
}

/// The open descriptor of this process that a path names.
#[cfg(unix)]
fn stream(path: &Path) -> io::Result<Option<File>> {
    use std::os::fd::AsFd;

    let Some(number) = descriptor(path) else { return Ok(None) };
    // The same descriptor, and not the file opened once more: what was written before stays.
    let stream = match number {
        1 => File::from(io::stdout().as_fd().try_clone_to_owned()?),
        2 => File::from(io::stderr().as_fd().try_clone_to_owned()?),
        _ => File::options().append(true).open(path)?,
    };
    Ok(Some(stream))
}

#[cfg(not(unix))]
fn stream(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

#[cfg(unix)]
fn descriptor(path: &Path) -> Option<u32> {
    let path = path.to_str()?;
    match path {
        "/dev/stdout" => return Some(1),
        "/dev/stderr" => return Some(2),
        _ => {}
    }
    let own = format!("/proc/{}/fd/", std::process::id());
    let folders = ["/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/", &own];
    folders.iter().find_map(|folder| path.strip_prefix(folder))?.parse().ok()
}

#[cfg(unix)]
fn kind(found: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;

    let kind = found.file_type();
    match () {
        () if kind.is_fifo() => "a named pipe",
        () if kind.is_socket() => "a socket",
        () if kind.is_char_device() || kind.is_block_device() => "a device",
        () => "no regular file",
    }
}

#[cfg(not(unix))]
fn kind(_: &Metadata) -> &'static str {
    "no regular file"
}
