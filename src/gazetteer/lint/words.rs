//! How frequent the words of languages are.

use crate::text::fold;
use rustc_hash::FxHashMap;

/// Words of several languages with their Zipf frequencies: the decimal logarithm of how often a word stands among a billion.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    langs: Vec<Box<str>>,
    /// By folded word: language and frequency.
    words: FxHashMap<Box<str>, Vec<(u16, f32)>>,
}

impl Words {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds words of a language. Words that fold to one are one, with the highest frequency.
    ///
    /// ```
    /// use comention::gazetteer::lint::Words;
    ///
    /// let mut words = Words::new();
    /// words.add("en", [("reading", 5.1)].into_iter());
    /// assert_eq!((words.zipf("en", "reading"), words.zipf("en", "gaya")), (Some(5.1), None));
    /// ```
    pub fn add<'t>(&mut self, lang: &str, rows: impl Iterator<Item = (&'t str, f32)>) {
        let at = self.langs.iter().position(|known| **known == *lang).unwrap_or_else(|| {
            self.langs.push(lang.into());
            self.langs.len() - 1
        }) as u16;
        for (word, zipf) in rows {
            let known = self.words.entry(fold(word, true).into()).or_default();
            match known.iter_mut().find(|(lang, _)| *lang == at) {
                Some((_, known)) => *known = known.max(zipf),
                None => known.push((at, zipf)),
            }
        }
    }

    /// The frequency of a folded word; none if the language does not have it.
    pub fn zipf(&self, lang: &str, folded: &str) -> Option<f32> {
        let at = self.lang(lang)?;
        self.words.get(folded)?.iter().find(|(lang, _)| *lang == at).map(|&(_, zipf)| zipf)
    }

    /// Whether there are words of a language.
    pub fn has(&self, lang: &str) -> bool {
        self.lang(lang).is_some()
    }

    fn lang(&self, lang: &str) -> Option<u16> {
        self.langs.iter().position(|known| **known == *lang).map(|at| at as u16)
    }
}
