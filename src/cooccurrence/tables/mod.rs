//! Tables that are made from counts: of pairs, entities, periods, networks.

pub(super) mod axis;
pub(super) mod backbone;
pub(super) mod comparison;
pub(super) mod edges;
pub(super) mod network;
pub(super) mod parts;
pub(super) mod read;
pub(super) mod selection;
