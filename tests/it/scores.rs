//! The sample's scores: each sums to itself, and each contribution stands on the line it names.

use std::path::Path;

use rapporteur::config::Signal;
use rapporteur::{View, Workspace};

fn sample() -> (Workspace, View) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let workspace = rapporteur::load(&root).unwrap();
    let edition = workspace.config.editions["pm"].clone();
    let as_of = workspace.config.as_of.unwrap();
    let view = rapporteur::view(&workspace, &edition, as_of);
    (workspace, view)
}

#[test]
fn contributions_baseline_and_caps_sum_to_the_score() {
    let (_, view) = sample();
    assert!(view.assessed.health.len() >= 12);
    for (id, health) in &view.assessed.health {
        let points: f64 = health.contributions.iter().map(|c| c.points).sum();
        let caps: f64 = health.caps.iter().map(|c| c.points).sum();
        if let Some(score) = health.score {
            let sum = health.baseline + points + caps;
            assert!((sum - score).abs() < 1e-9, "{id}: {sum} is not {score}");
        } else {
            assert!(health.contributions.is_empty(), "{id} has evidence and no score");
        }
    }
}

/// Words of four letters and more, lower case.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 2).map(str::to_lowercase).collect()
}

#[test]
fn every_contribution_names_the_line_it_came_from() {
    let (workspace, view) = sample();
    let mut read = 0;
    for (id, health) in &view.assessed.health {
        for c in &health.contributions {
            let path = view.register.path(c.place.file);
            let text = std::fs::read_to_string(workspace.root.join(path.as_ref())).unwrap();
            let line = text
                .lines()
                .nth(c.place.line as usize - 1)
                .unwrap_or_else(|| panic!("{path} has no line {}", c.place.line));
            let about = words(line);
            let person = &view.register.stakeholders[id];
            let names = words(&person.name);
            let ok = match c.signal {
                // The note itself: its first line, or what names the person in it.
                Signal::Cadence => c.place.line == 1 || line.starts_with('#'),
                Signal::Attendance => {
                    line.contains(id.as_str())
                        || names.iter().any(|n| about.contains(n))
                        || person.aliases.iter().any(|a| line.contains(&a.value))
                }
                // A record stands on several lines, its title among them.
                Signal::Involvement if path.ends_with(".toml") => {
                    let record = text.lines().skip(c.place.line as usize - 1).take_while(|l| !l.starts_with("[["));
                    record.flat_map(words).any(|word| words(&c.text).contains(&word))
                }
                Signal::Alignment => line.contains("assessment") || line.contains(&c.date.to_string()),
                _ => words(&c.text).iter().any(|word| about.contains(word)) || words(&c.text).is_empty(),
            };
            assert!(ok, "{id}: `{}` is not on {path}:{}: {line}", c.text, c.place.line);
            read += 1;
        }
    }
    assert!(read > 100, "only {read} lines");
}
