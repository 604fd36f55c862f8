//! `serve`: the site in a browser, made anew whenever a file changes. Nothing is written.

use std::path::PathBuf;

use clap::Args;

use super::workspace::Reading;
#[cfg(not(feature = "serve"))]
use super::{Environment, Failure};

/// Show the site in a browser on this machine, and show it anew whenever a file of the workspace changes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur serve                         the pm edition, at http://127.0.0.1:7878/
  rapporteur serve --edition leadership    what leadership will read
  rapporteur serve engagement --port 8000  another workspace, on that port

Nothing is published and no file is written. While the content has errors the last good pages stay, and the errors are
shown on them and here. Ctrl-C ends it.")]
pub(super) struct Serve {
    /// The workspace; by default the current directory or its `content/`.
    dir: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// The edition to show.
    #[arg(long, default_value = "pm", value_name = "NAME", add = super::complete::editions())]
    edition: String,
    /// The port; by default 7878, or one of the next where it is taken. 0 takes any that is free.
    #[arg(long, value_name = "N")]
    port: Option<u16>,
}

impl Serve {
    #[cfg(not(feature = "serve"))]
    #[expect(clippy::unused_self, reason = "the same call with and without the feature")]
    pub(super) fn run(&self, _: &Environment) -> Result<(), Failure> {
        Err(Failure::Usage("this rapporteur was built without `serve`; build it with `--features serve`".to_owned()))
    }
}

#[cfg(feature = "serve")]
mod live {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::sync::{Arc, Mutex, PoisonError};
    use std::time::Instant;

    use super::super::output::{clean, count, tell};
    use super::super::workspace::Opened;
    use super::super::{Environment, Failure, build, report};
    use super::Serve;
    use crate::diagnostic::Severity;
    use crate::render::{RenderError, Templates};
    use crate::serve::{Board, Pages, Seen, Shown, Watch, bind};

    /// The port where none is asked for.
    const PORT: u16 = 7878;
    /// Errors and changed files named in the terminal.
    const NAMED: usize = 10;

    /// What became of reading the workspace once.
    struct Made {
        /// The pages, or what is wrong, styled for a terminal.
        pages: Result<Pages, Vec<String>>,
        /// The workspace, where it could be read.
        opened: Option<Opened>,
    }

    impl Serve {
        pub(in crate::cli) fn run(&self, environment: &Environment) -> Result<(), Failure> {
            // A workspace or an edition that isn't there is no fault of the content.
            let opened = Opened::read(self.dir.as_deref(), &self.reading, false, environment)?;
            opened.edition(&self.edition)?;
            let root = opened.workspace.root.clone();
            let bound = bind(self.port.unwrap_or(PORT), self.port.is_none()).map_err(|error| {
                let port = self.port.unwrap_or(PORT);
                Failure::Environment(format!("cannot serve on port {port}: {error}; another is chosen with `--port`"))
            })?;
            let cannot = |error: notify::Error| Failure::Environment(format!("cannot watch for changes: {error}"));
            let mut watch = Watch::new().map_err(cannot)?;
            // Watched before it is read: what changes meanwhile is not missed.
            let mut config = opened.workspace.config;
            unwatched(&watch.follow(&root, &config));
            let board = Arc::new(Board::default());
            let made = self.make(environment);
            show(made, &board, &root, &Seen::new(), environment.started);
            let url = format!("http://127.0.0.1:{}/", bound.port);
            bound.serve(&board);
            tell(&format!("{url} shows the {} edition; Ctrl-C ends it\n", clean(&self.edition)));
            while let Some(seen) = watch.wait() {
                let started = Instant::now();
                // A new folder is watched before it is read, or what comes into it meanwhile would be missed.
                watch.follow(&root, &config);
                let made = self.make(environment);
                if let Some(opened) = &made.opened {
                    config.clone_from(&opened.workspace.config);
                    unwatched(&watch.follow(&root, &config));
                }
                show(made, &board, &root, &seen, started);
            }
            Err(Failure::Environment("watching for changes has ended".to_owned()))
        }

        /// Reads the workspace and makes the site.
        fn make(&self, environment: &Environment) -> Made {
            // Where the day isn't pinned, it moves on while this runs.
            let now = environment.now.checked_add(environment.started.elapsed()).unwrap_or(environment.now);
            let environment = &Environment { now, ..environment.clone() };
            let failed = |failure| match failure {
                Failure::Usage(message) | Failure::Environment(message) => Err(vec![message]),
                Failure::Findings => Err(Vec::new()),
            };
            let opened = match Opened::read(self.dir.as_deref(), &self.reading, false, environment) {
                Ok(opened) => opened,
                Err(failure) => return Made { pages: failed(failure), opened: None },
            };
            let pages = self.pages(&opened, environment).unwrap_or_else(failed);
            Made { pages, opened: Some(opened) }
        }

