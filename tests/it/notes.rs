//! Our own notes and updates: each sentence of the format, read from a text.

use std::fmt::Write as _;

use rapporteur::diagnostic::{Diagnostic, Diagnostics};
use rapporteur::parse::{ItemKind, ParsedNote, ParsedUpdate, note, update};
use rapporteur::register::{Audience, BoxState};
use rapporteur::source::{FileId, Origin, Role, SourceFile};

mod labels;

pub(crate) const FRONT: &str = "+++\ndate = 2026-11-02\nattendees = [\"ada\"]\n+++\n";
pub(crate) const ONE_TO_ONE: &str = "+++\ndate = 2026-11-02\nattendees = [\"ada\"]\ntype = \"one-to-one\"\n+++\n";

fn file(path: &str, origin: Origin, text: &str) -> SourceFile {
    SourceFile { path: path.into(), origin, role: Role::Note, text: text.into() }
}

fn parse_file(source: &SourceFile) -> (ParsedNote, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let note = note::parse(FileId(0), source, &mut diagnostics).remove(0);
    (note, diagnostics.sorted())
}

pub(crate) fn parse(text: &str) -> (ParsedNote, Vec<Diagnostic>) {
    parse_file(&file("notes/x.md", Origin::Workspace, text))
}

pub(crate) fn body(text: &str) -> (ParsedNote, Vec<Diagnostic>) {
    parse(&format!("{FRONT}{text}"))
}

fn codes(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|d| d.code.as_str()).collect::<Vec<_>>().join(" ")
}

/// One line an item: label, id, what it says.
fn items(note: &ParsedNote) -> Vec<String> {
    note.items.iter().map(item).collect()
}

fn item(item: &rapporteur::parse::Item) -> String {
    let mut line = format!("{} ", item.label.as_str());
    if let Some(id) = &item.id {
        write!(line, "^{} ", id.value).expect("a string takes any text");
    }
    match &item.kind {
        ItemKind::Promise { from, to, text, state, created, due, short_due } => {
            let to: Vec<&str> = to.iter().map(|h| h.value.as_str()).collect();
            write!(line, "{} -> {}: {text}", from.as_ref().map_or("", |h| &h.value), to.join(","))
                .expect("a string takes any text");
            match state {
                BoxState::Open => {}
                BoxState::Done(on) => write!(line, " done {on:?}").expect("a string takes any text"),
                BoxState::Cancelled(on) => write!(line, " cancelled {on:?}").expect("a string takes any text"),
            }
            for (name, date) in [("created", created), ("due", due)] {
                if let Some(date) = date {
                    write!(line, " {name} {date}").expect("a string takes any text");
                }
            }
            if let Some((text, date)) = short_due {
                write!(line, " | {text} | {date}").expect("a string takes any text");
            }
        }
        ItemKind::Feedback { who, text, kind, severity } => {
            write!(line, "feedback {}: {text} {} {}", who.value, kind.as_str(), severity.as_str())
                .expect("a string takes any text");
        }
        ItemKind::Told { who, text, feedback, outcome } => {
            write!(line, "told {}: {text} {} {}", who.value, feedback.value, outcome.as_str())
                .expect("a string takes any text");
        }
        ItemKind::Sentiment { who, value, text } => {
            write!(line, "sentiment {} {value}: {text}", who.value).expect("a string takes any text");
        }
        ItemKind::Consulted { who, decision } => {
            let who: Vec<&str> = who.iter().map(|h| h.value.as_str()).collect();
            write!(line, "consulted {} {}", who.join(","), decision.value).expect("a string takes any text");
        }
        ItemKind::Decision { text, approver, driver } => {
            let name = |h: &Option<rapporteur::parse::Handle>| h.as_ref().map_or(String::new(), |h| h.value.clone());
            write!(line, "decision {text} [{}] [{}]", name(approver), name(driver)).expect("a string takes any text");
        }
        ItemKind::Uncounted { .. } => line.push_str("uncounted"),
    }
    line
}

