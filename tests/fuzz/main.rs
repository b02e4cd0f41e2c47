//! The matcher against an oracle that follows docs/matching.md letter by letter, over random gazetteers and texts.
//!
//! `COMENTION_FUZZ_SEED` and `COMENTION_FUZZ_CASES` choose which cases and how many; `COMENTION_FUZZ_SHOW` how many differences are
//! looked for before it stops. A case that fails is printed after everything was left out of it that it fails without.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod chars;
mod folding;
mod forged;
mod oracle;
mod targets;

use comention::gazetteer::{Alias, Case, Entity, Kind};
use comention::matcher::{Boundaries, CaseRule, Document, Options, Overlap};
use comention::monitor::Monitor;
use comention::{Gazetteer, Matcher, NO_ENTITY, text};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use oracle::Mention;

// Pieces that meet often, so that names nest, overlap and almost match.
const WORDS: &str = "Modi modi MODI Gov Government New York Times T US us Us IT WHO S-400 India Russia Straße STRASSE ﬁn İstanbul \
    é e\u{301} मोदी राम रामा रामपुर सीता भारत भारती \u{958} क\u{93c} हिन्दी हिंदी एस. जयशंकर डॉ. श्री. की. है. ब्रिटेन\u{200c} \
    के\u{200d} क\u{94d} ष Σας ΣΑΣ Путин ПУТИНА Лавров лавровый В. Й. Россией Її й и\u{306} نریندر مودی مُودی آ ۵ 中国 普京 ไทย กรุงเทพ ｶﾞ 한국 S. J.P. U.S. u.s A. एस ज\u{93c}ेड. ए.पी.जे. \
    चाँद चांद कम्बल कंबल न\u{94d} न\u{93c}\u{94d}द म् চাঁদ বাংলা அம்பு ఆంధ్ర ഇന്ത്യ \u{1112} \u{1161} \u{11ab} 각 ß. ﬁ İ. ŉ ᾳ ΐ Ǆ \
    Łódź lodz Ørsted é. ø o\u{308}\u{304} ȫ \u{10400}\u{10428} 𠮷. か\u{3099} が カー ａ @modi \
    a@b.co modi@x.in t.co/a in/ www.modi.in http://a.in/ x+http:// 5 ५ ـ ॐ ः \
    ខ្មែរ မန္တလေး \u{11107}\u{11133}\u{11107} \u{d4e}ക \u{600}5 a\u{345} \u{115f}\u{301} ≠ =\u{338} a@b.é a@b.e\u{301} ậ";
const GLUE: &[&str] = &[
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\u{a0}",
    "",
    "",
    "-",
    "–",
    "’",
    "'",
    ".",
    ". ",
    "।",
    " | ",
    "|",
    ",",
    ":",
    "/",
    "@",
    "#",
    "\u{200c}",
    "\u{200d}",
    "\u{ad}",
    "\u{feff}",
    "\u{fe0f}",
    "\u{301}",
    "\u{323}",
    "\u{93c}",
    "\u{94d}",
    "\u{e31}",
    "\u{3099}",
    "😀",
    "👩\u{200d}👩",
    "👍🏽",
    "🇮🇳",
    "\u{2029}",
    "\r\n",
    "\t",
    "https://",
    "www.",
    ".com/",
    "_",
    "1",
    "5",
    "(",
    ")",
    "”",
    "\u{2bc}",
    "\u{902}",
    "\u{901}",
    "\u{34f}",
    "\u{200b}",
    "\r",
    "\u{85}",
    "..",
    ".J",
    "\u{903}",
];
/// What is put into an alias where it stands in a text.
const JOINERS: &[&str] = &["\u{200c}", "\u{200d}", "\u{ad}", "\u{fe0f}", "\u{301}", "\u{93c}", " ", ".", "\n"];
/// Texts that are searched with one gazetteer, which takes longer to make than a text to search.
const TEXTS: u64 = 16;

/// splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * n as u128) >> 64) as usize
    }

    fn of<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Setup {
    /// Each in pieces, with its entity.
    aliases: Vec<(Vec<String>, char, Option<Case>)>,
    options: Options,
}

