//! What reads bytes of unknown origin, each as a function of some bytes: it may refuse them, it must not panic.
//!
//! The stable tests run these with bytes from a seed (`forged.rs`), the crate in `fuzz/` with those
//! of libFuzzer. Both read the same sources.

use comention::cooccurrence::{Cooccurrences, Part, Period, Plan, Selection, Slicing, Unit, Value, Values, Window};
use comention::evidence::{Question, evidence};
use comention::gazetteer::{Alias, Case, Entity, Gazetteer, Kind, Role, Title};
use comention::kwic::kwic;
use comention::matcher::{Ambiguous, Boundaries, Document, Matcher, Options, Overlap};
use comention::monitor::Monitor;
use comention::text;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// A target: its name, what it does, and inputs to begin with.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&[u8]),
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
}

pub(crate) const TARGETS: &[Target] = &[
    Target { name: "folding", run: folding, seeds: texts },
    Target { name: "sentences", run: sentences, seeds: texts },
    Target { name: "matcher", run: matcher, seeds: Vec::new },
    Target { name: "counts", run: counts, seeds: Vec::new },
    Target { name: "json", run: json, seeds: records },
    Target { name: "table", run: table, seeds: tables },
    Target { name: "cameo", run: cameo, seeds: dictionaries },
];

const DOCS: &[&str] = &[
    "Narendra Modi met Defence Minister Sergei Shoigu in the U.S. on Monday. Modi. US, us.",
    "रक्षा मंत्री ने मोदी से बात की। Nirav Modi. The Defence Minister said Modi left India.",
    "Belousov, the Defence Minister.\n\nIndian news of the U. S. 'Abd al-Rahman. 中国普京",
    "",
];

/// A text folds to itself once it is folded, whatever the options.
pub(crate) fn folding(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let _ = text::is_blank(&text);
    for (fold, plain) in [(false, false), (true, false), (false, true), (true, true)] {
        let folded = text::fold_as(&text, fold, plain);
        assert!(folded.len() <= 3 * text.len() + 8, "folding {text:?} makes it longer than thrice");
    }
}

/// Paragraphs and sentences stand in the text, in order, with mentions and without.
pub(crate) fn sentences(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut places: Vec<u32> = data.chunks(7).map(|some| u32::from(some[0])).collect();
    places.retain(|&at| text.is_char_boundary(at as usize) && (at as usize) < text.len());
    places.sort_unstable();
    places.dedup();
    let mentions: Vec<(u32, u32)> = places.windows(2).map(|two| (two[0], two[1])).collect();
    for mentions in [&mentions[..], &[]] {
        for ranges in [text::sentences(&text, mentions), text::paragraphs(&text, mentions)] {
            assert!(ranges.iter().all(|range| text.get(range.clone()).is_some()), "{text:?}");
            assert!(ranges.windows(2).all(|two| two[0].end <= two[1].start), "{text:?}");
        }
    }
}

/// JSON and JSON lines.
pub(crate) fn json(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    Gazetteer::from_json(&text).iter().for_each(used);
    Gazetteer::from_json_lines(&text).iter().for_each(used);
}

/// A file of comma-separated values.
pub(crate) fn table(data: &[u8]) {
    let path = scratch("table.csv");
    std::fs::write(&path, data).unwrap();
    Gazetteer::read(&path).iter().for_each(used);
}

/// An actor dictionary.
pub(crate) fn cameo(data: &[u8]) {
    if let Ok((gazetteer, _)) = Gazetteer::from_cameo(data) {
        used(&gazetteer);
    }
}

/// What was read can be written, read again, compiled and matched with.
fn used(gazetteer: &Gazetteer) {
    let again = Gazetteer::from_json(&gazetteer.to_json());
    assert_eq!(again.as_ref().ok(), Some(gazetteer));
    let matcher = Matcher::new(Arc::new(gazetteer.clone()), Options::default());
    matcher.iter().for_each(use_matcher);
}

/// A saved matcher with some numbers replaced: the checksum fits in any case.
pub(crate) fn matcher(data: &[u8]) {
    static BASES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let bases = BASES.get_or_init(|| matchers().iter().map(saved).collect());
    let (&which, patches) = data.split_first().unwrap_or((&0, &[]));
    read_matcher(&forged(&bases[which as usize % bases.len()], patches));
}

