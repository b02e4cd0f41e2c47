//! Takes a hash of the files that decide how text is folded, for `text/fold/fingerprint.rs`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const ROOMS: [&str; 2] = ["src/text/unicode", "src/text/fold"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for room in ROOMS {
        println!("cargo::rerun-if-changed={room}");
        add_files(Path::new(room), &mut files)?;
    }
    files.sort();
    let mut hash = Fnv::default();
    for file in files {
        hash.add(file.to_string_lossy().replace('\\', "/").as_bytes());
        hash.add(&fs::read(&file)?);
    }
    println!("cargo::rustc-env=COMENTION_FOLDING={:016x}", hash.0);
    Ok(())
}

/// All files of a folder, except for tests.
fn add_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            add_files(&path, files)?;
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// FNV-1a: the standard library promises no hash that stays the same between its versions.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
}
