use super::*;
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Origin, Role, SourceFile};

/// Notes of a day each, with these people present.
fn notes(lists: &[&[&str]]) -> Vec<ParsedNote> {
    let mut diagnostics = Diagnostics::default();
    let settings = "[[notes.source]]\npath = \"n\"\n";
    let config = crate::parse::config::config(FileId(0), settings, &mut diagnostics);
    let parse = |(n, people): (usize, &&[&str])| {
        let text = people.iter().fold("## Present\n".to_owned(), |text, person| text + "- " + person + "\n");
        let path = format!("n/2026-01-{:02}.md", n + 1).into();
        let file = SourceFile { path, origin: Origin::Source(0), role: Role::Note, text: text.into() };
        crate::parse::wild::parse(FileId(n as u32), &file, &config.sources[0], &mut diagnostics.clone())
    };
    lists.iter().enumerate().flat_map(parse).collect()
}

fn found(lists: &[&[&str]], known: &[(&str, &str)], remembered: &[&str]) -> People {
    let notes = notes(lists);
    let find = |spelling: &str| {
        let key = names::key(spelling);
        known.iter().find(|(spelling, _)| *spelling == key).map(|(_, id)| Id::new(id))
    };
    people(&notes.iter().collect::<Vec<_>>(), find, &remembered.iter().map(|key| (*key).to_owned()).collect())
}

fn named(people: &People) -> Vec<(&str, usize)> {
    people.people.iter().map(|person| (person.name.as_str(), person.notes.len())).collect()
}

#[test]
fn a_handle_or_the_same_name_joins_spellings() {
    let all = found(
        &[
            &["Zoë Müller (@zoe)", "Bo Babbage"],
            &["zoe muller", "BO BABBAGE"],
            &["Countess Zoë (@Zoe)", "BoBabbage"],
            &["Zoë Müller"],
        ],
        &[],
        &[],
    );
    assert_eq!(named(&all), [("Bo Babbage", 3), ("Zoë Müller", 4)]);
    assert_eq!(all.people[1].spellings, ["@Zoe", "@zoe", "Zoë Müller", "Countess Zoë", "zoe muller"]);
}

#[test]
fn likeness_joins_nobody() {
    let all = found(
        &[
            &["Ada Lovelace (@ada1)", "Robin Rowe (@robin)"],
            &["Ada Lovelase (@ada2)"],
            &["Ada", "Lovelace"],
            &["Ada L."],
        ],
        &[],
        &[],
    );
    let names = named(&all);
    assert_eq!(names.len(), 6, "{names:?}");
}

#[test]
fn a_handle_beside_the_wrong_name_joins_nobody() {
    let both: &[&str] = &["Ada Moss (@ada)", "Bo Rau (@bo)"];
    let all = found(&[both, both, both, &["Bo Rau (@ada)"]], &[], &[]);
    assert_eq!(named(&all), [("Ada Moss", 4), ("Bo Rau", 4)]);
    assert_eq!(all.slips.len(), 1);
    assert_eq!((&*all.slips[0].handle, &*all.slips[0].name, &*all.slips[0].whose), ("@ada", "Bo Rau", "Ada Moss"));
}

#[test]
fn two_records_stay_two_and_what_was_taken_out_stays_out() {
    let lists: &[&[&str]] = &[&["Ada Moss (@ada)"], &["Ada Moss (@other)"], &["Bo Rau (@bo)", "Cy Day"]];
    let known = [("ada moss", "ada"), ("@ada", "ada"), ("@other", "other")];
    let all = found(lists, &known, &["bo rau", "bo"]);
    let ids: BTreeSet<&str> = all.people.iter().filter_map(|p| p.known.as_ref().map(Id::as_str)).collect();
    assert_eq!(ids, BTreeSet::from(["ada", "other"]), "{:?}", named(&all));
    assert!(all.people.iter().filter(|p| p.name.starts_with("Bo") || p.name == "@bo").all(|p| p.is_dismissed));
    assert!(all.people.iter().any(|p| p.name == "Cy Day" && !p.is_dismissed && p.new_spellings == ["Cy Day"]));
    // A new spelling by the handle of somebody taken out brings nobody back.
    let again = found(&[&["Robert Rau (@bo)"]], &[], &["bo rau", "bo"]);
    assert!(again.people.iter().all(|person| person.is_dismissed), "{:?}", again.people);
}
