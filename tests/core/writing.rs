//! What becomes of links, modes and other files when a file is saved, and of many who save at once.

use comention::Gazetteer;
use comention::matcher::{Matcher, Options};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::Arc;
use std::thread;

type Save = Box<dyn Fn(&Path) -> comention::Result<()> + Send + Sync>;

/// What writes each kind of file, with some names more.
fn writers(more: usize) -> Vec<(&'static str, Save)> {
    let records: Vec<_> = (0..=more).map(|i| format!(r#"{{"id": "e{i}", "name": "Entity {i}"}}"#)).collect();
    let gazetteer = Gazetteer::from_json(&format!("[{}]", records.join(","))).unwrap();
    let matcher = Matcher::new(Arc::new(gazetteer.clone()), Options::default()).unwrap();
    let mut writers: Vec<(&'static str, Save)> = vec![("m.cmx", Box::new(move |path| matcher.save(path)))];
    for name in ["g.json", "g.jsonl", "g.csv", "g.tsv"] {
        let gazetteer = gazetteer.clone();
        writers.push((name, Box::new(move |path| gazetteer.save(path))));
    }
    writers
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn links_stay_and_modes_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    for (name, save) in writers(3) {
        let (link, file) = (folder.path().join(format!("link-{name}")), folder.path().join(name));
        symlink(name, &link).unwrap();
        // The link leads nowhere yet.
        save(&link).unwrap();
        let expected = fs::read(&file).unwrap();
        for mode in [0o600, 0o640, 0o666] {
            fs::write(&file, "old").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            save(&link).unwrap();
            assert!(link.is_symlink());
            assert_eq!(fs::read(&file).unwrap(), expected, "{name}");
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, mode, "{name}");
        }
    }
    assert_eq!(names(folder.path()).len(), 10);
}

#[test]
fn what_is_no_regular_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, save) in writers(0) {
        let at = |what: &str| folder.path().join(format!("{what}-{name}"));
        symlink("/dev/null", at("device")).unwrap();
        symlink(at("loop"), at("loop")).unwrap();
        symlink("no/such/file", at("nowhere")).unwrap();
        fs::create_dir(at("folder")).unwrap();
        let socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        let before = names(folder.path());
        for (what, problem) in [
            ("device", "is a device: only a regular file can be replaced"),
            ("socket", "is a socket: only a regular file can be replaced"),
            ("loop", "symbolic links"),
            ("nowhere", "No such file"),
            ("folder", "Is a directory"),
        ] {
            let error = save(&at(what)).unwrap_err().to_string();
            assert!(error.starts_with(&at(what).display().to_string()), "{error}");
            assert!(error.contains(problem), "{error}");
        }
        assert_eq!(names(folder.path()), before);
        drop(socket);
    }
}

#[test]
fn eight_threads_save_one_path() {
    let folder = tempfile::tempdir().unwrap();
    let all: Vec<_> = (0..8).map(writers).collect();
    for kind in 0..all[0].len() {
        let path = folder.path().join(all[0][kind].0);
        let contents: Vec<_> = all
            .iter()
            .map(|writers| {
                writers[kind].1(&path).unwrap();
                fs::read(&path).unwrap()
            })
            .collect();
        let path = &path;
        thread::scope(|scope| {
            for writers in &all {
                scope.spawn(move || (0..5).for_each(|_| writers[kind].1(path).unwrap()));
            }
        });
        assert!(contents.contains(&fs::read(path).unwrap()));
    }
    assert_eq!(names(folder.path()).len(), all[0].len());
}

#[test]
fn a_mapped_matcher_outlives_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.cmx");
    writers(500)[0].1(&path).unwrap();
    let loaded = Matcher::load(&path).unwrap();
    writers(0)[0].1(&path).unwrap();
    assert_eq!(loaded.gazetteer().unwrap().len(), 501);
    loaded.save(&path).unwrap();
    assert_eq!(Matcher::load(&path).unwrap().gazetteer().unwrap().len(), 501);
}
