//! The lines of an actor dictionary: which are names, which are codes, whose they are.

use super::code::{Code, code};
use crate::gazetteer::formats::report::{Outcome, Report};
use crate::gazetteer::validate::text::MAX_CHARS;
use std::borrow::Cow;

/// A block of the dictionary: one actor with its names and codes.
#[derive(Debug, Default)]
pub(super) struct Actor {
    /// Each as it is written, cleaned of `_`, with its line.
    pub names: Vec<(u64, String)>,
    pub codes: Vec<Code>,
    /// The lines the codes stand on.
    pub code_lines: Vec<u64>,
    /// Whether there was a code, be it one that cannot be read: what follows is another actor.
    coded: bool,
}

const SKIPPED: Outcome = Outcome::Skipped;
const SETTLED: Outcome = Outcome::Settled;

/// How much of a dictionary was read as it stands.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub actors: Vec<Actor>,
    /// Lines that gave a name or a code.
    pub read: usize,
    /// Lines that gave neither.
    pub lost: usize,
    /// The first line that is neither blank nor a comment.
    pub first: Option<(u64, String)>,
}

/// Reads the lines of a file; what is left out or decided goes into the report.
pub(super) fn read(bytes: &[u8], report: &mut Report) -> Reading {
    let mut state = State { report, reading: Reading::default(), open: false, apart: false, comment: false };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut stopped = None;
    for (number, line) in (1_u64..).zip(bytes.split(|&byte| byte == b'\n')) {
        let text = decoded(line.strip_suffix(b"\r").unwrap_or(line));
        if let Cow::Owned(text) = &text {
            state.report.note(SETTLED, "no UTF-8, taken as Latin-1", Some(number), text);
        }
        if text.contains("---STOP---") {
            stopped = Some(number);
        }
        match stopped {
            Some(_) if text.trim().is_empty() => {}
            Some(stop) if stop != number => state.skip(number, &text, "behind ---STOP---"),
            Some(_) => {}
            None => state.line(number, &text),
        }
    }
    state.reading
}

/// The text of a line: UTF-8, or Latin-1 where it is none. The dictionaries grew over decades, so one file may hold both.
fn decoded(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(line.iter().map(|&byte| char::from(byte)).collect()),
    }
}

struct State<'r> {
    report: &'r mut Report,
    reading: Reading,
    /// Whether the last actor may still be given names and codes.
    open: bool,
    /// Whether a blank line or a comment stands between here and the last line of the actor.
    apart: bool,
    /// Inside `<!-- … -->`.
    comment: bool,
}

