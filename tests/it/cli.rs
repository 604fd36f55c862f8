//! The program itself: help, misuse, exit codes, what goes where.

#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const SUBCOMMANDS: [&str; 22] = [
    "init",
    "adopt",
    "build",
    "check",
    "status",
    "explain",
    "diff",
    "prep",
    "week",
    "plan",
    "email",
    "import",
    "open",
    "log",
    "close",
    "new",
    "fmt",
    "forget",
    "serve",
    "schema",
    "completions",
    "man",
];

fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(dir).env_clear().env("HOME", dir.join("home")).env("SOURCE_DATE_EPOCH", "1793491200");
    command
}

pub(crate) fn run(dir: &Path, arguments: &[&str]) -> Output {
    command(dir).args(arguments).output().unwrap()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

pub(crate) fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub(crate) fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A workspace made by `init`.
pub(crate) fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let output = run(dir.path(), &["init"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    dir
}

fn json(dir: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = run(dir, arguments);
    assert_eq!(err(&output), "", "{arguments:?}");
    serde_json::from_str(out(&output)).unwrap()
}

fn keys(value: &serde_json::Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_command_helps_with_examples() {
    let dir = tempfile::tempdir().unwrap();
    let all = run(dir.path(), &["--help"]);
    assert_eq!(code(&all), 0);
    for subcommand in SUBCOMMANDS {
        assert!(out(&all).contains(&format!("  {subcommand} ")), "{}", out(&all));
        let output = run(dir.path(), &[subcommand, "--help"]);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("Examples:") && err(&output).is_empty(), "{subcommand}");
        assert!(!out(&output).contains('\x1b'), "no colour off a terminal");
        assert!(out(&output).lines().all(|line| line.chars().count() <= 100), "{}", out(&output));
    }
}

#[test]
fn misuse_is_told_and_exits_with_2() {
    let dir = workspace();
    let cases: [(&[&str], &str); 16] = [
        (&[], "Usage"),
        (&["biuld"], "build"),
        (&["build", "--edtion", "pm"], "--edition"),
        (&["build", "--edition", "leadreship"], "did you mean `leadership`?"),
        (&["status", "--edition", "zzz"], "there are `leadership`, `pm`"),
        (&["status", "--format", "xml"], "table"),
        (&["status", "--as-of", "2026-02-30"], "2026-02-30"),
        (&["status", "--as-of", "20261101"], "as in `2026-11-01`"),
        (&["status", "--as-of", "2026-11-01T10:00"], "as in `2026-11-01`"),
        (&["check", "--as-of", "1899-12-31"], "from 1900 to 2200"),
        (&["build", "--as-of", "2201-01-01"], "from 1900 to 2200"),
        (&["status", "nowhere"], "rapporteur init"),
        (&["explain"], "<ID>"),
        (&["explain", "adda"], "did you mean `ada`?"),
        (&["explain", "ada", "--edition", "leadership"], "no scores"),
        (&["init"], "rapporteur.toml` exists"),
    ];
    for (arguments, told) in cases {
        let output = run(dir.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(told), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{arguments:?}");
    }
}

#[test]
fn the_workspace_is_here_or_in_content() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(code(&run(dir.path(), &["check"])), 2);
    assert_eq!(code(&run(dir.path(), &["init", "content"])), 0);
    assert_eq!(code(&run(dir.path(), &["check"])), 0);
    assert_eq!(code(&run(dir.path(), &["build"])), 0);
    assert!(dir.path().join("site/index.html").is_file(), "output lies in the current directory");
}

#[test]
fn out_and_edition_choose_the_folders() {
    let dir = workspace();
    assert_eq!(code(&run(dir.path(), &["build", "--out", "public"])), 0);
    assert!(dir.path().join("public/leadership/index.html").is_file());
    assert!(dir.path().join("public/pm/index.html").is_file());
    assert_eq!(code(&run(dir.path(), &["build", "--edition", "leadership", "--out", "one"])), 0);
    assert!(dir.path().join("one/index.html").is_file());
    let over = run(dir.path(), &["build", "--edition", "pm", "--out", "one"]);
    assert_eq!(code(&over), 3);
    assert!(err(&over).contains("`leadership` edition is there"), "{}", err(&over));
    let precious = run(dir.path(), &["build", "--edition", "pm", "--out", "."]);
    assert_eq!(code(&precious), 3);
    assert!(err(&precious).contains("the workspace"), "{}", err(&precious));
}

#[test]
fn errors_in_the_content_exit_with_1_and_nothing_is_written() {
    let dir = workspace();
    fs::write(dir.path().join("stakeholders/bo.toml"), "nme = \"Bo\"\nkind = \"internal\"\n").unwrap();
    for arguments in [["build"], ["status"]] {
        let output = run(dir.path(), &arguments);
        assert_eq!(code(&output), 1);
        assert_eq!(out(&output), "");
        assert!(err(&output).contains("stakeholders/bo.toml:1:1"), "{}", err(&output));
    }
    assert!(!dir.path().join("site").exists() && !dir.path().join("workbench").exists());
    let check = run(dir.path(), &["check"]);
    assert_eq!((code(&check), err(&check)), (1, ""));
    assert!(out(&check).contains("error[unknown-key]"), "{}", out(&check));
    let found = json(dir.path(), &["check", "--format", "json"]);
    assert_eq!(keys(&found), ["as_of", "diagnostics", "summary"]);
    assert_eq!(keys(&found["diagnostics"][0]), ["code", "severity", "file", "line", "column", "message", "hint"]);
    assert_eq!(keys(&found["summary"]), ["errors", "uncounted", "warnings"]);
    assert_eq!(found["diagnostics"][0]["file"], "stakeholders/bo.toml");
}

#[test]
fn an_uncounted_line_is_an_error_when_strict() {
    let dir = workspace();
    let note =
        "+++\ndate = 2026-10-20\nattendees = [\"me\", \"ada\"]\n+++\n\n- [ ] @zed -> @me: x  [due:: 2026-12-01]\n";
    fs::write(dir.path().join("notes/2026-10-20.md"), note).unwrap();
    let build = run(dir.path(), &["build"]);
    assert_eq!(code(&build), 0, "{}", err(&build));
    assert!(err(&build).contains("1 line not counted\n  notes/2026-10-20.md:6: "), "{}", err(&build));
    assert_eq!(code(&run(dir.path(), &["build", "--strict"])), 1);
    assert_eq!(code(&run(dir.path(), &["check"])), 0);
    assert_eq!(code(&run(dir.path(), &["check", "--strict"])), 1);
    let said = |strict: &str| {
        let output = run(dir.path(), &["check", "--format", "json", strict]);
        let found: serde_json::Value = serde_json::from_str(out(&output)).unwrap();
        let summary = &found["summary"];
        let severity = found["diagnostics"][0]["severity"].as_str().unwrap().to_owned();
        (severity, summary["errors"].as_u64().unwrap(), summary["uncounted"].as_u64().unwrap())
    };
    assert_eq!(said("--strict"), ("error".to_owned(), 1, 1));
    assert_eq!(said("--strict=false"), ("uncounted".to_owned(), 0, 1));
    let ci = |value: &str, more: &[&str]| {
        code(&command(dir.path()).env("CI", value).arg("check").args(more).output().unwrap())
    };
    assert_eq!((ci("true", &[]), ci("false", &[]), ci("", &[]), ci("1", &["--strict=false"])), (1, 0, 0, 0));
    assert_eq!(json(dir.path(), &["status", "--format", "json"])["uncounted"], 1);
}

#[test]
fn without_its_overlay_the_pm_edition_is_nowhere() {
    let dir = workspace();
    let path = dir.path().join("rapporteur.toml");
    let written = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{written}\n[private]\npath = \"../not-here\"\n")).unwrap();
    for arguments in [&["status"][..], &["explain", "ada"], &["build", "--edition", "pm"]] {
        let output = run(dir.path(), arguments);
        assert_eq!((code(&output), out(&output)), (3, ""), "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains("overlay is missing"), "{}", err(&output));
    }
    for arguments in [&["status", "--edition", "leadership"][..], &["check"], &["build"]] {
        let output = run(dir.path(), arguments);
        assert_eq!(code(&output), 0, "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn json_has_the_fields_of_the_contract_in_their_order() {
    let dir = workspace();
    let status = json(dir.path(), &["status", "--format", "json"]);
    assert_eq!(keys(&status), ["as_of", "edition", "notes", "people", "tasks", "uncounted", "stakeholders"]);
    assert_eq!(keys(&status["notes"]), ["files", "meetings", "dated", "with_attendees", "first", "last"]);
    assert_eq!(keys(&status["people"]), ["attending", "unmatched"]);
    assert_eq!(keys(&status["tasks"]), ["open", "done"]);
    let stakeholder = [
        "id",
        "name",
        "score",
        "confidence",
        "band",
        "stale",
        "trend",
        "touchpoints",
        "last_touchpoint",
        "power",
        "interest",
        "quadrant",
        "attention",
    ];
    assert_eq!(keys(&status["stakeholders"][0]), stakeholder);
    assert_eq!(status["notes"]["with_attendees"], 1);
    assert_eq!(status["stakeholders"][0]["touchpoints"], 1);
    assert_eq!(status["stakeholders"][0]["band"], "not-enough-data");
    let explained = json(dir.path(), &["explain", "ada", "--format", "json"]);
    let fields = [
        "id",
        "as_of",
        "score",
        "confidence",
        "band",
        "computed_band",
        "stale",
        "baseline",
        "contributions",
        "caps",
        "borderline",
        "what_would_help",
    ];
    assert_eq!(keys(&explained), fields);
    assert_eq!(keys(&explained["contributions"][0]), ["signal", "date", "value", "points", "file", "line", "text"]);
    let points = explained["contributions"].as_array().unwrap().iter().map(|c| c["points"].as_f64().unwrap());
    let sum = explained["baseline"].as_f64().unwrap() + points.sum::<f64>();
    assert!((sum - explained["score"].as_f64().unwrap()).abs() < 1e-9);
    let leadership = json(dir.path(), &["status", "--edition", "leadership", "--format", "json"]);
    assert!(leadership["stakeholders"][0]["score"].is_null() && leadership["stakeholders"][0]["band"].is_null());
}

#[test]
fn the_date_comes_from_the_option_the_configuration_the_epoch_in_turn() {
    let dir = workspace();
    let as_of = |arguments: &[&str]| {
        let mut all = vec!["status", "--format", "json"];
        all.extend(arguments);
        json(dir.path(), &all)["as_of"].as_str().unwrap().to_owned()
    };
    assert_eq!(as_of(&[]), "2026-11-01");
    let path = dir.path().join("rapporteur.toml");
    let written = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("as_of = 2026-12-24\n{written}")).unwrap();
    assert_eq!(as_of(&[]), "2026-12-24");
    assert_eq!(as_of(&["--as-of", "2026-11-30"]), "2026-11-30");
    fs::write(&path, written).unwrap();
    for bad in ["", "tomorrow", "99999999999999999999", "-1e3"] {
        let output = command(dir.path()).env("SOURCE_DATE_EPOCH", bad).arg("status").output().unwrap();
        assert_eq!(code(&output), 2, "{bad}");
        assert!(err(&output).contains("SOURCE_DATE_EPOCH"));
    }
}

#[test]
fn every_format_has_everyone_in_it() {
    let dir = workspace();
    let ada = dir.path().join("stakeholders/ada.toml");
    let text = fs::read_to_string(&ada).unwrap().replace("Ada Example", "=Ada|\\u200f\\u061cExample");
    fs::write(&ada, text).unwrap();
    for format in ["table", "csv", "markdown"] {
        let output = run(dir.path(), &["status", "--format", format]);
        assert!(out(&output).contains("Ada"), "{format}: {}", err(&output));
        assert!(!out(&output).contains(['\u{200f}', '\u{61c}']), "{format}");
    }
    let csv = run(dir.path(), &["status", "--format", "csv"]);
    assert!(out(&csv).contains("ada,'=Ada|"), "{}", out(&csv));
    let columns = out(&csv).lines().map(|line| line.split(',').count());
    assert!(columns.eq([13, 13]), "{}", out(&csv));
    let explained = run(dir.path(), &["explain", "@ada"]);
    assert!(out(&explained).contains("where everyone starts"), "{}", err(&explained));
}

#[test]
fn colour_only_where_it_is_wanted() {
    let dir = workspace();
    let coloured = |arguments: &[&str], variable: &str| {
        let output = command(dir.path()).env(variable, "1").args(arguments).output().unwrap();
        out(&output).contains('\x1b')
    };
    assert!(!coloured(&["status"], "X"));
    assert!(coloured(&["status", "--color", "always"], "X"));
    assert!(!coloured(&["status"], "NO_COLOR"));
    assert!(coloured(&["status"], "CLICOLOR_FORCE"));
    assert!(!coloured(&["status", "--color", "never"], "CLICOLOR_FORCE"));
    assert!(!coloured(&["status", "--color", "always", "--format", "json"], "X"));
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let dir = workspace();
    let cases: [&[&str]; 6] =
        [&["--help"], &["status"], &["status", "--format", "json"], &["check"], &["build"], &["nonsense"]];
    for arguments in cases {
        // A reader that is gone before anything is written.
        let closed = || {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            Stdio::from(writer)
        };
        let output = command(dir.path()).args(arguments).stdout(closed()).stderr(Stdio::piped()).output().unwrap();
        assert!(!err(&output).contains("panicked"), "{arguments:?}: {}", err(&output));
        let expected = if arguments == ["nonsense"] { 2 } else { 0 };
        assert_eq!(code(&output), expected, "{arguments:?}: {}", err(&output));
        let status = command(dir.path()).args(arguments).stdout(closed()).stderr(closed()).status().unwrap();
        assert_eq!(status.code(), Some(expected), "{arguments:?}");
    }
    if Path::new("/dev/full").exists() {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = command(dir.path()).arg("status").stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(code(&output), 3, "{}", err(&output));
    }
}

#[test]
fn static_files_go_to_everyone_or_to_one_edition() {
    let dir = workspace();
    fs::create_dir_all(dir.path().join("static/pm/img")).unwrap();
    fs::write(dir.path().join("static/logo.svg"), "<svg/>").unwrap();
    fs::write(dir.path().join("static/pm/img/secret.svg"), "<svg/>").unwrap();
    let output = run(dir.path(), &["build"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(dir.path().join("site/logo.svg").is_file() && dir.path().join("workbench/logo.svg").is_file());
    assert!(dir.path().join("workbench/img/secret.svg").is_file());
    assert!(!dir.path().join("site/img").exists() && !dir.path().join("site/pm").exists());
}

#[test]
fn a_template_that_cannot_be_used_is_told_and_nothing_is_written() {
    let dir = workspace();
    fs::create_dir(dir.path().join("templates")).unwrap();
    for bad in ["{% if %}", "{{ no_such_thing }}"] {
        fs::write(dir.path().join("templates/layout.html"), bad).unwrap();
        assert_eq!(code(&run(dir.path(), &["check"])), 1, "{bad}");
        let output = run(dir.path(), &["build"]);
        assert_eq!(code(&output), 1, "{bad}: {}", err(&output));
        assert!(err(&output).starts_with("error"), "{}", err(&output));
        assert!(!dir.path().join("site").exists() && !dir.path().join("workbench").exists());
    }
}
