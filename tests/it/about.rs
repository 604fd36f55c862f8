//! The record with somebody: a token on every field and line that concerns them is found in the complete one, none about
//! others; the plain one holds what they were party to and nothing candid.

use std::collections::BTreeSet;

use rapporteur::about::{Refused, about};
use rapporteur::register::Id;
use rapporteur::render::Templates;

use crate::world::{Files, as_of, sound};

/// A workspace about Ada Moss (`ada`, once `ada-old`, alias `Mossy`), with Bo Lind beside her. `T-` tokens concern her,
/// `X-` tokens don't, `L-` tokens are from after the as-of date. A `T` that is followed by `P` belongs on the plain page too.
fn files() -> Files {
    let mut files = Files::new();
    let mut put = |path: &str, text: &str| {
        files.insert(path.to_owned(), text.to_owned());
    };
    put(
        "rapporteur.toml",
        "product = \"World\"\n[[team]]\nid = \"me\"\nname = \"Robin Hale\"\nemail = \"robin@world.example\"\n[[team]]\nid = \"kit\"\nname = \"Kit Roe\"\n\
         [health]\nprofile = \"full\"\npurpose = \"T-purpose\"\n[private]\npath = \"private\"\n[[pause]]\nfrom = 2026-01-01\nto = 2026-01-02\nreason = \"X-pause\"\n",
    );
    put(
        "stakeholders/ada.toml",
        "# T-comment on her\nname = \"Ada Moss\"\nkind = \"executive\"\ntitle = \"TP-title\"\norganisation = \"TP-organisation\"\ngroup = \"fin\"\n\
         email = \"tp-ada@example.org\"\naliases = [\"Mossy\", \"TP-alias\"]\nformerly = [\"ada-old\"]\nrelationship_owner = \"kit\"\nsince = 2025-01-01\n\
         retention_until = 2027-05-06\naudience = \"team\"\npriorities = [\"TP-priority\"]\nconcerns = [\"T-concern\"]\n\
         expectations = [{ what = \"TP-expectation\", on = 2026-02-01, commitment = \"c-1\" }, { what = \"L-expectation\", on = 2026-12-01 }]\n\
         preferences = { channel = \"TP-channel\", format = \"TP-format\", detail = \"full\" }\n\
         [plan]\nobjective = \"T-objective\"\nstrategy = \"T-strategy, more than for Bo Lind\"\nmeeting_format = \"T-meets\"\nreporting_style = \"T-style\"\ncadence_days = 21\nkey_messages = [\"T-message\"]\n\
         [[positions]]\ntopic = \"T-topic\"\nstance = -1\non = 2026-03-01\nnote = \"T-note\"\n\
         [[assessment]]\ndate = 2026-03-03\nby = \"me\"\npower = 5\ninterest = 4\ncurrent = \"neutral\"\ndesired = \"leading\"\nrationale = \"T-rationale\"\n\
         [[assessment]]\ndate = 2026-12-03\nby = \"me\"\npower = 5\ninterest = 4\ncurrent = \"neutral\"\ndesired = \"leading\"\nrationale = \"L-rationale\"\n\
         [[override]]\nband = \"watch\"\nreason = \"T-override\"\nby = \"me\"\non = 2026-10-05\nuntil = 2026-11-20\n\
         [[pause]]\nfrom = 2026-04-01\nto = 2026-04-09\nreason = \"T-leave\"\n[[planned]]\non = 2026-10-10\ndate = 2026-11-05\nwith = [\"kit\"]\n[extra]\nnote = \"T-extra\"\n",
    );
    put(
        "stakeholders/bo.toml",
        "name = \"Bo Lind\"\nkind = \"external\"\ntitle = \"X-bo-title\"\nconcerns = [\"X-bo-concern\", \"T-named: Ada Moss is always late\"]\n\
         [[assessment]]\ndate = 2026-03-03\nby = \"me\"\npower = 2\ninterest = 2\ncurrent = \"resistant\"\ndesired = \"neutral\"\nrationale = \"X-bo-rationale\"\n",
    );
    put("stakeholders/ghost.toml", "name = \"Gil Ghost\"\nkind = \"internal\"\nvisibility = \"pm\"\n");
    put("private/stakeholders/ada.toml", "[extra2]\n".replace("[extra2]\n", "concerns = [\"T-overlay\"]\n").as_str());
    put(
        "private/notes/2026-10-30.md",
        "+++\nattendees = [\"me\"]\ntype = \"async\"\n+++\nT-private: @ada-old is leaving.\n\nX-private: @bo is leaving.\n",
    );
    put("groups.toml", "[[group]]\nid = \"fin\"\nname = \"Finance\"\n");
    put(
        "feedback.toml",
        "[[feedback]]\nid = \"f-1\"\nfrom = \"ada\"\ndate = 2026-05-05\ntext = \"TP-feedback\"\nkind = \"request\"\nseverity = \"high\"\nresponse = \"TP-response\"\noutcome = \"partly\"\ntold = 2026-05-08\n\
         [[feedback]]\nid = \"f-2\"\nfrom = \"bo\"\ndate = 2026-05-05\ntext = \"X-bo-feedback\"\n\
         [[feedback]]\nid = \"f-3\"\nfrom = \"ada\"\ndate = 2026-12-05\ntext = \"L-feedback\"\n\
         [[feedback]]\nid = \"f-4\"\nfrom = \"ada\"\ndate = 2026-10-05\ntext = \"TP-open\"\nresponse = \"L-response\"\noutcome = \"declined\"\nreason = \"L-reason\"\ntold = 2026-12-08\n",
    );
    put(
        "commitments.toml",
        "[[commitment]]\nid = \"c-1\"\nfrom = \"me\"\nto = \"ada\"\ntext = \"TP-promise\"\nmade = 2026-06-01\ndue = 2026-07-01\n\
         [[commitment]]\nid = \"c-2\"\nfrom = \"me\"\nto = \"bo\"\ntext = \"X-bo-promise\"\nmade = 2026-06-01\ndue = 2026-07-01\n",
    );
    put(
        "decisions.toml",
        "[[decision]]\nid = \"d-1\"\ntitle = \"TP-decision\"\nstatus = \"accepted\"\nproposed = 2026-06-01\ndecided = 2026-06-10\napprover = \"me\"\ncontributors = [\"ada\", \"bo\"]\nconsulted = [{ who = \"ada\", on = 2026-06-05 }]\nrationale = \"X-rationale\"\n\
         [[decision]]\nid = \"d-2\"\ntitle = \"X-decision\"\nstatus = \"accepted\"\nproposed = 2026-06-01\ndecided = 2026-06-10\napprover = \"me\"\ncontributors = [\"bo\"]\n",
    );
    put(
        "risks.toml",
        "[[risk]]\nid = \"r-1\"\nevent = \"T-risk: Mossy leaves\"\nowner = \"me\"\nopened = 2026-05-01\ncause = \"X-cause\"\n",
    );
    put(
        "milestones.toml",
        "[[milestone]]\nid = \"m-1\"\ntitle = \"T-milestone\"\nowner = \"me\"\nbaseline_date = 2026-12-01\naffects = [{ who = \"ada\", told = 2026-06-01 }]\n\
         [[milestone]]\nid = \"m-2\"\ntitle = \"X-milestone\"\nowner = \"me\"\nbaseline_date = 2026-12-01\naffects = [{ who = \"bo\" }]\n",
    );
    put(
        "updates/2026-09-01.md",
        "+++\ndate = 2026-09-01\nheadline = \"Quiet\"\nstatus_reported = \"green\"\n[[asks]]\nid = \"a-1\"\nwhat = \"TP-ask\"\nfrom = \"ada\"\nneeded_by = 2026-09-20\noptions = [\"T-option\"]\nrecommendation = \"T-recommended\"\nanswered = 2026-09-18\noutcome = \"TP-outcome\"\n\
         [[asks]]\nid = \"a-2\"\nwhat = \"X-ask\"\nfrom = \"bo\"\nneeded_by = 2026-09-20\n+++\n## Results\nX-result\n\nT-result thanks to @ada.\n\n- [ ] @me -> @ada: TP-update-promise  [due:: 2026-09-20]\n",
    );
    put(
        "notes/2026-08-01-one.md",
        "+++\ndate = 2026-08-01\ntype = \"one-to-one\"\nattendees = [\"me\", \"ada\"]\ntitle = \"TP-one-title\"\n+++\n\
         T-prose without a name.\n\nX-about-bo: Bo Lind is tired.\n\nT-both: Ada Moss and Bo Lind argue.\n\n\
         - [ ] TP-box to her  [due:: 2026-08-20]\n- (feedback) @ada: TP-note-feedback  [kind:: concern] ^f-9\n- (sentiment) @ada -1: \"T-sentiment\"\n- (sentiment) @bo -2: \"X-bo-sentiment\"\n\
         ## Candid {visibility=pm}\nT-candid, frankly.\n\n<!-- T-note-comment -->\n",
    );
    put(
        "notes/2026-09-01-many.md",
        "+++\ndate = 2026-09-01\nattendees = [\"me\", \"ada\", \"bo\"]\nregrets = []\n+++\n# TP-many-title\n\nX-many prose.\n\n\
         - Mossy said T-many-said\n  - T-many-under\n  - @bo: X-many-under\n- Bo said X-bo-said\n- (told) @ada: TP-told  [feedback:: f-9]  [outcome:: accepted]\n\
         - [ ] @bo -> @me: X-bo-box  [due:: 2026-10-01]\n\n## Ada\n- T-under-heading\n- @bo X-under-heading\n\nT-handle @ada-old.\n\n<!-- T-comment-mossy: Mossy; -->\nX-end\n",
    );
    put(
        "notes/2026-12-01-later.md",
        "+++\ndate = 2026-12-01\nattendees = [\"me\", \"ada\"]\n+++\nL-later @ada\n\n<!-- L-comment Ada Moss -->\n",
    );
    files
}

