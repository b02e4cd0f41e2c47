//! Actor dictionaries of TABARI and PETRARCH, with CAMEO codes. `docs/gazetteer.md` says how they are read.
//!
//! | file | what |
//! |---|---|
//! | `lines.rs` | which line is a name, which a code, and of which actor |
//! | `code.rs` | codes and their days |
//! | `spelling.rs` | names as people write them, ids |

mod code;
mod lines;
mod spelling;

use super::report::{Outcome, Report, listed};
use crate::error::shown;
use crate::gazetteer::model::{Entity, Gazetteer};
use crate::{Error, Result};
use code::Code;
use lines::Actor;
use rustc_hash::FxHashMap;
use serde_json::Value;
use spelling::{Acronyms, slug};
use std::path::Path;
use std::sync::Arc;

/// An actor and the file it comes from.
struct Found {
    actor: Actor,
    file: Option<Arc<str>>,
}

impl Gazetteer {
    /// Reads actor dictionaries of TABARI or PETRARCH: one entity for each actor, and what was left out or decided.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or that is no actor dictionary: without a code, or with more lines that cannot be read than can.
    pub fn read_cameo<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<(Self, Report)> {
        let (mut found, mut report) = (Vec::new(), Report::default());
        for path in paths {
            let path = path.as_ref();
            let bytes = std::fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
            let place = path.display().to_string();
            let (actors, noted) = actors(&bytes, Some(&place)).map_err(|error| error.within(&place))?;
            let file: Arc<str> = place.into();
            found.extend(actors.into_iter().map(|actor| Found { actor, file: Some(Arc::clone(&file)) }));
            report.append(noted);
        }
        Self::of_actors(found, report)
    }

    /// Reads the text of an actor dictionary, in UTF-8 or Latin-1.
    ///
    /// ```
    /// use comention::Gazetteer;
    ///
    /// let (gazetteer, report) = Gazetteer::from_cameo(b"VLADIMIR_PUTIN_ ; CountryInfo.txt\n+PUTIN\n\t[RUSGOV >000507]\n")?;
    /// let putin = gazetteer.get("vladimir-putin")?;
    /// assert_eq!(putin.name.as_ref(), "Vladimir Putin");
    /// assert_eq!(putin.attributes["codes"][0]["from"], "2000-05-07");
    /// assert!(report.findings().is_empty());
    /// # Ok::<(), comention::Error>(())
    /// ```
    pub fn from_cameo(text: &[u8]) -> Result<(Self, Report)> {
        let (actors, report) = actors(text, None)?;
        Self::of_actors(actors.into_iter().map(|actor| Found { actor, file: None }).collect(), report)
    }

    fn of_actors(found: Vec<Found>, mut report: Report) -> Result<(Self, Report)> {
        let acronyms = acronyms(&found);
        let mut entities = Entities::default();
        for found in found {
            entities.add(found, &acronyms, &mut report);
        }
        Ok((Self::new(entities.made.into_iter().map(Made::finish).collect())?, report))
    }
}

/// The actors of a file, each with a name.
fn actors(bytes: &[u8], place: Option<&str>) -> Result<(Vec<Actor>, Report)> {
    let mut report = Report::lines(place);
    let mut reading = lines::read(bytes, &mut report);
    let coded = reading.actors.iter().any(|actor| !actor.codes.is_empty());
    if !coded || reading.lost > reading.read {
        let Some((line, text)) = reading.first else {
            return Err(Error::gazetteer("line 1", "no actor dictionary: there is nothing in it"));
        };
        let problem = if coded {
            let skipped: Vec<_> = report.findings().iter().filter(|found| found.outcome == Outcome::Skipped).cloned().collect();
            let skipped: Vec<_> = skipped.into_iter().map(|found| super::report::Finding { file: None, ..found }).collect();
            format!(
                "no actor dictionary: {} of {} lines cannot be read: {}",
                reading.lost,
                reading.lost + reading.read,
                listed(&skipped)
            )
        } else {
            format!("no actor dictionary: no name has a code in square brackets; the first line is '{}'", shown(&text))
        };
        return Err(Error::gazetteer(format!("line {line}"), problem));
    }
    reading.actors.retain(|actor| {
        let named = !actor.names.is_empty();
        for (line, code) in actor.code_lines.iter().zip(&actor.codes).filter(|_| !named) {
            report.note(Outcome::Skipped, "a code of an actor without a readable name", Some(*line), &code.text);
        }
        named
    });
    Ok((reading.actors, report))
}

