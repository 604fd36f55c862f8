//! Whatever a file holds, reading it ends in diagnostics that have a place in it.

use proptest::prelude::*;
use rapporteur::diagnostic::{Code, Diagnostics};
use rapporteur::parse::config;
use rapporteur::source::FileId;

use super::labels::FULL;
use super::read;

/// Every character of a valid file, some of them replaced, removed or doubled.
fn mutated(text: &'static str) -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        Just("["),
        Just("]"),
        Just("{"),
        Just("\""),
        Just("="),
        Just("."),
        Just("\n"),
        Just("é"),
        Just("-1"),
        Just("\0"),
        Just("\r")
    ];
    proptest::collection::vec((0..text.len(), letter, 0..3usize), 0..8).prop_map(move |changes| {
        let mut chars: Vec<String> = text.chars().map(String::from).collect();
        for (index, letter, how) in changes {
            let index = index % chars.len().max(1);
            match how {
                0 => chars.insert(index, letter.to_owned()),
                1 => drop(chars.splice(index..(index + 5).min(chars.len()), [])),
                _ if !chars.is_empty() => letter.clone_into(&mut chars[index]),
                _ => {}
            }
        }
        chars.concat()
    })
}

fn read_as_everything(text: &str) {
    let names = ["groups", "goals", "milestones", "decisions", "risks", "feedback", "commitments", "pulse"];
    let paths: Vec<String> = names.iter().flat_map(|n| [format!("{n}.toml"), format!("private/{n}.toml")]).collect();
    let mut files =
        vec![("rapporteur.toml", text), ("stakeholders/ada.toml", text), ("private/stakeholders/ada.toml", text)];
    files.extend(paths.iter().map(|path| (path.as_str(), text)));
    for diagnostic in read(&files).1.sorted() {
        let place = diagnostic.place.expect("records know their places");
        assert!(place.start <= place.end && place.end as usize <= text.len() && place.line > 0);
        assert_ne!(diagnostic.code, Code::InvalidUtf8);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_makes_it_panic(text in "(?s).{0,200}") {
        read_as_everything(&text);
    }

    #[test]
    fn no_toml_like_text_makes_it_panic(text in "([a-z]{1,2}|[\\[\\]{}.=,\"'#\n +-]|[0-9]{1,4}|\\[\\[goal\\]\\]\n|[a-z]{1,2} = ){0,60}") {
        read_as_everything(&text);
    }

    #[test]
    fn no_slip_in_a_stakeholder_makes_it_panic(text in mutated(FULL)) {
        read_as_everything(&text);
    }

    #[test]
    fn no_slip_in_the_configuration_makes_it_panic(text in mutated(config::TEMPLATE)) {
        read_as_everything(&text.replace("\n#", "\n"));
    }

    #[test]
    fn no_yaml_makes_it_panic(text in "([a-zé]{1,3}: |[\\[\\]{},\"'#\n @&*!|>%-]|- |  |[0-9-]{1,10}|\r\n|---\n){0,40}") {
        let lines = rapporteur::source::Lines::new(FileId(0), &text);
        let mut diagnostics = Diagnostics::default();
        let _ = rapporteur::parse::value::yaml(&text, 0, &lines, false, &mut diagnostics);
        for diagnostic in diagnostics.sorted() {
            prop_assert!(diagnostic.place.unwrap().end as usize <= text.len());
        }
    }
}
