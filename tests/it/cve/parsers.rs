//! Flaws of parsers: input that takes them for ever, or past the end of their stack or memory.

use std::time::{Duration, Instant};

use rapporteur::diagnostic::Severity;

use crate::world::{Files, workspace};

/// What a debug build on a busy machine needs at the most; what is quadratic needs far more.
const SOON: Duration = Duration::from_secs(40);

fn files(path: &str, text: String) -> Files {
    let me = "[[team]]\nid = \"me\"\nname = \"Robin\"\n".to_owned();
    [("rapporteur.toml".to_owned(), me), (path.to_owned(), text)].into()
}

/// Reads a workspace with that note and makes its page.
fn note_ends(body: &str) {
    let start = Instant::now();
    let workspace = workspace(&files("notes/2026-10-01.md", format!("+++\nattendees = [\"me\"]\n+++\n{body}\n")));
    // Nesting past what is read is an error, and then there is no page.
    if workspace.diagnostics.count(Severity::Error) == 0 {
        let edition = &workspace.config.editions["pm"];
        crate::world::pages(&workspace, &rapporteur::view(&workspace, edition, crate::world::as_of()), edition);
    }
    assert!(start.elapsed() < SOON, "{:?}: {}", start.elapsed(), &body[..body.floor_char_boundary(60)]);
}

/// marked: two patterns for link references ran back over the text for ever.
#[test]
fn cve_2022_21680_and_21681_references_of_links() {
    note_ends(&format!("[x]:{}x", " ".repeat(50_000)));
    note_ends(&format!("{}\n", "[x]: x".repeat(8_000)));
    note_ends(&format!("{}]", "[x][".repeat(20_000)));
    note_ends(&format!("[{}](", "\\[".repeat(30_000)));
}

/// cmark-gfm: a table of more than 65,535 columns overflowed a counter and wrote past its memory.
#[test]
fn cve_2022_24724_a_table_of_many_columns() {
    let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(70_000));
    note_ends(&format!("{}{}{}", row("a"), row("-"), row("b")));
    // Short rows under a wide head are filled up, which multiplies.
    note_ends(&format!("{}{}{}", row("a"), row("-"), "|b\n".repeat(200)));
}

/// cmark-gfm: closing brackets and other openings were looked back for from each place.
#[test]
fn cve_2023_22483_and_22486_brackets_and_emphasis() {
    for piece in
        ["[", "](", "![[]()", "*a_ ", "a**b", "<", "&", "[^a]:", "`a``", "**x", "~~a", "\\", "&#x", "<a href=\""]
    {
        note_ends(&piece.repeat(60_000 / piece.len()));
    }
}

/// cmark-gfm: its links of bare addresses took quadratic time.
#[test]
fn cve_2022_39209_bare_addresses() {
    for piece in ["www.", "http://", "a@b.", "![l", "<http:"] {
        note_ends(&piece.repeat(60_000 / piece.len()));
    }
}

/// cmark-gfm: lines that begin with many `>` or `-`.
#[test]
fn cve_2023_24824_openings_of_quotes_and_lists() {
    for piece in [">", "> ", "-", "- ", "1) ", "* a\n> ", "-\t"] {
        note_ends(&piece.repeat(60_000 / piece.len()));
    }
}

/// cmark-gfm: many `_`.
#[test]
fn cve_2023_26485_many_underscores() {
    note_ends(&format!("{}x", "_".repeat(60_000)));
    note_ends(&format!("a{}", "_a".repeat(30_000)));
}

/// cmark-gfm: three kinds of text took polynomial time. Tried here: footnotes, references and tables.
#[test]
fn cve_2023_37463_footnotes_references_tables() {
    note_ends(&"[^a]".repeat(15_000));
    note_ends(&(0..6_000).map(|n| format!("[^{n}]: [^{}]\n\n", n + 1)).collect::<Vec<_>>().concat());
    note_ends(&"| a |\n| - |\n".repeat(5_000));
    note_ends(&"[a]: b\n".repeat(8_000));
}

/// `SnakeYAML`, the API server of Kubernetes: aliases of aliases grow a few lines into gigabytes.
#[test]
fn cve_2017_18640_and_2019_11253_aliases_in_front_matter() {
    let mut front = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (n, name) in ('b'..='z').enumerate() {
        let before = char::from(b'a' + u8::try_from(n).unwrap());
        front += &format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", "));
    }
    let start = Instant::now();
    let workspace = workspace(&files("notes/2026-10-01.md", format!("---\n{front}attendees: *z\n---\nwords\n")));
    assert!(start.elapsed() < SOON);
    assert!(workspace.diagnostics.count(Severity::Error) > 0, "aliases are refused");
}

/// `PyYAML`: a tag in front matter made an object and ran its constructor.
#[test]
fn cve_2017_18342_tags_in_front_matter() {
    for tag in [
        "!!python/object/apply:os.system [x]",
        "!ruby/object:Gem::Installer {}",
        "!!js/function 'x'",
        "!<tag:yaml.org,2002:js/function> x",
    ] {
        let text = format!("---\nattendees: [me]\ntitle: {tag}\n---\nwords\n");
        let workspace = workspace(&files("notes/2026-10-01.md", text));
        let shown = workspace.register.notes.first().map(|note| note.title.clone()).unwrap_or_default();
        assert!(workspace.diagnostics.count(Severity::Error) > 0 || !shown.contains("object"), "{tag}: {shown}");
    }
}

/// `serde_yaml` (RUSTSEC-2018-0005): lists within lists in front matter ran through the stack.
#[test]
fn rustsec_2018_0005_nesting_in_front_matter() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
        let value = format!("{}x{}", open.repeat(50_000), close.repeat(50_000));
        let text = format!("---\nattendees: [me]\ntags: {value}\n---\nwords\n");
        let workspace = workspace(&files("notes/2026-10-01.md", text));
        assert!(workspace.diagnostics.count(Severity::Error) > 0, "{open}");
    }
}

/// Parsers of TOML and JSON that call themselves for each bracket.
#[test]
fn nesting_in_records() {
    for value in [
        format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000)),
        format!("{}1{}", "{a=".repeat(50_000), "}".repeat(50_000)),
        format!("1\n[{}a]\n", "a.".repeat(50_000)),
    ] {
        let workspace = workspace(&files(
            "stakeholders/ada.toml",
            format!("name = \"Ada\"\nkind = \"external\"\nconcerns = {value}"),
        ));
        assert!(workspace.diagnostics.count(Severity::Error) > 0);
    }
}

/// Front matter in a language that is run (`---js`), as some generators take it.
#[test]
fn front_matter_that_is_a_program_is_none() {
    let text = "---js\n{ title: process.exit(1), attendees: ['me'] }\n---\nwords\n".to_owned();
    let workspace = workspace(&files("notes/2026-10-01.md", text));
    assert!(workspace.register.notes.iter().all(|note| !note.title.contains("exit")));
}
