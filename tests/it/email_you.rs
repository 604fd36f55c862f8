//! "For you": what its reader is party to, and nothing that they may not know of.

use std::path::Path;

use jiff::civil::Date;
use rapporteur::Workspace;
use rapporteur::email::you::{Block, Desk, audience};
use rapporteur::register::{Audience, Id, Register};
use rapporteur::render::Templates;
use rayon::prelude::*;
use unicode_width::UnicodeWidthStr;

use crate::noninterference::{World, apply, edits};
use crate::world::{Files, sound};

fn block(workspace: &Workspace, who: &str, as_of: &str) -> Option<Block> {
    let as_of: Date = as_of.parse().unwrap();
    let templates = Templates::new(&workspace.sources.templates).unwrap();
    Desk::new(workspace, as_of).block(&Id::new(who), Some("nora@b.example"), &templates).unwrap()
}

fn text(workspace: &Workspace, who: &str) -> String {
    block(workspace, who, "2026-11-01").map_or_else(String::new, |block| block.text)
}

fn sample() -> Workspace {
    rapporteur::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap()
}

#[test]
fn every_block_of_the_sample_is_short_lines_and_plain_tables() {
    let workspace = sample();
    let mut blocks = 0;
    for who in workspace.register.stakeholders.keys() {
        let Some(block) = block(&workspace, who.as_str(), "2026-11-01") else { continue };
        blocks += 1;
        assert!(block.text.lines().all(|line| line.width() <= 78), "{}", block.text);
        assert!(block.html.starts_with("<tr>") && block.html.trim_end().ends_with("</tr>"));
        for word in ["<style", "<div", "flex", "class=", "stance", "sentiment", "influence", "href=\"http"] {
            assert!(!block.html.contains(word), "{who}: {word}");
        }
    }
    assert!(blocks > 15);
}

