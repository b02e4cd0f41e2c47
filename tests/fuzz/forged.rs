//! Targets with bytes that come from a seed.
//!
//! `COMENTION_FORGE_SEED` chooses them, `COMENTION_FORGE_CASES` says how many for each target. A case
//! that fails is named before the test ends.

use super::Random;
use super::targets::{PATCH, TARGETS, Target, forged, read_matcher, saved};
use comention::gazetteer::{Alias, Entity, Gazetteer};
use comention::matcher::{Matcher, Options};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Far more than any case takes, even beside other work.
const PATIENCE: Duration = Duration::from_secs(60);

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |value| value.parse().unwrap())
}

/// Runs so many cases; the number of a case and the seed make it again.
fn each_case(name: &str, cases: u64, run: impl Fn(&mut Random)) {
    let seed = number("COMENTION_FORGE_SEED", 1);
    for case in 0..cases {
        let began = Instant::now();
        let mut random = Random(seed.wrapping_mul(1 << 40).wrapping_add(case << 12));
        let again = format!("{name}: case {case} of COMENTION_FORGE_SEED={seed}");
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| run(&mut random))) {
            println!("{again}");
            std::panic::resume_unwind(panic);
        }
        assert!(began.elapsed() < PATIENCE, "{again} took {:?}", began.elapsed());
    }
}

/// A seed of the target with some bytes changed, or nothing but chance.
fn input(target: &Target, random: &mut Random) -> Vec<u8> {
    let seeds = (target.seeds)();
    if seeds.is_empty() {
        // Mostly a single patch, so that what it breaks is reached.
        let len = 1 + PATCH * [1, 1, 1, 2, 8][random.below(5)];
        return (0..len).map(|_| random.below(256) as u8).collect();
    }
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        if bytes.is_empty() {
            break;
        }
        let (at, to) = (random.below(bytes.len()), random.below(bytes.len()));
        match random.below(6) {
            0 => bytes[at] = random.below(256) as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes.insert(at, *random.of(b"\0\n\t\"'\\,:;[]{}<>_+-.09azAZ\xCC\x81\xE2\x80\x8D\xFF")),
            3 => drop(bytes.drain(at.min(to)..(at.max(to)).min(at.min(to) + 9))),
            4 => {
                let part = bytes[at.min(to)..at.max(to)].to_vec();
                drop(bytes.splice(at..at, part));
            }
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes
}

#[test]
fn no_input_panics() {
    let cases = number("COMENTION_FORGE_CASES", 400);
    for target in TARGETS {
        for seed in (target.seeds)() {
            (target.run)(&seed);
        }
        each_case(target.name, cases, |random| (target.run)(&input(target, random)));
    }
}

/// So many names that the trie is walked side by side, and first words stand in a table.
fn large() -> Matcher {
    let name = |number: usize| {
        let syllable = |digit: usize| ["ba", "ka", "do", "रा", "म", "é", "ße", "be "][digit];
        let digits = std::iter::successors(Some(number), |rest| (*rest >= 8).then_some(rest / 8));
        digits.map(|rest| syllable(rest % 8)).chain(["x"]).collect::<String>()
    };
    let called = |number: usize| match number % 5_000 {
        0 => ["Modi", "Defence Minister", "India", "U.S.", "met"][number / 5_000 % 5].to_owned(),
        _ => format!("Entity {number}"),
    };
    let entity = |number: usize| Entity {
        aliases: vec![Alias::new(name(number)), Alias::new(format!("Narendra {}", name(number)))],
        ..Entity::new(format!("e{number}"), called(number))
    };
    let gazetteer = Gazetteer::new((0..60_000).map(entity).collect()).unwrap();
    Matcher::new(gazetteer.into(), Options::default()).unwrap()
}

#[test]
fn no_large_matcher_panics() {
    let cases = number("COMENTION_FORGE_CASES", 60).min(2_000);
    let base = saved(&large());
    each_case("large matcher", cases, |random| {
        let patches = 1 + random.below(200);
        let patches: Vec<u8> = (0..PATCH * patches).map(|_| random.below(256) as u8).collect();
        read_matcher(&forged(&base, &patches));
    });
}

/// Ends that fall make patterns empty, whose matches would never move on.
#[test]
fn empty_patterns_are_refused() {
    let gazetteer = Gazetteer::new(vec![Entity::new("a", "ab"), Entity::new("b", "bc")]).unwrap();
    let boundaries = comention::matcher::Boundaries::None;
    let matcher = Matcher::new(gazetteer.into(), Options { boundaries, ..Options::default() }).unwrap();
    let base = saved(&matcher);
    let sections = u32::from_le_bytes(base[20..24].try_into().unwrap()) as u8;
    for section in 0..sections {
        for (place, value) in [(0, 9), (0, 0), (4, 0), (4, 1), (0, u32::MAX), (4, u32::MAX)] {
            let [place, value] = [place, value].map(u32::to_le_bytes);
            let patch = [&[4, section][..], &place, &value, &[0, 0]].concat();
            read_matcher(&forged(&base, &patch));
        }
    }
}
