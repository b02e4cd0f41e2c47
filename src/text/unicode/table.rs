//! What every code point is and what it folds to, in one table of two stages.
//!
//! The data come from ICU4X; the table is made once for each [`CaseFolding`], in about ten milliseconds, so that folding looks up one `u32` a character.

mod make;

pub(crate) use make::{combining_class, decompose, is_virama};

use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use xxhash_rust::xxh3::Xxh3;

/// Whether letters of different case are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CaseFolding {
    /// `STRASSE` is `straße`.
    Fold,
    /// They differ.
    Keep,
}

/// What a code point folds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folding<'a> {
    /// One code point, often itself.
    Char(char),
    /// Several.
    Text(&'a str),
    /// White space.
    Space,
    /// Nothing.
    Nothing,
}

/// The entry of a code point: 21 bits of payload, 2 bits of kind, 9 flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Entry(u32);

const PAYLOAD: u32 = (1 << 21) - 1;
const KIND: u32 = 0b11 << 21;
/// Payload 0 stands for the code point itself, so that most blocks of the table are alike.
const CHAR: u32 = 0;
const TEXT: u32 = 1 << 21;
const SPACE: u32 = 2 << 21;
const NOTHING: u32 = 3 << 21;
const WORD: u32 = 1 << 23;
const UNSPACED: u32 = 1 << 24;
const EXTENDS: u32 = 1 << 25;
const COMBINES: u32 = 1 << 26;
const SLOW: u32 = 1 << 27;
const NASAL: u32 = 1 << 28;
const LATIN: u32 = 1 << 29;
const DIACRITIC: u32 = 1 << 30;
const CONJOINS: u32 = 1 << 31;

impl Entry {
    /// Of general category L, M, N or Pc; what is ignorable is none. What [`extends`](Self::extends) takes after the character before it.
    #[inline]
    pub(crate) fn is_word(self) -> bool {
        self.0 & WORD != 0
    }
    /// Of a script written without spaces.
    #[inline]
    pub(crate) fn is_unspaced(self) -> bool {
        self.0 & UNSPACED != 0
    }
    /// Belongs to the grapheme cluster of the character before it.
    #[inline]
    pub(crate) fn extends(self) -> bool {
        self.0 & EXTENDS != 0
    }
    /// Takes part in canonical reordering: its decomposition begins or ends with a mark that has a combining class.
    #[inline]
    pub(crate) fn combines(self) -> bool {
        self.0 & COMBINES != 0
    }
    /// What it means depends on more than the character before it.
    #[inline]
    pub(crate) fn is_slow(self) -> bool {
        self.0 & SLOW != 0
    }
    /// An Indic nasal consonant, which before a stop of its row may be written as anusvara.
    #[inline]
    pub(crate) fn is_nasal(self) -> bool {
        self.0 & NASAL != 0
    }
    /// A letter of Latin script.
    #[inline]
    pub(crate) fn is_latin(self) -> bool {
        self.0 & LATIN != 0
    }
    /// A mark that goes where diacritics go: nonspacing, with a combining class.
    #[inline]
    pub(crate) fn is_diacritic(self) -> bool {
        self.0 & DIACRITIC != 0
    }
    /// A consonant of a script without spaces, which a conjunct may join to the cluster before it.
    #[inline]
    pub(crate) fn conjoins(self) -> bool {
        self.0 & CONJOINS != 0
    }
    /// White space.
    #[inline]
    pub(crate) fn is_space(self) -> bool {
        self.0 & KIND == SPACE
    }
    /// Of `Default_Ignorable_Code_Point`: does not exist, neither for matching nor for words and sentences.
    #[inline]
    pub(crate) fn is_ignorable(self) -> bool {
        self.is_nothing() && !self.is_word()
    }
    /// Does not exist for matching: ignorables and nuktas.
    #[inline]
    pub(crate) fn is_nothing(self) -> bool {
        self.0 & KIND == NOTHING
    }
    /// One character that goes on no word and no cluster.
    pub(crate) fn is_sign(self) -> bool {
        self.0 & !PAYLOAD == CHAR
    }
    /// Stays as it is.
    #[inline]
    pub(crate) fn is_itself(self) -> bool {
        self.0 & (KIND | PAYLOAD) == CHAR
    }
}

const BLOCK: usize = 128;
const CODE_POINTS: usize = 0x11_0000;

/// First of the characters with a shorter way, and their number: the scripts from Devanagari to Malayalam.
const FIRST_INDIC: usize = 0x900;
const INDIC: usize = 0xD80 - FIRST_INDIC;

/// First and last of the letters with a short way: those of two bytes in Latin, Greek and Cyrillic.
const FIRST_LETTER: char = '\u{C0}';
const LAST_LETTER: char = '\u{45F}';

/// What a letter folds to of which nothing else is to be known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ShortLetter {
    /// Up to four bytes, and how many; of what is no such letter none.
    pub(crate) bytes: [u8; 4],
    pub(crate) len: u8,
    pub(crate) latin: bool,
    pub(crate) combines: bool,
}

/// What an Indic character is in a run that is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Indic {
    /// Anything else.
    Other,
    Letter,
    /// A letter, unless a virama is next.
    Nasal,
    /// Goes on a cluster.
    Sign,
    /// So does this, behind anything but another one.
    Combining,
}

