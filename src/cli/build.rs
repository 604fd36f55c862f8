//! `build`: each edition into its folder, all or none.

mod left;
mod summary;

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use self::summary::{Done, summary};
use super::output::{clean, tell};
use super::workspace::{Opened, Reading};
use super::{Environment, Failure};
use crate::View;
use crate::config::Edition;
use crate::diagnostic::{Diagnostics, Severity};
use crate::publish::{Job, PublishError, Publisher, Swapped, refuse_nested};
use crate::register::Audience;
use crate::render::{self, RenderError, TemplateError, Templates};

/// Build the editions: by default `leadership` into site/, to publish, and `pm` into workbench/, for yourself.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur build                                     site/ and workbench/
  rapporteur build engagement --out public             public/leadership/ and public/pm/
  rapporteur build --edition leadership --out public   that edition, in public/ itself
  rapporteur build --single-file                       report.html in each besides, to hand on
  rapporteur build --csv                               each page's tables beside it, in data/
  rapporteur build --as-of 2026-10-01 --edition pm     how it looked that day
  rapporteur build --about ada                         about/ada.html: what the files hold with her, to show her
  rapporteur build --about ada --complete              all of it by line, for a request of access

Nothing is written where the content has errors. Files of yours in an output folder stay.")]
pub(super) struct Build {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Build into DIR/EDITION/, or with --edition into DIR itself.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build this edition only.
    #[arg(long, value_name = "NAME", add = super::complete::editions())]
    edition: Option<String>,
    /// Put report.html into each edition besides: update, register, map and method in one file, to hand on.
    #[arg(long)]
    single_file: bool,
    /// Put the tables of each page beside it as CSV, with links (`csv = true` of an edition does it always).
    #[arg(long)]
    csv: bool,
    /// Write the record with this person instead, to be shown to them: about/ID.html, or into --out. No edition is built.
    #[arg(long, value_name = "ID", conflicts_with_all = ["edition", "single_file", "csv"], add = super::complete::stakeholders())]
    about: Option<String>,
    /// With --about: everything held on them, by label and line, for a request of access.
    #[arg(long, requires = "about")]
    complete: bool,
}

/// An edition, rendered and not yet in place.
struct Staged<'a> {
    edition: &'a Edition,
    target: PathBuf,
    view: View,
    publisher: Publisher,
    /// How many warnings there are, where it sees all of them.
    warnings: Option<usize>,
}

impl Build {
    pub(super) fn run(&self, environment: &Environment) -> Result<(), Failure> {
        // The process ends with the build: what a big workspace took of memory goes back at once, not piece by piece.
        let mut opened = ManuallyDrop::new(Opened::read(self.dir.as_deref(), &self.reading, false, environment)?);
        opened.refuse_errors("nothing was written", environment)?;
        if let Some(id) = &self.about {
            return super::about::build(&opened, id, self.complete, self.out.as_deref(), environment);
        }
        for edition in opened.workspace.config.editions.values_mut() {
            edition.csv |= self.csv;
        }
        // Only an error's excerpt would still need what the files say.
        let nothing: Arc<str> = "".into();
        let texts = opened.workspace.sources.files.iter_mut();
        let texts: Vec<_> = texts.map(|file| std::mem::replace(&mut file.text, Arc::clone(&nothing))).collect();
        let editions = self.editions(&opened)?;
        let targets: Vec<PathBuf> = editions.iter().map(|edition| self.target(edition)).collect();
        refuse_nested(&targets.iter().map(PathBuf::as_path).collect::<Vec<_>>()).map_err(failed)?;
        // Every stage is opened before anything is rendered: a folder that is refused costs no wait.
        let open = |(edition, target): (_, PathBuf)| -> Result<(_, PathBuf, Publisher), Failure> {
            let publisher = open(edition, &target, &opened, environment).map_err(failed)?;
            Ok((edition, target, publisher))
        };
        let publishers = editions.into_iter().zip(targets).map(open).collect::<Result<Vec<_>, _>>()?;
        let blind = !publishers.iter().any(|(edition, ..)| sees_all(edition));
        // Let go of before the editions take theirs.
        let ((), templates) = rayon::join(|| drop(texts), || Templates::new(&opened.workspace.sources.templates));
        let templates = templates.map_err(|error| bad_template(&error))?;
        let render = || {
            let stage = |(edition, target, publisher): (_, _, Publisher)| {
                let view = opened.view(edition);
                // The pm edition has everything that warnings are found in.
                let count = || sees_all(edition).then(|| warnings(&crate::check_seen(&opened.workspace, &view)));
                let render = || {
                    render_into(&opened, edition, &view, &templates, &publisher, environment)?;
                    if self.single_file { put_single(&opened, edition, &view, &templates, &publisher) } else { Ok(()) }
                };
                let (rendered, warnings) = rayon::join(render, count);
                rendered?;
                Ok(Staged { edition, target, view, publisher, warnings })
            };
            publishers.into_iter().map(stage).collect::<Result<Vec<_>, Failure>>()
        };
        let count = || blind.then(|| warnings(&crate::check(&opened.workspace, opened.as_of)));
        let (staged, mut warnings) = rayon::join(render, count);
        // Each is complete before the first is swapped: what stops one stops all.
        let mut ready = Vec::new();
        for Staged { edition, target, view, publisher, warnings: found } in staged? {
            warnings = warnings.or(found);
            ready.push((edition, target, view, publisher.ready().map_err(failed)?));
        }
        let mut swapped = Vec::new();
        for (edition, target, view, ready) in ready {
            match ready.swap() {
                Ok(now) => swapped.push((edition, target, view, now)),
                Err(error) => return Err(undo(swapped.into_iter().map(|(.., now)| now), &error)),
            }
        }
        let done: Vec<Done<'_>> =
            swapped.into_iter().map(|(edition, target, view, now)| (edition, target, view, now.clear())).collect();
        tell(&summary(&opened, &done, warnings.unwrap_or_default(), environment));
        tell(&self.left_standing(&opened, &done));
        std::mem::forget(done);
        Ok(())
    }

