//! Answers by mail: from the link in the mail to the update that shows the answer.

use std::fs;
use std::path::Path;
use std::process::Command;

use rapporteur::email::you::Desk;
use rapporteur::register::Id;
use rapporteur::render::Templates;

const CONFIG: &str = "product = \"P\"\ntime_zone = \"Europe/Berlin\"\n[[team]]\nid = \"kim\"\nname = \"Kim Park\"\nemail = \"kim@ours.example\"\n";
const ADA: &str =
    "name = \"Ada Moss\"\nkind = \"executive\"\nemail = \"ada@acme.example\"\naudience = \"leadership\"\n";
const BO: &str = "name = \"Bo Lind\"\nkind = \"external\"\nemail = \"bo@acme.example\"\n";
const TOML: &str = "+++\n# by hand\nheadline = \"On course.\"\n\n[[asks]]   # the first\nid = \"a-split\"\nwhat = \"Split wave 2 & \\\"who\\\"\"\nfrom = \"ada\"\nneeded_by = 2026-11-20\noptions = [\"Split, 102 euros\", \"One firm (\\\"big\\\"), 100 % \u{6c34}, and so on for quite a while longer than any subject would hold of it, to the end\"] # two\n\n[[asks]]\nid = \"a-free\"\nwhat = \"A name\"\nfrom = \"ada\"\nneeded_by = 2026-11-20\n+++\n## What changed\nNothing.\n";
const YAML: &str = "---\nheadline: On course.\nasks:\n  - id: a-yaml\n    what: Which?\n    from: ada   # she\n    needed_by: 2026-11-20\n    options: [Left, \"Right: \\\"there\\\"\"]\n---\n";

fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("rapporteur.toml", CONFIG),
        ("stakeholders/ada.toml", ADA),
        ("stakeholders/bo.toml", BO),
        ("updates/2026-10-01.md", YAML),
        ("updates/2026-10-22.md", TOML),
    ] {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(dir).env_clear().env("SOURCE_DATE_EPOCH", "1793491200");
    let output = command.args(arguments).output().unwrap();
    let all = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(all).unwrap())
}

fn import(dir: &Path, message: &str, more: &[&str]) -> (i32, String) {
    fs::write(dir.join("m.eml"), message).unwrap();
    run(dir, &[&["import", "eml", "m.eml"], more].concat())
}

fn read(dir: &Path, path: &str) -> String {
    fs::read_to_string(dir.join(path)).unwrap()
}

fn block(dir: &Path) -> rapporteur::email::you::Block {
    let workspace = rapporteur::load(dir).unwrap();
    let templates = Templates::new(&[]).unwrap();
    let desk = Desk::new(&workspace, "2026-11-01".parse().unwrap());
    desk.block(&Id::new("ada"), Some("kim@ours.example"), &templates).unwrap().unwrap()
}

/// The links of a block, as a browser reads them.
fn links(html: &str) -> Vec<String> {
    let links = html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    links.map(|link| link.replace("&amp;", "&")).collect()
}

fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut hex = || char::from(bytes.next().unwrap()).to_digit(16).unwrap() as u8;
        out.push(if byte == b'%' { hex() * 16 + hex() } else { byte });
    }
    String::from_utf8(out).unwrap()
}

/// The message that a mail program makes of a link: encoded words, folded.
fn message(link: &str, from: &str, before: &str, date: &str) -> String {
    let (to, rest) = link.strip_prefix("mailto:").unwrap().split_once("?subject=").unwrap();
    let (subject, body) = rest.split_once("&body=").unwrap();
    let subject: Vec<char> = format!("{before}{}", decoded(subject)).chars().collect();
    let words: Vec<String> = subject
        .chunks(12)
        .map(|chunk| {
            let bytes = chunk.iter().collect::<String>().into_bytes();
            let hex: Vec<String> = bytes.iter().map(|b| format!("={b:02X}")).collect();
            let hex = hex.concat();
            format!("=?utf-8?Q?{hex}?=")
        })
        .collect();
    format!(
        "From: {from}\r\nTo: {}\r\nSubject: {}\r\nDate: {date}\r\nMessage-ID: <{}@acme.example>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}zq-remark\r\n",
        decoded(to),
        words.join("\r\n "),
        date.len() + before.len(),
        decoded(body)
    )
}

const LATE: &str = "Fri, 30 Oct 2026 23:30:00 +0000";