/// Loads a file, and uses what was loaded.
pub(crate) fn read_matcher(content: &[u8]) {
    let path = scratch("forged.cmx");
    std::fs::write(&path, content).unwrap();
    if let Ok(loaded) = Matcher::load(&path) {
        use_matcher(&loaded);
        loaded.save(scratch("again.cmx")).unwrap();
        if loaded.gazetteer().is_ok() {
            for asked in ["Modi", "us", "shoigu", "Defence Minister", ""] {
                let _ = loaded.explain(document(0), asked);
            }
        }
    }
}

/// The bytes of a saved matcher.
pub(crate) fn saved(matcher: &Matcher) -> Vec<u8> {
    let path = scratch("base.cmx");
    matcher.save(&path).unwrap();
    std::fs::read(&path).unwrap()
}

fn document(number: usize) -> Document<'static> {
    let date = chrono::NaiveDate::from_ymd_opt([2020, 2021, 2022, 2023][number], 1, 7);
    Document { text: Some(DOCS[number]), date }
}

fn use_matcher(matcher: &Matcher) {
    let documents: Vec<Document> = (0..DOCS.len()).map(document).collect();
    let monitor = Monitor::new();
    let Ok(mentions) = matcher.find_all(&documents, Some(1), &monitor) else { return };
    let catalogue = matcher.catalogue();
    for row in 0..mentions.len() {
        let text = DOCS[mentions.doc[row] as usize];
        let bytes = mentions.start_byte[row] as usize..mentions.end_byte[row] as usize;
        assert!(text.get(bytes).is_some_and(|surface| !surface.is_empty()));
        assert!((mentions.name[row] as usize) < catalogue.names_len());
        let entities = mentions.candidates_of(row).iter().chain(&mentions.entity[row..=row]);
        for &entity in entities.filter(|&&entity| entity != comention::NO_ENTITY) {
            assert!((entity as usize) < catalogue.len());
            let _ = (catalogue.id(entity), catalogue.name(entity), catalogue.kind(entity));
            let _ = kwic(&mentions, &documents, entity, 3, &monitor).unwrap();
            let _ = catalogue.name_text(mentions.name[row]);
        }
    }
    let _ = mentions.summary();
    let plan = plan(&documents);
    if let Ok(counts) = matcher.count(&documents, &plan, Some(1), &monitor) {
        ask(&counts);
    }
    let (catalogue, options) = (catalogue.clone(), matcher.options().to_string());
    let few = catalogue.len().min(3) as u32;
    for (a, b) in (0..few).flat_map(|a| (0..few).map(move |b| (a, b))) {
        for unit in Unit::ALL {
            let window = (*unit == Unit::Window).then_some(WINDOW);
            let question = Question { a, b, unit: *unit, window, limit: 9 };
            evidence(&mentions, &documents, None, question, &monitor).unwrap();
        }
    }
    let _ = Cooccurrences::from_mentions(catalogue, &mentions, &documents, &plan, options, &monitor);
}

const WINDOW: Window = Window { words: 5, ordered: true };

fn plan(documents: &[Document]) -> Plan {
    let slicing = Slicing::by_period(Period::Month, documents.iter().map(|document| document.date));
    Plan { slicing, window: Some(WINDOW) }
}

/// Saved counts with some bytes replaced: the checksum fits in any case.
pub(crate) fn counts(data: &[u8]) {
    /// Magic, version, checksum.
    const HEAD: usize = 16 + 1 + 8;
    static BASES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let bases = BASES.get_or_init(|| {
        let documents: Vec<Document> = (0..DOCS.len()).map(document).collect();
        let count = |matcher: &Matcher| {
            let counts = matcher.count(&documents, &plan(&documents), Some(1), &Monitor::new()).unwrap();
            [counts.to_bytes().unwrap(), counts.to_bytes_without_gazetteer().unwrap()]
        };
        matchers().iter().flat_map(count).collect()
    });
    let (&which, patches) = data.split_first().unwrap_or((&0, &[]));
    let mut bytes = bases[which as usize % bases.len()].clone();
    for patch in patches.chunks_exact(6) {
        let [at, value] = [[patch[0], patch[1]], [patch[4], patch[5]]].map(u16::from_le_bytes);
        let at = HEAD + at as usize % (bytes.len() - HEAD);
        // Numbers have as many bytes as they need, so that bytes also come and go.
        match patch[2] % 4 {
            0 => bytes[at] = patch[3],
            1 => drop(bytes.splice(at..at, varint(INTERESTING[patch[3] as usize % INTERESTING.len()]))),
            2 => drop(bytes.splice(at..at, varint(value.into()))),
            _ => drop(bytes.remove(at)),
        }
        if bytes.len() <= HEAD {
            return;
        }
    }
    let sum =
        bytes[HEAD..].iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    bytes[17..HEAD].copy_from_slice(&sum.to_le_bytes());
    for gazetteer in [None, Some(Arc::new(gazetteer()))] {
        Cooccurrences::from_bytes(&bytes, gazetteer).iter().for_each(ask);
    }
}