    fn left_standing(&self, opened: &Opened, done: &[Done<'_>]) -> String {
        // Where one edition goes is nobody's folder of editions.
        if self.out.is_some() && self.edition.is_some() {
            return String::new();
        }
        let root = self.out.as_deref().unwrap_or(Path::new("."));
        let known: Vec<PathBuf> = done.iter().map(|(_, target, ..)| target.clone()).collect();
        left::standing(root, &known, &opened.workspace.config.editions)
    }

    fn editions<'a>(&self, opened: &'a Opened) -> Result<Vec<&'a Edition>, Failure> {
        if let Some(name) = &self.edition {
            return Ok(vec![opened.edition(name)?]);
        }
        let lacks = opened.lacks_overlay();
        Ok(opened.workspace.config.editions.values().filter(|e| !(lacks && e.audience == Audience::Pm)).collect())
    }

    fn target(&self, edition: &Edition) -> PathBuf {
        match (&self.out, &self.edition) {
            (None, _) => PathBuf::from(&edition.out),
            (Some(out), Some(_)) => out.clone(),
            (Some(out), None) => out.join(&edition.name),
        }
    }
}

fn sees_all(edition: &Edition) -> bool {
    edition.audience == Audience::Pm
}

fn warnings(found: &Diagnostics) -> usize {
    found.count(Severity::Warning)
}

fn open(
    edition: &Edition,
    target: &Path,
    opened: &Opened,
    environment: &Environment,
) -> Result<Publisher, PublishError> {
    Publisher::new(&Job {
        target,
        edition: &edition.name,
        private: edition.audience == Audience::Pm,
        workspace: &opened.workspace.root,
        home: environment.home.as_deref(),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: PublishError) -> Failure {
    Failure::Environment(error.to_string())
}

/// Takes back the editions that are in place when one can't be.
fn undo(swapped: impl Iterator<Item = Swapped>, error: &PublishError) -> Failure {
    let mut told = error.to_string();
    for failure in swapped.filter_map(|now| now.undo().err()) {
        told += &format!("; and the edition before it is in place already: {failure}");
    }
    Failure::Environment(told)
}

fn render_into(
    opened: &Opened,
    edition: &Edition,
    view: &View,
    templates: &Templates,
    publisher: &Publisher,
    environment: &Environment,
) -> Result<(), Failure> {
    let bar = if environment.progress { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{spinner} {prefix}: {pos} pages").expect("the template is well formed");
    bar.set_style(style);
    bar.set_prefix(clean(&edition.name));
    if environment.progress {
        bar.enable_steady_tick(Duration::from_millis(100));
    }
    let pages = AtomicUsize::new(0);
    let put = |path: &str, bytes: Vec<u8>| {
        let n = pages.fetch_add(1, Ordering::Relaxed) + 1;
        if n.is_multiple_of(64) {
            bar.set_position(n as u64);
        }
        publisher.put(path, &bytes)
    };
    let View { register, assessed } = view;
    let rendered = render::render(register, assessed, &opened.workspace.config, edition, templates, &put);
    bar.finish_and_clear();
    match rendered {
        Ok(_) => put_statics(opened, edition, publisher).map_err(failed),
        Err(RenderError::Put(error)) => Err(failed(error)),
        Err(RenderError::Template(error)) => Err(bad_template(&error)),
    }
}

/// The name of an edition's single file.
const SINGLE: &str = "report.html";

fn put_single(
    opened: &Opened,
    edition: &Edition,
    view: &View,
    templates: &Templates,
    publisher: &Publisher,
) -> Result<(), Failure> {
    let config = &opened.workspace.config;
    let page = render::single_file(&view.register, &view.assessed, config, edition, templates);
    let page = page.map_err(|error| bad_template(&error))?;
    publisher.put(SINGLE, &page).map_err(failed)
}

/// A template of the workspace's own that can't be used is its author's to mend.
pub(super) fn bad_template(error: &TemplateError) -> Failure {
    let red = anstyle::AnsiColor::Red.on_default().bold();
    let told: Vec<String> = error.to_string().lines().map(clean).collect();
    tell(&format!("{red}error{red:#}: {}\n", told.join("\n")));
    Failure::Findings
}

fn put_statics(opened: &Opened, edition: &Edition, publisher: &Publisher) -> Result<(), PublishError> {
    statics(opened, edition).try_for_each(|(path, bytes)| publisher.put(path, bytes))
}

/// The files of `static/` with their paths in an edition.
pub(super) fn statics<'a>(opened: &'a Opened, edition: &'a Edition) -> impl Iterator<Item = (&'a str, &'a [u8])> {
    crate::statics(&opened.workspace, edition)
}
