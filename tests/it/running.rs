//! Running documents: the same meetings in a file each or in one, own and wild, newest first or last, score the same;
//! what they lose in neither form; who may see a meeting of one; its pages.

use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use rapporteur::diagnostic::Diagnostics;
use rapporteur::register::Audience;
use rapporteur::source::{FileId, Origin, Overlay, Role, SourceFile, Sources};
use rapporteur::{View, Workspace};

use super::world::{as_of, difference, pages};

const CONFIG: &str =
    "product = \"Test\"\n[health]\nprofile = \"full\"\npurpose = \"To test.\"\n[[notes.source]]\npath = \"minutes\"\n";
const PEOPLE: [&str; 3] = ["ada", "bo", "cy"];

/// A workspace of three people and these notes; those in `minutes/` are wild.
fn workspace(config: &str, notes: &[(String, String)]) -> Workspace {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let mut push = |path: &str, origin, role, text: &str| {
        sources.files.push(SourceFile { path: path.into(), origin, role, text: text.into() });
    };
    push("rapporteur.toml", Origin::Workspace, Role::Config, config);
    let feedback = "[[feedback]]\nid = \"f-1\"\nfrom = \"ada\"\ndate = 2026-01-02\ntext = \"x\"\n";
    push("feedback.toml", Origin::Workspace, Role::List, feedback);
    for id in PEOPLE {
        let name = format!("{}{} Moss", id[..1].to_uppercase(), &id[1..]);
        let text = format!("name = \"{name}\"\nkind = \"external\"\n[plan]\ncadence_days = 14\n");
        push(&format!("stakeholders/{id}.toml"), Origin::Workspace, Role::Stakeholder, &text);
    }
    let mut notes: Vec<_> = notes.iter().collect();
    notes.sort();
    for (path, text) in notes {
        let origin = if path.starts_with("minutes/") { Origin::Source(0) } else { Origin::Workspace };
        push(path, origin, Role::Note, text);
    }
    let config = rapporteur::parse::config::config(FileId(0), &sources.files[0].text, &mut diagnostics);
    rapporteur::link(Path::new("."), config, sources, Overlay::Read, diagnostics)
}

fn view(workspace: &Workspace) -> View {
    rapporteur::view(workspace, &workspace.config.editions["pm"], as_of())
}

fn said(workspace: &Workspace) -> Vec<(&'static str, u32, String)> {
    let said = workspace.diagnostics.sorted();
    said.into_iter().map(|d| (d.code.as_str(), d.place.map_or(0, |p| p.line), d.message)).collect()
}

/// Everything that must not depend on how meetings are laid out in files.
fn account(workspace: &Workspace) -> String {
    let view = view(workspace);
    let mut out = String::new();
    for (id, health) in &view.assessed.health {
        out += &format!("{id} {:?} {} {:?} {}\n", health.score, health.confidence, health.band, health.baseline);
        let mut lines: Vec<String> = health
            .contributions
            .iter()
            .map(|c| format!("  {:?} {} {} {} {}", c.signal, c.date, c.value, c.points, c.text))
            .collect();
        lines.sort();
        out += &(lines.join("\n") + "\n");
        let dealings = view.assessed.ledger.dealings.get(id);
        out += &format!("  touchpoints {}\n", dealings.map_or(0, |d| d.touchpoints.len()));
    }
    let mut promises: Vec<String> = view
        .assessed
        .ledger
        .commitments
        .iter()
        .map(|c| {
            format!(
                "{}>{} {} {} {:?} {:?} {:?} {:?} {}",
                c.from, c.to, c.text, c.made, c.due, c.renegotiated, c.done, c.fate, c.closed_undated
            )
        })
        .collect();
    promises.sort();
    let register = &view.register;
    let boxes = register.notes.iter().flat_map(|n| &n.tasks).filter(|task| task.is_done).count();
    out + &promises.join("\n")
        + &format!("\n{} notes, {boxes} done, {} uncounted", register.notes.len(), register.uncounted.len())
}

/// A meeting of a test: its day, who was there, who excused themselves, and lines.
#[derive(Clone, Debug)]
struct Meeting {
    day: Date,
    present: Vec<&'static str>,
    excused: Vec<&'static str>,
    lines: Vec<String>,
}

