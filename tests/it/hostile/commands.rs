//! The commands: a workspace of hostile texts on a disk, and what each prints and writes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rapporteur::Workspace;
use rapporteur::diagnostic::Severity;

use super::{data, markup, place::MARK};
use crate::noninterference::World;

/// The world as the program reads it, without an error.
pub(super) fn sound(world: &World) -> Workspace {
    let linked = world.read();
    let errors: Vec<_> = linked.diagnostics.sorted().into_iter().filter(|d| d.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    linked
}

/// What a command prints in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// For people, at a terminal.
    Screen,
    Json,
    Csv,
    /// For a comment, a wiki or a chat.
    Markdown,
    Github,
    Html,
    /// A file to go on with.
    Draft,
}

/// Every command that prints what a workspace holds.
const PRINTED: [(&str, Form); 43] = [
    ("status desk", Form::Screen),
    ("status desk --format json", Form::Json),
    ("status desk --format csv", Form::Csv),
    ("status desk --format markdown", Form::Markdown),
    ("explain full desk", Form::Screen),
    ("explain ada desk", Form::Screen),
    ("explain full desk --format json", Form::Json),
    ("explain ada desk --format json", Form::Json),
    ("check desk", Form::Screen),
    ("check desk --fail-on stale-coverage,key-players,hidden-names,mail-size,overdue", Form::Screen),
    ("check desk --format json", Form::Json),
    ("check desk --format sarif --audience pm", Form::Json),
    ("check desk --format github --audience pm", Form::Github),
    ("check desk --format markdown --audience pm --fail-on stale-coverage,key-players", Form::Markdown),
    ("diff 2026-08-01 2026-11-01 desk", Form::Screen),
    ("diff 2026-08-01 2026-11-01 desk --format json", Form::Json),
    ("diff 2026-08-01 2026-11-01 desk --format markdown", Form::Markdown),
    ("diff 2026-08-01 2026-11-01 desk --format html", Form::Html),
    ("prep full desk", Form::Screen),
    ("prep ada desk", Form::Screen),
    ("prep full desk --format json", Form::Json),
    ("week desk", Form::Screen),
    ("week desk --format json", Form::Json),
    ("week desk --draft", Form::Draft),
    ("plan desk --hours 80", Form::Screen),
    ("plan desk --hours 80 --format json", Form::Json),
    ("plan desk --hours 80 --format markdown --ics plan.ics", Form::Markdown),
    ("open desk", Form::Screen),
    ("open desk --format json", Form::Json),
    ("open desk --format csv", Form::Csv),
    ("open desk --format markdown", Form::Markdown),
    ("forget ada desk", Form::Screen),
    ("forget ada desk --format json", Form::Json),
    ("build desk --out out --single-file", Form::Screen),
    ("build desk --about ada --complete --out about", Form::Screen),
    ("audit out/team --edition team --workspace desk", Form::Screen),
    ("audit out/pm --edition leadership --workspace desk --format json", Form::Json),
    ("verify out/pm", Form::Screen),
    ("email desk --out mail --preview", Form::Screen),
    ("email desk --out digest --digest", Form::Screen),
    ("export csv desk --edition pm --out csv", Form::Screen),
    ("close nobody desk", Form::Screen),
    ("log nobody x --dir desk", Form::Screen),
];

