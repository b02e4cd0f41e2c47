//! Columns that several have, without a copy.

use serde::{Deserialize, Serialize};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Numbers, one a row, that the tables made of them have, too. Only if they are changed while others have them, a copy is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared(Arc<Vec<u32>>);

impl Deref for Shared {
    type Target = Vec<u32>;

    fn deref(&self) -> &Vec<u32> {
        &self.0
    }
}

impl DerefMut for Shared {
    fn deref_mut(&mut self) -> &mut Vec<u32> {
        Arc::make_mut(&mut self.0)
    }
}

impl From<Vec<u32>> for Shared {
    fn from(numbers: Vec<u32>) -> Self {
        Self(Arc::new(numbers))
    }
}

impl FromIterator<u32> for Shared {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        Self(Arc::new(numbers.into_iter().collect()))
    }
}
