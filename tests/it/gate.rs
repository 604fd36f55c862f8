//! `check` as a gate: its formats, who may read them, and the baseline.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const FILES: [(&str, &str); 6] = [
    (
        "desk/rapporteur.toml",
        "as_of = 2026-11-01\n[[team]]\nid = \"me\"\nname = \"Robin\"\n[health]\nprofile = \"full\"\npurpose = \"p\"\n",
    ),
    (
        "desk/stakeholders/ada.toml",
        "name = \"Ada @octo #7\"\nkind = \"executive\"\nretention_until = 2026-10-31\n[[assessment]]\ndate = 2026-01-01\nby = \"me\"\npower = 5\ninterest = 5\ncurrent = \"resistant\"\ndesired = \"leading\"\n",
    ),
    ("desk/stakeholders/hidden.toml", "name = \"Quillon Xu\"\nkind = \"external\"\nvisibility = \"pm\"\n"),
    (
        "desk/notes/2026-05-01-one.md",
        "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: the ::warning::plan, 100% @octo  [due:: 2026-06-01]\n- [ ] @me -> @hidden: zebrawood  [due:: 2026-06-01]\n- [ ] @me -> @nobody: fell\n",
    ),
    ("desk/notes/2026-05-02-two.md", "+++\nattendees = [\"me\", \"ada\"]\n+++\nSpoke of Quillon Xu.\n"),
    (
        "desk/notes/2026-05-03-three.md",
        "+++\nattendees = [\"me\", \"ada\"]\nvisibility = \"pm\"\n+++\n- [ ] @me -> @ada: marzipan  [due:: 2026-06-01]\n",
    ),
];

fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// The same with a name that a log would take for a command.
fn named_like_a_command() -> tempfile::TempDir {
    let dir = workspace();
    let path = dir.path().join("desk/stakeholders/ada.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replace("Ada @octo #7", "::error::x%0A @octo #7")).unwrap();
    dir
}

fn check(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.args(["check", "desk"]).args(arguments).current_dir(dir);
    command.env("NO_COLOR", "1").env_remove("CI").env_remove("SOURCE_DATE_EPOCH").output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What no reader but the pm may find in a report.
const HIDDEN: [&str; 3] = ["zebrawood", "Quillon", "marzipan"];

#[test]
fn what_is_narrower_than_the_reader_stays_out() {
    let dir = workspace();
    for format in ["sarif", "github", "markdown"] {
        let text = said(&check(dir.path(), &["--format", format, "--fail-on", "stale-coverage,key-players"]));
        assert!(text.contains("promise-overdue") && text.contains("plan"), "{format}: {text}");
        for word in HIDDEN {
            assert!(!text.contains(word), "{format} tells {word}: {text}");
        }
        assert!(!text.contains("hidden.toml"), "{format}: {text}");
    }
    let mine = said(&check(dir.path(), &["--format", "json"]));
    assert!(HIDDEN.iter().all(|word| mine.contains(word)), "{mine}");
    let theirs = said(&check(dir.path(), &["--audience", "team"]));
    assert!(HIDDEN.iter().all(|word| !theirs.contains(word)), "{theirs}");
}

#[test]
fn where_a_hidden_person_is_spoken_of_is_not_told() {
    let dir = workspace();
    let put = |path: &str, text: &str| fs::write(dir.path().join("desk").join(path), text).unwrap();
    // Neither the path nor the finding names them: the line does.
    put(
        "notes/2026-06-10-merger.md",
        "+++\nattendees = [\"hidden\", \"me\"]\nvisibility = \"pm\"\n+++\n- [ ] @me -> @hidden: sell  [due:: 2026-07-01]\n",
    );
    put("notes/2026-06-11-named.md", "+++\nattendees = [\"ada\", \"me\"]\n+++\n\nQuillon called.\n");
    let arguments = |format| ["--fail-on", "overdue", "--audience", "team", "--format", format];
    for format in ["human", "json", "sarif", "github", "markdown"] {
        let text = said(&check(dir.path(), &arguments(format))).replace('\\', "");
        assert!(text.contains("promise-overdue") && text.contains("names-hidden-person"), "{format}: {text}");
        for path in ["2026-06-10-merger", "2026-06-11-named"] {
            assert!(!text.contains(path), "{format} tells {path}: {text}");
        }
    }
    // Nor by what they stand between, or by a hash of their words.
    let log: Value = serde_json::from_str(&said(&check(dir.path(), &arguments("sarif")))).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let key = |result: &Value| result["partialFingerprints"]["rapporteurKey/v1"].as_str().unwrap().to_owned();
    let keys: std::collections::BTreeSet<String> = results.iter().map(key).collect();
    assert_eq!(keys.len(), results.len(), "{log:#}");
    put(
        "notes/2026-06-10-merger.md",
        "+++\nattendees = [\"hidden\", \"me\"]\nvisibility = \"pm\"\n+++\n- [ ] @me -> @hidden: buy  [due:: 2026-07-02]\n",
    );
    let other: Value = serde_json::from_str(&said(&check(dir.path(), &arguments("sarif")))).unwrap();
    assert_eq!(log, other, "other words are told apart");
    let all: Value = serde_json::from_str(&said(&check(dir.path(), &arguments("json")))).unwrap();
    let places: Vec<bool> = all["diagnostics"].as_array().unwrap().iter().map(|f| f["file"].is_null()).collect();
    assert!(places.is_sorted() && places.contains(&true), "{all:#}");
}

#[test]
fn a_line_with_a_label_that_was_not_understood_is_the_pm_s() {
    for line in [
        "- (feedback) @ada: marzipan {visibility=pm}",
        "- [ ] @me -> @ada: marzipan [visibility:pm]",
        "marzipan [visibility:: pm] in prose",
        "| a | marzipan [visibility:: pm] |\n|---|---|",
    ] {
        let dir = workspace();
        let note = format!("+++\nattendees = [\"me\", \"ada\"]\n+++\n\n{line}\n\n- [ ] @nobody -> @me: marzipan\n");
        fs::write(dir.path().join("desk/notes/2026-05-04.md"), note).unwrap();
        let mine = check(dir.path(), &["--audience", "pm"]);
        assert!(said(&mine).contains("doubtful-visibility") && said(&mine).contains("marzipan"), "{}", said(&mine));
        for format in ["human", "json", "sarif", "github", "markdown"] {
            let text = said(&check(dir.path(), &["--audience", "team", "--format", format]));
            assert!(text.contains("doubtful-visibility") && !text.contains("marzipan"), "{line}, {format}: {text}");
        }
    }
}

#[test]
fn annotations_survive_what_records_hold() {
    let dir = named_like_a_command();
    let text = said(&check(dir.path(), &["--format", "github", "--audience", "pm"]));
    for line in text.lines() {
        let command = line.strip_prefix("::").unwrap_or_else(|| panic!("{line}"));
        let (head, data) = command.split_once("::").unwrap();
        assert!(["error", "warning", "notice"].contains(&head.split(' ').next().unwrap()), "{line}");
        for escape in data.split('%').skip(1) {
            assert!(["25", "0A", "0D"].contains(&&escape[..2]), "{line}");
        }
    }
    assert!(
        text.starts_with("::error file=desk/stakeholders/ada.toml,line=1,col=8,title=unfit-for-a-header::"),
        "{text}"
    );
    assert!(text.contains("file=desk/notes/2026-05-01-one.md,line=4,col="), "{text}");
    assert!(text.contains("::warning::plan, 100%25 @octo"), "{text}");
}

#[test]
fn annotations_stop_at_ten_of_a_level_and_say_so() {
    let dir = workspace();
    let promise = |n: u32| format!("- [ ] @me -> @ada: promise {n}  [due:: 2026-06-01]\n");
    let lines = (0..15).map(promise).collect::<Vec<_>>().concat();
    fs::write(dir.path().join("desk/notes/2026-05-04.md"), format!("+++\nattendees = [\"me\", \"ada\"]\n+++\n{lines}"))
        .unwrap();
    let text = said(&check(dir.path(), &["--format", "github"]));
    assert_eq!(text.lines().filter(|line| line.starts_with("::warning ")).count(), 10, "{text}");
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("::notice ") && last.contains(" more warnings"), "{last}");
}

#[test]
fn markdown_pings_nobody() {
    let dir = workspace();
    let text = said(&check(dir.path(), &["--format", "markdown", "--audience", "pm"]));
    for (at, _) in text.match_indices(['@', '#']) {
        assert!(text[at + 1..].starts_with('\u{2060}'), "{}", &text[at..(at + 12).min(text.len())]);
    }
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 4);
    for row in rows {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{row}");
    }
}

#[test]
fn sarif_has_a_rule_for_every_result() {
    let dir = workspace();
    let log: Value = serde_json::from_str(&said(&check(dir.path(), &["--format", "sarif"]))).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 3);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    let place =
        &results.iter().find(|r| r["ruleId"] == "unknown-person-in-line").unwrap()["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "desk/notes/2026-05-01-one.md");
    assert_eq!(place["region"]["startLine"], 6);
}