/// Label and text of each passage.
fn passages(note: &ParsedNote) -> Vec<(&str, u32, &str)> {
    note.passages.iter().map(|p| (p.label.as_str(), p.line, &*p.text)).collect()
}

#[track_caller]
fn check_items(text: &str, expected: &[&str], expected_codes: &str) {
    let (note, diagnostics) = body(text);
    assert_eq!(items(&note), expected, "{text:?}");
    assert_eq!(codes(&diagnostics), expected_codes, "{text:?}: {diagnostics:#?}");
}

#[test]
fn the_example_of_the_format_is_read_whole() {
    check_items(
        "- [ ] @me -> @ada: send the Q3 cost model  [due:: 2026-12-01] ^c-041
- [x] @bo -> @me: confirm headcount  [due:: 2026-11-20]  [completion:: 2026-11-18]
- [-] @me -> @bo: second demo  [cancelled:: 2026-11-20]
- (feedback) @ada: the pricing page is unclear  [kind:: concern]  [severity:: high] ^f-012
- (told) @ada: on the roadmap for May  [feedback:: f-012]  [outcome:: partly]
- (sentiment) @ada +1: \"happy to back this at the board\"
- (consulted) @ada  [decision:: d-007]
- (decision) keep the beta closed until March ^d-007
## Candid {visibility=pm}
",
        &[
            "team ^c-041 me -> ada: send the Q3 cost model due 2026-12-01",
            "team bo -> me: confirm headcount done Some(2026-11-18) due 2026-11-20",
            "team me -> bo: second demo cancelled Some(2026-11-20)",
            "team ^f-012 feedback ada: the pricing page is unclear concern high",
            "team told ada: on the roadmap for May f-012 partly",
            "pm sentiment ada 1: \"happy to back this at the board\"",
            "team consulted ada d-007",
            "team ^d-007 decision keep the beta closed until March [] []",
        ],
        "",
    );
}

#[test]
fn front_matter_is_read() {
    let (note, diagnostics) = parse(
        "+++\ndate = 2026-11-02\ntitle = \"Plan\"\ntype = \"call\"\nattendees = [\"@ada\", \"Bo Li\"]\nregrets = []\n\
         two_way = false\ngoals = [\"g-1\"]\nvisibility = \"everyone\"\ntags = [\"a\", 1]\n[extra]\nx = 1\n+++\n# Other\n",
    );
    assert_eq!(codes(&diagnostics), "");
    let names = |list: &Option<Vec<rapporteur::parse::Handle>>| {
        list.as_ref().map(|l| l.iter().map(|h| h.value.clone()).collect::<Vec<_>>().join(","))
    };
    assert_eq!(names(&note.attendees).as_deref(), Some("ada,Bo Li"));
    assert_eq!(names(&note.regrets).as_deref(), Some(""));
    assert_eq!(names(&note.absent), None);
    assert_eq!((note.title.as_str(), note.kind.as_str(), note.two_way), ("Plan", "call", Some(false)));
    assert_eq!(
        (note.label, note.goals[0].value.as_str(), note.tags.join(",")),
        (Audience::Everyone, "g-1", "a,1".into())
    );
    assert_eq!(note.place.line, 1);
}

#[test]
fn yaml_and_windows_line_ends_are_read() {
    let (note, diagnostics) = parse(
        "---\r\ndate: 2026-11-02\r\nattendees: [ada]\r\n---\r\n# T\r\n\r\n- [ ] @me -> @ada: a\r\n  b [due:: 2026-11-05]\r\n",
    );
    assert_eq!(codes(&diagnostics), "");
    assert_eq!(items(&note), ["team me -> ada: a b due 2026-11-05"]);
    assert_eq!(note.title, "T");
    assert_eq!(note.items[0].place.line, 7);
}