fn page(files: &Files, id: &str, complete: bool) -> String {
    let workspace = sound(files);
    let (about, _) = about(&workspace, &Id::new(id), as_of(), complete).unwrap();
    String::from_utf8(rapporteur::render::about(&about, &Templates::new(&[]).unwrap()).unwrap()).unwrap()
}

/// Tokens of the files that begin with one of `starts`.
fn tokens(files: &Files, starts: &[&str]) -> BTreeSet<String> {
    let text: String = files.values().map(String::as_str).collect::<Vec<_>>().join("\n");
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| starts.iter().any(|start| word.starts_with(start))).map(str::to_owned).collect()
}

fn has(page: &str, token: &str) -> bool {
    page.match_indices(token).any(|(at, _)| {
        let after = page[at + token.len()..].chars().next();
        !after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

#[test]
fn the_complete_record_misses_nothing_of_theirs_and_has_nothing_of_others() {
    let files = files();
    let page = page(&files, "ada", true);
    let theirs = tokens(&files, &["T-", "TP-", "tp-"]);
    assert!(theirs.len() > 50, "{theirs:?}");
    let missed: Vec<_> = theirs.iter().filter(|token| !has(&page, token)).collect();
    assert!(missed.is_empty(), "missed: {missed:?}");
    let leaked: Vec<_> = tokens(&files, &["X-", "L-"]).into_iter().filter(|token| has(&page, token)).collect();
    assert!(leaked.is_empty(), "of others, or from later: {leaked:?}");
    for name in ["Bo Lind", "@bo", "\"bo\"", "stakeholders/bo.toml"] {
        assert!(!page.contains(name), "{name}");
    }
    assert!(page.contains("another person"));
    assert!(page.contains("6\u{a0}May\u{a0}2027"), "the day it is kept until");
    assert!(page.contains("product managers only"));
}

#[test]
fn the_plain_record_has_what_they_were_party_to_and_nothing_candid() {
    let files = files();
    let page = page(&files, "ada", false);
    let missed: Vec<_> = tokens(&files, &["TP-", "tp-"]).into_iter().filter(|token| !has(&page, token)).collect();
    assert!(missed.is_empty(), "missed: {missed:?}");
    let leaked: Vec<_> = tokens(&files, &["T-", "X-", "L-"]).into_iter().filter(|token| has(&page, token)).collect();
    assert!(leaked.is_empty(), "leaked: {leaked:?}");
}

#[test]
fn one_of_ours_has_a_record_too() {
    let files = files();
    let page = page(&files, "me", true);
    let lines = page.split_once("id=\"complete\"").unwrap().1;
    for held in ["TP-promise", "robin@world.example", "TP-box"] {
        assert!(page.contains(held), "{held}");
    }
    for other in ["Ada Moss", "T-candid", "X-bo-rationale", "T-rationale", "T-sentiment"] {
        assert!(!lines.contains(other), "{other}");
    }
}

#[test]
fn whose_whole_record_is_the_pm_s_has_a_complete_one_only() {
    let workspace = sound(&files());
    let ghost = Id::new("ghost");
    assert_eq!(about(&workspace, &ghost, as_of(), false).unwrap_err(), Refused::Hidden);
    assert!(about(&workspace, &ghost, as_of(), true).is_ok());
    assert_eq!(about(&workspace, &Id::new("nobody"), as_of(), true).unwrap_err(), Refused::Unknown);
}

#[test]
fn what_is_dated_later_changes_no_byte() {
    let mut files = files();
    // But for the sentence that says how much it is.
    let complete = |files: &Files| {
        let page = page(files, "ada", true);
        assert!(page.contains("Dated after 1\u{a0}November\u{a0}2026 and left out"), "{page}");
        page.lines().filter(|line| !line.contains("Dated after")).collect::<Vec<_>>().join("\n")
    };
    let before = [complete(&files), page(&files, "ada", false)];
    files.insert(
        "notes/2026-12-02-more.md".to_owned(),
        "+++\ndate = 2026-12-02\nattendees = [\"me\", \"ada\"]\n+++\nAda Moss, later.\n".to_owned(),
    );
    let feedback = files.get_mut("feedback.toml").unwrap();
    *feedback += "[[feedback]]\nid = \"f-99\"\nfrom = \"ada\"\ndate = 2026-12-09\ntext = \"later\"\n";
    assert_eq!(before, [complete(&files), page(&files, "ada", false)]);
}

#[test]
fn the_page_needs_nothing_and_runs_nothing() {
    for complete in [false, true] {
        let page = page(&files(), "ada", complete);
        assert!(page.contains("default-src 'none'; style-src 'sha256-"));
        for forbidden in ["<script", " src=", "<link rel=\"stylesheet\"", " style=", "http://", "https://"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}
