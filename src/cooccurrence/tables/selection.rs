//! Which rows a table is to have.

use crate::cooccurrence::association::Correction;
use crate::error::{closest, shown};
use crate::gazetteer::{Catalogue, EntityId};
use crate::{Error, Result};
use std::collections::BTreeSet;

/// Which pairs, or entities, a table or a network is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Both are of one of these types.
    pub types: Option<Vec<String>>,
    /// The one is of the first, the other of the second type.
    pub between: Option<(String, String)>,
    /// At least one of the two is among these, by id.
    pub entities: Option<Vec<String>>,
    /// They meet in at least so many units. A pair that never does has no row, so 0 means 1.
    pub min_count: u64,
    /// Only so many rows, the first of the table.
    pub top: Option<usize>,
    /// How q-values are corrected, over all pairs that are chosen, `top` apart.
    pub correction: Correction,
}

/// A selection, looked up in its gazetteer: which conditions hold for each entity.
#[derive(Debug)]
pub(in crate::cooccurrence) struct Chosen {
    /// Empty if there are no conditions.
    holds: Vec<u8>,
    asked: u8,
}

const OF_TYPE: u8 = 1;
const ON_ONE_SIDE: u8 = 2;
const ON_THE_OTHER: u8 = 4;
const CENTRE: u8 = 8;

impl Default for Selection {
    /// All pairs.
    fn default() -> Self {
        Self { types: None, between: None, entities: None, min_count: 1, top: None, correction: Correction::Bh }
    }
}

impl Selection {
    /// The pairs that meet in at least so many units.
    pub fn at_least(min_count: u64) -> Self {
        Self { min_count, ..Self::default() }
    }

    /// An error names a type or an id that the gazetteer does not have, and the one that was probably meant.
    pub(in crate::cooccurrence) fn look_up(&self, catalogue: &Catalogue) -> Result<Chosen> {
        let Self { types, between, entities, .. } = self;
        let mut asked = 0;
        let mut wanted: Vec<(&str, u8)> = Vec::new();
        if let Some(types) = types {
            asked |= OF_TYPE;
            wanted.extend(types.iter().map(|kind| (kind.as_str(), OF_TYPE)));
            check_types("types", types, catalogue)?;
        }
        if let Some((one, other)) = between {
            asked |= ON_ONE_SIDE | ON_THE_OTHER;
            wanted.extend([(one.as_str(), ON_ONE_SIDE), (other.as_str(), ON_THE_OTHER)]);
            check_types("between", [one, other], catalogue)?;
        }
        let mut holds = Vec::new();
        if asked != 0 || entities.is_some() {
            let of_type = |kind: &str| wanted.iter().filter(|wanted| wanted.0 == kind).fold(0, |all, wanted| all | wanted.1);
            holds.extend(catalogue.kinds().map(|kind| kind.map_or(0, of_type)));
        }
        if let Some(entities) = entities {
            asked |= CENTRE;
            for id in entities {
                let position = catalogue.position(id)?;
                holds[position as usize] |= CENTRE;
            }
        }
        Ok(Chosen { holds, asked })
    }
}

impl Chosen {
    /// Whether a pair belongs to the selection, its count aside.
    pub(in crate::cooccurrence) fn pair(&self, a: EntityId, b: EntityId) -> bool {
        if self.asked == 0 {
            return true;
        }
        let (a, b) = (self.of(a), self.of(b));
        let across = |a: u8, b: u8| a & ON_ONE_SIDE != 0 && b & ON_THE_OTHER != 0;
        (self.asked & OF_TYPE == 0 || a & b & OF_TYPE != 0)
            && (self.asked & ON_ONE_SIDE == 0 || across(a, b) || across(b, a))
            && (self.asked & CENTRE == 0 || (a | b) & CENTRE != 0)
    }

    /// Whether an entity belongs to the selection, `met` if it meets one of those asked for.
    pub(in crate::cooccurrence) fn entity(&self, entity: EntityId, met: bool) -> bool {
        if self.asked == 0 {
            return true;
        }
        let holds = self.of(entity);
        (self.asked & OF_TYPE == 0 || holds & OF_TYPE != 0)
            && (self.asked & ON_ONE_SIDE == 0 || holds & (ON_ONE_SIDE | ON_THE_OTHER) != 0)
            && (self.asked & CENTRE == 0 || holds & CENTRE != 0 || met)
    }

    fn of(&self, entity: EntityId) -> u8 {
        self.holds.get(entity as usize).copied().unwrap_or(0)
    }
}

fn check_types<'t>(argument: &'static str, types: impl IntoIterator<Item = &'t String>, catalogue: &Catalogue) -> Result<()> {
    let known: BTreeSet<&str> = catalogue.kinds().flatten().collect();
    match types.into_iter().find(|kind| !known.contains(kind.as_str())) {
        Some(kind) => Err(Error::Argument { argument, problem: unknown("type", kind, &known, "the gazetteer") }),
        None => Ok(()),
    }
}

/// No such thing; perhaps another one was meant; some of those there are.
pub(crate) fn unknown(what: &str, given: &str, known: &BTreeSet<&str>, place: &str) -> String {
    const LISTED: usize = 12;
    let near = closest(given, known.iter().copied()).map(|near| format!(" (did you mean '{near}'?)")).unwrap_or_default();
    let mut listed: Vec<String> = known.iter().take(LISTED).map(|name| format!("'{}'", shown(name))).collect();
    if known.len() > LISTED {
        listed.push(format!("… ({} in all)", known.len()));
    }
    let listed = if listed.is_empty() { "none".to_owned() } else { listed.join(", ") };
    format!("no {what} '{}' in {place}{near}; there are: {listed}", shown(given))
}
