//! Who may read what a diagnostic says: the label of the place it is about. Fails closed: what was not understood, and may
//! have been meant to be narrower, is the pm's.

use std::collections::{BTreeMap, BTreeSet};

use crate::Workspace;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::parse::names;
use crate::register::{Audience, Passage};
use crate::source::{FileId, Origin, Place, Role};
use crate::validate;

/// Keys of a stakeholder's record that leadership may see, and those that the team may; any other is the pm's.
const LEADERSHIP: [&str; 6] = ["name", "kind", "title", "organisation", "group", "id"];
const TEAM: [&str; 8] =
    ["plan", "positions", "concerns", "expectations", "preferences", "priorities", "aliases", "email"];

/// Bytes of a line before and after a fault that are looked through for names.
const LINE: usize = 4000;

/// A note or an update: its first line, its label, its text.
type Text<'a> = (u32, Audience, &'a [Passage]);

/// What one audience may read.
pub(super) struct Labels<'a> {
    workspace: &'a Workspace,
    audience: Audience,
    /// Records of the lists, by file: where each begins, and its label.
    records: BTreeMap<FileId, Vec<(u32, Audience)>>,
    /// Notes and updates, by file.
    texts: BTreeMap<FileId, Vec<Text<'a>>>,
    /// Lines of notes with a label of their own.
    lines: BTreeMap<(FileId, u32), Audience>,
    /// Notes with a label that was not understood: what it was to cover can't be known.
    doubtful: BTreeSet<FileId>,
    /// Names of people whom the audience may not know, as keys of one word or several.
    hidden: BTreeSet<String>,
    longest: usize,
}

impl<'a> Labels<'a> {
    pub(super) fn new(workspace: &'a Workspace, audience: Audience) -> Self {
        let register = &workspace.register;
        let mut records: BTreeMap<FileId, Vec<(u32, Audience)>> = BTreeMap::new();
        let of_records = register.goals.values().map(|r| (r.place, r.label));
        let of_records = of_records
            .chain(register.milestones.values().map(|r| (r.place, r.label)))
            .chain(register.risks.values().map(|r| (r.place, r.label)))
            .chain(register.groups.values().map(|r| (r.place, r.label)))
            .chain(register.decisions.iter().map(|r| (r.place, r.label)))
            .chain(register.feedback.iter().map(|r| (r.place, r.label)))
            .chain(register.promise_lines.iter().map(|r| (r.place, r.label)))
            .chain(register.pulses.iter().map(|r| (r.place, r.label)));
        for (place, label) in of_records {
            records.entry(place.file).or_default().push((place.start, label));
        }
        for list in records.values_mut() {
            list.sort_unstable();
        }
        let mut texts: BTreeMap<FileId, Vec<Text<'_>>> = BTreeMap::new();
        for note in &register.notes {
            texts.entry(note.place.file).or_default().push((note.place.line, note.label, &note.passages));
        }
        for update in &register.updates {
            texts.entry(update.place.file).or_default().push((update.place.line, update.label, &update.passages));
        }
        for list in texts.values_mut() {
            list.sort_by_key(|(line, ..)| *line);
        }
        let mut lines: BTreeMap<(FileId, u32), Audience> = BTreeMap::new();
        let of_lines = register.uncounted.iter().map(|l| (l.place, l.label));
        let of_lines = of_lines
            .chain(register.promise_lines.iter().map(|l| (l.place, l.label)))
            .chain(register.feedback.iter().map(|l| (l.place, l.label)))
            .chain(register.decisions.iter().map(|l| (l.place, l.label)))
            .chain(register.told_lines.iter().map(|l| (l.place, l.label)))
            .chain(register.consulted_lines.iter().map(|l| (l.place, l.label)))
            .chain(register.sentiment.iter().map(|l| (l.place, l.label)));
        for (place, label) in of_lines {
            let known = lines.entry((place.file, place.line)).or_insert(label);
            *known = (*known).min(label);
        }
        let hidden: BTreeSet<String> = register
            .stakeholders
            .values()
            .filter(|s| !s.label.is_visible_to(audience))
            .flat_map(|s| {
                let aliases = s.aliases.iter().chain(&s.formerly).chain(&s.email).map(|f| f.value.as_str());
                aliases.chain([s.name.as_str(), s.id.as_str()]).map(|name| keys(name).join(" ")).collect::<Vec<_>>()
            })
            .filter(|key| !key.is_empty())
            .collect();
        let found = workspace.diagnostics.sorted();
        let doubtful = found.iter().filter(|d| d.code == Code::DoubtfulVisibility);
        let doubtful = doubtful.filter_map(|d| Some(d.place?.file)).collect();
        let longest = hidden.iter().map(|key| key.split(' ').count()).max().unwrap_or(0);
        Self { workspace, audience, records, texts, lines, doubtful, hidden, longest }
    }

    /// Whether the audience may read what it says.
    pub(super) fn shows(&self, diagnostic: &Diagnostic) -> bool {
        let related = diagnostic.related.iter().map(|(place, _)| *place);
        let label = diagnostic.place.into_iter().chain(related).map(|place| self.label(place, diagnostic)).min();
        // These two tell of what others may not see.
        let tells = matches!(diagnostic.code, Code::NamesHiddenPerson | Code::ClosedOutOfSight);
        let label = if tells { Audience::Pm } else { label.unwrap_or(Audience::Team) };
        label.is_visible_to(self.audience)
            && !self.names_hidden(&diagnostic.message)
            && !diagnostic.hint.as_deref().is_some_and(|hint| self.names_hidden(hint))
    }