#[test]
fn an_answer_goes_from_the_link_to_the_next_update() {
    let dir = workspace();
    let dir = dir.path();
    let html = block(dir).html;
    let all = links(&html);
    assert_eq!(all.len(), 5, "two asks with two options, one without: {all:?}");
    let link = all.iter().find(|link| link.contains("a-split%3A%20B")).unwrap();
    let answer = message(link, "\"Moss, Ada\" <Ada@acme.example>", "AW: Re: ", LATE);
    let (code, out) = import(dir, &answer, &["--dry-run"]);
    assert!(code == 0 && out.contains("would write") && out.contains("`a-split` answered 2026-10-31"), "{out}");
    assert_eq!(read(dir, "updates/2026-10-22.md"), TOML);
    let (code, out) = import(dir, &answer, &[]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("with a remark: run again with `--with-body`"), "{out}");
    // In Berlin it was the next day. Everything else is as it was.
    let after = read(dir, "updates/2026-10-22.md");
    let added: Vec<&str> = after.lines().filter(|line| !TOML.lines().any(|old| old == *line)).collect();
    assert_eq!(added.len(), 2, "{after}");
    assert_eq!(added[0], "answered = 2026-10-31");
    assert!(added[1].starts_with("outcome = ") && added[1].contains("One firm (\"big\"), 100 % \u{6c34}"), "{after}");
    assert!(after.contains("[[asks]]   # the first") && after.contains("# two\nanswered"), "{after}");
    let (code, out) = import(dir, &answer, &[]);
    assert!(code == 0 && out.contains("0 new, 0 changed") && !out.contains("with a remark"), "{out}");
    assert_eq!(read(dir, "updates/2026-10-22.md"), after, "twice changes nothing");
    let notes = fs::read_dir(dir.join("notes")).unwrap().map(|e| fs::read_to_string(e.unwrap().path()).unwrap());
    assert!(notes.into_iter().all(|note| !note.contains("zq-remark")), "no text without being asked for");

    let (code, out) = run(dir, &["build", "--edition", "leadership", "--out", "site"]);
    assert_eq!(code, 0, "{out}");
    let page = read(dir, "site/index.html");
    assert!(page.contains("answered 31\u{a0}October: One firm"), "the update shows the answer");
    let next = block(dir);
    assert!(next.text.contains("[Answered 31\u{a0}Oct]") && !next.html.contains("a-split%3A"), "{}", next.text);

    // Another answer later is not written over the first.
    let link = all.iter().find(|link| link.contains("a-split%3A%20A")).unwrap();
    let (code, out) = import(dir, &message(link, "ada@acme.example", "", "Sat, 31 Oct 2026 12:00:00 +0000"), &[]);
    assert!(code == 0 && out.contains("left as it is") && out.contains("Split, 102 euros"), "{out}");
    assert_eq!(read(dir, "updates/2026-10-22.md"), after);
}

#[test]
fn yaml_is_written_as_yaml() {
    let dir = workspace();
    let dir = dir.path();
    let link = links(&block(dir).html).into_iter().find(|link| link.contains("a-yaml%3A%20B")).unwrap();
    let (code, out) = import(dir, &message(&link, "ada@acme.example", "SV: ", LATE), &["--with-body"]);
    assert_eq!(code, 0, "{out}");
    let after = read(dir, "updates/2026-10-01.md");
    let lines = "  - id: a-yaml\n    answered: 2026-10-31\n    outcome: \"Right: \\\"there\\\"\"\n";
    assert_eq!(after, YAML.replace("  - id: a-yaml\n", lines));
    let note = fs::read_dir(dir.join("notes")).unwrap().next().unwrap().unwrap().path();
    assert!(fs::read_to_string(note).unwrap().contains("zq-remark") && out.contains("it is kept in the note"), "{out}");
}

