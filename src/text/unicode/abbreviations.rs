//! The list of abbreviations and letter names, `abbreviations.txt`.

/// Each entry with its section: a language, or `initial`.
pub(crate) fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("abbreviations.txt").lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '))
}
