//! Noninterference: change, add or delete anything the leadership edition may not see, and not a byte of it changes.
//! The visible part of the workspace below is fixed; everything in its hidden part varies with the case.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rapporteur::View;

use crate::world::{Files, as_of, difference, pages, sound};

/// What varies: which hidden parts are there, and with what in them.
#[derive(Clone, Debug)]
pub(crate) struct Hidden {
    there: Vec<bool>,
    words: Vec<String>,
    numbers: Vec<u8>,
}

const PARTS: usize = 96;

fn hidden() -> impl Strategy<Value = Hidden> {
    let word = "[a-zA-Zäß東]{1,12}( [a-z]{1,9}){0,3}";
    (
        prop::collection::vec(any::<bool>(), PARTS),
        prop::collection::vec(word, PARTS),
        prop::collection::vec(1..=5u8, PARTS),
    )
        .prop_map(|(there, words, numbers)| Hidden { there, words, numbers })
}

/// Hands out the hidden parts one after the other.
struct Draw<'a> {
    hidden: &'a Hidden,
    next: usize,
}

impl Draw<'_> {
    fn at(&mut self) -> usize {
        self.next += 1;
        self.next % PARTS
    }
    /// The text, or nothing.
    fn maybe(&mut self, text: impl FnOnce(&str, u8) -> String) -> String {
        let at = self.at();
        if self.hidden.there[at] { text(&self.hidden.words[at], self.hidden.numbers[at]) } else { String::new() }
    }
    fn is_there(&mut self) -> bool {
        let at = self.at();
        self.hidden.there[at]
    }
    fn word(&mut self) -> String {
        let at = self.at();
        self.hidden.words[at].clone()
    }
    fn number(&mut self) -> u8 {
        let at = self.at();
        self.hidden.numbers[at]
    }
}

