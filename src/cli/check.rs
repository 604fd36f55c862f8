//! `check`: everything that is wrong with the content, for people and for other programs; a gate where one is asked for.
//! Nothing is written but a baseline, on demand.

mod known;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use self::known::Known;
use super::output::{print, print_data, print_json, tell};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure, report};
use crate::diagnostic::Severity;
use crate::email::compose::compose;
use crate::gate::{self, Finding, Gate, Level};
use crate::register::Audience;
use crate::render::Templates;
use crate::render::words::figure;

/// A mail's HTML weighs at most this, in bytes.
const HEAVIEST: usize = 80_000;

/// Report what is wrong with the content; as a gate, stop what must not go out.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur check
  rapporteur check --strict engagement
  rapporteur check --format json | jq '.summary'
  rapporteur check --fail-on retention,overdue     exit 1 where a record is kept too long, or a date has passed
  rapporteur check --format github                 annotations on a pull request
  rapporteur check --format markdown >> \"$GITHUB_STEP_SUMMARY\"
  rapporteur check --format sarif > rapporteur.sarif
  rapporteur check --baseline known.json --update-baseline
  rapporteur check --baseline known.json --fail-on warnings      only what isn't known yet fails

Errors always fail. What sarif, github and markdown say, and the log of a CI run, is for `[check] audience` (team): of what is
narrower only the code and the place are told. Exit codes: 0 nothing that fails, 1 a gate failed, 3 a baseline can't be read.")]
pub(super) struct Check {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Exit with 1 for these too, several with commas; errors always fail. Besides `[check] fail_on`.
    #[arg(long, value_parser = gate, value_delimiter = ',', value_name = "GATE")]
    fail_on: Vec<Gate>,
    /// Who reads the report: pm, team, leadership or everyone.
    #[arg(long, value_parser = audience, value_name = "AUDIENCE")]
    audience: Option<Audience>,
    /// Findings that are known: only new ones fail. By default `[check] baseline`.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found into the baseline, and fail on nothing but errors.
    #[arg(long)]
    update_baseline: bool,
}

fn gate(text: &str) -> Result<Gate, String> {
    Gate::parse(text).ok_or_else(|| format!("there are {}", Gate::WORDS.join(", ")))
}

fn audience(text: &str) -> Result<Audience, String> {
    Audience::parse(text).ok_or_else(|| format!("there are {}", Audience::ALL.map(Audience::as_str).join(", ")))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With excerpts, for people.
    Human,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code hosts and editors.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// A table, for a comment or a step's summary.
    Markdown,
}

#[derive(Serialize)]
struct Found<'a> {
    as_of: String,
    diagnostics: Vec<Entry<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: &'static str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    message: &'a str,
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    uncounted: usize,
    warnings: usize,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    compared: Option<Counts>,
}

#[derive(Serialize)]
struct Counts {
    new: usize,
    unchanged: usize,
    resolved: usize,
}

impl Check {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        let opened = Opened::read(self.dir.as_deref(), &self.reading, true, environment)?;
        let audience = self.audience_of(&opened, environment);
        let gates: BTreeSet<Gate> =
            self.fail_on.iter().chain(&opened.workspace.config.check.fail_on).copied().chain([Gate::Errors]).collect();
        let mut findings = findings(&opened, &gates, audience)?;
        let known = Known::read(self.baseline.as_deref(), &opened, self.update_baseline, &findings)?;
        let prefix = prefix(&opened);
        let compared = known.as_ref().map(|known| &known.compared);
        if let Format::Human = self.format {
            print(&human(&opened, &findings, known.as_ref(), environment))?;
        }
        // No longer in the order of the diagnostics.
        findings.sort_by_key(Finding::is_nowhere);
        match self.format {
            Format::Human => {}
            Format::Json => print_json(&found(&opened, &findings, known.as_ref()))?,
            Format::Sarif => print_json(&gate::sarif::log(&findings, compared, &prefix))?,
            Format::Github => print_data(&gate::github::annotations(&findings, &prefix))?,
            Format::Markdown => {
                print_data(&gate::markdown::table(&findings, compared, &prefix, gate::markdown::SUMMARY))?;
            }
        }
        if let Some(known) = known.as_ref().filter(|_| self.update_baseline) {
            known.write(&findings)?;
        }
        // What no page can be made by is no finding of a line, and no baseline knows it.
        let templates = &opened.workspace.sources.templates;
        if !templates.is_empty() {
            Templates::new(templates).map_err(|error| super::build::bad_template(&error))?;
        }
        let is_new = |finding: &&Finding| compared.is_none_or(|compared| compared.new.contains(&finding.key));
        let failing = |gate: Gate| findings.iter().filter(is_new).filter(|finding| gate.stops(finding)).count();
        let failed: Vec<String> = gates
            .iter()
            .map(|gate| (gate, failing(*gate)))
            .filter(|(_, n)| *n > 0)
            .map(|(gate, n)| format!("{} ({})", gate.as_str(), figure(n)))
            .collect();
        if failed.is_empty() || self.update_baseline && failing(Gate::Errors) == 0 {
            return Ok(());
        }
        // Whoever named no gate knows: errors are all that can fail then.
        if gates.len() > 1 {
            tell(&format!("failed: {}\n", failed.join(", ")));
        }
        Err(Failure::Findings)
    }

    /// Who reads: on one's own machine whoever holds the workspace, elsewhere whom the configuration names.
    fn audience_of(&self, opened: &Opened, environment: &Environment) -> Audience {
        let leaves = environment.ci || !matches!(self.format, Format::Human | Format::Json);
        let configured = opened.workspace.config.check.audience;
        self.audience.unwrap_or(if leaves { configured } else { Audience::Pm })
    }
}

