//! Matchers of many names, from memory and from a file.

use comention::gazetteer::{Alias, Entity, Gazetteer};
use comention::matcher::{Boundaries, Document, Matcher, Options};
use comention::monitor::Monitor;
use comention::{Error, Mention};
use std::path::PathBuf;
use std::sync::Arc;

/// Enough that names are folded, sorted and laid out in many parts.
const MANY: u32 = 60_000;

/// A name like no other, of syllables that many share: `ba`, `ba be`, `bakado`.
fn name(number: u32) -> String {
    let syllable = |digit: u32| ["ba", "ka", "do", "रा", "म", "é", "ße", "be "][digit as usize];
    let digits = std::iter::successors(Some(number), |rest| (*rest >= 8).then_some(rest / 8)).map(|rest| rest % 8);
    // A letter at the end, so that no name ends in the space of a syllable.
    digits.map(syllable).chain(["x"]).collect()
}

fn many() -> Arc<Gazetteer> {
    let entity = |number: u32| Entity {
        aliases: vec![
            Alias::new(name(number)),
            Alias { case: Some(comention::gazetteer::Case::Exact), ..Alias::new(format!("N{number}")) },
        ],
        ..Entity::new(format!("e{number}"), format!("Entity {number}"))
    };
    Arc::new(Gazetteer::new((0..MANY).map(entity).collect()).unwrap())
}

fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("comention-{}-{name}", std::process::id()))
}

fn find(matcher: &Matcher, text: &str) -> Vec<Mention> {
    matcher.find(Document { text: Some(text), date: None }).unwrap()
}

#[test]
fn each_of_many_names_is_found() {
    let path = file("many");
    let gazetteer = many();
    let built = Matcher::new(Arc::clone(&gazetteer), Options::default()).unwrap();
    built.save(&path).unwrap();
    let loaded = Matcher::load(&path).unwrap();
    for number in (0..MANY).step_by(7) {
        let (text, id) = (name(number), format!("e{number}"));
        let mentions = find(&built, &text);
        assert_eq!(mentions.len(), 1, "{text}");
        assert_eq!(mentions[0].chars, (0, text.chars().count() as u32), "{text}");
        assert_eq!(built.catalogue().id(mentions[0].entity.unwrap()), id, "{text}");
        assert_eq!(find(&loaded, &text), mentions, "{text}");
        let cased = format!("N{number} n{number}");
        assert_eq!(find(&built, &cased).len(), 1, "{cased}");
        assert_eq!(find(&loaded, &cased), find(&built, &cased), "{cased}");
        let entity = mentions[0].entity.unwrap();
        let catalogues = [built.catalogue(), loaded.catalogue()];
        let looked_up = catalogues.map(|of| (of.id(entity), of.name(entity), of.kind(entity), of.name_text(mentions[0].name)));
        assert_eq!(looked_up[0], looked_up[1]);
        assert_eq!(loaded.catalogue().position(&id).unwrap(), entity);
    }
    assert_eq!(loaded.gazetteer().unwrap(), &gazetteer);
    std::fs::remove_file(path).unwrap();
}

#[test]
fn an_automaton_is_built_again() {
    let path = file("automaton");
    let gazetteer = Arc::new(Gazetteer::new(vec![Entity::new("a", "ab"), Entity::new("b", "bc")]).unwrap());
    let options = Options { boundaries: Boundaries::None, ..Options::default() };
    let built = Matcher::new(gazetteer, options.clone()).unwrap();
    built.save(&path).unwrap();
    let loaded = Matcher::load(&path).unwrap();
    assert_eq!(loaded.options(), &options);
    assert_eq!(find(&built, "xabcab").len(), 2);
    assert_eq!(find(&loaded, "xabcab"), find(&built, "xabcab"));
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_build_is_stopped() {
    let monitor = Monitor::new();
    monitor.cancel();
    let stopped = Matcher::build(many(), Options::default(), &monitor);
    assert!(matches!(stopped.err(), Some(Error::Cancelled)));
}
