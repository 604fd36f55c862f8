//! What one reader may be told: takes the whole register, gives one with what their audience may see and what they are
//! party to, as it was known on a day. A promise from or to them and their own feedback are theirs to know of, though they
//! be labelled for the team; what is the pm's alone is not, nor a line that names somebody whom they may not know of.
//! Leaves what is said of it to `you`.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::Workspace;
use crate::register::{Audience, Feedback, Field, Id, Note, Passage, PromiseLine, Register, Stakeholder, Update};
use crate::restrict;
use crate::source::FileId;
use crate::validate::Named;

/// What mail to somebody may hold besides what they are party to. Never what is the pm's alone: it lies in an inbox.
pub fn audience(register: &Register, who: &Id) -> Audience {
    let own = register.stakeholders.get(who).map(|s| register.mail_audience(s));
    let ours = || register.team.iter().find(|member| member.id == *who).map(|member| member.audience);
    own.or_else(ours).unwrap_or(Audience::Everyone).max(Audience::Team)
}

/// The register, ready to be cut for one reader after the other.
pub(super) struct Parties<'w> {
    register: &'w Register,
    named: Named<'w>,
    /// Goals, milestones, decisions, updates: nothing of any person's.
    common: Register,
    /// The meetings of files that hold several, without their text: what is of one meeting is told by them.
    meetings: BTreeMap<FileId, Vec<Note>>,
}

impl<'w> Parties<'w> {
    pub(super) fn new(workspace: &'w Workspace) -> Self {
        let register = &workspace.register;
        let common = Register {
            files: register.files.clone(),
            team: register.team.clone(),
            goals: register.goals.clone(),
            milestones: register.milestones.clone(),
            decisions: register.decisions.clone(),
            updates: register.updates.iter().map(|u| Update { passages: Vec::new(), ..u.clone() }).collect(),
            ..Register::default()
        };
        let mut meetings: BTreeMap<FileId, Vec<Note>> = BTreeMap::new();
        let mut count: BTreeMap<FileId, usize> = BTreeMap::new();
        register.notes.iter().for_each(|note| *count.entry(note.place.file).or_default() += 1);
        for note in register.notes.iter().filter(|note| count[&note.place.file] > 1) {
            meetings.entry(note.place.file).or_default().push(bare(note));
        }
        Self { register, named: Named::new(register), common, meetings }
    }

    /// What `who` may see and is party to, as of a day; `None` for who is on no record, or on the pm's alone.
    pub(super) fn of(&self, who: &Id, as_of: Date) -> Option<Register> {
        let audience = audience(self.register, who);
        let reader = Reader { named: &self.named, audience, who };
        let mut cut = self.common.clone();
        if let Some(s) = self.register.stakeholders.get(who) {
            if s.label == Audience::Pm {
                return None;
            }
            // They know of themselves, but not of everybody whom we named there.
            let mut own = Stakeholder { label: Audience::Everyone, ..s.clone() };
            own.priorities.retain(|p| reader.may_read(&p.value));
            own.expectations.retain(|e| reader.may_read(&e.value.what));
            own.positions.retain(|p| reader.may_read(&p.value.topic));
            cut.stakeholders.insert(who.clone(), own);
        } else if !self.register.is_ours(who) {
            return None;
        }
        // To one of ours, whom the promise is to or from is somebody the team may know of.
        let others = |id: &&Id| self.register.stakeholders.get(*id).is_some_and(|s| s.label >= audience);
        let is_party = |line: &&PromiseLine| {
            let other = if line.from == *who { &line.to } else { &line.from };
            (line.from == *who || line.to == *who) && (self.register.is_ours(other) != self.register.is_ours(who))
        };
        for line in self.register.promise_lines.iter().filter(is_party) {
            let other = if line.from == *who { &line.to } else { &line.from };
            if let Some(label) = reader.label(line.label, &line.text)
                && (self.register.is_ours(other) || others(&other))
            {
                cut.promise_lines.push(PromiseLine { label, ..line.clone() });
                if let Some(s) = self.register.stakeholders.get(other) {
                    let known = || Stakeholder { label: Audience::Everyone, ..s.clone() };
                    cut.stakeholders.entry(other.clone()).or_insert_with(known);
                }
            }
        }
        let theirs = self.register.feedback.iter().filter(|f| f.from == *who);
        cut.feedback = theirs.filter_map(|f| reader.feedback(f)).collect();
        for line in self.register.told_lines.iter().filter(|line| line.who == *who && line.label > Audience::Pm) {
            let mut line = line.clone();
            if reader.label(line.label, &line.text).is_none() {
                line.text = String::new();
            }
            line.label = Audience::Everyone;
            cut.told_lines.push(line);
        }
        let files = cut.promise_lines.iter().map(|line| line.place.file);
        let files: std::collections::BTreeSet<FileId> = files.collect();
        cut.notes = files.iter().filter_map(|file| self.meetings.get(file)).flatten().cloned().collect();
        Some(restrict::restrict(&cut, audience, as_of))
    }
}

/// A note but for what it says.
fn bare(note: &Note) -> Note {
    Note {
        label: if note.label > Audience::Pm { Audience::Everyone } else { Audience::Pm },
        title: String::new(),
        attendees: Vec::new(),
        regrets: Vec::new(),
        absent: Vec::new(),
        goals: Vec::new(),
        tags: Vec::new(),
        passages: note.passages.iter().map(|p| Passage { text: "".into(), ..p.clone() }).collect(),
        tasks: Vec::new(),
        ..note.clone()
    }
}

struct Reader<'a> {
    named: &'a Named<'a>,
    audience: Audience,
    who: &'a Id,
}

impl Reader<'_> {
    /// The label that a line they are party to has for them; `None` where it is not theirs to read.
    fn label(&self, label: Audience, text: &str) -> Option<Audience> {
        let is_theirs = label > Audience::Pm && self.may_read(text);
        let label = if label.is_visible_to(self.audience) { label } else { Audience::Everyone };
        is_theirs.then_some(label)
    }

    /// Whether a text names nobody whom they may not know of.
    fn may_read(&self, text: &str) -> bool {
        !self.named.names_hidden(text, self.audience, self.who)
    }

    fn feedback(&self, f: &Feedback) -> Option<Feedback> {
        let label = self.label(f.label, &f.text)?;
        let text = |field: &Field<String>| {
            let field = field.clone()?;
            Some(crate::register::Labelled { label: self.label(field.label, &field.value)?, ..field })
        };
        Some(Feedback {
            label,
            response: text(&f.response),
            reason: text(&f.reason),
            outcome: theirs(&f.outcome),
            told: theirs(&f.told),
            answered: theirs(&f.answered),
            decision: None,
            ..f.clone()
        })
    }
}

/// A field of their own feedback, unless it is the pm's alone.
fn theirs<T: Clone>(field: &Field<T>) -> Field<T> {
    let field = field.clone().filter(|field| field.label > Audience::Pm)?;
    Some(crate::register::Labelled { label: Audience::Everyone, ..field })
}