        fn pages(&self, opened: &Opened, environment: &Environment) -> Result<Result<Pages, Vec<String>>, Failure> {
            let edition = opened.edition(&self.edition)?;
            if opened.has_errors() {
                let mut errors: Vec<_> =
                    opened.diagnostics.iter().filter(|d| opened.severity(d) == Severity::Error).collect();
                // A strict run counts as errors the lines that weren't counted, often for want of what an error took out.
                errors.sort_by_key(|d| d.severity() != Severity::Error);
                let told = |d| report::human(d, &opened.workspace.sources, opened.strict, environment.width);
                return Ok(Err(errors.into_iter().map(told).collect()));
            }
            let templates = match Templates::new(&opened.workspace.sources.templates) {
                Ok(templates) => templates,
                Err(error) => return Ok(Err(vec![lines(&error.to_string())])),
            };
            let view = opened.view(edition);
            let pages = Mutex::new(BTreeMap::new());
            let put = |path: &str, bytes: Vec<u8>| {
                let before = pages.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), bytes);
                before.map_or(Ok(()), |_| Err(format!("two files are to be `{path}`")))
            };
            let config = &opened.workspace.config;
            let rendered = crate::render::render(&view.register, &view.assessed, config, edition, &templates, &put);
            let put_static = |(path, bytes): (&str, &[u8])| put(path, bytes.to_vec()).map_err(RenderError::Put);
            let rendered = rendered.and_then(|_| build::statics(opened, edition).try_for_each(put_static));
            Ok(match rendered {
                Ok(()) => Ok(pages.into_inner().unwrap_or_else(PoisonError::into_inner)),
                Err(error) => Err(vec![lines(&error.to_string())]),
            })
        }
    }

    /// Shows what was made, and tells of it.
    fn show(made: Made, board: &Board, root: &Path, seen: &Seen, started: Instant) {
        let before = board.now();
        let changed = names(seen, root);
        let mut told = String::new();
        match made.pages {
            Ok(pages) => {
                let n = difference(&before.pages, &pages);
                board.show(Shown::site(pages));
                let pages = count(n, "file changed", "files changed");
                let what = if changed.is_empty() { "built".to_owned() } else { changed };
                told += &format!("{what}: {pages}, {} ms\n", started.elapsed().as_millis());
            }
            Err(problems) => {
                let plain = |text: &String| anstream::adapter::strip_str(text).to_string();
                let problems_shown = problems.iter().map(plain).collect();
                board.show(Shown { problems: problems_shown, ..(*before).clone() });
                let red = anstyle::AnsiColor::Red.on_default().bold();
                for problem in problems.iter().take(NAMED) {
                    told += problem.trim_end();
                    told += "\n\n";
                }
                let stays = if before.pages.is_empty() { "nothing to show yet" } else { "the last good site stays" };
                let after = if changed.is_empty() { String::new() } else { format!("{changed}: ") };
                let errors = count(problems.len(), "error", "errors");
                told += &format!("{after}{red}{errors}{red:#}; {stays}\n");
            }
        }
        if let Some(opened) = &made.opened {
            let uncounted = opened.count(Severity::Uncounted);
            if uncounted > 0 && !opened.strict {
                let lines = count(uncounted, "line not counted", "lines not counted");
                told += &format!("{lines}; `rapporteur check` shows them\n");
            }
        }
        tell(&told);
    }

    /// How many files are new, gone or other than before.
    fn difference(before: &Pages, after: &Pages) -> usize {
        let gone = before.keys().filter(|path| !after.contains_key(*path)).count();
        gone + after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).count()
    }

    /// The files that changed, in a line.
    fn names(seen: &Seen, root: &Path) -> String {
        let real = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let name = |path: &std::path::PathBuf| {
            let below = path.strip_prefix(&real).or_else(|_| path.strip_prefix(root));
            let last = || path.file_name().map_or(path.as_path(), Path::new);
            clean(&below.unwrap_or_else(|_| last()).display().to_string())
        };
        let mut names: Vec<String> = seen.iter().filter(|path| !path.is_dir()).take(NAMED + 1).map(name).collect();
        if names.len() > NAMED {
            names.truncate(NAMED);
            names.push("more".to_owned());
        }
        if names.is_empty() && !seen.is_empty() {
            names.push("a folder".to_owned());
        }
        names.join(", ")
    }

    /// A message of several lines, without what would steer the terminal.
    fn lines(text: &str) -> String {
        text.lines().map(clean).collect::<Vec<_>>().join("\n")
    }

    fn unwatched(failed: &[(std::path::PathBuf, notify::Error)]) {
        for (path, error) in failed {
            let path = clean(&path.display().to_string());
            tell(&format!("cannot watch `{path}`, changes there are not seen: {}\n", clean(&error.to_string())));
        }
    }
}
