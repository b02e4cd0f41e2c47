//! A document as the core takes it.

use chrono::NaiveDate;

/// A document as the matcher takes it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Document<'a> {
    /// Its text; a document without is counted and has no mentions.
    pub text: Option<&'a str>,
    /// When it was published.
    pub date: Option<NaiveDate>,
}

impl Document<'_> {
    /// Bytes of its text.
    pub(crate) fn len(&self) -> usize {
        self.text.map_or(0, str::len)
    }
}

/// The day of a date as text: `2024-07-05`, with or without a time and a time zone after it (ISO 8601).
///
/// The day is the one that is written, in whatever zone.
///
/// ```
/// use comention::document::day_of;
/// assert_eq!(day_of("2024-07-05T23:59+05:30"), day_of("2024-07-05"));
/// assert_eq!(day_of("2024-07-05T25:00"), None);
/// ```
pub fn day_of(text: &str) -> Option<NaiveDate> {
    let mut rest = Rest(text.trim().as_bytes());
    let year = rest.number(4)?;
    rest.byte(b"-")?;
    let month = rest.number(2)?;
    rest.byte(b"-")?;
    let day = rest.number(2)?;
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day).filter(|_| year > 0)?;
    if rest.0.is_empty() {
        return Some(date);
    }
    rest.byte(b"T ")?;
    rest.time()?;
    rest.zone()?;
    rest.0.is_empty().then_some(date)
}

/// What is left of a text to be read.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    /// A number of exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| number.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    /// A number of two digits below a limit.
    fn below(&mut self, limit: u32) -> Option<u32> {
        self.number(2).filter(|&number| number < limit)
    }

    /// The next byte, if it is one of these.
    fn byte(&mut self, any: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        any.contains(&first).then(|| {
            self.0 = rest;
            first
        })
    }

    /// `23`, `23:59`, `23:59:59`, `23:59:59.123`, and the same without colons.
    fn time(&mut self) -> Option<()> {
        self.below(24)?;
        let colon = self.byte(b":").is_some();
        if !colon && !self.0.first().is_some_and(u8::is_ascii_digit) {
            return Some(());
        }
        self.below(60)?;
        if colon && self.byte(b":").is_none() || !colon && !self.0.first().is_some_and(u8::is_ascii_digit) {
            return Some(());
        }
        // A leap second is the sixty-first.
        self.below(61)?;
        if self.byte(b".,").is_some() {
            let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
            self.0 = &self.0[digits..];
            return (digits > 0).then_some(());
        }
        Some(())
    }

    /// Nothing, `Z`, `+05:30`, `+0530`, `+05`, each with a `[Asia/Kolkata]` after it, or an abbreviation such as `IST`.
    fn zone(&mut self) -> Option<()> {
        self.byte(b" ");
        if self.byte(b"+-").is_some() {
            self.below(24)?;
            if self.byte(b":").is_some() || !self.0.is_empty() && self.0[0].is_ascii_digit() {
                self.below(60)?;
            }
        } else {
            let letters = self.0.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
            self.0 = &self.0[letters..];
            if letters > 5 {
                return None;
            }
        }
        if self.byte(b"[").is_some() {
            let name = self.0.strip_suffix(b"]")?;
            let known = |byte: &u8| byte.is_ascii_alphanumeric() || b"/_-+".contains(byte);
            self.0 = &[];
            return (!name.is_empty() && name.iter().all(known)).then_some(());
        }
        Some(())
    }
}