#[test]
fn only_what_is_new_fails_against_a_baseline() {
    let dir = workspace();
    let all = ["--baseline", "known.json", "--fail-on", "warnings"];
    assert_eq!(check(dir.path(), &all).status.code(), Some(3), "a missing one is no pass");
    let written = check(dir.path(), &["--baseline", "known.json", "--update-baseline"]);
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    let text = fs::read_to_string(dir.path().join("known.json")).unwrap();
    assert!(HIDDEN.iter().all(|word| !text.contains(word)), "{text}");
    let same = check(dir.path(), &all);
    assert_eq!(same.status.code(), Some(0), "{}", said(&same));
    assert!(said(&same).contains("0 new"), "{}", said(&same));

    // Lines above a finding come and go; it stays the same one.
    let note = dir.path().join("desk/notes/2026-05-01-one.md");
    let text = fs::read_to_string(&note).unwrap();
    fs::write(&note, text.replace("+++\n- [ ] @me -> @ada", "+++\nWords.\n\n- [ ] @me -> @ada")).unwrap();
    assert_eq!(check(dir.path(), &all).status.code(), Some(0));

    fs::write(&note, text.replace("plan", "other plan")).unwrap();
    let changed = check(dir.path(), &all);
    assert_eq!(changed.status.code(), Some(1));
    assert!(said(&changed).contains("1 new") && said(&changed).contains("1 resolved"), "{}", said(&changed));
    let json: Value =
        serde_json::from_str(&said(&check(dir.path(), &["--baseline", "known.json", "--format", "json"]))).unwrap();
    assert_eq!(json["summary"]["new"], 1);
    assert_eq!(json["diagnostics"].as_array().unwrap().iter().filter(|d| d["state"] == "new").count(), 1);
}

#[test]
fn a_baseline_that_is_none_is_refused() {
    let dir = workspace();
    let path = dir.path().join("known.json");
    check(dir.path(), &["--baseline", "known.json", "--update-baseline"]);
    let whole = fs::read_to_string(&path).unwrap();
    let one_less: String = {
        let mut value: Value = serde_json::from_str(&whole).unwrap();
        value["findings"].as_array_mut().unwrap().pop();
        value.to_string()
    };
    for (text, reason) in [
        ("", "is empty"),
        (&whole[..whole.len() / 2], "ends too early: it was cut off (line "),
        ("# known\n", "is no JSON (line 1, column 1)"),
        (&whole.replace("\"code\"", "\"cod\""), "isn't as it was written, at line 8, column "),
        ("{}", "is no baseline"),
        ("{\"version\": \"2.1.0\", \"runs\": []}", "is no baseline"),
        ("[]", "is no baseline"),
        ("7", "is no baseline"),
        (&one_less, "says that it holds"),
        (&whole.replace("\"format\": 1", "\"format\": 9"), "is of format 9"),
    ] {
        fs::write(&path, text).unwrap();
        let output = check(dir.path(), &["--baseline", "known.json"]);
        assert_eq!(output.status.code(), Some(3), "{text}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(reason) && told.contains("name another file"), "{told}");
    }
}

#[test]
fn a_baseline_is_a_plain_file() {
    let dir = workspace();
    let path = dir.path().join("known.json");
    let made: [(&str, &dyn Fn()); 3] = [
        ("a symbolic link", &|| std::os::unix::fs::symlink("/dev/zero", &path).unwrap()),
        ("no plain file", &|| fs::create_dir(&path).unwrap()),
        ("no plain file", &|| assert!(Command::new("mkfifo").arg(&path).status().unwrap().success())),
    ];
    for (reason, make) in made {
        make();
        for more in [&[][..], &["--update-baseline"]] {
            let output = check(dir.path(), &[&["--baseline", "known.json"], more].concat());
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.code() == Some(3) && told.contains(reason), "{told}");
        }
        fs::remove_file(&path).or_else(|_| fs::remove_dir(&path)).unwrap();
    }
}

