//! Which files of a `[[notes.source]]` are read: takes its patterns and a path, says whether; and which patterns match
//! nothing.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::glob;
use crate::config::NotesSource;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// What a `[[notes.source]]` reads where it doesn't say.
const INCLUDE: [&str; 1] = ["**/*.md"];
/// What a `[[notes.source]]` leaves out where it doesn't say.
pub const EXCLUDE: [&str; 4] = ["**/README*", "**/template*", "**/*template.md", "**/node_modules/**"];

/// Warns of patterns that match no file, or of a source without any.
pub(super) fn matches_nothing(
    settings: &NotesSource,
    matched: &BTreeSet<usize>,
    is_empty: bool,
    diagnostics: &mut Diagnostics,
) {
    let mut warn = |message: String, hint: &str| {
        diagnostics.push(Diagnostic::new(Code::MatchesNothing, settings.place, message).hint(hint));
    };
    let patterns = settings.include.iter().flatten().enumerate();
    let idle: Vec<&String> = patterns.filter(|(n, _)| !matched.contains(n)).map(|(_, pattern)| pattern).collect();
    // A broken one is an error already.
    for pattern in idle.iter().filter(|pattern| glob::unknown_sign(pattern).is_none()) {
        let hint = "patterns are relative to the folder of the source; `**/*.md` is every note in it";
        warn(format!("no file in `{}` matches `{pattern}` of `include`", settings.path), hint);
    }
    if is_empty && idle.is_empty() {
        let hint = "notes are read from files ending in `.md`, but for what `exclude` names";
        warn(format!("no file in `{}` is read", settings.path), hint);
    }
}

/// Whether a file is read; which patterns of `include` it matches is added to `matched`.
pub(super) fn is_included(settings: &NotesSource, path: &str, matched: &RefCell<BTreeSet<usize>>) -> bool {
    for (n, pattern) in settings.include.iter().flatten().enumerate() {
        if glob::matches(pattern, path) {
            matched.borrow_mut().insert(n);
        }
    }
    any(settings.include.as_deref(), &INCLUDE, path) && !is_excluded(settings, path)
}

/// Whether a path is left out by `exclude`.
pub(super) fn is_excluded(settings: &NotesSource, path: &str) -> bool {
    any(settings.exclude.as_deref(), &EXCLUDE, path)
}

fn any(own: Option<&[String]>, default: &[&str], path: &str) -> bool {
    match own {
        None => default.iter().any(|g| glob::matches(g, path)),
        Some(own) => own.iter().any(|g| glob::matches(g, path)),
    }
}