fn line() -> impl Strategy<Value = String> {
    let who = || prop::sample::select(PEOPLE.to_vec());
    let due = (1_i8..28).prop_map(|day| format!("2026-10-{day:02}"));
    let mark = prop::sample::select(vec![" ", "x", "-"]);
    let promise = (mark, who(), 0..3_u8, prop::option::of(due)).prop_map(|(mark, who, n, due)| {
        let due = due.map_or(String::new(), |due| format!(" [due:: {due}]"));
        format!("- [{mark}] @me -> @{who}: thing {n}{due}")
    });
    let theirs = who().prop_map(|who| format!("- [ ] @{who} -> @me: theirs [due:: 2026-09-01] ^c-{who}"));
    prop_oneof![
        4 => promise,
        2 => theirs,
        1 => who().prop_map(|who| format!("- (sentiment) @{who} +1: fine")),
        1 => (who(), 0..5_u8).prop_map(|(who, n)| format!("- (feedback) @{who}: words {n}")),
        1 => Just("- (told) @ada: yes [feedback:: f-1] [outcome:: accepted]".to_owned()),
        1 => Just("- [x] a plain task".to_owned()),
        1 => Just("Some words, and a heading:\n\n### Below\n\n```\n## 2026-01-01\n```\n".to_owned()),
    ]
}

fn meetings() -> impl Strategy<Value = Vec<Meeting>> {
    let people = || prop::sample::subsequence(PEOPLE.to_vec(), 1..=3);
    let meeting = (0..300_i32, people(), any::<bool>(), prop::collection::vec(line(), 0..5));
    prop::collection::vec(meeting, 1..9).prop_map(|list| {
        let mut meetings: Vec<Meeting> = list
            .into_iter()
            .map(|(day, present, excuses, lines)| Meeting {
                day: "2026-01-01".parse::<Date>().unwrap().checked_add(day.days()).unwrap(),
                excused: PEOPLE.into_iter().filter(|who| excuses && !present.contains(who)).collect(),
                present,
                lines,
            })
            .collect();
        meetings.sort_by_key(|meeting| meeting.day);
        meetings.dedup_by_key(|meeting| meeting.day);
        meetings
    })
}

fn lines(meeting: &Meeting) -> String {
    meeting.lines.iter().map(|line| format!("{line}\n")).collect::<Vec<_>>().concat()
}

/// A file for each meeting of ours.
fn own_apart(meetings: &[Meeting]) -> Vec<(String, String)> {
    let file = |m: &Meeting| {
        let front = format!("+++\nattendees = {:?}\nregrets = {:?}\n+++\n", m.present, m.excused);
        (format!("notes/{}-x.md", m.day), front + &lines(m))
    };
    meetings.iter().map(file).collect()
}

/// The same as one document; the front matter speaks for whoever lists nobody else.
fn own_merged(meetings: &[Meeting], newest_first: bool) -> Vec<(String, String)> {
    let common = &meetings[0];
    let mut text = format!(
        "+++\nattendees = {:?}\nregrets = {:?}\nsplit = \"date-headings\"\n+++\n\n# All\n\nWords before.\n\n",
        common.present, common.excused
    );
    let mut ordered: Vec<&Meeting> = meetings.iter().collect();
    if newest_first {
        ordered.reverse();
    }
    for (n, m) in ordered.into_iter().enumerate() {
        let day = match n % 3 {
            0 => m.day.to_string(),
            1 => m.day.strftime("%B %-d, %Y").to_string(),
            _ => m.day.strftime("%-d %b %Y - words").to_string(),
        };
        text += &format!("## {day}\n\n");
        if m.present != common.present || m.excused != common.excused {
            text += &format!("Attendees: {}\nRegrets: {}\n\n", m.present.join(", "), m.excused.join(", "));
        }
        text += &lines(m);
    }
    vec![("notes/all.md".to_owned(), text)]
}

fn wild_meeting(m: &Meeting, level: &str) -> String {
    let list = |title: &str, people: &[&str]| -> String {
        let people: Vec<String> =
            people.iter().map(|who| format!("- {}{} Moss\n", who[..1].to_uppercase(), &who[1..])).collect();
        format!("{level} {title}\n\n{}\n", people.concat())
    };
    list("Present", &m.present) + &list("Regrets", &m.excused) + &format!("{level} Minutes\n\n") + &lines(m)
}

fn wild_apart(meetings: &[Meeting]) -> Vec<(String, String)> {
    meetings.iter().map(|m| (format!("minutes/{}.md", m.day), wild_meeting(m, "##"))).collect()
}