/// Short words that stand for longer names of the same actor, or of actors with the same codes.
fn acronyms(found: &[Found]) -> Acronyms {
    let mut by_codes: FxHashMap<Vec<&str>, Vec<&Actor>> = FxHashMap::default();
    for Found { actor, .. } in found {
        by_codes.entry(actor.codes.iter().map(|code| &*code.text).collect()).or_default().push(actor);
    }
    let mut acronyms = Acronyms::default();
    for actors in by_codes.values() {
        let names = actors.iter().flat_map(|actor| &actor.names).map(|(_, name)| name.as_str());
        acronyms.learn(names, actors.iter().flat_map(|actor| &actor.codes).flat_map(Code::parts));
    }
    acronyms
}

/// An entity, and all that its actors say of it.
struct Made {
    entity: Entity,
    names: rustc_hash::FxHashSet<String>,
    codes: Vec<Code>,
}

#[derive(Default)]
struct Entities {
    made: Vec<Made>,
    /// Those of one name, by the id it gives.
    by_slug: FxHashMap<String, Vec<usize>>,
    ids: rustc_hash::FxHashSet<String>,
}

impl Entities {
    /// Adds an actor to the entity of its name, or makes one. Two of one name are two entities only if they belong to different countries.
    fn add(&mut self, Found { actor, file }: Found, acronyms: &Acronyms, report: &mut Report) {
        let Some((line, name)) = actor.names.first() else { return };
        let (line, name) = (*line, name.clone());
        let readable = acronyms.readable(&name);
        let slug = slug(&name);
        let slug = if slug.is_empty() { readable.clone() } else { slug };
        let mut noted = file.as_deref().map_or_else(|| Report::lines(None), |file| Report::lines(Some(file)));
        let same = self.by_slug.entry(slug.clone()).or_default();
        let position = same.iter().copied().find(|&position| of_one_country(&self.made[position].codes, &actor.codes));
        let position = if let Some(position) = position {
            noted.note(Outcome::Repeated, "an actor of a name given before, put together with it", Some(line), &name);
            position
        } else {
            let id = match actor.codes.iter().find_map(Code::territory) {
                Some(country) if !same.is_empty() => {
                    let id = format!("{slug}-{}", country.to_lowercase());
                    noted.note(Outcome::Settled, "a name given before, of another country: another entity", Some(line), &id);
                    id
                }
                _ => slug,
            };
            let id = free(&self.ids, id);
            self.ids.insert(id.clone());
            same.push(self.made.len());
            let entity = Entity::new(id, readable);
            self.made.push(Made { entity, names: rustc_hash::FxHashSet::default(), codes: Vec::new() });
            self.made.len() - 1
        };
        let made = &mut self.made[position];
        for (line, name) in actor.names {
            if made.names.contains(&name) {
                noted.note(Outcome::Repeated, "a name given before", Some(line), &name);
            } else {
                made.entity.aliases.extend(acronyms.aliases(&name));
                made.names.insert(name);
            }
        }
        for code in actor.codes {
            if !made.codes.contains(&code) {
                made.codes.push(code);
            }
        }
        report.append(noted);
    }
}

/// The id, with a number behind it if it is taken.
fn free(ids: &rustc_hash::FxHashSet<String>, id: String) -> String {
    let numbered = (2..).map(|number: u32| format!("{id}-{number}"));
    let free = std::iter::once(id.clone()).chain(numbered).find(|id| !ids.contains(id));
    free.unwrap_or(id)
}

/// Whether two sets of codes may be of one actor: one names no country, or both name the same one.
fn of_one_country(left: &[Code], right: &[Code]) -> bool {
    let countries = |codes: &[Code]| codes.iter().filter_map(|code| code.territory().map(str::to_owned)).collect::<Vec<_>>();
    let (left, right) = (countries(left), countries(right));
    left.is_empty() || right.is_empty() || left.iter().any(|country| right.contains(country))
}

impl Made {
    fn finish(self) -> Entity {
        let Self { mut entity, codes, .. } = self;
        // CAMEO says what an actor does, not what it is. Two codes tell: one of a country alone is the country or a part of it; and the
        // elites (ELI) of some days and not of others are office holders before and after their office.
        let dated = codes.iter().any(|code| code.from.is_some() || code.to.is_some());
        entity.kind = if codes.iter().any(Code::is_place) {
            Some("place".into())
        } else if dated && codes.iter().any(|code| code.parts().any(|part| part == "ELI")) {
            Some("person".into())
        } else {
            None
        };
        let mut countries: Vec<&str> = codes.iter().filter_map(Code::territory).collect();
        countries.sort_unstable();
        countries.dedup();
        if let [country] = *countries {
            entity.attributes.insert("country".into(), country.into());
        }
        if !codes.is_empty() {
            entity.attributes.insert("codes".into(), Value::Array(codes.iter().map(Code::to_value).collect()));
        }
        entity
    }
}
