//! One program for all targets: `COMENTION_FUZZ_TARGET` says which. To build one takes minutes.
#![no_main]

#[path = "../../tests/fuzz/targets.rs"]
#[allow(dead_code, reason = "the stable tests use more of it")]
mod targets;

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

fuzz_target!(|data: &[u8]| {
    static RUN: OnceLock<fn(&[u8])> = OnceLock::new();
    let run = RUN.get_or_init(|| {
        let name = std::env::var("COMENTION_FUZZ_TARGET").expect("COMENTION_FUZZ_TARGET names a target");
        let known = targets::TARGETS.iter().find(|target| target.name == name);
        let target = known.unwrap_or_else(|| panic!("no target '{name}'"));
        (target.seeds)().iter().for_each(|seed| (target.run)(seed));
        target.run
    });
    run(data);
});