    /// Whether the audience may know where what is kept from it stands: not in a file of the overlay's, and nothing about a
    /// hidden person, whom the path, the words or the line name.
    pub(super) fn shows_place(&self, diagnostic: &Diagnostic) -> bool {
        let place = diagnostic.place;
        let Some((place, file)) = place.and_then(|p| Some((p, self.workspace.sources.files.get(p.file.0 as usize)?)))
        else {
            return true;
        };
        let words = [Some(diagnostic.message.as_str()), diagnostic.hint.as_deref(), Some(&*file.path)];
        file.origin != Origin::Private
            && diagnostic.code != Code::NamesHiddenPerson
            && !words.into_iter().flatten().any(|words| self.names_hidden(words))
            && line_of(&file.text, place.start as usize).is_some_and(|line| !self.names_hidden(line))
    }

    fn label(&self, place: Place, diagnostic: &Diagnostic) -> Audience {
        let Some(file) = self.workspace.sources.files.get(place.file.0 as usize) else { return Audience::Pm };
        if file.origin == Origin::Private || self.doubtful.contains(&place.file) {
            return Audience::Pm;
        }
        let text = &*file.text;
        let may_be_narrow = || {
            if text.to_ascii_lowercase().contains("visibility") { Audience::Pm } else { Audience::Team }
        };
        match file.role {
            Role::Config | Role::Unreadable => Audience::Team,
            Role::Inbox => Audience::Pm,
            Role::Note | Role::Update => match self.texts.get(&place.file) {
                None => may_be_narrow(),
                Some(list) => {
                    let at = list.partition_point(|(line, ..)| *line <= place.line).saturating_sub(1);
                    let (_, label, passages) = list[at];
                    let line = self.lines.get(&(place.file, place.line)).copied().unwrap_or(Audience::Everyone);
                    label.min(Passage::label_at(passages, place.line)).min(line)
                }
            },
            Role::List => {
                let before = self.records.get(&place.file).and_then(|list| {
                    list.partition_point(|(start, _)| *start <= place.start).checked_sub(1).map(|at| list[at].1)
                });
                // A record with an error in it isn't among them.
                match before {
                    Some(label) if diagnostic.severity() != Severity::Error => label,
                    Some(label) => label.min(may_be_narrow()),
                    None => may_be_narrow(),
                }
            }
            Role::Stakeholder => {
                let own = self.workspace.register.stakeholders.values().find(|s| s.place.file == place.file);
                let record = own.map_or_else(may_be_narrow, |s| s.label);
                // A key that is none, or isn't there, says nothing of anybody.
                match diagnostic.code {
                    Code::UnknownKey | Code::MissingField => record,
                    _ => record.min(key_label(text, place.start as usize)),
                }
            }
        }
    }

    fn names_hidden(&self, text: &str) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let words = keys(text);
        (1..=self.longest).any(|n| words.windows(n).any(|run| self.hidden.contains(&run.join(" "))))
    }
}

/// The line around a byte; `None` of one too long to be read for each of its faults.
fn line_of(text: &str, at: usize) -> Option<&str> {
    let at = text.floor_char_boundary(at);
    let (first, last) = (text.floor_char_boundary(at.saturating_sub(LINE)), text.floor_char_boundary(at + LINE));
    let from = text[first..at].rfind('\n').map(|end| first + end + 1).or((first == 0).then_some(0))?;
    let to = text[at..last].find('\n').map(|end| at + end).or((last == text.len()).then_some(last))?;
    Some(&text[from..to])
}

/// The words of a text, as names are compared.
fn keys(text: &str) -> Vec<String> {
    validate::words(text).map(|(from, to)| names::key(&text[from..to])).filter(|word| !word.is_empty()).collect()
}

/// The label of what stands at a byte of a stakeholder's record: of the table it is in, else of its key.
fn key_label(text: &str, at: usize) -> Audience {
    let end = text[at.min(text.len())..].find('\n').map_or(text.len(), |i| at + i);
    let above = text.get(..end).unwrap_or(text);
    let header = above.lines().rev().map(str::trim).find(|line| line.starts_with('['));
    let key = match header {
        Some(header) => header.trim_start_matches('[').split(['.', ']']).next().unwrap_or_default().trim(),
        None => above
            .lines()
            .rev()
            .filter_map(|line| line.split_once('='))
            .map(|(key, _)| key.trim())
            .find(|key| {
                !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
            })
            .map_or("", |key| key.split('.').next().unwrap_or(key)),
    };
    if LEADERSHIP.contains(&key) {
        Audience::Leadership
    } else if TEAM.contains(&key) {
        Audience::Team
    } else {
        Audience::Pm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_label_of_its_table() {
        let text = "name = \"Ada\"\npriorities = [\n  \"x\",\n]\nsince = 2026-01-01\n[plan]\ncadence_days = 3\n[[assessment]]\npower = 9\n";
        let at = |what: &str| key_label(text, text.find(what).unwrap());
        assert_eq!(at("Ada"), Audience::Leadership);
        assert_eq!(at("\"x\""), Audience::Team);
        assert_eq!(at("2026"), Audience::Pm);
        assert_eq!(at("cadence_days"), Audience::Team);
        assert_eq!(at("power"), Audience::Pm);
    }
}