impl Setup {
    fn random(random: &mut Random, words: &[&str]) -> Self {
        let alias = |random: &mut Random| loop {
            let pieces: Vec<String> = (0..=random.below(4))
                .map(|_| if random.below(3) > 0 { *random.of(words) } else { *random.of(&GLUE[..16]) }.to_owned())
                .collect();
            if !text::fold_as(&pieces.concat(), true, false).is_empty() {
                return (
                    pieces,
                    *random.of(&['a', 'b', 'c']),
                    *random.of(&[None, None, None, Some(Case::Fold), Some(Case::Exact)]),
                );
            }
        };
        Self {
            aliases: (0..=random.below(4)).map(|_| alias(random)).collect(),
            options: Options {
                overlap: *random.of(&[Overlap::Longest, Overlap::All]),
                case: *random.of(&[CaseRule::Smart, CaseRule::Fold, CaseRule::Exact]),
                boundaries: *random.of(&[Boundaries::Word, Boundaries::Word, Boundaries::None]),
                fold_diacritics: random.below(3) == 0,
                ..Options::default()
            },
        }
    }

    fn text(&self, random: &mut Random, words: &[&str]) -> Vec<String> {
        let piece = |random: &mut Random| match random.below(16) {
            0..4 => self.alias_in_text(random),
            4..9 => (*random.of(words)).to_owned(),
            _ => (*random.of(GLUE)).to_owned(),
        };
        (0..=random.below(12)).map(|_| piece(random)).collect()
    }

    /// One of the aliases, often in a spelling that may or may not be the same.
    fn alias_in_text(&self, random: &mut Random) -> String {
        let mut alias = random.of(&self.aliases).0.concat();
        match random.below(10) {
            0 => alias = alias.to_uppercase(),
            1 => alias = alias.to_lowercase(),
            2 => alias = DecomposingNormalizerBorrowed::new_nfd().normalize(&alias).into_owned(),
            3 => alias = alias.replace('.', ""),
            4 => drop(alias.pop()),
            5..7 => {
                let mut places: Vec<usize> = alias.char_indices().map(|(i, _)| i).collect();
                places.push(alias.len());
                alias.insert_str(*random.of(&places), random.of::<&str>(JOINERS));
            }
            _ => {}
        }
        alias
    }
}

/// A gazetteer, compiled for both sides.
struct Tested {
    matcher: Matcher,
    aliases: Vec<oracle::Alias>,
}

impl Tested {
    fn new(setup: &Setup) -> Result<Self, String> {
        let options = &setup.options;
        let mut entities: Vec<Entity> = Vec::new();
        let mut aliases = Vec::new();
        for (pieces, id, case) in &setup.aliases {
            let spelling = pieces.concat();
            check_folding(&spelling)?;
            aliases.extend(oracle::Alias::new(&spelling, *id, *case, options));
            let alias = Alias {
                text: spelling.into(),
                lang: None,
                case: *case,
                kind: Kind::Name,
                alone: None,
                nested: false,
                valid_from: None,
                valid_to: None,
            };
            let id = id.to_string();
            if !entities.iter().any(|entity| *entity.id == *id) {
                // Every entity has a name, which is an alias too: one that no text holds.
                entities.push(Entity::new(id.as_str(), format!("\u{e000}{id}")));
            }
            entities.iter_mut().find(|entity| *entity.id == *id).unwrap().aliases.push(alias);
        }
        let gazetteer = Gazetteer::new(entities).map_err(|error| error.to_string())?;
        let matcher = Matcher::new(gazetteer.into(), options.clone()).map_err(|error| error.to_string())?;
        Ok(Self { matcher, aliases })
    }

    fn found(&self, text: &str) -> Result<Vec<Mention>, String> {
        let mentions = self.matcher.find(Document { text: Some(text), date: None }).map_err(|error| error.to_string())?;
        mentions
            .iter()
            .map(|mention| {
                let chars = mention.bytes.0 as usize..mention.bytes.1 as usize;
                let start = text.get(..chars.start).ok_or("inside a character")?.chars().count();
                let end = start + text.get(chars).ok_or("inside a character")?.chars().count();
                if (start, end) != (mention.chars.0 as usize, mention.chars.1 as usize) {
                    return Err(format!("bytes are not code points: {mention:?}"));
                }
                let entities = if mention.candidates.is_empty() { mention.entity.as_slice() } else { &mention.candidates };
                Ok(Mention {
                    span: (start, end),
                    entities: entities.iter().map(|&id| self.matcher.catalogue().id(id).chars().next().unwrap()).collect(),
                    paragraph: mention.paragraph as usize,
                    word: mention.word as usize,
                })
            })
            .collect()
    }

