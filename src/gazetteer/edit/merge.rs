//! Two gazetteers as one.

use crate::error::shown;
use crate::gazetteer::formats::cell_text;
use crate::gazetteer::model::{Entity, Gazetteer};
use crate::gazetteer::validate::normal;
use crate::{Error, Result};
use serde_json::map::Entry;
use std::fmt::Display;

impl Gazetteer {
    /// The entities of both, the left ones first. An entity that both have gets the aliases and roles of both; the right one's other name
    /// becomes an alias.
    ///
    /// # Errors
    ///
    /// Where both give an entity a type, a priority or an attribute, and not the same one.
    pub fn merge(&self, other: &Self) -> Result<Self> {
        let mut entities = self.entities().to_vec();
        for entity in other.entities() {
            match self.position(&entity.id) {
                Some(position) => add(&mut entities[position as usize], entity)?,
                None => entities.push(entity.clone()),
            }
        }
        Self::assemble(entities, |i| format!("entity number {i}"))
    }
}

fn add(left: &mut Entity, right: &Entity) -> Result<()> {
    let mut right = right.clone();
    normal::name_as_alias(left);
    normal::name_as_alias(&mut right);
    left.aliases.append(&mut right.aliases);
    left.roles.append(&mut right.roles);
    agree(&left.id, "type", &mut left.kind, right.kind)?;
    agree(&left.id, "priority", &mut left.priority, right.priority)?;
    for (field, value) in right.attributes {
        match left.attributes.entry(field) {
            Entry::Vacant(entry) => {
                entry.insert(value);
            }
            Entry::Occupied(entry) if *entry.get() != value => {
                return Err(differ(&left.id, entry.key(), &cell_text(entry.get()), &cell_text(&value)));
            }
            Entry::Occupied(_) => {}
        }
    }
    normal::entity(left);
    Ok(())
}

/// Takes over what only one of two gives.
fn agree<T: PartialEq + Display>(id: &str, field: &str, left: &mut Option<T>, right: Option<T>) -> Result<()> {
    match (&left, right) {
        (_, None) => Ok(()),
        (Some(left), Some(right)) if *left != right => Err(differ(id, field, left, &right)),
        (_, right) => {
            *left = right;
            Ok(())
        }
    }
}

fn differ(id: &str, field: &str, left: &dyn Display, right: &dyn Display) -> Error {
    let problem =
        format!("{field} is '{}' on the left and '{}' on the right", shown(&left.to_string()), shown(&right.to_string()));
    Error::gazetteer(format!("entity '{}'", shown(id)), problem)
}
