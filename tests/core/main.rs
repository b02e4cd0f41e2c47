//! The core, from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod association;
mod backbone;
mod cameo;
mod cases;
mod cooccurrence;
mod cooccurrence_laws;
mod counting_laws;
mod gazetteer;
mod gazetteer_laws;
mod lint;
mod saved;
#[cfg(unix)]
mod writing;
