//! What a gazetteer is: entities, their names, and the set of them.

mod entity;
mod gazetteer;
mod ids;
mod similar;

pub use entity::{Alias, Case, Entity, EntityId, Kind, Name, Role, Title};
pub use gazetteer::Gazetteer;
pub(super) use ids::Ids;
