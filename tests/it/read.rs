//! Reading a workspace from disk: what is found, in which order, and what is refused.

use std::fs;
use std::path::Path;

use rapporteur::config::{Config, NotesSource, Split};
use rapporteur::diagnostic::{Code, Diagnostics};
use rapporteur::source::{self, FileId, Origin, Overlay, Place, Role, Sources};

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a fixture");
    fs::write(path, bytes).expect("a fixture");
}

fn source(path: &str) -> NotesSource {
    NotesSource {
        path: path.to_owned(),
        place: Place::default(),
        include: None,
        exclude: None,
        split: Split::default(),
        dates: None,
        attendee_headings: Vec::new(),
        absence_headings: Vec::new(),
    }
}

struct Run {
    sources: Sources,
    diagnostics: Diagnostics,
    overlay: Overlay,
}

impl Run {
    fn of(root: &Path, config: &Config) -> Self {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        assert_eq!(source::read_config(root, &mut sources, &mut diagnostics).expect("a fixture"), FileId(0));
        let overlay = source::read(root, config, &mut sources, &mut diagnostics).expect("a fixture");
        Self { sources, diagnostics, overlay }
    }
    fn paths(&self) -> Vec<&str> {
        self.sources.files.iter().map(|f| &*f.path).collect()
    }
    /// `code path:line:column`.
    fn found(&self) -> Vec<String> {
        let place = |p: Place| format!("{}:{}:{}", self.sources.file(p.file).path, p.line, self.sources.column(p));
        self.diagnostics
            .sorted()
            .iter()
            .map(|d| format!("{} {}", d.code.as_str(), d.place.map_or_else(String::new, place)))
            .collect()
    }
}

#[test]
fn the_layout_is_read_in_path_order() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    for path in [
        "rapporteur.toml",
        "stakeholders/bo.toml",
        "stakeholders/ada.toml",
        "goals.toml",
        "notes/2026/b.md",
        "notes/a.md",
        "updates/2026-01-01.md",
        "static/x/logo.bin",
        "templates/page.html",
        "notes/.hidden.md",
        "notes/photo.jpg",
        ".git/config.toml",
        "site/index.md",
        "README.md",
    ] {
        write(root, path, path);
    }
    let run = Run::of(root, &Config::default());
    let expected = [
        "rapporteur.toml",
        "goals.toml",
        "notes/2026/b.md",
        "notes/a.md",
        "stakeholders/ada.toml",
        "stakeholders/bo.toml",
        "updates/2026-01-01.md",
    ];
    assert_eq!(run.paths(), expected);
    let roles: Vec<Role> = run.sources.files.iter().map(|f| f.role).collect();
    assert_eq!(
        roles,
        [Role::Config, Role::List, Role::Note, Role::Note, Role::Stakeholder, Role::Stakeholder, Role::Update]
    );
    assert_eq!(run.sources.statics, [("x/logo.bin".to_owned(), b"static/x/logo.bin".to_vec())]);
    assert_eq!(run.sources.templates, [("page.html".to_owned(), "templates/page.html".to_owned())]);
    assert_eq!(run.overlay, Overlay::None);
    assert_eq!(run.found(), Vec::<String>::new());
}

#[test]
fn faults_name_the_file_and_place() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(root, "rapporteur.toml", "");
    write(root, "goal.toml", "");
    write(root, "stakeholder/bo.toml", "");
    write(root, "stakeholders/team/ada.toml", "");
    write(root, "notes/bad.md", b"\xef\xbb\xbfone\ntw\xc3\xb6 \xff three");
    write(root, "notes/big.md", vec![b' '; (4 << 20) + 1]);
    write(root, "notes/fits.md", vec![b' '; 4 << 20]);
    write(root, "notes/bom.md", b"\xef\xbb\xbf# A\r\n");
    let run = Run::of(root, &Config::default());
    assert_eq!(
        run.found(),
        [
            "unknown-file goal.toml:1:1",
            "invalid-utf8 notes/bad.md:2:5",
            "file-too-large notes/big.md:1:1",
            "unknown-file stakeholder:1:1",
            "unknown-file stakeholders/team/ada.toml:1:1",
        ]
    );
    let text = |path: &str| run.sources.files.iter().find(|f| &*f.path == path).map(|f| (&*f.text, f.role)).unwrap();
    assert_eq!(text("notes/bom.md"), ("# A\r\n", Role::Note));
    assert_eq!(text("notes/bad.md").1, Role::Unreadable);
}

#[test]
fn a_control_character_of_a_record_is_where_the_text_as_kept_has_it() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(root, "rapporteur.toml", "");
    // Behind one of two bytes, which is kept as three; before and behind what isn't text, which is said alone.
    write(root, "goals.toml", "# \u{85}\0");
    write(root, "pulse.toml", b"\n\0\xff");
    write(root, "risks.toml", b"\n\x81\0");
    let found = Run::of(root, &Config::default()).found();
    assert_eq!(found, ["out-of-range goals.toml:1:4", "invalid-utf8 pulse.toml:2:2", "invalid-utf8 risks.toml:2:1"]);
}

#[cfg(unix)]
#[test]
fn an_empty_exclude_leaves_nothing_out() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    for path in ["rapporteur.toml", "wild/README.md", "wild/2026-10-01.md"] {
        write(root, path, "");
    }
    for (exclude, read) in [(None, 2), (Some(Vec::new()), 3), (Some(vec!["**".to_owned()]), 1)] {
        let sources = vec![NotesSource { exclude, ..source("wild") }];
        let run = Run::of(root, &Config { sources, ..Config::default() });
        // A source of which nothing is read is warned of.
        assert_eq!((run.paths().len(), run.found().len()), (read, usize::from(read == 1)), "{:?}", run.paths());
    }
}

