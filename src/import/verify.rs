//! Whether the workspace is sound with what an import would write: everything is parsed and linked in memory first,
//! and a file that would bring an error is left out and said.

use std::collections::BTreeMap;

use super::{Context, Draft, Report};
use crate::Workspace;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Origin, Role, SourceFile, Sources};

/// How often the rest is looked at again without the drafts at fault.
const ROUNDS: usize = 4;

/// The drafts with which the workspace has no new error; the others become faults.
pub(super) fn sound(context: &Context<'_>, mut drafts: Vec<Draft>, report: &mut Report) -> Vec<Draft> {
    for _ in 0..ROUNDS {
        if drafts.is_empty() {
            return drafts;
        }
        let found = problems(context, &drafts);
        if found.is_empty() {
            return drafts;
        }
        let by_path: BTreeMap<&str, &(String, String)> = found.iter().map(|found| (found.0.as_str(), found)).collect();
        let (bad, good): (Vec<Draft>, Vec<Draft>) =
            drafts.into_iter().partition(|draft| by_path.contains_key(draft.path.as_str()));
        let is_elsewhere = bad.is_empty();
        for draft in &bad {
            let (path, message) = by_path[draft.path.as_str()];
            report.fault(draft.row, format!("`{path}` would not be sound: {message}; it was not written"));
        }
        drafts = good;
        if is_elsewhere {
            break;
        }
    }
    if !drafts.is_empty() && !problems(context, &drafts).is_empty() {
        report.fault(0, "the workspace would not be sound with what this gives; nothing was written");
        return Vec::new();
    }
    drafts
}

/// The workspace as it would be with the drafts.
pub(super) fn linked(context: &Context<'_>, drafts: &[Draft]) -> Workspace {
    let workspace = context.workspace;
    let mut sources: Sources = workspace.sources.clone();
    let index: BTreeMap<String, usize> = sources
        .files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.origin == Origin::Workspace)
        .map(|(n, file)| (file.path.to_string(), n))
        .collect();
    for draft in drafts {
        let role = match draft.path.split('/').next() {
            Some("notes") => Role::Note,
            Some("updates") => Role::Update,
            _ => Role::Stakeholder,
        };
        let file = SourceFile {
            path: draft.path.as_str().into(),
            origin: Origin::Workspace,
            role,
            text: draft.text.as_str().into(),
        };
        match index.get(&draft.path) {
            Some(n) => sources.files[*n] = file,
            None => sources.files.push(file),
        }
    }
    crate::link(
        context.root,
        workspace.config.clone(),
        sources,
        workspace.overlay,
        crate::diagnostic::Diagnostics::default(),
    )
}

/// Path and message of every error that the drafts bring.
fn problems(context: &Context<'_>, drafts: &[Draft]) -> Vec<(String, String)> {
    let linked = linked(context, drafts);
    let is_grave = |d: &&Diagnostic| matches!(d.severity(), Severity::Error | Severity::Uncounted);
    let before: Vec<String> =
        context.workspace.diagnostics.sorted().iter().filter(is_grave).map(|d| d.message.clone()).collect();
    let found = linked.diagnostics.sorted();
    let new = found.iter().filter(is_grave).filter(|d| !before.contains(&d.message));
    new.map(|d| {
        let path =
            d.place.and_then(|place| linked.sources.files.get(place.file.0 as usize)).map(|f| f.path.to_string());
        (path.unwrap_or_default(), d.message.clone())
    })
    .collect()
}