impl State<'_> {
    fn line(&mut self, number: u64, line: &str) {
        let text = self.without_comments(line);
        let body = text.split([';', '#']).next().unwrap_or_default();
        if body.trim().is_empty() {
            // A comment behind a tab belongs to the codes it stands among; any other line parts what is above from what is below.
            self.apart |= !line.starts_with('\t') || line.trim().is_empty();
            return;
        }
        if self.reading.first.is_none() {
            self.reading.first = Some((number, body.trim().to_owned()));
        }
        let (name, codes) = body.find('[').map_or((body, ""), |at| body.split_at(at));
        if name.trim().is_empty() {
            self.codes(number, codes);
        } else if let Some(name) = self.name(number, name, body) {
            self.reading.read += 1;
            if let Some(actor) = self.reading.actors.last_mut() {
                actor.names.push((number, name));
            }
            if !codes.is_empty() {
                self.push_codes(number, codes);
            }
        }
        self.apart = false;
    }

    /// A line without what stands in `<!-- … -->`.
    fn without_comments<'t>(&mut self, line: &'t str) -> Cow<'t, str> {
        if !self.comment && !line.contains("<!--") {
            return Cow::Borrowed(line);
        }
        let (mut out, mut rest) = (String::new(), line);
        loop {
            if self.comment {
                let Some(end) = rest.find("-->") else { return Cow::Owned(out) };
                rest = &rest[end + 3..];
                self.comment = false;
            }
            let Some(start) = rest.find("<!--") else { return Cow::Owned(out + rest) };
            out.push_str(&rest[..start]);
            rest = &rest[start + 4..];
            self.comment = true;
        }
    }

    fn skip(&mut self, number: u64, line: &str, reason: &str) {
        self.reading.lost += 1;
        self.report.note(SKIPPED, reason, Some(number), line);
    }

    /// The name on a line, after opening the actor it belongs to.
    fn name(&mut self, number: u64, name: &str, body: &str) -> Option<String> {
        let indented = name.starts_with(char::is_whitespace);
        let trimmed = name.trim();
        let synonym = trimmed.strip_prefix('+');
        let cleaned = cleaned(synonym.unwrap_or(trimmed));
        // A synonym belongs to the actor above it. What is indented without `+` is one too: heads are not indented.
        let coded = self.reading.actors.last().is_some_and(|actor| actor.coded);
        let joined = synonym.is_none() && self.open && !coded && !self.apart;
        if synonym.is_none() && !joined {
            self.open = true;
            self.reading.actors.push(Actor::default());
        } else if !self.open {
            self.skip(number, body, "a synonym without a name above it");
            return None;
        }
        match cleaned {
            Ok(name) => {
                if joined && self.reading.actors.last().is_some_and(|actor| !actor.names.is_empty()) {
                    let reason = if indented {
                        "an indented name, taken as a synonym"
                    } else {
                        "a name below a name without a code, taken as a synonym"
                    };
                    self.report.note(SETTLED, reason, Some(number), body);
                }
                Some(name)
            }
            Err(reason) => {
                self.skip(number, body, reason);
                None
            }
        }
    }

    fn codes(&mut self, number: u64, codes: &str) {
        let Some(actor) = self.reading.actors.last().filter(|_| self.open) else {
            return self.skip(number, codes, "a code without a name above it");
        };
        if self.apart && actor.coded {
            // A name was commented out or lost, and its codes were left behind: they are not those of the actor above.
            self.open = false;
            return self.skip(number, codes, "a code whose name is missing");
        }
        if self.push_codes(number, codes) {
            self.reading.read += 1;
        } else {
            self.reading.lost += 1;
        }
    }

    /// Reads the codes of a line; says whether there was one.
    fn push_codes(&mut self, number: u64, codes: &str) -> bool {
        if let Some(actor) = self.reading.actors.last_mut() {
            actor.coded = true;
        }
        let mut rest = codes.trim();
        let mut any = false;
        while let Some(start) = rest.strip_prefix('[') {
            let Some((inner, after)) = start.split_once(']') else {
                self.report.note(SKIPPED, "'[' without ']'", Some(number), rest);
                return any;
            };
            match (code(inner), self.reading.actors.last_mut()) {
                (Ok(code), Some(actor)) => {
                    any = true;
                    actor.code_lines.push(number);
                    if actor.codes.contains(&code) {
                        self.report.note(Outcome::Repeated, "a code given before", Some(number), inner);
                    } else {
                        actor.codes.push(code);
                    }
                }
                (Err(reason), _) => self.report.note(SKIPPED, reason, Some(number), &rest[..inner.len() + 2]),
                (Ok(_), None) => {}
            }
            rest = after.trim_start();
        }
        if !rest.is_empty() {
            self.report.note(SETTLED, "text behind a code, taken as a comment", Some(number), rest);
        }
        any
    }
}

/// A name with spaces for `_`, or why it is none.
fn cleaned(name: &str) -> Result<String, &'static str> {
    if name.contains(']') {
        return Err("']' without '['");
    }
    if name.contains(['{', '}']) {
        return Err("'{' or '}', which belongs to dictionaries of agents");
    }
    if name.contains('\u{fffd}') {
        return Err("a character that was lost before (U+FFFD)");
    }
    let cleaned = name.split(|c: char| c == '_' || c.is_whitespace()).filter(|word| !word.is_empty());
    let cleaned = cleaned.collect::<Vec<_>>().join(" ");
    if cleaned.chars().any(char::is_control) {
        return Err("a control character");
    }
    if !cleaned.chars().any(char::is_alphanumeric) {
        return Err("no letter and no digit");
    }
    if cleaned.chars().count() > MAX_CHARS {
        return Err("longer than a name may be");
    }
    Ok(cleaned)
}
