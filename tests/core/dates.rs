//! Dates as text: the cases both languages read.

use chrono::{Datelike, NaiveDate};
use comention::document::day_of;
use proptest::prelude::*;
use toml::Table;

#[test]
fn the_cases_hold() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/dates.toml");
    let table: Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    for case in table["case"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let day = case.get("day").map(|day| day.as_str().unwrap().parse::<NaiveDate>().unwrap());
        assert_eq!(day_of(text), day, "{text:?}");
    }
}

proptest! {
    #[test]
    fn what_is_read_is_what_stands_first(text in "[0-9]{4}-[0-1][0-9]-[0-3][0-9]([T ][0-2][0-9](:[0-6][0-9]){0,3})?") {
        if let Some(day) = day_of(&text) {
            let written = format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
            prop_assert_eq!(written, &text[..10]);
        }
    }
}