/// What is wrong, then what the gates look at besides.
fn findings(opened: &Opened, gates: &BTreeSet<Gate>, audience: Audience) -> Result<Vec<Finding>, Failure> {
    let workspace = &opened.workspace;
    let mut all = gate::findings(workspace, &opened.diagnostics, opened.strict, audience);
    // Nothing can be said of a workspace with errors.
    if opened.has_errors() {
        return Ok(all);
    }
    if gates.contains(&Gate::StaleCoverage) {
        all.extend(gate::stale_coverage(workspace, opened.as_of, audience));
    }
    if gates.contains(&Gate::KeyPlayers) {
        all.extend(gate::key_players_at_risk(workspace, opened.as_of, audience));
    }
    if gates.contains(&Gate::MailSize) {
        let edition = opened.edition(&workspace.config.email.edition)?;
        let bad = |error| super::build::bad_template(&error);
        let templates = Templates::new(&workspace.sources.templates).map_err(bad)?;
        let composed = compose(workspace, &opened.view(edition), edition, &templates, None).map_err(bad)?;
        let letters = composed.map(|composed| composed.letters).unwrap_or_default();
        all.extend(letters.iter().filter_map(|letter| gate::mail_size(&letter.name, letter.html.len(), HEAVIEST)));
    }
    Ok(all)
}

/// The way from here to the workspace, as paths of a pull request begin with it.
fn prefix(opened: &Opened) -> String {
    let root = opened.workspace.root.to_string_lossy().replace('\\', "/");
    if root.starts_with('/') { String::new() } else { format!("{root}/") }
}

fn human(opened: &Opened, findings: &[Finding], known: Option<&Known>, environment: &Environment) -> String {
    let sources = &opened.workspace.sources;
    let findings: Vec<&Finding> = findings.iter().collect();
    // What the gates find comes after what is wrong, and has no excerpt.
    let shown = report::shown(&findings).into_iter().map(|at| match opened.diagnostics.get(at) {
        Some(diagnostic) if !findings[at].is_withheld => {
            report::human(diagnostic, sources, opened.strict, environment.width)
        }
        _ => report::plain(findings[at]),
    });
    let mut out: String = shown.collect();
    out += &report::left_out(&findings);
    out += &format!("{}, as of {}\n", report::summary(opened), opened.as_of);
    if let Some(known) = known {
        out += &format!("{}\n", known.summary());
    }
    out
}

fn found<'a>(opened: &Opened, findings: &'a [Finding], known: Option<&Known>) -> Found<'a> {
    let entry = |finding: &'a Finding| Entry {
        code: finding.code,
        severity: match finding.level {
            Level::Error => Severity::Error.as_str(),
            Level::Uncounted => Severity::Uncounted.as_str(),
            Level::Warning => Severity::Warning.as_str(),
        },
        file: finding.file.as_deref(),
        line: finding.line,
        column: finding.column,
        message: &finding.message,
        hint: finding.hint.as_deref(),
        state: known.map(|k| if k.compared.new.contains(&finding.key) { "new" } else { "unchanged" }),
    };
    let besides = findings.len() - opened.diagnostics.len();
    Found {
        as_of: opened.as_of.to_string(),
        diagnostics: findings.iter().map(entry).collect(),
        summary: Summary {
            errors: opened.errors(),
            uncounted: opened.count(Severity::Uncounted),
            warnings: opened.count(Severity::Warning) + besides,
            compared: known.map(|known| Counts {
                new: known.compared.new.len(),
                unchanged: known.compared.unchanged,
                resolved: known.compared.resolved,
            }),
        },
    }
}
