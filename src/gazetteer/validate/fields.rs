//! Names of fields and columns that are nearly right.

use super::text::text;
use crate::Result;
use crate::error::{closest, problem, shown};

/// What a field of an entity or a column of the long table is taken for: the spelling without case and punctuation, whether a slip of the
/// pen is taken for it too, what it should be in a record, and as a column.
///
/// Both forms of a gazetteer refuse the same names, so what one reads the other can write.
const TAKEN: &[(&str, bool, &str, &str)] = &[
    ("id", false, "'id'", "entity_id"),
    ("entityid", true, "'id'", "entity_id"),
    ("name", true, "'name'", "name"),
    ("entityname", true, "'name'", "name"),
    ("type", true, "'type'", "type"),
    ("entitytype", true, "'type'", "type"),
    ("aliases", true, "'aliases'", "alias"),
    ("alias", true, "'aliases'", "alias"),
    ("names", false, "'aliases'", "alias"),
    ("altnames", true, "'aliases'", "alias"),
    ("text", false, "'text' of an alias", "alias"),
    ("roles", true, "'roles'", "kind"),
    ("role", true, "'roles'", "kind"),
    ("titles", true, "'titles' of a role", "alias"),
    ("kind", false, "'type', or 'kind' of an alias", "kind"),
    ("lang", false, "'lang' of an alias", "lang"),
    ("case", false, "'case' of an alias", "case"),
    ("alone", false, "'alone' of an alias", "alone"),
    ("nested", false, "'nested' of an alias", "nested"),
    ("validfrom", true, "'valid_from' of an alias", "valid_from"),
    ("validto", true, "'valid_to' of an alias", "valid_to"),
    ("from", false, "'from' of a role", "valid_from"),
    ("to", false, "'to' of a role", "valid_to"),
    ("priority", true, "'priority'", "priority"),
    ("prio", false, "'priority'", "priority"),
];

/// Whether this can be the name of a free attribute in a record: not if it is nearly a field that means something.
pub(in crate::gazetteer) fn attribute_of_record(field: &str) -> Result<()> {
    attribute("field", field, |&(_, _, record, _)| format!("{record}?"))
}

/// Whether this can be the name of a free attribute in the long table.
pub(in crate::gazetteer) fn attribute_of_table(column: &str) -> Result<()> {
    attribute("column", column, |&(_, _, _, table)| format!("'{table}'?"))
}

fn attribute(what: &str, given: &str, meant: impl Fn(&(&str, bool, &str, &str)) -> String) -> Result<()> {
    text(&format!("the name of a {what}"), given)?;
    // "title" is how a person may be addressed, though one letter from "titles".
    let bare: String = given.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect();
    let taken = TAKEN.iter().find(|taken| taken.0 == bare);
    let slip = || TAKEN.iter().find(|taken| taken.1 && bare != "title" && is_slip(&bare, taken.0));
    match taken.or_else(slip) {
        Some(taken) => Err(problem(format!("unknown {what} '{}' (did you mean {})", shown(given), meant(taken)))),
        None => Ok(()),
    }
}

/// Whether a person who meant to type `meant` typed `given`. In a short word one wrong letter makes another word (role, rule), a letter too
/// many, too few or swapped mostly does not.
fn is_slip(given: &str, meant: &str) -> bool {
    if given.len().abs_diff(meant.len()) > 2 {
        return false;
    }
    let distance = strsim::damerau_levenshtein(given, meant);
    if meant.len() >= 6 {
        return distance <= 2;
    }
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    distance == 1 && (given.len() != meant.len() || sorted(given) == sorted(meant))
}

/// The end of a message on a field that is none of these.
pub(in crate::gazetteer) fn known(given: &str, fields: &[&str]) -> String {
    let near = closest(&given.to_lowercase(), fields.iter().copied());
    let near = near.map(|field| format!(" (did you mean '{field}'?)")).unwrap_or_default();
    let fields = fields.iter().map(|field| format!("'{field}'")).collect::<Vec<_>>().join(", ");
    format!("unknown field '{}'{near}, must be one of {fields}", shown(given))
}