pub(crate) fn files(hidden: &Hidden) -> Files {
    let mut d = Draw { hidden, next: 0 };
    let mut files = Files::new();
    let mut put = |path: &str, text: String| {
        files.insert(path.to_owned(), text);
    };
    put(
        "rapporteur.toml",
        "product = \"World\"\n[[team]]\nid = \"me\"\nname = \"Robin\"\n".to_owned()
            + &d.maybe(|w, _| format!("aliases = [\"ours {w}\"]\nemail = \"ours-{}@example.org\"\n", w.len()))
            + "[[team]]\nid = \"kit\"\nname = \"Kit\"\n[health]\nprofile = \"full\"\npurpose = \"test\"\n[private]\npath = \"private\"\n"
            + &d.maybe(|w, n| format!("[[pause]]\nfrom = 2026-0{n}-01\nto = 2026-0{n}-05\nreason = \"{w}\"\n")),
    );
    // A visible stakeholder with hidden fields.
    let mut ada = String::from(
        "name = \"Ada Moss\"\nkind = \"executive\"\ntitle = \"CFO\"\norganisation = \"Quay\"\ngroup = \"fin\"\n",
    );
    ada += &d.maybe(|w, _| format!("email = \"{}@example.org\"\n", w.len()));
    ada += &d.maybe(|w, _| format!("aliases = [\"alias {w}\"]\n"));
    ada += &d.maybe(|_, n| format!("formerly = [\"old-{n}\"]\n"));
    ada += &d.maybe(|_, _| "relationship_owner = \"kit\"\n".to_owned());
    ada += &d.maybe(|_, n| format!("since = 2024-0{n}-01\n"));
    ada += &d.maybe(|_, n| format!("retention_until = 2027-0{n}-01\n"));
    ada += &d.maybe(|_, _| "audience = \"team\"\n".to_owned());
    ada += &d.maybe(|w, _| format!("priorities = [\"{w}\"]\n"));
    ada += &d.maybe(|w, _| format!("concerns = [\"{w}\", \"x\"]\n"));
    ada += &d.maybe(|w, n| format!("expectations = [{{ what = \"{w}\", on = 2026-0{n}-01 }}]\n"));
    ada += &d.maybe(|w, _| format!("preferences = {{ channel = \"{w}\", detail = \"full\" }}\n"));
    ada += &d.maybe(|w, n| {
        format!(
            "positions = [{{ topic = \"{w}\", goal = \"calls\", stance = {}, on = 2026-0{n}-02 }}]\n",
            i16::from(n) - 3
        )
    });
    ada +=
        &d.maybe(|w, n| format!("[plan]\nobjective = \"{w}\"\ncadence_days = {}\nkey_messages = [\"{w}\"]\n", n * 5));
    ada += &d.maybe(|w, n| {
        format!("[[assessment]]\ndate = 2026-0{n}-03\nby = \"me\"\npower = {n}\ninterest = 4\ncurrent = \"neutral\"\ndesired = \"leading\"\nrationale = \"{w}\"\n")
    });
    ada += &d.maybe(|w, _| {
        format!("[[override]]\nband = \"watch\"\nreason = \"{w}\"\nby = \"me\"\non = 2026-10-05\nuntil = 2026-11-20\n")
    });
    ada += &d.maybe(|w, n| format!("[[pause]]\nfrom = 2026-0{n}-04\nto = 2026-0{n}-09\nreason = \"{w}\"\n"));
    ada += &d.maybe(|_, n| format!("[[planned]]\non = 2026-10-10\ndate = 2026-11-0{n}\nwith = [\"me\"]\n"));
    put("stakeholders/ada.toml", ada);
    put("stakeholders/bo.toml", "name = \"Bo Lind\"\nkind = \"external\"\n".to_owned());
    // Stakeholders who are hidden as a whole.
    let cy = d.word();
    put("stakeholders/cy.toml", format!("name = \"Cy {cy}\"\nkind = \"external\"\nvisibility = \"pm\"\n"));
    if d.is_there() {
        let w = d.word();
        put(
            "stakeholders/a-dee.toml",
            format!("name = \"Dee {w}\"\nkind = \"internal\"\nvisibility = \"team\"\ngroup = \"fin\"\n"),
        );
    }
    if d.is_there() {
        let w = d.word();
        put("private/stakeholders/ada.toml", format!("left_on = 2026-10-20\n[extra]\nx = \"{w}\"\n"));
        put("private/stakeholders/eve.toml", format!("name = \"Eve {w}\"\nkind = \"external\"\n"));
    }
    put(
        "groups.toml",
        "[[group]]\nid = \"fin\"\nname = \"Finance\"\n".to_owned()
            + &d.maybe(|w, n| format!("[group.plan]\ncadence_days = {}\nstrategy = \"{w}\"\n", n * 6))
            + &d.maybe(|w, _| format!("[[group]]\nid = \"shadow\"\nname = \"{w}\"\nvisibility = \"pm\"\n")),
    );
    let secret_goal = |d: &mut Draw| {
        d.maybe(|w, n| format!("[[goal]]\nid = \"a-secret\"\ntitle = \"{w}\"\nowner = \"cy\"\nvisibility = \"team\"\nreadings = [{{ date = 2026-0{n}-01, value = {n} }}]\n"))
    };
    put(
        "goals.toml",
        secret_goal(&mut d)
            + "[[goal]]\nid = \"calls\"\ntitle = \"Every call planned\"\nowner = \"me\"\nmetric = { name = \"Calls\", baseline = 1, direction = \"up\" }\nreadings = [{ date = 2026-10-01, value = 5 }]\n",
    );
    put(
        "milestones.toml",
        d.maybe(|w, n| format!("[[milestone]]\nid = \"a-hush\"\ntitle = \"{w}\"\nowner = \"me\"\nbaseline_date = 2026-0{n}-01\ngoal = \"calls\"\nforecasts = [{{ on = 2026-0{n}-02, date = 2026-0{n}-20 }}]\ndone = 2026-0{n}-28\nvisibility = \"pm\"\n"))
            + "[[milestone]]\nid = \"pilot\"\ntitle = \"Pilot\"\nowner = \"me\"\nbaseline_date = 2026-09-01\ngoal = \"calls\"\naffects = [{ who = \"cy\" }, { who = \"ada\", told = 2026-08-01 }]\n",
    );
    let with_cy = if d.is_there() { ", \"cy\"" } else { "" };
    put(
        "decisions.toml",
        d.maybe(|w, n| format!("[[decision]]\nid = \"d-0\"\ntitle = \"{w}\"\nstatus = \"accepted\"\ndecided = 2026-0{n}-01\napprover = \"cy\"\nsupersedes = \"d-1\"\ngoal = \"calls\"\nvisibility = \"pm\"\n"))
            + &format!("[[decision]]\nid = \"d-1\"\ntitle = \"Closed beta\"\nstatus = \"accepted\"\ndecided = 2026-10-01\napprover = \"ada\"\ncontributors = [\"bo\"{with_cy}]\n")
            + &d.maybe(|_, n| format!("consulted = [{{ who = \"cy\", on = 2026-0{n}-02 }}]\n"))
            + &d.maybe(|w, _| format!("[[decision]]\nid = \"d-9\"\ntitle = \"{w}\"\nstatus = \"proposed\"\nvisibility = \"pm\"\n")),
    );
    put(
        "risks.toml",
        "[[risk]]\nid = \"late\"\nevent = \"Sensors late\"\nowner = \"me\"\nopened = 2026-06-01\n".to_owned()
            + &d.maybe(|w, n| format!("[[risk]]\nid = \"quit\"\nevent = \"{w}\"\nowner = \"cy\"\nopened = 2026-0{n}-01\nvisibility = \"pm\"\n")),
    );
    put(
        "feedback.toml",
        d.maybe(|w, n| format!("[[feedback]]\nid = \"f-0\"\nfrom = \"ada\"\ndate = 2026-0{n}-01\ntext = \"{w}\"\nseverity = \"high\"\nkind = \"concern\"\n"))
            + "[[feedback]]\nid = \"f-1\"\nfrom = \"ada\"\ndate = 2026-09-01\ntext = \"Too long\"\ntold = 2026-09-05\noutcome = \"accepted\"\nresponse = \"Cut\"\nvisibility = \"leadership\"\n",
    );
    put(
        "commitments.toml",
        "[[commitment]]\nid = \"c-1\"\nfrom = \"me\"\nto = \"ada\"\ntext = \"Model\"\nmade = 2026-09-01\ndue = 2026-10-01\ndone = 2026-10-03\nvisibility = \"leadership\"\n".to_owned()
            + &d.maybe(|w, n| format!("[[commitment]]\nid = \"c-0\"\nfrom = \"me\"\nto = \"bo\"\ntext = \"{w}\"\nmade = 2026-0{n}-01\ndue = 2026-0{n}-20\n"))
            + &d.maybe(|w, _| format!("[[commitment]]\nid = \"c-2\"\nfrom = \"me\"\nto = \"cy\"\ntext = \"{w}\"\nmade = 2026-09-01\nvisibility = \"leadership\"\n")),
    );
    let n = d.number();
    put(
        "pulse.toml",
        "[[pulse]]\ndate = 2026-10-01\nquestion = \"Clear?\"\nn = 9\nmean = 3.5\n".to_owned()
            + &d.maybe(|w, _| {
                format!(
                    "[[pulse]]\ndate = 2026-10-02\nquestion = \"{w}\"\nn = {n}\nmean = 2.5\nvisibility = \"team\"\n"
                )
            }),
    );
    // Notes hidden as a whole.
    for (n, label) in [(3, ""), (4, "visibility = \"pm\"\n"), (5, "visibility = \"team\"\n")] {
        if d.is_there() {
            let (w, day) = (d.word(), d.number());
            put(
                &format!("notes/2026-0{n}-0{day}-hidden.md"),
                format!(
                    "+++\nattendees = [\"ada\", \"cy\", \"me\"]\nregrets = []\ntitle = \"{w}\"\n{label}+++\n\n{w}\n\n- [x] @me -> @ada: Model  [completion:: 2026-09-30] ^c-1\n- [ ] @me -> @ada: {w}  [due:: 2026-06-01]\n- (told) @ada: {w}  [feedback:: f-1]  [outcome:: partly]\n- (feedback) @bo: {w}\n- (sentiment) @ada -1: {w}\n- (decision) {w}\n"
                ),
            );
        }
    }
    // A visible note with hidden people, items, sections and comments.
    let mut note = format!(
        "+++\nattendees = [\"ada\"{}, \"me\"]\nvisibility = \"leadership\"\n+++\n\n# Steering\n\nWe met at the quay.\n\n",
        if d.is_there() { ", \"cy\"" } else { "" }
    );
    note += &d.maybe(|w, _| format!("<!-- {w}\n{w} -->\n"));
    note += "- [ ] @me -> @ada: the rate card  [due:: 2026-11-20] ^c-7\n";
    note += &d.maybe(|w, _| format!("- [ ] @me -> @cy: {w}  [due:: 2026-10-10]\n"));
    note += &d.maybe(|w, _| format!("- [ ] @me -> @nobody: {w}  [due:: 2026-10-10]\n"));
    note += &d.maybe(|w, _| format!("- (sentiment) @ada +2: {w}\n"));
    note += &d.maybe(|w, _| format!("- (consulted) @ada {w}  [decision:: d-9]\n"));
    note += &d.maybe(|w, _| format!("- (told) @ada: {w}  [feedback:: f-9]  [outcome:: partly]\n"));
    note += &d.maybe(|w, _| format!("- (told) @cy: {w}\n"));
    note += &d.maybe(|w, _| format!("- [ ] @cy {w}\n"));
    note += &d.maybe(|w, _| format!("- (feedback) @ada: {w}  [visibility:: pm] ^f-8\n  - nested {w}\n"));
    note += "- (feedback) @ada: less paper  [kind:: idea] ^f-7\n\n";
    note += &d.maybe(|w, _| format!("## {w} {{visibility=pm}}\n\n{w}\n\n- [x] @me -> @ada: the rate card  [due:: 2026-11-20]  [completion:: 2026-10-30] ^c-7\n\n### {w}\n\n| a | b |\n|---|---|\n| {w} | 1 |\n\n[ref]: https://example.org/{}\n\n", w.len()));
    note += &d.maybe(|w, _| format!("## Among us {{visibility=team}}\n\n- [ ] {w}\n\n> {w}\n\n"));
    note += &d.maybe(|w, _| format!("<!-- {w} -->\n\n"));
    note += "## Next\n\nSee [ref] and [^1].\n\n- (consulted) @bo  [decision:: d-1]\n- [x] order chairs\n";
    note += &d.maybe(|w, _| format!("- [ ] {w} [visibility:: team]\n"));
    note += &d.maybe(|w, _| format!("\n%% {w} %%\n"));
    put("notes/2026-10-14-steering.md", note);
    put(
        "updates/2026-10-05.md",
        "+++\nheadline = \"Amber: sensors are late.\"\nstatus_reported = \"amber\"\n[[asks]]\nid = \"a-1\"\nwhat = \"A supplier\"\nfrom = \"ada\"\nneeded_by = 2026-11-05\n+++\n\n## Results\n\nFine.\n".to_owned()
            + &d.maybe(|w, _| format!("\n## Candid {{visibility=pm}}\n\n{w}\n")),
    );
    files
}

