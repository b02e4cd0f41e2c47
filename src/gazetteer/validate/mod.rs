//! What every entity must fulfil, however it came, and its one form.

pub(super) mod check;
pub(super) mod fields;
pub(super) mod normal;
pub(super) mod text;

use super::model::{Entity, Gazetteer};
use crate::Result;

impl Gazetteer {
    /// Checks the entities and brings them into their one form: an alias said twice is kept once, an alias that is no more than the name is
    /// left out.
    ///
    /// ```
    /// use comention::gazetteer::{Entity, Gazetteer};
    ///
    /// let gazetteer = Gazetteer::new(vec![Entity::new("india", "India")])?;
    /// assert_eq!(gazetteer.get("india")?.name.as_ref(), "India");
    /// assert_eq!(gazetteer.get("indai").unwrap_err().to_string(), "no entity 'indai' in the gazetteer (did you mean 'india'?)");
    /// # Ok::<(), comention::Error>(())
    /// ```
    pub fn new(mut entities: Vec<Entity>) -> Result<Self> {
        for (i, entity) in entities.iter_mut().enumerate() {
            check::entity(entity, &|| format!("entity number {i}"))?;
            normal::entity(entity);
        }
        Self::assemble(entities, |i| format!("entity number {i}"))
    }
}