#[test]
fn what_is_no_sure_answer_is_said_and_not_written() {
    let dir = workspace();
    let dir = dir.path();
    let says = |from: &str, subject: &str, date: &str| {
        format!(
            "From: {from}\r\nTo: kim@ours.example\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <x@y>\r\n\r\nx\r\n"
        )
    };
    let ada = "ada@acme.example";
    let a = "Answer to a-split: A (Split, 102 euros)";
    for (from, subject, date, why) in [
        ("bo@acme.example", a, LATE, "whom it wasn't asked of"),
        ("Ada Moss <eve@else.example>", a, LATE, "an address on no record"),
        (ada, "Answer to a-split: B (Split, 102 euros)", LATE, "they may have changed since"),
        (ada, "Answer to a-split: Q (Split, 102 euros)", LATE, "there are A to B"),
        (ada, "Re: Answer to a-split", LATE, "say which of A to B"),
        (ada, "Answer to a-split: both, I think", LATE, "say which of A to B"),
        (ada, "Answer to a-split: A", LATE, "without its words"),
        (ada, "NOT Answer to a-split: A (Split, 102 euros)", LATE, "more in its subject"),
        (ada, "I withdraw my mail: Answer to a-split: A (Split, 102 euros)", LATE, "more in its subject"),
        (ada, "Re: Answer to a-split: A (Split, 102 euros) - but only next year", LATE, "more in its subject"),
        (ada, "Answer to a-split: A (Split, 102 euros) #000000", LATE, "it changed since"),
        (ada, "Answer to a-split: B (One firm...)", LATE, "no check behind it"),
        (ada, "Answer to a-free", LATE, "in their own words"),
        (ada, "Answer to a-gone: A (Split)", LATE, "which no update asks"),
        (ada, a, "Wed, 4 Nov 2026 12:00:00 +0000", "import it with `--as-of 2026-11-04`"),
        (ada, a, "Thu, 1 Oct 2026 12:00:00 +0000", "before it was asked"),
    ] {
        let (code, out) = import(dir, &says(from, subject, date), &[]);
        assert!(code == 1 && out.contains(why), "{from} {subject}: {code} {out}");
        assert_eq!(read(dir, "updates/2026-10-22.md"), TOML, "{subject}");
    }
    // The text may say otherwise than the subject.
    for text in ["B", "A: Split, 103 euros", "Thanks.\r\n\r\nB: One firm\r\n"] {
        let mail = says(ada, a, LATE).replace("\r\n\r\nx\r\n", &format!("\r\n\r\n{text}\r\n"));
        let (code, out) = import(dir, &mail, &[]);
        assert!(code == 1 && out.contains("says A in its subject and"), "{text}: {out}");
        assert_eq!(read(dir, "updates/2026-10-22.md"), TOML, "{text}");
    }
    // Mail that happens to begin so is mail.
    let (code, out) = import(dir, &says(ada, "Answer to your question", LATE), &[]);
    assert_eq!(code, 0, "{out}");
    // A machine answers nothing.
    let away = says(ada, a, LATE).replace("Message-ID", "Auto-Submitted: auto-replied\r\nMessage-ID");
    assert_eq!(import(dir, &away, &[]).0, 0);
    assert_eq!(read(dir, "updates/2026-10-22.md"), TOML);
    // Withdrawn, it is no longer to be answered.
    let withdrawn = TOML.replace(
        "from = \"ada\"\nneeded_by = 2026-11-20\noptions",
        "from = \"ada\"\nwithdrawn = 2026-10-25\nneeded_by = 2026-11-20\noptions",
    );
    fs::write(dir.join("updates/2026-10-22.md"), &withdrawn).unwrap();
    let (code, out) = import(dir, &says(ada, a, LATE), &[]);
    assert!(code == 0 && out.contains("withdrawn 2026-10-25"), "{out}");
    assert_eq!(read(dir, "updates/2026-10-22.md"), withdrawn);
}

#[test]
fn an_option_that_changed_behind_its_cut_is_not_recorded() {
    let dir = workspace();
    let dir = dir.path();
    let block = block(dir);
    let link = links(&block.html).into_iter().find(|link| link.contains("a-split%3A%20B")).unwrap();
    let subject = decoded(link.split("subject=").nth(1).unwrap().split('&').next().unwrap());
    assert!(block.text.lines().any(|line| line.trim() == subject), "{subject}\n{}", block.text);
    let changed = TOML.replace("to the end\"]", "to the end, without any limit\"]");
    fs::write(dir.join("updates/2026-10-22.md"), &changed).unwrap();
    let bare = link.split("&body=").next().unwrap().to_owned() + "&body=";
    for link in [&link, &bare] {
        let (code, out) = import(dir, &message(link, "ada@acme.example", "", LATE), &[]);
        assert!(code == 1 && out.contains("it changed since"), "{out}");
        assert_eq!(read(dir, "updates/2026-10-22.md"), changed);
    }
}

#[test]
fn white_space_in_an_option_is_one_blank() {
    let dir = workspace();
    let dir = dir.path();
    fs::write(dir.join("updates/2026-10-22.md"), TOML.replace("Split, 102 euros\"", "Split,\\n  102 euros\"")).unwrap();
    let link = links(&block(dir).html).into_iter().find(|link| link.contains("a-split%3A%20A")).unwrap();
    let (code, out) = import(dir, &message(&link, "ada@acme.example", "[EXTERNAL] RE[2]: ", LATE), &[]);
    assert!(code == 0 && out.contains("answered 2026-10-31: Split, 102 euros"), "{out}");
    assert!(read(dir, "updates/2026-10-22.md").contains("outcome = \"Split, 102 euros\"\n"));
}

#[test]
fn a_name_alone_is_nobody_who_has_an_address() {
    let dir = workspace();
    let dir = dir.path();
    let mail = |from: &str| {
        format!(
            "From: {from}\r\nTo: kim@ours.example\r\nSubject: Hello\r\nDate: {LATE}\r\nMessage-ID: <h@y>\r\n\r\nx\r\n"
        )
    };
    let (code, out) = import(dir, &mail("Ada Moss <eve@else.example>"), &[]);
    let why = "1 message from or to an address that isn't on record, with the name of Ada Moss";
    assert!(code == 0 && out.contains(why) && !dir.join("notes").exists(), "{out}");
    let (code, out) = import(dir, &mail("Ada Moss <ada@acme.example>"), &["--dry-run"]);
    assert!(code == 0 && out.contains("1 new") && !out.contains("none as sent by our side"), "{out}");
    fs::write(dir.join("stakeholders/ada.toml"), ADA.replace("email = \"ada@acme.example\"\n", "")).unwrap();
    let (code, out) = import(dir, &mail("Ada Moss <eve@else.example>"), &["--dry-run"]);
    assert!(code == 0 && out.contains("1 new"), "{out}");
}