#[test]
fn faults_of_front_matter_are_errors() {
    for (text, expected) in [
        ("+++\nattendees = []\n+++\n", "missing-date"),
        ("+++\ndate = 2026-11-02\n+++\n", "missing-attendees"),
        ("x", "missing-date missing-attendees"),
        ("+++\ndate = 2026-11-02\ntype = \"email\"\n+++\n", ""),
        ("+++\ndate = 2026-11-02\ntype = \"async\"\n+++\n", ""),
        ("+++\ndate = 2026-11-02\ntype = \"workshop\"\n+++\n", "missing-attendees"),
        ("+++\ndate = 2026-11-02\ntype = \"metting\"\n+++\n", "unknown-word"),
        ("+++\ndate = 2026-11-02\nattendees = []\nvisibility = \"teem\"\n+++\n", "unknown-audience"),
        ("+++\ndate = 2026-11-02\nattendes = []\n+++\n", "missing-attendees unknown-key"),
        ("+++\ndate = 2026-11-02\nattendees = []\n", "syntax"),
        ("+++\ndate\n+++\n", "syntax"),
        ("+++\ndate = 2026-02-30\nattendees = []\n+++\n", "invalid-date"),
        ("+++\ndate = 2026-11-02\nattendees = [1]\n+++\n", "wrong-type"),
    ] {
        assert_eq!(codes(&parse(text).1), expected, "{text:?}");
    }
    let (note, _) = parse("+++\ndate = 2026-11-02\nattendees = []\nvisibility = \"teem\"\n+++\nx");
    assert_eq!(note.label, Audience::Pm, "what can't be read is for nobody else");
}

#[test]
fn the_date_may_be_in_the_name_of_the_file() {
    let named = |path: &str, date: &str| {
        let text = format!("+++\n{date}\nattendees = [\"ada\"]\n+++\n");
        let (note, diagnostics) = parse_file(&file(path, Origin::Workspace, &text));
        (note.date.map(|d| d.to_string()), codes(&diagnostics))
    };
    let some = |date: &str| Some(date.to_owned());
    assert_eq!(named("notes/2026-01-31-x.md", ""), (some("2026-01-31"), String::new()));
    assert_eq!(named("notes/20260131.md", ""), (some("2026-01-31"), String::new()));
    assert_eq!(named("notes/2026-01-31.md", "date = 2026-01-31"), (some("2026-01-31"), String::new()));
    assert_eq!(named("notes/2026-01-31.md", "date = 2026-02-01"), (some("2026-02-01"), "date-disagrees".into()));
    assert_eq!(named("notes/2026-02-31.md", ""), (None, "invalid-date".into()));
}

#[test]
fn everything_in_the_overlay_is_pm() {
    let front = "+++\ndate = 2026-11-02\nattendees = []\n+++\nx\n";
    let (note, _) = parse_file(&file("notes/x.md", Origin::Private, front));
    assert_eq!((note.label, note.passages[0].label), (Audience::Pm, Audience::Pm));
    let wide = front.replace("\n+++\nx", "\nvisibility = \"team\"\n+++\nx");
    let (note, diagnostics) = parse_file(&file("notes/x.md", Origin::Private, &wide));
    assert_eq!((note.label, codes(&diagnostics).as_str()), (Audience::Pm, "wider-than-its-holder"));
}