/// As postcard writes a number.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// All that counts can be asked.
fn ask(counts: &Cooccurrences) {
    for top in [Some(2), None] {
        let selection = Selection { top, ..Selection::default() };
        for &unit in Unit::ALL {
            let _ = counts.edges(unit, &selection);
            let _ = counts.entities(unit, &selection);
            let _ = counts.matrix(unit, Value::Npmi, &selection);
            let _ = counts.compare(counts, unit, &selection);
        }
    }
    let _ = counts.parts(&Part(vec![("period".to_owned(), vec![Values::One(None)])]), None);
    // Ten million days are a table that may be asked for; not ten thousand times.
    let near = |key: &comention::cooccurrence::Key| format!("{key:?}").len() < 40;
    if counts.counts().slices().all(|(key, _)| near(key)) && counts.counts().slices().len() < 2 {
        let _ = counts.periods();
    }
    // The gazetteer of a forged matcher is read now, and may be refused.
    let Ok(bytes) = counts.to_bytes() else { return };
    let again = Cooccurrences::from_bytes(&bytes, None).unwrap();
    assert!(again.counts() == counts.counts());
    let _ = counts.clone().merge(again).map(Cooccurrences::total);
}

/// What a forger tries first.
const INTERESTING: [u64; 16] = [
    0,
    1,
    2,
    7,
    0x7F,
    0xFF,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFF,
    0x4000_0000,
    0x3FFF_FFFF,
    0xC000_0000,
    0x7FF8_0000_0000_0000,
    u64::MAX,
    i64::MAX as u64,
    0xFFFF_FFFE,
];

const HEAD: usize = 64;
const ENTRY: usize = 32;
/// Bytes of a patch: what, section, place, value.
pub(crate) const PATCH: usize = 12;

/// A saved matcher with patches, and the checksum of the result.
pub(crate) fn forged(base: &[u8], patches: &[u8]) -> Vec<u8> {
    let number = |bytes: &[u8], at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
    let mut file = base.to_vec();
    let sections = u32::from_le_bytes(base[20..24].try_into().unwrap()) as usize;
    for patch in patches.chunks_exact(PATCH) {
        let entry = HEAD + ENTRY * (patch[1] as usize % sections);
        let (from, len) = (number(base, entry + 16), number(base, entry + 24));
        let place = u32::from_le_bytes(patch[2..6].try_into().unwrap()) as usize;
        let raw = u32::from_le_bytes(patch[6..10].try_into().unwrap());
        let near = [len as u64, (len / 4) as u64, (len / 4) as u64 + 1, raw.into()];
        let value = match patch[10] % 4 {
            0 => raw.into(),
            1 => near[patch[11] as usize % near.len()],
            _ => INTERESTING[patch[11] as usize % INTERESTING.len()],
        };
        let mut write = |at: usize, bytes: &[u8]| {
            let to = (at + bytes.len()).min(file.len());
            file[at.min(to)..to].copy_from_slice(&bytes[..to - at.min(to)]);
        };
        match patch[0] % 16 {
            0..4 if len > 0 => write(from + place % len, &value.to_le_bytes()[..1]),
            4..11 if len > 0 => write(from + place % len / 4 * 4, &value.to_le_bytes()[..4]),
            11 if len > 0 => write(from + place % len / 8 * 8, &value.to_le_bytes()),
            // The length of a section, where it begins, another name for it; another section's place.
            12 => write(entry + 24, &((raw as usize % (len + 9)) as u64 / 4 * 4).to_le_bytes()),
            13 => write(entry + 16 + 8 * (place % 2), &value.to_le_bytes()),
            14 => write(entry, &value.to_le_bytes()),
            15 => {
                let other = HEAD + ENTRY * (place % sections);
                write(entry + 16, &base[other + 16..other + ENTRY]);
            }
            _ => {}
        }
    }
    sealed(file)
}

