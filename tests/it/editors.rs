//! What editors and shells are given: schemas, completion, the manual.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rapporteur")).current_dir(dir).env_clear().args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a shell is offered after these words.
fn completed(dir: &Path, words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .current_dir(dir)
        .env_clear()
        .env("RAPPORTEUR_COMPLETE", "fish")
        .arg("--")
        .arg("rapporteur")
        .args(words)
        .output()
        .unwrap();
    assert!(output.stderr.is_empty() && output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    out(&output)
}

#[test]
fn ids_are_completed_and_what_cannot_be_read_completes_nothing() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = |words: &[&str]| -> Vec<String> {
        completed(sample, words).lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
    };
    assert!(names(&["prep", "helene"]).contains(&"helene-marsh".to_owned()), "{:?}", names(&["prep", "helene"]));
    assert!(completed(sample, &["explain", "helene"]).contains("helene-marsh\tHelene Marsh"));
    assert_eq!(names(&["log", "helene"]), names(&["prep", "helene"]));
    assert_eq!(names(&["build", "--edition", "l"]), ["leadership"]);
    let open = names(&["close", ""]);
    let listed = out(&run(sample, &["open", "--format", "json"]));
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    for entry in listed["open"].as_array().unwrap() {
        assert!(open.iter().any(|handle| handle == entry["close"].as_str().unwrap()), "{entry}: {open:?}");
    }
    assert!(names(&["serv"]).contains(&"serve".to_owned()));
    let nowhere = tempfile::tempdir().unwrap();
    let broken = tempfile::tempdir().unwrap();
    fs::write(broken.path().join("rapporteur.toml"), "[[[").unwrap();
    for dir in [nowhere.path(), broken.path()] {
        assert_eq!(completed(dir, &["prep", "a"]), "", "{}", dir.display());
        assert_eq!(completed(dir, &["close", "a"]), "", "{}", dir.display());
    }
}

#[test]
fn every_shell_gets_a_script_that_asks_us() {
    let dir = tempfile::tempdir().unwrap();
    for shell in SHELLS {
        let output = run(dir.path(), &["completions", shell]);
        let script = out(&output);
        assert!(output.status.success() && script.contains("RAPPORTEUR_COMPLETE"), "{shell}: {script}");
    }
    assert_eq!(run(dir.path(), &["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    let dir = tempfile::tempdir().unwrap();
    let output = run(dir.path(), &["man", "--out", "man1"]);
    assert!(output.status.success() && output.stdout.is_empty());
    let help = out(&run(dir.path(), &["--help"]));
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let mut pages = 0;
    for command in commands.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
        let name = command.split_whitespace().next().unwrap();
        if name == "help" {
            continue;
        }
        let page = fs::read_to_string(dir.path().join(format!("man1/rapporteur-{name}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS") && page.contains(".SH EXAMPLES\n.nf\n"), "{name}: {page}");
        assert_eq!(page, out(&run(dir.path(), &["man", name])));
        pages += 1;
    }
    assert!(pages >= 17, "{pages}: {help}");
    assert!(out(&run(dir.path(), &["man"])).contains(".TH rapporteur 1"));
    assert_eq!(run(dir.path(), &["man", "nothing"]).status.code(), Some(2));
}

#[test]
fn schemas_are_printed_or_written() {
    let dir = tempfile::tempdir().unwrap();
    let json =
        |arguments: &[&str]| -> serde_json::Value { serde_json::from_str(&out(&run(dir.path(), arguments))).unwrap() };
    let stakeholder = json(&["schema", "stakeholder"]);
    assert_eq!(stakeholder["required"], serde_json::json!(["name", "kind"]));
    assert_eq!(stakeholder["properties"]["since"]["format"], "date");
    assert_eq!(json(&["schema", "goals.toml"])["properties"]["goal"]["type"], "array");
    let all = json(&["schema"]);
    let output = run(dir.path(), &["schema", "--out", "schemas"]);
    assert!(output.status.success() && output.stdout.is_empty());
    for kind in all["$defs"].as_object().unwrap().keys() {
        let written = fs::read_to_string(dir.path().join(format!("schemas/{kind}.schema.json"))).unwrap();
        assert_eq!(written, out(&run(dir.path(), &["schema", kind])));
    }
    let unknown = run(dir.path(), &["schema", "stakholder"]);
    let said = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(unknown.status.code() == Some(2) && said.contains("did you mean `stakeholder`?"), "{said}");
}