#[test]
fn boxes_are_read() {
    for (text, expected, expected_codes) in [
        ("- [X] @me -> @ada: a", "team me -> ada: a done None", ""),
        ("* [x] @me → @ada, @bo: a", "team me -> ada,bo: a done None", ""),
        ("+ [/] @me->@ada: a", "team me -> ada: a", ""),
        ("1. [ ] @me -> @ada: a", "team me -> ada: a", ""),
        ("- [ ]\t@me -> @ada: a", "team me -> ada: a", ""),
        ("- [x] @me -> @ada: a [done:: 2026-11-01]", "team me -> ada: a done Some(2026-11-01)", ""),
        ("- [ ] @me -> @ada: a (due:: 2026-11-05)", "team me -> ada: a due 2026-11-05", ""),
        ("- [ ] @me -> @ada: a \u{1F4C5} 2026-11-05", "team me -> ada: a due 2026-11-05", ""),
        (
            "- [x] @me -> @ada: a \u{2795}\u{FE0F}2026-11-01 \u{2705} 2026-11-05",
            "team me -> ada: a done Some(2026-11-05) created 2026-11-01",
            "",
        ),
        ("- [-] @me -> @ada: a \u{274C} 2026-11-05", "team me -> ada: a cancelled Some(2026-11-05)", ""),
        (
            "- [ ] @me -> @ada: a [created:: 2026-11-01] [scheduled:: whenever] [priority:: high] b",
            "team me -> ada: a b created 2026-11-01",
            "",
        ),
        ("- [ ] @me -> @ada: a [due:: 2026-11-05] [due:: 2026-11-06]", "team uncounted", "invalid-line-field"),
        ("- [ ] @me -> @ada: a [due:: soon]", "team uncounted", "invalid-line-date"),
        ("- [ ] @me -> @ada: a [due:: 2026-02-30]", "team uncounted", "invalid-line-date"),
        ("- [ ] @me -> @ada: a \u{1F4C5} 2026-13-05", "team uncounted", "invalid-line-date"),
        ("- [ ] @me -> @ada: a [deu:: 2026-11-05]", "team uncounted", "invalid-line-field"),
        ("- [ ] @me -> @ada: a [done:: 2026-11-05]", "team uncounted", "box-and-field-disagree"),
        ("- [ ] @me -> @ada: a [cancelled:: 2026-11-05]", "team uncounted", "box-and-field-disagree"),
        ("- [x] @me -> @ada: a [cancelled:: 2026-11-05]", "team uncounted", "box-and-field-disagree"),
        ("- [-] @me -> @ada: a [completion:: 2026-11-05]", "team uncounted", "box-and-field-disagree"),
        ("- [ ] @me: a", "team uncounted", "no-direction"),
        ("- [ ] a for @ada", "team uncounted", "no-direction"),
        ("- [ ] a [due:: 2026-11-05]", "team uncounted", "no-direction"),
        ("- [ ] @me -> ada: a", "team uncounted", "no-direction"),
        ("- [ ] @me -> @ada and @bo: a", "team uncounted", "no-direction"),
        ("- [ ] @me -> @ada:", "team uncounted", "invalid-line-field"),
        ("- [ ] @me -> @ada: a ^No", "team uncounted", "invalid-line-field"),
        ("- [ ] @me -> @ada: a ^c-1 b", "team me -> ada: a ^c-1 b", ""),
        ("- [ ] @me -> @ada.b_c-d.: x", "team me -> ada.b_c-d: .: x", ""),
    ] {
        check_items(text, &[expected], expected_codes);
    }
}

#[test]
fn a_box_with_neither_mention_nor_field_is_a_plain_task() {
    let (note, diagnostics) =
        body("- [ ] a\n- [x] b@c.org\n- [ ] `@ada` c\n- [ ]\n- [x](y)\n- [ ] meet @ noon\n- [-] d [visibility:: pm]\n");
    assert_eq!(codes(&diagnostics), "");
    assert!(note.items.is_empty(), "{:?}", note.items);
    let team = Audience::Team;
    let tasks: Vec<_> = note.tasks.iter().map(|task| (task.label, task.is_done)).collect();
    assert_eq!(tasks, [(team, false), (team, true), (team, false), (team, false), (Audience::Pm, true)]);
}

#[test]
fn nothing_is_read_inside_code_or_quotes() {
    for text in [
        "> - [ ] @me -> @ada: a",
        "- x\n\n  > - (sentiment) @ada +9",
        "```\n- [ ] @me -> @ada: a\n```",
        "x\n\n    - (feedback) @ada: a",
        "- x `[due:: soon]`",
        "- `(sentimet) @ada`",
        "`visibility=pm` and `{visibility:: x}`",
        "<!-- - [ ] @me -> @ada: a -->",
        "%%\n- (told) @ada\nvisibility=\n%%",
    ] {
        check_items(text, &[], "");
        assert!(body(text).0.tasks.is_empty(), "{text:?}");
    }
    let (note, _) = body("- [ ] @me -> @ada: a `[due:: soon]  x`  b\n");
    assert_eq!(items(&note), ["team me -> ada: a `[due:: soon]  x` b"]);
}