fn wild_merged(meetings: &[Meeting], newest_first: bool) -> Vec<(String, String)> {
    let mut ordered: Vec<&Meeting> = meetings.iter().collect();
    if newest_first {
        ordered.reverse();
    }
    let parts: Vec<String> = ordered.iter().map(|m| format!("## {}\n\n{}\n", m.day, wild_meeting(m, "###"))).collect();
    vec![("minutes/all.md".to_owned(), format!("# All meetings\n\nRead me.\n\n{}", parts.concat()))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn split_or_merged_the_scores_are_the_same(meetings in meetings(), newest_first: bool) {
        let apart = account(&workspace(CONFIG, &own_apart(&meetings)));
        let merged = workspace(CONFIG, &own_merged(&meetings, newest_first));
        prop_assert!(!merged.diagnostics.has_errors(false), "{:?}", said(&merged));
        prop_assert_eq!(&apart, &account(&merged));
        let apart = account(&workspace(CONFIG, &wild_apart(&meetings)));
        let asked = format!("{CONFIG}split = \"date-headings\"\n");
        prop_assert_eq!(&apart, &account(&workspace(&asked, &wild_merged(&meetings, newest_first))));
        if meetings.len() > 1 {
            prop_assert_eq!(&apart, &account(&workspace(CONFIG, &wild_merged(&meetings, newest_first))));
        }
    }
}

fn one(path: &str, text: &str) -> Workspace {
    workspace(CONFIG, &[(path.to_owned(), text.to_owned())])
}

/// Day, title, label and people of each meeting.
fn meetings_of(workspace: &Workspace) -> Vec<(String, String, Audience, Vec<String>)> {
    let notes = workspace.register.notes.iter();
    notes
        .map(|n| {
            let day = n.date.map_or("undated".to_owned(), |d| d.to_string());
            (day, n.title.clone(), n.label, n.attendees.iter().map(|a| a.name.to_string()).collect())
        })
        .collect()
}

fn expected(list: &[(&str, &str, Audience, &[&str])]) -> Vec<(String, String, Audience, Vec<String>)> {
    let own = |people: &[&str]| people.iter().map(|p| (*p).to_owned()).collect();
    list.iter()
        .map(|(day, title, label, people)| ((*day).to_owned(), (*title).to_owned(), *label, own(people)))
        .collect()
}

use Audience::{Pm, Team};

#[test]
fn a_running_one_to_one_of_ours() {
    let text = "+++\ntype = \"one-to-one\"\nattendees = [\"ada\"]\nsplit = \"date-headings\"\n+++\n# Ada and me\n\nAgenda ideas.\n\n- [ ] @me -> @ada: before all\n\n# 2026\n\n## 18 Mar - pricing {visibility=pm}\n\n- [ ] the model by friday\n\n## 4 Mar\n\nAttendees: @ada, bo\nType: meeting\n\nWords.\n\n## Parking lot\n\nLater.\n\n## 31 Feb\n\n- [ ] @me -> @ada: lost\n";
    let workspace = one("notes/ada.md", text);
    let list = expected(&[
        ("undated", "Parking lot", Team, &["ada"]),
        ("undated", "31 Feb", Team, &["ada"]),
        ("2026-03-04", "Ada and me", Team, &["ada", "bo"]),
        ("2026-03-18", "Pricing", Pm, &["ada"]),
    ]);
    assert_eq!(meetings_of(&workspace), list);
    let promises: Vec<_> =
        workspace.register.promise_lines.iter().map(|l| (l.text.as_str(), l.due.map(|d| d.to_string()))).collect();
    assert_eq!(promises, [("the model", Some("2026-03-20".to_owned()))]);
    let codes: Vec<_> = said(&workspace).into_iter().map(|(code, line, _)| (code, line)).collect();
    assert_eq!(
        codes,
        [("invalid-line-date", 10), ("note-without-date", 25), ("heading-without-date", 29), ("invalid-line-date", 31)]
    );
    assert_eq!(workspace.register.uncounted.len(), 3);
    // What stands before the first meeting is shown with the earliest that is no narrower than the file.
    let earliest = workspace.register.notes.iter().find(|n| n.title == "Ada and me").unwrap();
    let text: String = earliest.passages.iter().map(|p| &*p.text).collect();
    assert!(text.contains("Agenda ideas.") && text.contains("Words.") && !text.contains("4 Mar"), "{text}");
}

#[test]
fn ours_without_a_word_are_split_where_it_is_unmistakable() {
    let text = "+++\nattendees = [\"ada\"]\n+++\n## 2026-03-18\n\na\n\n## 2026-03-04\n\nb\n";
    assert_eq!(meetings_of(&one("notes/ada.md", text)).len(), 2);
    let single = "+++\nattendees = [\"ada\"]\n+++\n## 2026-03-18\n\na\n";
    assert!(said(&one("notes/ada.md", single)).iter().any(|(code, ..)| *code == "missing-date"));
    let none = "+++\nattendees = [\"ada\"]\nsplit = \"date-headings\"\n+++\n## Words\n";
    assert!(said(&one("notes/ada.md", none)).iter().any(|(code, ..)| *code == "missing-date"));
}

#[test]
fn a_daily_note_of_ours() {
    let text = "+++\nsplit = \"meeting-headings\"\n+++\n# Wednesday\n\n## Tasks\n\n- [ ] @me -> @cy: the list\n\n## Meetings\n\n### 10:00 @ada / @bo: pricing\n\n- [ ] @ada -> @me: terms\n\n### 14:00 Steering\n\nAttendees: cy\nRegrets: none\n\n### 16:00 Nobody said\n\nx\n";
    let workspace = one("notes/2026-03-04.md", text);
    let list = expected(&[
        ("2026-03-04", "Wednesday", Team, &[]),
        ("2026-03-04", "10:00 @ada / @bo: pricing", Team, &["ada", "bo"]),
        ("2026-03-04", "14:00 Steering", Team, &["cy"]),
        ("2026-03-04", "16:00 Nobody said", Team, &[]),
    ]);
    assert_eq!(meetings_of(&workspace), list);
    assert_eq!(workspace.register.promise_lines.len(), 2);
    assert_eq!(
        said(&workspace).into_iter().map(|(code, line, _)| (code, line)).collect::<Vec<_>>(),
        [("missing-attendees", 21)]
    );
}

#[test]
fn wild_documents_in_both_forms() {
    let text = "# Weekly\n\n## Meeting, January 31st, 2026\n\n### Attendees\n\n- Ada Moss\n- [x] Dee Dum\n\n### Notes\n\n- [ ] do it\n\n## Template\n\n- [ ] nothing\n\n## Jan 24th, 2026: budget\n\n**Attendees:** Bo Moss, Eve Lin\n\n";
    let workspace = one("minutes/weekly.md", text);
    let list = expected(&[
        ("undated", "Template", Team, &[]),
        ("2026-01-24", "Budget", Team, &["Bo Moss", "Eve Lin"]),
        ("2026-01-31", "Weekly", Team, &["Ada Moss", "Dee Dum"]),
    ]);
    assert_eq!(meetings_of(&workspace), list);
    assert_eq!(
        said(&workspace).into_iter().map(|(code, line, _)| (code, line)).collect::<Vec<_>>(),
        [("note-without-date", 14)]
    );
    let daily = "## Journal\n\nSlept well.\n\n## Meetings\n\n### 10:00 Ada Moss / Bo Moss: pricing\n\nx\n\n### Steering\n\n#### Present\n\n- Cy Moss\n\n### 1:1 Eve Lin\n\nx\n";
    let config = format!("{CONFIG}split = \"meeting-headings\"\n");
    let workspace = super::running::workspace(&config, &[("minutes/2026-03-04.md".to_owned(), daily.to_owned())]);
    let list = expected(&[
        ("2026-03-04", "Meeting, 4 March 2026", Team, &[]),
        ("2026-03-04", "10:00 Ada Moss / Bo Moss: pricing", Team, &["Ada Moss", "Bo Moss"]),
        ("2026-03-04", "Steering", Team, &["Cy Moss"]),
        ("2026-03-04", "1:1 Eve Lin", Team, &["Eve Lin"]),
    ]);
    let mut found = meetings_of(&workspace);
    found[0].1 = "Meeting, 4 March 2026".to_owned();
    assert_eq!(found, list);
    assert_eq!(said(&workspace), []);
}

#[test]
fn what_an_edition_may_not_see_of_a_document_changes_nothing_in_it() {
    let config = CONFIG.replace("path = \"minutes\"\n", "path = \"minutes\"\n[editions.team]\naudience = \"team\"\n");
    let front = "+++\nattendees = [\"ada\"]\nsplit = \"date-headings\"\n+++\n# All\n\nBefore.\n\n";
    let secret = "## 2026-03-01 {visibility=pm}\n\n- [ ] @me -> @bo: secret\n\n";
    let seen = "## 2026-03-04\n\n- [x] @me -> @ada: one [due:: 2026-04-01]\n\n### Candid {visibility=pm}\n\nHush.\n\n## 2026-03-18\n\n- (feedback) @ada: two\n";
    let site = |text: String| {
        let workspace = super::running::workspace(&config, &[("notes/all.md".to_owned(), text)]);
        assert!(!workspace.diagnostics.has_errors(false), "{:?}", said(&workspace));
        let edition = &workspace.config.editions["team"];
        pages(&workspace, &rapporteur::view(&workspace, edition, as_of()), edition)
    };
    let with = site(format!("{front}{secret}{seen}"));
    let without = site(format!("{front}{seen}"));
    assert_eq!(difference(&with, &without), None);
    assert!(with.contains_key("notes/2026-03-04-all.html") && with.contains_key("notes/2026-03-18-all.html"));
    let text = |path: &str| String::from_utf8(with[path].clone()).unwrap();
    assert!(
        text("notes/2026-03-04-all.html").contains("Before.") && !text("notes/2026-03-18-all.html").contains("Before.")
    );
    // Each line leads to the page of its own meeting, though no line numbers are printed here.
    let promises = text("stakeholders/ada.html");
    assert!(promises.contains("notes/2026-03-04-all.html"), "{promises}");
}
