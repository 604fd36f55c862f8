//! What the commands share: finding the workspace, choosing the date, the edition and how strict to be, and telling
//! what is wrong with the content.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::output::{clean, tell};
use super::{Environment, Failure, report};
use crate::config::{Config, Edition};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::gate;
use crate::parse;
use crate::register::Audience;
use crate::source::{self, Overlay, ReadError};
use crate::{View, Workspace};

/// Options of every command that reads a workspace.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// The date everything is as of, e.g. 2026-11-01; by default `as_of` of the configuration, else `SOURCE_DATE_EPOCH`,
    /// else today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Take a line that can't be counted for an error; the default where CI is set.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    strict: Option<bool>,
}

impl Reading {
    /// Whether a date was given.
    pub(super) fn has_as_of(&self) -> bool {
        self.as_of.is_some()
    }
}

/// A workspace as read, with the date chosen.
#[derive(Debug)]
pub(super) struct Opened {
    /// As read.
    pub(super) workspace: Workspace,
    /// What is wrong with it as of the date, sorted.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The date.
    pub(super) as_of: Date,
    /// Whether an uncounted line is an error.
    pub(super) strict: bool,
}

impl Opened {
    /// Reads the workspace in `dir`, or in the current directory or its `content/`. Where `timely` is set, the
    /// diagnostics hold what time alone brings, too.
    pub(super) fn read(
        dir: Option<&Path>,
        reading: &Reading,
        timely: bool,
        environment: &Environment,
    ) -> Result<Self, Failure> {
        let workspace = source::find(dir).and_then(|root| crate::load(&root)).map_err(unread)?;
        Self::of(workspace, reading, timely, environment)
    }

    /// The same of a workspace that was read elsewhere.
    pub(super) fn of(
        workspace: Workspace,
        reading: &Reading,
        timely: bool,
        environment: &Environment,
    ) -> Result<Self, Failure> {
        let as_of = as_of(reading, &workspace.config, environment)?;
        let found = if timely { crate::check(&workspace, as_of).sorted() } else { workspace.diagnostics.sorted() };
        let strict = reading.strict.unwrap_or(environment.ci);
        Ok(Self { workspace, diagnostics: found, as_of, strict })
    }

    /// How many diagnostics of a severity; several faults of one line that isn't counted are one such line.
    pub(super) fn count(&self, severity: Severity) -> usize {
        let found = self.diagnostics.iter().filter(|d| d.severity() == severity);
        if severity == Severity::Uncounted {
            return found.map(|d| d.place.map(|place| (place.file, place.line))).collect::<BTreeSet<_>>().len();
        }
        found.count()
    }

    /// How grave a diagnostic is in this run: an uncounted line is an error where it is strict.
    pub(super) fn severity(&self, diagnostic: &Diagnostic) -> Severity {
        match diagnostic.severity() {
            Severity::Uncounted if self.strict => Severity::Error,
            severity => severity,
        }
    }

    /// How many errors there are in this run; a line that isn't counted is one where it is strict.
    pub(super) fn errors(&self) -> usize {
        self.count(Severity::Error) + if self.strict { self.count(Severity::Uncounted) } else { 0 }
    }

    /// Whether nothing may be published or told from this content.
    pub(super) fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// Ends the run where the content has errors, and tells them; `so` is what comes of it.
    pub(super) fn refuse_errors(&self, so: &str, environment: &Environment) -> Result<(), Failure> {
        if !self.has_errors() {
            return Ok(());
        }
        // A pipeline's log is read by more people than a workspace.
        let audience = if environment.ci { self.workspace.config.check.audience } else { Audience::Pm };
        let findings = gate::findings(&self.workspace, &self.diagnostics, self.strict, audience);
        let errors = self.diagnostics.iter().zip(&findings).filter(|(d, _)| self.severity(d) == Severity::Error);
        let (errors, findings): (Vec<_>, Vec<_>) = errors.unzip();
        for at in report::shown(&findings) {
            let (diagnostic, finding) = (errors[at], findings[at]);
            if finding.is_withheld {
                tell(&report::plain(finding));
            } else {
                tell(&report::human(diagnostic, &self.workspace.sources, self.strict, environment.width));
            }
        }
        tell(&format!("{}{}; {so}\n", report::left_out(&findings), report::summary(self)));
        Err(Failure::Findings)
    }

    /// The edition of that name; a pm edition only where the private overlay is not missing.
    pub(super) fn edition(&self, name: &str) -> Result<&Edition, Failure> {
        let Some(edition) = self.workspace.config.editions.get(name) else {
            let names = self.workspace.config.editions.keys().map(String::as_str);
            let hint = nearest(name, names.clone()).map_or_else(
                || format!("there are {}", names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Failure::Usage(format!("unknown edition `{}`; {hint}", clean(name))));
        };
        if self.lacks_overlay() && edition.audience == Audience::Pm {
            return Err(Failure::Environment(format!(
                "there is no edition `{name}` here: the private overlay is missing on this machine"
            )));
        }
        Ok(edition)
    }

    /// Whether the private overlay is missing here, so that the widest view would be a false one.
    pub(super) fn lacks_overlay(&self) -> bool {
        self.workspace.overlay == Overlay::Missing
    }

    /// What an edition sees.
    pub(super) fn view(&self, edition: &Edition) -> View {
        crate::view(&self.workspace, edition, self.as_of)
    }
}

/// No workspace is a misuse; one that can't be read is the machine's fault.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn unread(error: ReadError) -> Failure {
    let message = clean(&error.to_string());
    match error {
        ReadError::NoWorkspace { .. } => Failure::Usage(message),
        ReadError::Unreadable { .. } => Failure::Environment(message),
    }
}

/// A date as the workspace writes them.
pub(super) fn date(text: &str) -> Result<Date, String> {
    parse::iso(text).ok_or_else(|| {
        let problem = if is_like_a_date(text) { "there is no such day, or not from 1900 to 2200: " } else { "" };
        format!("{problem}dates are written as in `2026-11-01`")
    })
}

/// Digits where a date has digits, and dashes between.
pub(super) fn is_like_a_date(text: &str) -> bool {
    let shape = |(at, b): (usize, u8)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(shape)
}

fn as_of(reading: &Reading, config: &Config, environment: &Environment) -> Result<Date, Failure> {
    if let Some(date) = reading.as_of.or(config.as_of) {
        return Ok(date);
    }
    today(environment, config.time_zone.as_deref())
}

/// The date of `SOURCE_DATE_EPOCH`, else of the clock, in a zone of that name or UTC.
pub(super) fn today(environment: &Environment, zone: Option<&str>) -> Result<Date, Failure> {
    let now = match &environment.source_date_epoch {
        None => environment.now,
        Some(text) => text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
            let shown = clean(text);
            Failure::Usage(format!("SOURCE_DATE_EPOCH is `{shown}`, expected seconds since 1970-01-01"))
        })?,
    };
    let zone = zone.map_or(Ok(TimeZone::UTC), TimeZone::get);
    let zone = zone.map_err(|error| Failure::Usage(format!("unknown time zone in the configuration: {error}")))?;
    Ok(Zoned::new(now, zone).date())
}