    /// How many mentions there are.
    fn check(&self, text: &str) -> Result<usize, String> {
        let found = self.found(text)?;
        let chars: Vec<char> = text.chars().collect();
        check_folding(text)?;
        let expected = oracle::find(&chars, &self.aliases, self.matcher.options());
        if found != expected {
            return Err(format!("expected {expected:?}\n    found {found:?}"));
        }
        self.check_paragraphs(text, &chars)?;
        self.check_table(text)?;
        let places = |found: Vec<Mention>| found.into_iter().map(|m| (m.entities, m.paragraph, m.word)).collect::<Vec<_>>();
        let found = places(found);
        for same in
            [ComposingNormalizerBorrowed::new_nfc().normalize(text), DecomposingNormalizerBorrowed::new_nfd().normalize(text)]
        {
            if same != text {
                let other = places(self.found(&same)?);
                if other != found {
                    return Err(format!("{found:?}\n    as {:?}: {other:?}", same.escape_unicode().to_string()));
                }
            }
        }
        Ok(found.len())
    }

    /// Those of the library and of the oracle, with and without mentions.
    fn check_paragraphs(&self, text: &str, chars: &[char]) -> Result<(), String> {
        let mentions = self.matcher.find(Document { text: Some(text), date: None }).map_err(|error| error.to_string())?;
        let bytes: Vec<(u32, u32)> = mentions.iter().map(|mention| mention.bytes).collect();
        let spans: Vec<(usize, usize)> = mentions.iter().map(|m| (m.chars.0 as usize, m.chars.1 as usize)).collect();
        for (bytes, spans) in [(&bytes[..], &spans[..]), (&[], &[])] {
            let own = oracle::paragraphs(chars, spans).into_iter().map(|range| chars[range].iter().collect::<String>());
            let public = text::paragraphs(text, bytes);
            if !own.clone().eq(public.iter().map(|range| &text[range.clone()])) {
                let own: Vec<String> = own.collect();
                return Err(format!("paragraphs: expected {own:?}, found {public:?}"));
            }
        }
        Ok(())
    }

    /// `find_all` has the rows of `find`.
    fn check_table(&self, text: &str) -> Result<(), String> {
        let document = Document { text: Some(text), date: None };
        let found = self.matcher.find(document).map_err(|error| error.to_string())?;
        let table = self.matcher.find_all(&[document], Some(1), &Monitor::new()).map_err(|error| error.to_string())?;
        let same = |(row, m): (usize, &comention::Mention)| {
            (table.doc[row], table.entity[row], table.name[row]) == (0, m.entity.unwrap_or(NO_ENTITY), m.name)
                && (table.start_byte[row], table.end_byte[row], table.start[row], table.end[row])
                    == (m.bytes.0, m.bytes.1, m.chars.0, m.chars.1)
                && (table.paragraph[row], table.sentence[row], table.word[row]) == (m.paragraph, m.sentence, m.word)
                && (table.resolution[row], table.candidates_of(row)) == (m.resolution, &m.candidates[..])
        };
        let equal = table.len() == found.len() && found.iter().enumerate().all(same);
        if equal { Ok(()) } else { Err(format!("find_all: {table:?}\n    find: {found:?}")) }
    }
}

/// The oracle's own folding against that of the library.
fn check_folding(text: &str) -> Result<(), String> {
    let chars: Vec<char> = text.chars().collect();
    for (exact, plain) in [(false, false), (true, false), (false, true), (true, true)] {
        let own: String = folding::fold(&chars, exact, plain).0.iter().map(|folded| folded.c).collect();
        let public = text::fold_as(text, !exact, plain);
        if own.trim_matches(' ') != public {
            return Err(format!("folding (exact {exact}, plain {plain}) of {text:?}: expected {own:?}, found {public:?}"));
        }
    }
    Ok(())
}

