//! The core, from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::disallowed_methods, reason = "oracles, compared within a tolerance")]

mod association;
mod backbone;
mod cameo;
mod cases;
mod cooccurrence;
mod cooccurrence_laws;
mod counting_laws;
mod dates;
mod examples;
mod gazetteer;
mod gazetteer_laws;
mod lint;
mod saved;
#[cfg(unix)]
mod writing;