pub(crate) fn leadership(files: &Files, leak: bool) -> std::collections::BTreeMap<String, Vec<u8>> {
    let workspace = sound(files);
    let edition = workspace.config.editions["leadership"].clone();
    let mut view: View = rapporteur::view(&workspace, &edition, as_of());
    if leak {
        // One field let through on purpose.
        let (concerns, id) = workspace
            .register
            .stakeholders
            .iter()
            .map(|(id, s)| (s.concerns.clone(), id.clone()))
            .find(|(_, id)| id.as_str() == "ada")
            .unwrap();
        view.register.stakeholders.get_mut(&id).unwrap().concerns = concerns;
    }
    pages(&workspace, &view, &edition)
}

pub(crate) fn all() -> Hidden {
    Hidden {
        there: vec![true; PARTS],
        words: (0..PARTS).map(|n| format!("hidden{n}")).collect(),
        numbers: vec![3; PARTS],
    }
}

pub(crate) fn none() -> Hidden {
    Hidden { there: vec![false; PARTS], ..all() }
}

#[test]
fn nothing_hidden_changes_a_byte_of_the_leadership_edition() {
    let bare = leadership(&files(&none()), false);
    let full = leadership(&files(&all()), false);
    assert_eq!(difference(&bare, &full), None);
    let mut runner =
        TestRunner::new(Config { cases: 300, max_shrink_iters: 200, failure_persistence: None, ..Config::default() });
    runner
        .run(&hidden(), |hidden| {
            let other = leadership(&files(&hidden), false);
            prop_assert_eq!(difference(&bare, &other), None);
            Ok(())
        })
        .unwrap();
}