#[test]
fn one_to_ones_have_a_shorthand() {
    for (text, expected) in [
        ("- [ ] send it by friday", "team  -> : send it by friday | send it | 2026-11-06"),
        ("- [ ] @ada: send it", "team ada -> : send it"),
        ("- [x] @ada: send it by 3 March", "team ada -> : send it by 3 March done None | send it | 2027-03-03"),
        ("- [ ] send it by friday [due:: 2026-12-01]", "team  -> : send it by friday due 2026-12-01"),
        ("- [ ] ask @bo about it", "team  -> : ask @bo about it"),
        ("- [ ] @me -> @ada: send it by 2026-12-01", "team me -> ada: send it by 2026-12-01 | send it | 2026-12-01"),
    ] {
        let (note, diagnostics) = parse(&format!("{ONE_TO_ONE}{text}"));
        assert_eq!((items(&note), codes(&diagnostics)), (vec![expected.to_owned()], String::new()), "{text}");
    }
    let (note, diagnostics) = parse(&format!("{ONE_TO_ONE}- prose by friday\n- [ ]\n"));
    assert!(note.items.is_empty() && diagnostics.is_empty());
    check_items("- [ ] send it by friday", &[], "");
}

#[test]
fn lines_with_an_opening_word_are_read() {
    for (text, expected, expected_codes) in [
        ("- (feedback) @ada: a", "team feedback ada: a request medium", ""),
        ("- (feedback) @ada: a [kind:: praise] [severity:: low]", "team feedback ada: a praise low", ""),
        ("- (feedback) @ada: a [kind:: concen]", "team uncounted", "invalid-line-field"),
        ("- (feedback) @ada: a [severity:: extreme]", "team uncounted", "invalid-line-field"),
        ("- (feedback) @ada:", "team uncounted", "invalid-line-field"),
        ("- (feedback) somebody: a", "team uncounted", "invalid-line-field"),
        ("- (feedback) @ada, @bo: a", "team uncounted", "invalid-line-field"),
        ("- (told) @ada: a [feedback:: f-1] [outcome:: accepted]", "team told ada: a f-1 accepted", ""),
        ("- (told) @ada [feedback:: f-1] [outcome:: deferred]", "team told ada:  f-1 deferred", ""),
        ("- (told) @ada: a [feedback:: f-1]", "team uncounted", "invalid-line-field"),
        ("- (told) @ada: a [outcome:: partly]", "team uncounted", "invalid-line-field"),
        ("- (told) @ada: a [feedback:: f-1] [outcome:: maybe]", "team uncounted", "invalid-line-field"),
        ("- (told) @ada [feedback:: f-1] [outcome:: declined]", "team uncounted", "invalid-line-field"),
        ("- (sentiment) @ada -2", "pm sentiment ada -2: ", ""),
        ("- (sentiment) @ada \u{2212}1: a", "pm sentiment ada -1: a", ""),
        ("- (sentiment) @ada 0: a", "pm sentiment ada 0: a", ""),
        ("- (sentiment) @ada +3: a", "pm uncounted", "invalid-line-field"),
        ("- (sentiment) @ada: a", "pm uncounted", "invalid-line-field"),
        ("- (consulted) @ada, @bo [decision:: d-1]", "team consulted ada,bo d-1", ""),
        ("- (consulted) @ada and @bo [decision:: d-1]", "team uncounted", "invalid-line-field"),
        ("- (consulted) @ada", "team uncounted", "invalid-line-field"),
        ("- (consulted) @ada [decision:: D 1]", "team uncounted", "invalid-line-field"),
        ("- (decision) a [approver:: @ada] [driver:: bo] ^d-1", "team ^d-1 decision a [ada] [bo]", ""),
        ("- (decision)", "team uncounted", "invalid-line-field"),
    ] {
        check_items(text, &[expected], expected_codes);
    }
}

