//! Actor dictionaries.

use comention::Gazetteer;
use comention::gazetteer::{Outcome, Report};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    text: Option<String>,
    bytes: Option<Vec<u8>>,
    records: Option<String>,
    #[serde(default)]
    report: Vec<String>,
    error: Option<String>,
    /// More lines are lost than read, which is no dictionary: a readable actor is put below.
    #[serde(default)]
    lost: bool,
}

const READABLE: &str = "READABLE_ACTOR_\n\t[NGO]\n";

fn said(report: &Report) -> Vec<String> {
    let places = report.findings().iter().flat_map(|finding| finding.places.iter().map(move |place| (finding, place)));
    places
        .map(|(finding, (line, what))| {
            format!("{} {} {}: {}: {what}", finding.outcome, finding.unit, line.unwrap(), finding.reason)
        })
        .collect()
}

#[test]
fn dictionaries_are_read_as_the_cases_say() {
    let file: File = toml::from_str(include_str!("../cases/cameo.toml")).unwrap();
    for case in file.case {
        let mut bytes = case.bytes.unwrap_or_else(|| case.text.unwrap().into_bytes());
        if case.lost {
            (0..20).for_each(|_| bytes.extend(READABLE.as_bytes()));
        }
        match (Gazetteer::from_cameo(&bytes), case.error) {
            (Err(error), Some(expected)) => assert_eq!(error.to_string(), expected, "{}", case.name),
            (Ok((gazetteer, report)), None) => {
                let mut found: Vec<serde_json::Value> = serde_json::from_str(&gazetteer.to_json()).unwrap();
                found.retain(|record| record["id"] != "readable-actor");
                let expected: Vec<serde_json::Value> = serde_json::from_str(&case.records.unwrap()).unwrap();
                assert_eq!(found, expected, "{}", case.name);
                let mut said = said(&report);
                said.retain(|line| !line.contains("READABLE ACTOR"));
                assert_eq!(said, case.report, "{}", case.name);
            }
            (Ok(_), Some(_)) => panic!("{}: is read", case.name),
            (Err(error), None) => panic!("{}: {error}", case.name),
        }
    }
}

/// A line of a dictionary: mostly as it should be, now and then anything.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[A-D]{1,7}(_[A-D]{1,7}){0,2}_?",
        6 => "\\+[A-D]{1,7}(_[A-D]{1,7}){0,2}_?",
        8 => "\t\\[[A-D]{3,6}( [<>]?[0-9]{6}(-[0-9]{6,8})?)?\\]",
        2 => "[A-D]{1,7}_  \\[[A-C]{3}\\]( [;#] x)?",
        3 => "[;#\t ]{0,2}[a-c;# ]{0,3}",
        3 => "[AB_+ \\[\\];#\t<>!09-]{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Every line that is neither blank nor a comment is a name, or a code, or stands in the report.
    #[test]
    fn no_line_is_lost(lines in prop::collection::vec(line(), 0..20)) {
        // Comments over several lines are for the cases: what is in them can only be told by reading them.
        prop_assume!(!lines.iter().any(|line| line.contains("<!--") || line.contains("---STOP---")));
        let readable = READABLE.repeat(20);
        let text = format!("{}\n\n{readable}", lines.join("\n"));
        let (gazetteer, report) = Gazetteer::from_cameo(text.as_bytes()).unwrap();
        let bare = |name: &str| name.split(['_', ' ', '\t', '+']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_uppercase();
        let names: Vec<String> = gazetteer.names().map(|name| bare(name.text)).collect();
        let codes: Vec<&str> = gazetteer.entities().iter().filter_map(|entity| entity.attributes.get("codes"))
            .flat_map(|codes| codes.as_array().unwrap()).filter_map(|code| code["code"].as_str()).collect();
        let reported: Vec<u64> = report.findings().iter().flat_map(|finding| &finding.places).filter_map(|(line, _)| *line).collect();
        for (number, line) in (1..).zip(&lines) {
            let body = line.split([';', '#']).next().unwrap();
            let (name, rest) = body.find('[').map_or((body, ""), |at| body.split_at(at));
            let name_kept = bare(name).is_empty() || names.contains(&bare(name));
            let code = rest.trim_start_matches('[').split([' ', ']', '\t']).next().unwrap();
            let code_kept = rest.is_empty() || codes.contains(&code);
            prop_assert!(name_kept && code_kept || reported.contains(&number), "line {number} {line:?} of {text:?}\n{report:?}");
        }
        prop_assert_eq!(&gazetteer, &Gazetteer::from_json(&gazetteer.to_json()).unwrap());
        let skipped: usize = report.findings().iter().filter(|finding| finding.outcome == Outcome::Skipped).map(|finding| finding.places.len()).sum();
        prop_assert_eq!(skipped, report.total(Outcome::Skipped));
    }
}