#[test]
fn no_hidden_word_is_in_a_byte_of_the_leadership_edition() {
    for (path, bytes) in leadership(&files(&all()), false) {
        let text = String::from_utf8_lossy(&bytes);
        let leaks = text.contains("hidden1")
            || text.contains("hidden2")
            || text.contains("hidden3")
            || text.contains("hidden4");
        assert!(!leaks && !path.contains("hidden"), "{path} holds a hidden word");
    }
}

#[test]
fn one_field_let_through_is_found() {
    let bare = leadership(&files(&none()), true);
    let full = leadership(&files(&all()), true);
    assert!(difference(&bare, &full).is_some(), "a leak went unseen");
}

/// Pairs of bodies for a note or an update that leadership may see: without what it may not, and with it.
const TRACES: [(&str, &str); 8] = [
    ("- a\n- b", "- s [visibility:: pm]\n- a\n- b"),
    ("- a\n- b", "- a\n- s [visibility:: pm]\n\n- b"),
    ("- a\n- b", "- a\n\n- (sentiment) @ada -2: x\n- b"),
    ("- a\n- b", "## P {visibility=pm}\n\ns\n\n## Q\n\n- a\n- b"),
    ("1. a\n1. b", "1. s [visibility:: pm]\n1. a\n1. b"),
    ("1. a\n2. b", "1. s [visibility:: pm]\n2. a\n3. b"),
    ("1. a\n2. b", "1. (sentiment) @ada -2: x\n2. a\n3. b"),
    ("1. a\n\n   more\n2. b", "1. a\n\n   more\n\n2. s [visibility:: pm]\n\n3. b"),
];

#[test]
fn a_hidden_item_leaves_no_trace_in_a_list() {
    for (bare, full) in TRACES {
        let with = |body: &str| {
            let mut files = files(&none());
            let head = "+++\nvisibility = \"leadership\"\nattendees = [\"ada\"]\n+++\n\n";
            files.insert("notes/2026-10-01-trace.md".to_owned(), format!("{head}{body}\n"));
            let update = "+++\nheadline = \"Green.\"\nstatus_reported = \"green\"\n+++\n\n## Results\n\n";
            files.insert("updates/2026-10-20.md".to_owned(), format!("{update}{body}\n"));
            leadership(&files, false)
        };
        // A heading of its own is no trace of what stood before it.
        let bare = if full.contains("## Q") { format!("## Q\n\n{bare}") } else { bare.to_owned() };
        assert_eq!(difference(&with(&bare), &with(full)), None, "{full}");
    }
}
