//! The programs in `examples/` run.

#[allow(unreachable_pub, reason = "the main function of a program")]
#[path = "../../examples/pairs.rs"]
mod pairs;

#[test]
fn pairs_of_the_bundled_gazetteer_are_counted() {
    pairs::main().unwrap();
}