/// The file with the checksum that fits it.
fn sealed(mut file: Vec<u8>) -> Vec<u8> {
    let mut all = Xxh3::new();
    for (i, chunk) in file.chunks(1 << 21).enumerate() {
        let sum = if i == 0 { xxh3_64(&[&chunk[..32], &chunk[40..]].concat()) } else { xxh3_64(chunk) };
        all.update(&sum.to_le_bytes());
    }
    file[32..40].copy_from_slice(&all.digest().to_le_bytes());
    file
}

/// A file that this process alone writes; in memory where there is such a place, as each is synced.
fn scratch(name: &str) -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let thread = format!("{:?}", std::thread::current().id());
    let thread: String = thread.chars().filter(char::is_ascii_digit).collect();
    folder.join(format!("comention-{}-{thread}-{name}", std::process::id()))
}

fn gazetteer() -> Gazetteer {
    let short = |text: &str| Alias { kind: Kind::Short, ..Alias::new(text) };
    let role = |titles: &[&str], from, to| Role {
        titles: titles.iter().map(|&text| Title { text: text.into(), lang: None, alone: None }).collect(),
        from: chrono::NaiveDate::from_ymd_opt(from, 5, 14),
        to: chrono::NaiveDate::from_ymd_opt(to, 5, 11),
    };
    let person = |id: &str, name: &str| Entity { kind: Some("person".into()), ..Entity::new(id, name) };
    let exact = Alias { case: Some(Case::Exact), lang: Some("en".into()), ..Alias::new("us") };
    Gazetteer::new(vec![
        Entity { aliases: vec![short("Modi"), Alias::new("मोदी")], ..person("modi", "Narendra Modi") },
        Entity { aliases: vec![short("Modi")], ..person("nirav", "Nirav Modi") },
        Entity {
            priority: Some(3),
            roles: vec![role(&["Defence Minister", "रक्षा मंत्री"], 2012, 2024)],
            attributes: serde_json::from_str(r#"{"wikidata": "Q4532", "born": {"year": 1955}}"#).unwrap(),
            ..person("shoigu", "Sergei Shoigu")
        },
        Entity { roles: vec![role(&["Defence Minister"], 2021, 2030)], ..person("belousov", "Belousov") },
        Entity { aliases: vec![Alias::new("U.S."), exact], ..Entity::new("us", "US") },
        Entity { aliases: vec![Alias::new("U.S.")], priority: Some(-1), ..Entity::new("usha", "Usha") },
        Entity { aliases: vec![Alias { nested: true, ..Alias::new("Indian news") }], ..Entity::new("n", "News") },
        Entity { aliases: vec![Alias::new("'Abd al-Rahman"), Alias::new("普京")], ..Entity::new("india", "India") },
    ])
    .unwrap()
}

fn matchers() -> Vec<Matcher> {
    let usual = Options::default;
    let options = [
        usual(),
        Options { boundaries: Boundaries::None, ..usual() },
        Options { overlap: Overlap::All, ambiguous: Ambiguous::Keep, ..usual() },
        Options { boundaries: Boundaries::None, overlap: Overlap::All, ..usual() },
    ];
    let gazetteer = Arc::new(gazetteer());
    options.map(|options| Matcher::new(Arc::clone(&gazetteer), options).unwrap()).into()
}

fn texts() -> Vec<Vec<u8>> {
    let hard = "Dr. Singh met Mr. Putin. ﬁ ŉ İstanbul ΐ e\u{301} क\u{94d}ष \u{600}5 a\u{345} 각 www.a.in/x?y a@b.co";
    DOCS.iter().copied().chain([hard]).map(|text| text.as_bytes().to_vec()).collect()
}

fn records() -> Vec<Vec<u8>> {
    let json = gazetteer().to_json();
    let line = r#"{"id": "a", "name": "A b", "aliases": ["c", {"text": "d", "valid_from": "2020-01-01"}]}"#;
    vec![json.into_bytes(), format!("{line}\n").into_bytes()]
}

fn tables() -> Vec<Vec<u8>> {
    let table = "entity_id,alias,name,type,lang,kind,case,alone,nested,valid_from,valid_to,priority,x\n\
        a,A,Ada,person,en,short,exact,true,false,2020-01-01,2021-02-03,-4,\"y\"\"z\"\na,B,,,,,,,,,,,\n";
    vec![table.into()]
}

fn dictionaries() -> Vec<Vec<u8>> {
    let text = "VLADIMIR_PUTIN_ ; CountryInfo.txt\n+PUTIN\n\t[RUSGOV >000507]\n\t[RUS <19991231]\nA_B_ [USA]\n# c\n";
    vec![text.into()]
}
