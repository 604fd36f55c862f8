//! `schema`: JSON Schemas of the format, for editors.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::output::{clean, count, json, print_data, tell};
use crate::diagnostic::nearest;
use crate::schema::{KINDS, Kind, all, schema};

/// Print JSON Schemas of the configuration, the records and the front matter, for editors.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rapporteur schema stakeholder
  rapporteur schema --out .schemas         one file a kind: .schemas/stakeholder.schema.json ..
  rapporteur schema | jq '.\"$defs\" | keys' every kind in one schema
  rapporteur schema export                 what `export json` writes

Kinds: config, stakeholder, group, goal, milestone, decision, risk, feedback, commitment, pulse, note, update.
docs/editors.md says how an editor takes them. Dates are strings of the format `date` in them.")]
pub(super) struct Schema {
    /// The kind of file; by default all, in one schema.
    kind: Option<String>,
    /// Write KIND.schema.json into this folder instead, for each kind or the one named.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Schema {
    pub(super) fn run(&self) -> Result<(), Failure> {
        // No file of a workspace, so it is none of the kinds.
        if self.kind.as_deref() == Some("export") {
            return match &self.out {
                None => print_data(&json(&crate::export::schema())),
                Some(dir) => write(dir, [("export", crate::export::schema())]),
            };
        }
        let kinds = match &self.kind {
            None => KINDS.to_vec(),
            Some(name) => vec![kind(name)?],
        };
        match (&self.out, &self.kind) {
            (Some(dir), _) => write(dir, kinds.iter().map(|kind| (kind.name, schema(kind)))),
            (None, None) => print_data(&json(&all())),
            (None, Some(_)) => kinds.iter().try_for_each(|kind| print_data(&json(&schema(kind)))),
        }
    }
}

/// The kind of that name, or of the file of that name.
fn kind(name: &str) -> Result<&'static Kind, Failure> {
    let names = || KINDS.iter().map(|kind| kind.name);
    KINDS.into_iter().find(|kind| kind.name == name || kind.place == name).ok_or_else(|| {
        let hint = nearest(name, names()).map_or_else(
            || format!("there are {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::Usage(format!("unknown kind `{}`; {hint}", clean(name)))
    })
}

fn write(dir: &Path, schemas: impl IntoIterator<Item = (&'static str, serde_json::Value)>) -> Result<(), Failure> {
    let cannot = |path: &Path| {
        let path = clean(&path.display().to_string());
        move |error: std::io::Error| Failure::Environment(format!("cannot write `{path}`: {error}"))
    };
    std::fs::create_dir_all(dir).map_err(cannot(dir))?;
    let mut written = 0;
    for (name, schema) in schemas {
        let path = dir.join(format!("{name}.schema.json"));
        std::fs::write(&path, json(&schema)).map_err(cannot(&path))?;
        written += 1;
    }
    tell(&format!("{} in {}\n", count(written, "schema", "schemas"), clean(&dir.display().to_string())));
    Ok(())
}