#[test]
fn lone_carriage_returns_end_lines_and_control_characters_are_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(root, "rapporteur.toml", "product = \"x\"\ras_of = 2026-11-01\r");
    write(root, "notes/a.md", "one\rtwo\r");
    write(root, "notes/b.md", "one\rtwo\r\n");
    write(root, "notes/c.md", "\0a\u{1b}[31m\u{7f}\u{85}\u{a3}\t\n");
    let run = Run::of(root, &Config::default());
    let texts: Vec<&str> = run.sources.files.iter().map(|f| &*f.text).collect();
    assert_eq!(
        texts,
        [
            "product = \"x\"\nas_of = 2026-11-01\n",
            "one\ntwo\n",
            "one\rtwo\r\n",
            "\u{fffd}a\u{fffd}[31m\u{fffd}\u{fffd}\u{a3}\t\n"
        ]
    );
}

#[test]
fn links_stay_inside() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let outside = dir.path().join("outside");
    let root = dir.path().join("inside");
    write(&outside, "secret.md", "secret");
    write(&root, "rapporteur.toml", "");
    write(&root, "notes/a.md", "a");
    write(&root, "shelf/b.md", "b");
    symlink(root.join("shelf/b.md"), root.join("notes/b.md")).unwrap();
    symlink("../shelf", root.join("notes/shelf")).unwrap();
    symlink(&outside, root.join("notes/out")).unwrap();
    symlink(outside.join("secret.md"), root.join("notes/secret.md")).unwrap();
    symlink("nowhere.md", root.join("notes/dangling.md")).unwrap();
    symlink(".", root.join("notes/loop")).unwrap();
    symlink(&outside, root.join("static")).unwrap();
    symlink(&outside, root.join("updates")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(root.join("notes/pipe.md")).status().unwrap();
    assert!(pipe.success());
    let run = Run::of(&root, &Config::default());
    assert_eq!(
        run.found(),
        [
            "symlink-outside notes/dangling.md:1:1",
            "symlink-outside notes/loop:1:1",
            "symlink-outside notes/out:1:1",
            "not-a-regular-file notes/pipe.md:1:1",
            "symlink-outside notes/secret.md:1:1",
            "symlink-outside static:1:1",
            "symlink-outside updates:1:1",
        ]
    );
    let read: Vec<&str> = run.sources.files.iter().filter(|f| f.role == Role::Note).map(|f| &*f.path).collect();
    assert_eq!(read, ["notes/a.md", "notes/b.md", "notes/shelf/b.md"]);
    assert!(run.sources.files.iter().all(|f| !f.text.contains("secret")) && run.sources.statics.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_name_that_is_not_text_is_named() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "rapporteur.toml", "");
    write(dir.path(), "notes/a.md", "");
    fs::write(dir.path().join("notes").join(std::ffi::OsStr::from_bytes(b"b\xff.md")), "").unwrap();
    let run = Run::of(dir.path(), &Config::default());
    assert_eq!(run.found(), ["invalid-file-name notes/b\u{fffd}.md:1:1"]);
}

#[test]
fn sources_and_overlay_come_after_the_workspace() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("workspace");
    write(&root, "rapporteur.toml", "");
    write(&root, "notes/z.md", "");
    write(&root, "notes/private/notes/p.md", "");
    write(&root, "notes/private/goals.toml", "");
    for path in
        ["2026-01-02.md", "README.md", "template.md", "agenda_template.md", ".git/x.md", "data.csv", "old/skip.md"]
    {
        write(&dir.path().join("minutes"), path, "");
    }
    let mut config = Config { private: Some(("notes/private".to_owned(), Place::default())), ..Config::default() };
    config.sources = vec![source("../minutes"), source("../nowhere")];
    let run = Run::of(&root, &config);
    let expected = [
        "rapporteur.toml",
        "notes/z.md",
        "notes/private/goals.toml",
        "notes/private/notes/p.md",
        "../minutes/2026-01-02.md",
        "../minutes/old/skip.md",
    ];
    assert_eq!(run.paths(), expected);
    let origins: Vec<Origin> = run.sources.files[1..].iter().map(|f| f.origin).collect();
    assert_eq!(origins, [Origin::Workspace, Origin::Private, Origin::Private, Origin::Source(0), Origin::Source(0)]);
    assert_eq!(run.found(), ["missing-source rapporteur.toml:0:1"]);
    assert_eq!(run.overlay, Overlay::Read);

    config.sources = vec![NotesSource {
        exclude: Some(vec!["old/**".to_owned()]),
        include: Some(vec!["**/*.md".to_owned()]),
        ..source("..")
    }];
    config.private = Some(("gone".to_owned(), Place::default()));
    let run = Run::of(&root, &config);
    assert_eq!(run.overlay, Overlay::Missing);
    let codes: Vec<Code> = run.diagnostics.sorted().iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::MissingOverlay]);
    assert!(run.paths().contains(&"../minutes/2026-01-02.md"));
    assert!(!run.paths().contains(&"../workspace/notes/z.md"), "our own notes are not read twice: {:?}", run.paths());
}

#[test]
fn a_broken_environment_is_an_error_with_its_path() {
    let dir = tempfile::tempdir().unwrap();
    let error = source::find(Some(dir.path())).unwrap_err().to_string();
    assert!(error.contains(&dir.path().display().to_string()) && error.contains("rapporteur init"), "{error}");
    write(dir.path(), "rapporteur.toml", "");
    assert_eq!(source::find(Some(dir.path())).unwrap(), dir.path());
    let gone = dir.path().join("gone");
    let error =
        source::read_config(&gone, &mut Sources::default(), &mut Diagnostics::default()).unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot read `{}`", gone.display())), "{error}");
}