/// A failing case from which nothing can be left out.
fn shrunk(mut setup: Setup, text: &[String]) -> (Setup, String, String) {
    let single = |pieces: &[String]| pieces.concat().chars().map(String::from).collect::<Vec<String>>();
    let fails = |setup: &Setup, text: &[String]| Tested::new(setup).and_then(|tested| tested.check(&text.concat())).err();
    let mut text = text.to_vec();
    let mut problem = fails(&setup, &text).unwrap();
    for alone in [false, true] {
        if alone {
            text = single(&text);
            setup.aliases.iter_mut().for_each(|alias| alias.0 = single(&alias.0));
        }
        loop {
            let mut smaller: Vec<(Setup, Vec<String>)> = Vec::new();
            let without = |pieces: &[String], i: usize| [&pieces[..i], &pieces[i + 1..]].concat();
            smaller.extend((0..text.len()).map(|i| (setup.clone(), without(&text, i))));
            for (i, (pieces, _, case)) in setup.aliases.iter().enumerate() {
                let mut fewer = setup.clone();
                fewer.aliases.remove(i);
                smaller.push((fewer, text.clone()));
                for k in 0..pieces.len() {
                    let mut shorter = setup.clone();
                    shorter.aliases[i].0 = without(pieces, k);
                    smaller.push((shorter, text.clone()));
                }
                if case.is_some() {
                    let mut plain = setup.clone();
                    plain.aliases[i].2 = None;
                    smaller.push((plain, text.clone()));
                }
            }
            let usual = Options::default();
            let given = &setup.options;
            let simpler = [
                Options { overlap: usual.overlap, ..given.clone() },
                Options { case: usual.case, ..given.clone() },
                Options { boundaries: usual.boundaries, ..given.clone() },
                Options { fold_diacritics: false, ..given.clone() },
            ];
            let changed = simpler.into_iter().filter(|options| options != given);
            smaller.extend(changed.map(|options| (Setup { options, ..setup.clone() }, text.clone())));
            // An alias of which nothing is left is another problem.
            smaller.retain(|(setup, _)| setup.aliases.iter().all(|alias| !text::is_blank(&alias.0.concat())));
            let next = smaller.into_iter().find_map(|(setup, text)| fails(&setup, &text).map(|problem| (setup, text, problem)));
            let Some(next) = next else { break };
            (setup, text, problem) = next;
        }
    }
    (setup, text.concat(), problem)
}

#[test]
fn matcher_and_oracle_agree() {
    let number = |name: &str, usual: u64| std::env::var(name).map_or(usual, |value| value.parse().unwrap());
    let (seed, cases) = (number("COMENTION_FUZZ_SEED", 1), number("COMENTION_FUZZ_CASES", 20_000));
    let show = number("COMENTION_FUZZ_SHOW", 1) as usize;
    let words: Vec<&str> = WORDS.split(' ').filter(|word| !word.is_empty()).collect();
    let (mut run, mut mentions, mut differences) = (0, 0, Vec::new());
    for i in 0..cases.div_ceil(TEXTS) {
        let mut random = Random(seed.wrapping_mul(1 << 40).wrapping_add(i << 12));
        let setup = Setup::random(&mut random, &words);
        let tested = Tested::new(&setup);
        for _ in 0..TEXTS.min(cases - i * TEXTS) {
            let text = setup.text(&mut random, &words);
            if let Ok(found) = tested.as_ref().map_err(Clone::clone).and_then(|tested| tested.check(&text.concat())) {
                mentions += found;
                run += 1;
            } else {
                let minimal = shrunk(setup.clone(), &text);
                if !differences.contains(&minimal) {
                    differences.push(minimal);
                }
                break;
            }
        }
        if differences.len() >= show {
            break;
        }
    }
    println!("seed {seed}: {run} cases, {mentions} mentions");
    let shown = differences.iter().map(|(setup, text, problem)| {
        let aliases: Vec<_> = setup.aliases.iter().map(|(pieces, id, case)| (pieces.concat(), id, case)).collect();
        format!("text {text:?} = {}\n    aliases {aliases:?}\n    {}\n    {problem}", text.escape_unicode(), setup.options)
    });
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), shown.collect::<Vec<_>>().join("\n"));
}