pub(super) fn write(world: &World, dir: &Path) {
    let put = |path: String, bytes: &[u8]| {
        let path = dir.join("desk").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    for doc in &world.docs {
        put(doc.path.clone(), doc.text().as_bytes());
    }
    for (path, bytes) in &world.statics {
        put(format!("static/{path}"), bytes);
    }
}

pub(super) fn program(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command
        .args(arguments)
        .current_dir(dir)
        .env_clear()
        .env("NO_COLOR", "1")
        .env("PATH", std::env::var_os("PATH").unwrap());
    command.output().unwrap()
}

/// Faults of what is printed for people.
pub(super) fn faults_of_screen(output: &Output) -> Vec<String> {
    let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it is text");
    [said(&output.stdout), said(&output.stderr)].iter().filter_map(|text| data::steers(text)).collect()
}

fn annotations(text: &str) -> Vec<String> {
    let is_whole = |line: &&str| {
        let Some((head, data)) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")) else { return false };
        let is_escape = |rest: &str| ["25", "0A", "0D"].contains(&rest.get(..2).unwrap_or_default());
        let level = head.split(' ').next().unwrap();
        ["error", "warning", "notice"].contains(&level) && data.split('%').skip(1).all(is_escape)
    };
    text.lines().filter(|line| !is_whole(line)).map(str::to_owned).collect()
}

/// Runs every command; gives what is wrong with what each printed and wrote. `good` is the same workspace with harmless words,
/// where structures are to be compared.
pub(super) fn faults(bad: &Path, good: Option<&Path>) -> Vec<String> {
    let mut faults = Vec::new();
    // The proof's configuration names a baseline.
    for dir in [Some(bad), good].into_iter().flatten() {
        program(dir, &["check", "desk", "--update-baseline"]);
        program(dir, &["build", "desk", "--out", "out"]);
    }
    for (line, form) in PRINTED {
        let words: Vec<&str> = line.split(' ').collect();
        let output = program(bad, &words);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let fine = if line.starts_with("close") || line.starts_with("log") { 2 } else { 1 };
        if output.status.code().is_none_or(|code| code > fine) {
            faults.push(format!("{line}: {:?} {stderr}", output.status.code()));
        }
        let mut add = |more: Vec<String>| faults.extend(more.into_iter().map(|fault| format!("{line}: {fault}")));
        match form {
            // Rows end as RFC 4180 has it.
            Form::Csv => {}
            // A mark of direction is part of a name in some scripts; a page and a file to go on with keep it.
            Form::Html | Form::Draft => {
                add(faults_of_screen(&Output { stdout: data::unmarked(&output.stdout), ..output.clone() }));
            }
            _ => add(faults_of_screen(&output)),
        }
        if output.stdout.is_empty() && form != Form::Screen && form != Form::Github {
            add(vec![format!("nothing printed: {stderr}")]);
            continue;
        }
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let other =
            good.filter(|_| matches!(form, Form::Json | Form::Csv | Form::Html)).map(|dir| program(dir, &words).stdout);
        match form {
            Form::Screen | Form::Draft => {}
            Form::Json => {
                let ways = |bytes: &[u8]| {
                    let mut all = BTreeSet::new();
                    data::ways(&data::json(bytes), "", &mut all);
                    all
                };
                let known = other.map(|other| ways(&other));
                let read = ways(&output.stdout);
                add(known.map_or_else(Vec::new, |known| read.difference(&known).cloned().collect()));
            }
            Form::Csv => {
                let cells = data::csv(&output.stdout);
                let same = other.is_none_or(|other| data::csv(&other) == cells) && cells.iter().all(|n| *n == cells[0]);
                add((!same).then(|| "other cells".to_owned()).into_iter().collect());
            }
            Form::Markdown => add(data::markdown(&printed)),
            Form::Github => add(annotations(&printed)),
            Form::Html => {
                let shape = markup::shape(&output.stdout, MARK);
                add(other.map_or_else(Vec::new, |other| markup::new_in(&shape, &markup::shape(&other, MARK))));
            }
        }
    }
    match fs::read(bad.join("plan.ics")) {
        Ok(plan) => assert!(data::calendar(&plan).len() > 4),
        Err(error) => faults.push(format!("plan.ics: {error}")),
    }
    if let Some(good) = good {
        good_pages(bad, good, &mut faults);
    }
    faults
}

/// Pages that commands write besides sites.
fn good_pages(bad: &Path, good: &Path, faults: &mut Vec<String>) {
    for line in ["build desk --about ada --complete --out about", "email desk --out mail --preview"] {
        program(good, &line.split(' ').collect::<Vec<_>>());
    }
    for name in ["about/ada.html", "mail/preview.html"] {
        let [good, bad] = [good, bad].map(|dir| markup::shape(&fs::read(dir.join(name)).unwrap_or_default(), MARK));
        assert!(good.marks > 0, "{name} is not there");
        faults.extend(markup::new_in(&bad, &good).into_iter().map(|fault| format!("{name}: {fault}")));
    }
}

/// What the shell is told may come next.
pub(super) fn completions(dir: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for (shell, words) in [("bash", ["explain", ""]), ("zsh", ["close", ""]), ("fish", ["diff", "--edition"])] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        command.args(["--", "rapporteur"]).args(words).current_dir(dir.join("desk")).env_clear();
        let output = command
            .env("RAPPORTEUR_COMPLETE", shell)
            .env("_CLAP_COMPLETE_INDEX", "2")
            .env("_CLAP_IFS", "\n")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        faults.extend(data::steers(&text.replace('\t', " ")).map(|fault| format!("{shell}: {fault}")));
    }
    faults
}
