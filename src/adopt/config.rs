//! The configuration of an adopted workspace: takes what the notes record and where they are, gives the text of a new
//! `rapporteur.toml`, or an old one with the source added at its end.

use super::survey::{Survey, needs};
use crate::config::Signal;
use crate::parse::config::TEMPLATE;
use crate::source::{EXCLUDE, unknown_sign};

/// How the notes are reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entrance {
    /// The folder, relative to the workspace.
    pub path: String,
    /// The one file to read in it, where it is no folder that was given.
    pub file: Option<String>,
    /// Files in it that can't be read.
    pub broken: Vec<String>,
    /// Whether files are to be cut at their dated headings.
    pub is_running: bool,
}

/// A new configuration: every option as a remark, but for the source and the signals.
pub fn new(entrance: &Entrance, survey: &Survey) -> String {
    let mut out =
        String::from("# Made by `rapporteur adopt`. Yours from here on: a later run changes nothing in it.\n");
    let mut written = String::new();
    let mut lines = TEMPLATE.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("#[[notes.source]]") {
            out += &source(entrance);
            // The path is written; the other options stay as they are.
            while lines.peek().is_some_and(|next| next.starts_with("#path")) {
                lines.next();
            }
            written = source(entrance);
            continue;
        }
        let option = line.strip_prefix('#').and_then(|rest| rest.split_once(" =")).map_or("", |(key, _)| key);
        if !option.is_empty() && written.lines().any(|line| line.starts_with(&format!("{option} ="))) {
            continue;
        }
        match line {
            "#[health]" => out += "[health]\n",
            _ if line.starts_with("#signals =") => out += &signals(survey),
            _ if line.starts_with("#cadence_days =") => out += &cadence(survey, line),
            _ if line.starts_with("# Our people.") => {
                out += "# You and your colleagues were at these meetings, too, and notes don't say who is ours: move yours here from\n";
                out += "# stakeholders/ (delete the record, keep its spellings as aliases).\n";
                out += line;
                out.push('\n');
            }
            _ => {
                out += line;
                out.push('\n');
            }
        }
    }
    out
}

/// A configuration with the source at its end; `None` where it can't stand there.
pub fn with_source(text: &str, entrance: &Entrance) -> Option<String> {
    let gap = if text.is_empty() || text.ends_with("\n\n") {
        ""
    } else if text.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let added =
        format!("{gap}# Added by `rapporteur adopt`: notes in another style, read as they are.\n{}", source(entrance));
    let added = if text.contains("\r\n") { added.replace('\n', "\r\n") } else { added };
    let whole = format!("{text}{added}");
    let body = whole.strip_prefix('\u{feff}').unwrap_or(&whole);
    body.parse::<toml_edit::DocumentMut>().ok().map(|_| whole)
}

/// The text of the source.
pub fn source(entrance: &Entrance) -> String {
    let text = |text: &str| toml_edit::Value::from(text).to_string();
    let mut out = format!("[[notes.source]]\npath = {}\n", text(&entrance.path));
    if let Some(file) = &entrance.file {
        out += &format!("include = [{}]\n", text(file));
    }
    if entrance.is_running {
        out += "# Files here hold several meetings, each under a dated heading.\nsplit = \"date-headings\"\n";
    }
    // A pattern has no way to write these signs.
    let broken = entrance.broken.iter().filter(|path| !path.contains(['*', '?']) && unknown_sign(path).is_none());
    let broken: Vec<String> = broken.map(|path| text(path)).collect();
    if !broken.is_empty() {
        let usual: Vec<String> = EXCLUDE.iter().map(|pattern| text(pattern)).collect();
        out += "# As usual, and what can't be read as it is.\n";
        out += &format!("exclude = [{}, {}]\n", usual.join(", "), broken.join(", "));
    }
    out
}

fn signals(survey: &Survey) -> String {
    let taken = survey.signals();
    let shown: Vec<String> = taken.iter().map(|signal| format!("\"{}\"", signal.as_str())).collect();
    let mut out =
        String::from("# Taken from what these notes record. The others of our conduct, and what each would need:\n");
    for signal in Signal::ALL.into_iter().filter(|s| !s.describes_them() && !taken.contains(s)) {
        out += &format!("#   {}: {}\n", signal.as_str(), needs(signal));
    }
    out + &format!("signals = [{}]\n", shown.join(", "))
}

fn cadence(survey: &Survey, default: &str) -> String {
    let Some(gap) = survey.gap() else { return format!("{default}\n") };
    let days = super::report::days(gap);
    match survey.cadence() {
        None => format!("# The last of these meetings are {days} apart (median).\n{default}\n"),
        Some(cadence) => format!(
            "# The last of these meetings are {days} apart (median): the usual 30 would call everyone late between two.\n\
             cadence_days = {cadence}\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::FileId;

    fn read(text: &str) -> crate::config::Config {
        let mut diagnostics = Diagnostics::default();
        let config = crate::parse::config::config(FileId(0), text, &mut diagnostics);
        let said: Vec<String> = diagnostics.sorted().iter().map(|d| d.message.clone()).collect();
        assert!(
            said.is_empty(),
            "{said:?}
{text}"
        );
        config
    }

    #[test]
    fn a_new_configuration_says_where_and_what_and_nothing_else() {
        let entrance = Entrance { path: "../no\"tes".to_owned(), ..Entrance::default() };
        let text = new(&entrance, &Survey::default());
        let config = read(&text);
        assert_eq!(config.sources.len(), 1);
        assert_eq!((config.sources[0].path.as_str(), &config.sources[0].include), ("../no\"tes", &None));
        assert_eq!(config.health.signals, [Signal::Cadence]);
        assert!(text.contains("#   reliability: ") && text.contains("\n#exclude = ["), "{text}");
        let plain = crate::config::Config {
            sources: config.sources.clone(),
            health: crate::config::HealthConfig { signals: vec![Signal::Cadence], ..Default::default() },
            ..Default::default()
        };
        assert_eq!(config, plain);
        let one = new(&Entrance { file: Some("log.md".to_owned()), ..entrance }, &Survey::default());
        assert_eq!(read(&one).sources[0].include, Some(vec!["log.md".to_owned()]));
    }

    #[test]
    fn a_source_is_added_at_the_end() {
        let entrance = Entrance { path: "../notes".to_owned(), ..Entrance::default() };
        let text = with_source("# mine\nproduct = \"X\" # x\n[health]\nenough = 0.5", &entrance).unwrap();
        assert!(text.starts_with("# mine\nproduct = \"X\" # x\n[health]\nenough = 0.5\n\n# Added"), "{text}");
        assert_eq!(read(&text).sources[0].path, "../notes");
        assert_eq!(with_source("notes = {}\n", &entrance), None);
    }
}