impl From<Entry> for Indic {
    fn from(entry: Entry) -> Self {
        let simple = entry.is_itself() && entry.is_word() && !entry.is_slow() && !entry.is_unspaced();
        match (simple, entry.extends(), entry.is_nasal(), entry.combines()) {
            (true, true, false, true) => Self::Combining,
            (true, true, false, false) => Self::Sign,
            (true, false, true, false) => Self::Nasal,
            (true, false, false, false) => Self::Letter,
            _ => Self::Other,
        }
    }
}

/// The two stages, and the foldings that are longer than one code point.
pub(crate) struct Table {
    /// Fold of each ASCII character.
    pub(crate) ascii: [u8; 128],
    /// What the characters from U+0900 on are, in short, for runs of letters and vowel signs that stay as they are.
    indic: [Indic; INDIC],
    /// What the characters from U+2000 on fold to that go on no word and no cluster: up to three bytes, and how many; of others none.
    pub(crate) punctuation: [([u8; 3], u8); 64],
    /// The characters from [`FIRST_LETTER`] to [`LAST_LETTER`], in short.
    letters: Vec<ShortLetter>,
    blocks: Vec<u16>,
    entries: Vec<Entry>,
    texts: Texts,
    /// First and last combining class of the decomposition of what `combines`.
    classes: FxHashMap<char, (u8, u8)>,
}

/// Many short texts in one.
#[derive(Default)]
struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &str) -> u32 {
        self.all.push_str(text);
        self.ends.push(self.all.len() as u32);
        self.ends.len() as u32 - 1
    }

    fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let from = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.all[from as usize..self.ends[number] as usize]
    }
}

static FOLDED: LazyLock<Table> = LazyLock::new(|| Table::new(CaseFolding::Fold, false));
static KEPT: LazyLock<Table> = LazyLock::new(|| Table::new(CaseFolding::Keep, false));
static FOLDED_PLAIN: LazyLock<Table> = LazyLock::new(|| Table::new(CaseFolding::Fold, true));
static KEPT_PLAIN: LazyLock<Table> = LazyLock::new(|| Table::new(CaseFolding::Keep, true));

impl Table {
    /// The table for a case folding, diacritics kept.
    pub(crate) fn of(case: CaseFolding) -> &'static Self {
        Self::with(case, false)
    }

    /// The table for a case folding; `plain` drops the diacritics of Latin letters.
    pub(crate) fn with(case: CaseFolding, plain: bool) -> &'static Self {
        match (case, plain) {
            (CaseFolding::Fold, false) => &FOLDED,
            (CaseFolding::Keep, false) => &KEPT,
            (CaseFolding::Fold, true) => &FOLDED_PLAIN,
            (CaseFolding::Keep, true) => &KEPT_PLAIN,
        }
    }

    /// Builds all four tables now, instead of when they are first asked for.
    #[cfg(feature = "python")]
    pub(crate) fn build_all() {
        for table in [&FOLDED, &KEPT, &FOLDED_PLAIN, &KEPT_PLAIN] {
            LazyLock::force(table);
        }
    }

    /// A hash of everything that decides how single characters fold.
    pub(crate) fn hash(&self) -> u64 {
        let mut hash = Xxh3::new();
        hash.update(&self.ascii);
        self.blocks.iter().for_each(|block| hash.update(&block.to_le_bytes()));
        self.entries.iter().for_each(|entry| hash.update(&entry.0.to_le_bytes()));
        hash.update(self.texts.all.as_bytes());
        self.texts.ends.iter().for_each(|end| hash.update(&end.to_le_bytes()));
        hash.digest()
    }

    /// The entry of a code point.
    #[inline]
    pub(crate) fn get(&self, c: char) -> Entry {
        let c = c as usize;
        self.entries[self.blocks[c / BLOCK] as usize * BLOCK + c % BLOCK]
    }

    /// What an Indic character is whose UTF-8 is E0 and these two bytes; others are none.
    #[inline]
    pub(crate) fn indic(&self, second: u8, third: u8) -> Indic {
        let c = (second as usize & 0x3F) << 6 | (third as usize & 0x3F);
        self.indic.get(c.wrapping_sub(FIRST_INDIC)).copied().unwrap_or(Indic::Other)
    }

    /// A letter of two bytes, if it is one with a short way.
    #[inline]
    pub(crate) fn letter(&self, c: char) -> Option<ShortLetter> {
        self.letters.get((c as usize).wrapping_sub(FIRST_LETTER as usize)).copied().filter(|letter| letter.len > 0)
    }

    /// What a code point with this entry folds to.
    #[inline]
    pub(crate) fn folding(&self, c: char, entry: Entry) -> Folding<'_> {
        let payload = entry.0 & PAYLOAD;
        match entry.0 & KIND {
            CHAR if payload == 0 => Folding::Char(c),
            CHAR => Folding::Char(char::from_u32(payload).unwrap_or(c)),
            TEXT => Folding::Text(self.texts.get(payload)),
            SPACE => Folding::Space,
            _ => Folding::Nothing,
        }
    }

    /// Combining classes of the first and the last code point of the canonical decomposition.
    pub(crate) fn combining_classes(&self, c: char) -> (u8, u8) {
        self.classes.get(&c).copied().unwrap_or((0, 0))
    }

    /// Whether two neighbours that combine are to change places.
    #[cold]
    pub(crate) fn are_out_of_order(&self, before: char, after: char) -> bool {
        let first = self.combining_classes(after).0;
        first != 0 && first < self.combining_classes(before).1
    }
}