/// Ada may see what leadership may; Bo what everyone may; Cy is the pm's alone. Each thing has a word of its own.
fn files() -> Files {
    let note = "\
+++
date = 2026-10-05
attendees = [\"me\", \"ada\", \"bo\"]
+++
- [ ] @me -> @ada: zq-ours-ada  [due:: 2026-10-20]
- [ ] @ada -> @me: zq-hers  [due:: 2026-11-20]
- [x] @me -> @ada: zq-kept  [due:: 2026-10-20]  [completion:: 2026-10-18]
- [ ] @me -> @ada: zq-later <!-- x -->  [due:: 2026-12-01]
- [ ] @me -> @ada: zq-narrow  [due:: 2026-11-09] [visibility:: pm]
- [ ] @me -> @bo: zq-ours-bo  [due:: 2026-11-20]
- [ ] @me -> @bo: zq-names, with Ada Moss  [due:: 2026-11-21]
- [ ] @me -> @bo: zq-handle, with @ada  [due:: 2026-11-21]
- [ ] @bo -> @ada: zq-between  [due:: 2026-11-21]
- [ ] @me -> @ada, @cy: zq-with-cy  [due:: 2026-11-21]
- (feedback) @ada: zq-asked ^f-1
- (feedback) @ada: zq-open ^f-2
- (feedback) @bo: zq-of-bo ^f-3
- (feedback) @ada: zq-praise  [kind:: praise]

## Candid {visibility=pm}
- [ ] @me -> @ada: zq-candid  [due:: 2026-11-09]
";
    let told = "+++\ndate = 2026-10-28\nattendees = [\"me\", \"ada\", \"bo\"]\n+++\n- (told) @ada: zq-answer  [feedback:: f-1]  [outcome:: partly]\n";
    let ada = "\
name = \"Ada Moss\"
kind = \"executive\"
audience = \"leadership\"
priorities = [\"zq-priority\"]
concerns = [\"zq-concern\"]
positions = [{ topic = \"zq-topic\", decision = \"d-1\", stance = -2, on = 2026-09-14, note = \"zq-stance\" }]
expectations = [{ what = \"zq-expects\", milestone = \"m-2\" }]
preferences = { detail = \"full\" }
[[assessment]]
date = 2026-02-02
by = \"me\"
power = 5
interest = 4
current = \"resistant\"
desired = \"supportive\"
rationale = \"zq-rationale\"
";
    let update = "+++\nheadline = \"On course.\"\n[[asks]]\nid = \"a-1\"\nwhat = \"zq-ask\"\nfrom = \"ada\"\nneeded_by = 2026-11-20\noptions = [\"zq-one\", \"zq-two\"]\nrecommendation = \"zq-two\"\n[[asks]]\nid = \"a-2\"\nwhat = \"zq-ask-bo\"\nfrom = \"bo\"\nneeded_by = 2026-11-20\n[[asks]]\nid = \"a-3\"\nwhat = \"zq-ask-hidden\"\nfrom = \"ada\"\nneeded_by = 2026-11-20\nvisibility = \"pm\"\n+++\n";
    [
        ("rapporteur.toml", "product = \"P\"\n[[team]]\nid = \"me\"\nname = \"Kim Park\"\naudience = \"team\"\n"),
        ("stakeholders/ada.toml", ada),
        ("stakeholders/bo.toml", "name = \"Bo Lind\"\nkind = \"external\"\ngroup = \"out\"\n"),
        ("stakeholders/cy.toml", "name = \"Cy Dee\"\nkind = \"external\"\nvisibility = \"pm\"\n"),
        ("groups.toml", "[[group]]\nid = \"out\"\nname = \"Outside\"\n[[group]]\nid = \"in\"\nname = \"In\"\naudience = \"team\"\n"),
        ("notes/2026-10-05.md", note),
        ("notes/2026-10-28.md", told),
        ("updates/2026-10-22.md", update),
        ("goals.toml", "[[goal]]\nid = \"g-1\"\ntitle = \"zq-goal\"\nowner = \"ada\"\n[[goal]]\nid = \"g-2\"\ntitle = \"zq-other-goal\"\nowner = \"bo\"\n"),
        (
            "milestones.toml",
            "[[milestone]]\nid = \"m-1\"\ntitle = \"zq-milestone\"\nowner = \"ada\"\nbaseline_date = 2026-12-01\n[[milestone]]\nid = \"m-2\"\ntitle = \"zq-expected\"\nowner = \"me\"\nbaseline_date = 2026-12-11\n[[milestone]]\nid = \"m-3\"\ntitle = \"zq-hidden-milestone\"\nowner = \"ada\"\nbaseline_date = 2026-12-11\nvisibility = \"pm\"\n",
        ),
        (
            "decisions.toml",
            "[[decision]]\nid = \"d-1\"\ntitle = \"zq-decision\"\nstatus = \"proposed\"\nproposed = 2026-10-01\n[[decision]]\nid = \"d-2\"\ntitle = \"zq-approves\"\nstatus = \"proposed\"\nproposed = 2026-10-01\napprover = \"ada\"\n",
        ),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into()
}

/// The words of a text that are nobody else's.
fn words(text: &str) -> Vec<&str> {
    let is_inner = |c: char| c.is_ascii_lowercase() || c == '-';
    let mut words: Vec<&str> = text.split(|c: char| !is_inner(c)).filter(|word| word.starts_with("q-")).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[test]
fn a_reader_is_told_what_they_are_party_to_and_nothing_else() {
    let mut files = files();
    let workspace = sound(&files);
    let lower = |text: String| text.to_lowercase().replace("zq-", " q-");
    let ada = lower(text(&workspace, "ada"));
    let hers = [
        "answer",
        "approves",
        "ask",
        "asked",
        "goal",
        "hers",
        "kept",
        "later",
        "milestone",
        "one",
        "open",
        "ours-ada",
        "two",
    ];
    assert_eq!(words(&ada), hers.map(|word| format!("q-{word}")), "{ada}");
    // With what the team may see, what points at things counts, too, and her own words.
    files.insert(
        "stakeholders/ada.toml".to_owned(),
        files["stakeholders/ada.toml"].replace("\"leadership\"", "\"team\""),
    );
    let ada = lower(text(&sound(&files), "ada"));
    let mut more: Vec<String> = hers.iter().map(|word| format!("q-{word}")).collect();
    more.extend(["decision", "expected", "expects", "priority", "topic"].map(|word| format!("q-{word}")));
    more.sort();
    assert_eq!(words(&ada), more, "{ada}");
    // To everyone no name of a stakeholder is known, not even in a promise to them.
    let bo = lower(text(&workspace, "bo"));
    assert_eq!(words(&bo), ["q-of-bo", "q-ours-bo"], "{bo}");
    assert_eq!(text(&workspace, "cy"), "", "who is the pm's alone has no mail of their own");
    assert_eq!(text(&workspace, "nobody"), "");
    let ours = lower(text(&workspace, "me"));
    assert!(words(&ours).contains(&"q-ours-bo") && !words(&ours).contains(&"q-candid"), "{ours}");
}

#[test]
fn audiences_are_their_own_then_their_groups() {
    let mut files = files();
    let of = |files: &Files, who: &str| audience(&sound(files).register, &Id::new(who));
    assert_eq!(
        [of(&files, "ada"), of(&files, "bo"), of(&files, "me")],
        [Audience::Leadership, Audience::Everyone, Audience::Team]
    );
    let bo = |text: &str| {
        ("stakeholders/bo.toml".to_owned(), format!("name = \"Bo Lind\"\nkind = \"external\"\ngroup = \"in\"\n{text}"))
    };
    files.extend([bo("")]);
    assert_eq!(of(&files, "bo"), Audience::Team);
    files.extend([bo("audience = \"everyone\"\n")]);
    assert_eq!(of(&files, "bo"), Audience::Everyone, "their own stands before the group's");
    files.extend([bo("audience = \"pm\"\n")]);
    assert_eq!(of(&files, "bo"), Audience::Team, "no mail holds what is the pm's alone");
}

#[test]
fn the_length_is_theirs_to_choose_and_the_order_is_not() {
    let mut files = files();
    let promises: Vec<String> =
        (1..=9).map(|n| format!("- [ ] @me -> @ada: thing {n}  [due:: 2026-12-0{n}]\n")).collect();
    let note = files["notes/2026-10-28.md"].clone() + &promises.concat();
    files.insert("notes/2026-10-28.md".to_owned(), note);
    let mut of = |detail: &str| {
        let ada = self::files()["stakeholders/ada.toml"].replace("\"full\"", &format!("\"{detail}\""));
        files.insert("stakeholders/ada.toml".to_owned(), ada);
        text(&sound(&files), "ada")
    };
    let [short, page, full] = ["headline", "one-page", "full"].map(&mut of);
    assert!(!short.contains("\n- ") && short.contains("one of them late") && short.contains("Zq-ours-ada"), "{short}");
    assert!(page.contains("more") && !page.contains("hing 9") && full.contains("hing 9"), "{page}{full}");
    assert!(short.len() < page.len() && page.len() < full.len());
    let titles =
        ["Asked of you", "What we promised you", "What you promised us", "What matters to you", "You said, we did"];
    for text in [short, page, full] {
        let at: Vec<usize> = titles.iter().map(|title| text.find(title).unwrap()).collect();
        assert!(at.is_sorted(), "{text}");
    }
}

#[test]
fn nothing_later_is_told_and_links_choose_an_option() {
    let files = files();
    let workspace = sound(&files);
    let before = block(&workspace, "ada", "2026-10-21").unwrap();
    let mut earlier = files.clone();
    earlier.remove("notes/2026-10-28.md");
    earlier.remove("updates/2026-10-22.md");
    assert_eq!(Some(before), block(&sound(&earlier), "ada", "2026-10-21"));
    assert_eq!(block(&workspace, "ada", "2026-09-01").map(|b| b.text.contains("zq-ask")), Some(false));
    let html = block(&workspace, "ada", "2026-11-01").unwrap().html;
    assert!(
        html.contains("href=\"mailto:nora@b.example?subject=Answer%20to%20a-1%3A%20B%20%28zq-two%29%20%23"),
        "{html}"
    );
    assert!(html.contains("zq-two</a> <span") && html.contains("(recommended)"));
}

/// What somebody is party to, wherever it is written.
fn party(register: &Register, who: &Id) -> String {
    let lines = register.promise_lines.iter().filter(|l| l.from == *who || l.to == *who);
    let lines: Vec<_> = lines
        .map(|l| (l.label, l.date, &l.id, &l.from, &l.to, &l.text, l.created, l.due, l.state, &l.renegotiated))
        .collect();
    let feedback = register.feedback.iter().filter(|f| f.from == *who);
    let place = |text: String| {
        // Places move when a line is put before them.
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("place: Place {") {
            out.push_str(before);
            rest = after.split_once('}').map_or("", |(_, rest)| rest);
        }
        out + rest
    };
    let feedback: Vec<_> = feedback.map(|f| place(format!("{f:?}"))).collect();
    let told: Vec<_> = register.told_lines.iter().filter(|l| l.who == *who).map(|l| place(format!("{l:?}"))).collect();
    let own = register.stakeholders.get(who).map(|s| place(format!("{s:?}")));
    format!("{lines:?}{feedback:?}{told:?}{own:?}")
}

#[test]
fn what_a_reader_may_not_know_of_changes_no_byte() {
    let world = World::load();
    let before = world.link().unwrap();
    let as_of = "2026-11-01";
    let who: Vec<&Id> = before.register.stakeholders.keys().filter(|id| !id.as_str().starts_with("crowd")).collect();
    let told: Vec<(&Id, Option<Block>)> = who.iter().map(|id| (*id, block(&before, id.as_str(), as_of))).collect();
    assert!(told.iter().filter(|(_, block)| block.is_some()).count() >= 2);
    // A reader to everyone is told the least: everything narrower that isn't theirs may change.
    let all = edits(world, Audience::Everyone, "", 0);
    let step = all.len().div_ceil(400);
    let tried: Vec<(usize, Vec<String>)> = all
        .par_iter()
        .step_by(step)
        .filter(|edit| edit.doc != "rapporteur.toml")
        .filter_map(|edit| {
            let (_, next) = apply(world, edit)?;
            let mut leaks = Vec::new();
            let mut tried = 0;
            for (id, block_before) in &told {
                let is_everyone = |w: &Workspace| audience(&w.register, id) == Audience::Everyone;
                let same = party(&before.register, id) == party(&next.register, id);
                if !(same && is_everyone(&before) && is_everyone(&next)) {
                    continue;
                }
                tried += 1;
                let after = block(&next, id.as_str(), as_of);
                if after != *block_before {
                    leaks.push(format!("{id}: {edit:?}\n{block_before:?}\n{after:?}"));
                }
            }
            Some((tried, leaks))
        })
        .collect();
    let leaks: Vec<&String> = tried.iter().flat_map(|(_, leaks)| leaks).collect();
    assert!(leaks.is_empty(), "{} leaks, {}", leaks.len(), leaks[0]);
    assert!(tried.iter().map(|(n, _)| n).sum::<usize>() > 500);
}

#[test]
fn whoever_is_hidden_is_named_in_no_way() {
    let note = "\
+++
date = 2026-10-05
attendees = [\"me\", \"ada\"]
+++
- [ ] @me -> @ada: zq-open  [due:: 2026-11-20]
- [ ] @me -> @ada: zq-name, tell Hilda Moor  [due:: 2026-11-20]
- [ ] @me -> @ada: zq-handle, tell @hilda  [due:: 2026-11-20]
- [ ] @me -> @ada: zq-alias, tell hildchen  [due:: 2026-11-20]
- [ ] @me -> @ada: zq-entity, tell Hilda&nbsp;Moor  [due:: 2026-11-20]
- [ ] @me -> @ada: zq-escape, tell Hilda\\ Moor  [due:: 2026-11-20]
- [ ] @me -> @ada: zq-emphasis, tell *Hil*da **Moor**  [due:: 2026-11-20]
- [ ] @me -> @ada: zq-shy, tell Hil\u{ad}da Mo\u{200b}or  [due:: 2026-11-20]
";
    for audience in ["team", "leadership", "everyone"] {
        let ada = format!(
            "name = \"Ada Moss\"\nkind = \"executive\"\naudience = \"{audience}\"\npriorities = [\"zq-budget of Hilda Moor\", \"zq-speed\"]\npreferences = {{ detail = \"full\" }}\n"
        );
        let files: Files = [
            ("rapporteur.toml", "product = \"P\"\n[[team]]\nid = \"me\"\nname = \"Kim Park\"\n"),
            ("stakeholders/ada.toml", &ada),
            (
                "stakeholders/hilda.toml",
                "name = \"Hilda Moor\"\naliases = [\"Hildchen\"]\nkind = \"external\"\nvisibility = \"pm\"\n",
            ),
            ("notes/2026-10-05.md", note),
            ("goals.toml", "[[goal]]\nid = \"g-1\"\ntitle = \"zq-goal\"\nowner = \"ada\"\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into();
        let text = text(&sound(&files), "ada");
        assert_eq!(words(&text), ["q-open"], "{audience}: {text}");
        assert!(!text.contains("budget") && text.contains("zq-speed") == (audience == "team"), "{audience}: {text}");
    }
}