#[test]
fn only_what_looks_like_a_line_and_is_none_is_an_error() {
    for (text, expected) in [
        ("- (feedbak) the page", "unknown-item-kind"),
        ("- (sentimnt) @ada -1: secret", "unknown-item-kind"),
        ("- (praise) @ada: a", "unknown-item-kind"),
        ("- (tolt)", "unknown-item-kind"),
        ("- (see below) a", ""),
        ("- (see below) @ada", ""),
        ("- (optional) a", ""),
        ("- (Feedback) a", ""),
        ("- (2026) @ada", ""),
        ("- a (praise) @ada", ""),
        ("(praise) @ada: a", ""),
        ("- (note)@ada", ""),
    ] {
        check_items(text, &[], expected);
    }
    let (note, _) = body("- (sentimnt) @ada -1: secret\n");
    assert_eq!(note.passages[0].label, Audience::Pm);
}

#[test]
fn deep_nesting_is_an_error_and_no_panic() {
    assert_eq!(codes(&body(&"> ".repeat(100)).1), "nested-too-deep");
    assert_eq!(codes(&body(&format!("{}x", "- ".repeat(200))).1), "nested-too-deep");
    let mut quoted = "> ".repeat(100);
    quoted.push('\n');
    assert_eq!(codes(&body(&format!("{quoted}\n- (feedbak) x\n")).1), "nested-too-deep unknown-item-kind");
}

#[test]
fn updates_are_read() {
    let mut diagnostics = Diagnostics::default();
    let text = "+++\nheadline = \"Amber: late\"\nperiod = \"October\"\nstatus_reported = \"amber\"\n[[asks]]\nid = \"a-1\"\n\
                what = \"decide\"\nfrom = \"ada\"\nneeded_by = 2026-12-01\noptions = [\"x\", \"y\"]\nvisibility = \"team\"\n+++\n\
                ## What changed\n\n- [ ] @me -> @ada: a [due:: 2026-12-01]\n\n## Candid {visibility=pm}\n\nb\n";
    let source = file("updates/2026-11-01.md", Origin::Workspace, text);
    let ParsedUpdate { update, items } = update::parse(FileId(0), &source, &mut diagnostics).unwrap();
    assert_eq!(codes(&diagnostics.sorted()), "");
    assert_eq!(update.label, Audience::Leadership);
    assert_eq!((update.date.to_string().as_str(), update.headline.as_str()), ("2026-11-01", "Amber: late"));
    assert_eq!(update.asks[0].label, Audience::Team);
    assert_eq!(update.asks[0].value.options, ["x", "y"]);
    assert_eq!(update.passages.len(), 2);
    assert_eq!(items.iter().map(item).collect::<Vec<_>>(), ["leadership me -> ada: a due 2026-12-01"]);

    for (front, expected) in [
        ("date = 2026-11-01\n", "missing-field"),
        ("headline = \"x\"\n", "missing-date"),
        ("date = 2026-11-01\nheadline = \"x\"\nstatus_reported = \"blue\"\n", "unknown-word"),
        ("date = 2026-11-01\nheadline = \"x\"\nasks = [{id = \"a\"}]\n", "missing-field missing-field missing-field"),
        ("date = 2026-11-01\nheadline = \"x\"\nhedline = \"x\"\n", "unknown-key"),
    ] {
        let mut diagnostics = Diagnostics::default();
        let source = file("updates/x.md", Origin::Workspace, &format!("+++\n{front}+++\n"));
        update::parse(FileId(0), &source, &mut diagnostics);
        assert_eq!(codes(&diagnostics.sorted()), expected, "{front}");
    }
}
