//! The model: what is known to be true after validation. Every record carries its label (the widest audience
//! that may see it) and the place it was written; every optional field of a record carries its own.
//! The same type, cut down, is what an edition is computed from.

mod lines;
mod notes;
mod people;
mod records;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::source::{FileId, Place};

pub use lines::{BoxState, ConsultedLine, Feedback, PromiseLine, SentimentMark, ToldLine, Uncounted};
pub use notes::{Ask, Attendee, Note, Passage, Task, Update};
pub use people::{
    Assessment, Expectation, Group, Override, Pause, Plan, Planned, Position, Preferences, Stakeholder, TeamMember,
};
pub use records::{Decision, Forecast, Goal, Metric, Milestone, Pulse, Reading, Risk};
pub use words::{
    Band, DecisionStatus, Detail, Direction, Engagement, FeedbackKind, Kind, NoteType, Outcome, Response, Severity,
    Status,
};

/// An id as in FORMAT: `[a-z0-9][a-z0-9-]*`; cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub Arc<str>);

impl Id {
    /// An id of a string already known to be well formed.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who may see something, narrow to wide. A record labelled L is in the editions whose audience is L or narrower.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Audience {
    /// The product managers who keep the workspace.
    Pm,
    /// Our team.
    Team,
    /// Our leadership.
    Leadership,
    /// Anyone.
    Everyone,
}

impl Audience {
    /// All, narrow to wide.
    pub const ALL: [Self; 4] = [Self::Pm, Self::Team, Self::Leadership, Self::Everyone];
    /// As written in a workspace.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pm => "pm",
            Self::Team => "team",
            Self::Leadership => "leadership",
            Self::Everyone => "everyone",
        }
    }
    /// The audience of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.as_str() == text)
    }
    /// Whether an edition for `audience` may show something labelled `self`.
    pub fn is_visible_to(self, audience: Self) -> bool {
        self >= audience
    }
}

/// A value with its label and place.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Labelled<T> {
    /// The value.
    pub value: T,
    /// The widest audience that may see it.
    pub label: Audience,
    /// Where it is written.
    pub place: Place,
}

/// An optional field of a record.
pub type Field<T> = Option<Labelled<T>>;

/// A finite number from a file, hashable by its bits.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Real(pub f64);
impl std::hash::Hash for Real {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// Everything, cross-linked: every id in here resolves.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Register {
    /// Paths of the files it was read from, as printed, by [`FileId`].
    pub files: Vec<Arc<str>>,
    /// Our people; never empty.
    pub team: Vec<TeamMember>,
    /// Stakeholders.
    pub stakeholders: BTreeMap<Id, Stakeholder>,
    /// Groups.
    pub groups: BTreeMap<Id, Group>,
    /// Goals.
    pub goals: BTreeMap<Id, Goal>,
    /// Milestones.
    pub milestones: BTreeMap<Id, Milestone>,
    /// Decisions, by date and place.
    pub decisions: Vec<Decision>,
    /// Risks.
    pub risks: BTreeMap<Id, Risk>,
    /// Pulse results, by date and place.
    pub pulses: Vec<Pulse>,
    /// Promise lines, by date, path, line.
    pub promise_lines: Vec<PromiseLine>,
    /// Feedback, by date, path, line.
    pub feedback: Vec<Feedback>,
    /// Told lines, by date, path, line.
    pub told_lines: Vec<ToldLine>,
    /// Sentiment marks, by date, path, line.
    pub sentiment: Vec<SentimentMark>,
    /// Consulted lines, by date, path, line.
    pub consulted_lines: Vec<ConsultedLine>,
    /// Notes, by date, path, line.
    pub notes: Vec<Note>,
    /// Updates, by date.
    pub updates: Vec<Update>,
    /// Pauses for everyone.
    pub pauses: Vec<Pause>,
    /// Lines not counted, by path and line.
    pub uncounted: Vec<Uncounted>,
}

impl Register {
    /// The path of a file.
    pub fn path(&self, file: FileId) -> &Arc<str> {
        &self.files[file.0 as usize]
    }

    /// Whether an id is one of our people.
    pub fn is_ours(&self, id: &Id) -> bool {
        self.team.iter().any(|member| member.id == *id)
    }

    /// The name of a person of either side, where this register holds them.
    pub fn name(&self, id: &Id) -> Option<&str> {
        self.stakeholders
            .get(id)
            .map(|s| s.name.as_str())
            .or_else(|| self.team.iter().find(|m| m.id == *id).map(|m| m.name.as_str()))
    }

    /// A stakeholder's plan with the group's as default, field by field.
    pub fn plan(&self, stakeholder: &Stakeholder) -> Plan {
        let own = &stakeholder.plan;
        let group = stakeholder.group.as_ref().and_then(|g| self.groups.get(&g.value));
        let Some(group) = group.map(|g| &g.plan) else { return own.clone() };
        Plan {
            objective: own.objective.clone().or_else(|| group.objective.clone()),
            strategy: own.strategy.clone().or_else(|| group.strategy.clone()),
            meeting_format: own.meeting_format.clone().or_else(|| group.meeting_format.clone()),
            reporting_style: own.reporting_style.clone().or_else(|| group.reporting_style.clone()),
            cadence_days: own.cadence_days.clone().or_else(|| group.cadence_days.clone()),
            max_gap_days: own.max_gap_days.clone().or_else(|| group.max_gap_days.clone()),
            key_messages: if own.key_messages.is_empty() {
                group.key_messages.clone()
            } else {
                own.key_messages.clone()
            },
            feedback_sla_days: own.feedback_sla_days.clone().or_else(|| group.feedback_sla_days.clone()),
            minutes: own.minutes.clone().or_else(|| group.minutes.clone()),
        }
    }

    /// What mail to a stakeholder may hold: what their record says, else their group's, else only what is for everyone.
    pub fn mail_audience(&self, stakeholder: &Stakeholder) -> Audience {
        let group = stakeholder.group.as_ref().and_then(|g| self.groups.get(&g.value));
        stakeholder.audience.or(group.map(|g| g.audience)).unwrap_or(Audience::Everyone)
    }

    /// All ids of stakeholders.
    pub fn stakeholder_ids(&self) -> BTreeSet<&Id> {
        self.stakeholders.keys().collect()
    }
}