/// A line for the pm that is at fault stops other commands, too: their log is for the same audience.
#[test]
fn no_command_tells_a_log_what_check_withholds() {
    let dir = workspace();
    let note = dir.path().join("desk/notes/2026-05-04-four.md");
    let text = "+++\nattendees = [\"me\", \"ada\"]\n+++\n## Candid {visibility=pm}\n\n- [ ] @me -> @ghost: tamarind\n- (sentiment) @ada: 9 paprika\n";
    fs::write(note, text).unwrap();
    fs::write(
        dir.path().join("desk/milestones.toml"),
        "[[milestone]]\nid = \"m\"\ntitle = \"saffron\"\nvisibility = \"pm\"\nwrong = \"saffron\"\n",
    )
    .unwrap();
    let commands: [&[&str]; 9] = [
        &["build", "desk", "--edition", "leadership", "--out", "out"],
        &["diff", "2026-05-01", "2026-06-01", "desk", "--edition", "leadership"],
        &["export", "csv", "desk"],
        &["status", "desk", "--edition", "leadership"],
        &["email", "desk"],
        &["week", "desk"],
        &["plan", "desk", "--hours", "6"],
        &["prep", "ada", "desk"],
        &["explain", "ada", "desk"],
    ];
    for arguments in commands {
        let run = |ci: Option<&str>| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
            command.env_clear().envs(ci.map(|ci| ("CI", ci))).current_dir(dir.path()).args(arguments);
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
        };
        let (told, own) = (run(Some("true")), run(None));
        for word in ["tamarind", "paprika", "saffron", "ghost"] {
            assert!(!told.contains(word), "{arguments:?}: {told}");
        }
        assert!(told.contains("milestones.toml") && told.contains("2026-05-04-four.md"), "{told}");
        assert!(own.contains("saffron"), "{arguments:?}: {own}");
    }
}

#[test]
fn gates_stop_what_nobody_wrote_wrong() {
    let dir = workspace();
    for (gate, fails) in
        [("stale-coverage", true), ("retention", true), ("hidden-names", true), ("overdue", true), ("mail-size", false)]
    {
        let output = check(dir.path(), &["--fail-on", gate]);
        assert_eq!(output.status.code(), Some(i32::from(fails)), "{gate}: {}", said(&output));
    }
    let config = dir.path().join("desk/rapporteur.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{text}[check]\nfail_on = [\"retention\"]\n")).unwrap();
    assert_eq!(check(dir.path(), &[]).status.code(), Some(1));
}

#[test]
fn of_thousands_of_findings_people_are_told_how_many() {
    let dir = workspace();
    let path = dir.path().join("desk/rapporteur.toml");
    let unknown: Vec<String> = (0..1500).map(|n| format!("odd{n} = 1")).collect();
    fs::write(&path, format!("{}\n{}", unknown.join("\n"), FILES[0].1)).unwrap();
    fs::write(dir.path().join("desk/stakeholders/zed.toml"), "kind = \"external\"\n").unwrap();
    let text = said(&check(dir.path(), &[]));
    let told = |text: &str| text.lines().filter(|line| line.contains("error[") || line.contains("warning[")).count();
    assert_eq!(told(&text), 200, "{}", &text[..2000]);
    let json: Value = serde_json::from_str(&said(&check(dir.path(), &["--format", "json"]))).unwrap();
    let all = json["diagnostics"].as_array().unwrap();
    let of = |code: &str| all.iter().filter(|found| found["code"] == code).count();
    assert!(of("unknown-key") == 1500 && all.len() > 1500, "{}", all.len());
    let end: Vec<&str> = text.lines().rev().take(3).collect();
    let more = format!("and {} more: `rapporteur check --format json` lists all", all.len() - 200);
    assert_eq!(end[2].replace(',', ""), more);
    assert!(end[1].starts_with("1,500 unknown-key, 3 promise-overdue, 1 missing-field"), "{}", end[1]);
    assert!(end[0].contains("as of 2026-11-01"), "{}", end[0]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    let build = command.args(["build", "desk"]).current_dir(dir.path()).env("NO_COLOR", "1").env_remove("CI");
    let output = build.output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), told(&text)), (Some(1), 200));
    assert!(text.contains(" more: `rapporteur check --format json`"), "{}", &text[text.len() - 300..]);
}

#[test]
fn a_baseline_may_have_a_mark_and_never_makes_a_folder() {
    let dir = workspace();
    assert!(check(dir.path(), &["--baseline", "known.json", "--update-baseline"]).status.success());
    let path = dir.path().join("known.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("\u{feff}{text}")).unwrap();
    let arguments = ["--baseline", "known.json", "--fail-on", "overdue"];
    let marked = check(dir.path(), &arguments);
    assert!(marked.status.success() && said(&marked).contains("0 new"), "{}", said(&marked));
    // Written again, it is as we write it.
    assert!(check(dir.path(), &["--baseline", "known.json", "--update-baseline"]).status.success());
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let output = check(dir.path(), &["--baseline", "nowhere/known.json", "--update-baseline"]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{error}");
    assert!(error.contains("there is no folder `nowhere`") && !dir.path().join("nowhere").exists(), "{error}");
}
