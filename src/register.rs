//! The model: what is known to be true after validation. Every record carries its label (the widest audience
//! that may see it) and the place it was written; every optional field of a record carries its own.
//! The same type, cut down, is what an edition is computed from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::source::{FileId, Place};

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

/// A string enumeration of the format: the variants with their spelling in files.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$vmeta])* #[doc = concat!("`", $text, "`")] $variant),+ }
        impl $name {
            /// Every word, in the order of the format.
            pub const WORDS: &'static [&'static str] = &[$($text),+];
            /// As written in files.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
            /// The variant of that word.
            pub fn parse(text: &str) -> Option<Self> { match text { $($text => Some(Self::$variant),)+ _ => None } }
        }
    };
}

words! { /// What a stakeholder is to us.
Kind { Internal = "internal", External = "external", Executive = "executive", Group = "group" } }
words! { /// Engagement, from the assessment matrix.
Engagement { Resistant = "resistant", Unaware = "unaware", Neutral = "neutral", Supportive = "supportive", Leading = "leading" } }
words! { /// Band of a score.
Band { Healthy = "healthy", Watch = "watch", AtRisk = "at-risk", NotEnoughData = "not-enough-data" } }
words! { /// A claimed status.
Status { Green = "green", Amber = "amber", Red = "red" } }
words! { /// Where a decision stands.
DecisionStatus { Proposed = "proposed", Accepted = "accepted", Rejected = "rejected", Deprecated = "deprecated", Superseded = "superseded" } }
words! { /// What is done about a risk.
Response { Avoid = "avoid", Mitigate = "mitigate", Transfer = "transfer", Accept = "accept", Escalate = "escalate" } }
words! { /// Kind of feedback; praise opens no loop.
FeedbackKind { Praise = "praise", Concern = "concern", Request = "request", Idea = "idea", Complaint = "complaint", Question = "question" } }
words! { /// How grave a piece of feedback is.
Severity { Low = "low", Medium = "medium", High = "high" } }
words! { /// What became of feedback.
Outcome { Accepted = "accepted", Partly = "partly", Declined = "declined", Deferred = "deferred" } }
words! { /// Form of a touchpoint.
NoteType { Meeting = "meeting", Call = "call", Workshop = "workshop", Interview = "interview", OneToOne = "one-to-one", Email = "email", Message = "message", Async = "async" } }
words! { /// How much a reader wants.
Detail { Headline = "headline", OnePage = "one-page", Full = "full" } }
words! { /// Which way a metric should go.
Direction { Up = "up", Down = "down" } }

impl NoteType {
    /// Whether both sides can speak, unless `two_way` says otherwise.
    pub fn is_two_way(self) -> bool {
        !matches!(self, Self::Email | Self::Message | Self::Async)
    }
}

/// One of our own people.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct TeamMember {
    /// Id; `@me` is the first member.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Other names, handles, addresses.
    pub aliases: Vec<String>,
    /// Address.
    pub email: Option<String>,
}

/// An engagement plan, of a stakeholder or as a group's default.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Plan {
    /// What we want from the relationship.
    pub objective: Field<String>,
    /// How we go about it.
    pub strategy: Field<String>,
    /// How we meet.
    pub meeting_format: Field<String>,
    /// How we report.
    pub reporting_style: Field<String>,
    /// Agreed days between two-way touchpoints, at least 1.
    pub cadence_days: Field<u32>,
    /// Longest acceptable gap in days, above the cadence.
    pub max_gap_days: Field<u32>,
    /// What to get across.
    pub key_messages: Vec<Labelled<String>>,
    /// Working days to tell the outcome of feedback.
    pub feedback_sla_days: Field<u32>,
    /// Usual minutes of a touchpoint.
    pub minutes: Field<u32>,
}

/// How a stakeholder likes to be told.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Preferences {
    /// Channel.
    pub channel: Field<String>,
    /// Format.
    pub format: Field<String>,
    /// Length.
    pub detail: Field<Detail>,
}

/// Something a stakeholder expects.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Expectation {
    /// What is expected.
    pub what: String,
    /// When it became known.
    pub on: Option<Date>,
    /// The commitment that answers it.
    pub commitment: Option<Id>,
    /// The milestone that answers it.
    pub milestone: Option<Id>,
}

/// Where a stakeholder stands on something.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Position {
    /// The topic, in words.
    pub topic: String,
    /// The goal it bears on.
    pub goal: Option<Id>,
    /// The decision it bears on.
    pub decision: Option<Id>,
    /// -2 (opposes) to 2 (champions).
    pub stance: i8,
    /// When it became known.
    pub on: Date,
    /// In their words.
    pub note: Option<String>,
}

/// A dated assessment of power, interest and engagement.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Assessment {
    /// When.
    pub date: Date,
    /// By whom.
    pub by: Id,
    /// 1-5.
    pub power: u8,
    /// 1-5.
    pub interest: u8,
    /// Engagement now.
    pub current: Engagement,
    /// Engagement wanted.
    pub desired: Engagement,
    /// 1-5.
    pub legitimacy: Option<u8>,
    /// 1-5.
    pub urgency: Option<u8>,
    /// Why.
    pub rationale: Option<String>,
    /// When to look again.
    pub review_by: Option<Date>,
}

/// A band set by hand for a while.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Override {
    /// The band shown.
    pub band: Band,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: Id,
    /// First day.
    pub on: Date,
    /// Last day, at most 60 later.
    pub until: Date,
}

/// Days that don't age the cadence, both ends included.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Pause {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Leave, freeze.
    pub reason: Option<String>,
}

/// A touchpoint planned.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Planned {
    /// When it was planned.
    pub on: Date,
    /// The day of the touchpoint.
    pub date: Date,
    /// Who of ours goes.
    pub with: Vec<Id>,
}

/// A person or group we answer to.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Stakeholder {
    /// Id: the file's name.
    pub id: Id,
    /// Label of the record.
    pub label: Audience,
    /// Where the record is (its name).
    pub place: Place,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: Kind,
    /// Title.
    pub title: Field<String>,
    /// Organisation.
    pub organisation: Field<String>,
    /// Group, whose plan is the default.
    pub group: Field<Id>,
    /// Address.
    pub email: Field<String>,
    /// Other names, handles, addresses.
    pub aliases: Vec<Labelled<String>>,
    /// Former ids.
    pub formerly: Vec<Labelled<String>>,
    /// Who of ours owns the relationship.
    pub relationship_owner: Field<Id>,
    /// Stakeholder since.
    pub since: Field<Date>,
    /// Left on: freezes the score.
    pub left_on: Field<Date>,
    /// Records kept until.
    pub retention_until: Field<Date>,
    /// What mail to them may hold.
    pub audience: Audience,
    /// What matters to them.
    pub priorities: Vec<Labelled<String>>,
    /// What worries them.
    pub concerns: Vec<Labelled<String>>,
    /// What they expect.
    pub expectations: Vec<Labelled<Expectation>>,
    /// How they like to be told.
    pub preferences: Preferences,
    /// Where they stand.
    pub positions: Vec<Labelled<Position>>,
    /// Own plan, over the group's.
    pub plan: Plan,
    /// Assessments, by date.
    pub assessments: Vec<Labelled<Assessment>>,
    /// Overrides, by first day.
    pub overrides: Vec<Labelled<Override>>,
    /// Pauses, by first day.
    pub pauses: Vec<Labelled<Pause>>,
    /// Touchpoints planned, by day.
    pub planned: Vec<Labelled<Planned>>,
}

/// A group with plan defaults for its members.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Group {
    /// Id.
    pub id: Id,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Name.
    pub name: String,
    /// Defaults.
    pub plan: Plan,
    /// What mail to the group may hold.
    pub audience: Audience,
}

/// A measured quantity of a goal.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Metric {
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Option<String>,
    /// Starting value.
    pub baseline: Option<Real>,
    /// Wanted direction.
    pub direction: Direction,
    /// When the target is due.
    pub due: Option<Date>,
    /// Targets as set, by date.
    pub targets: Vec<(Date, Real)>,
}

/// A reading of a metric.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Reading {
    /// When.
    pub date: Date,
    /// The value.
    pub value: Real,
    /// Where it is from.
    pub source: Option<String>,
}

/// A goal.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Goal {
    /// Id.
    pub id: Id,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Title.
    pub title: String,
    /// Owner, where this edition may name them.
    pub owner: Option<Id>,
    /// The company goal it serves.
    pub strategic_goal: Field<String>,
    /// Claimed status, by date.
    pub status_reported: Vec<Labelled<(Date, Status)>>,
    /// Metric.
    pub metric: Field<Metric>,
    /// Readings, by date.
    pub readings: Vec<Labelled<Reading>>,
}

/// A forecast of a milestone's day.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Forecast {
    /// Made on.
    pub on: Date,
    /// The day forecast.
    pub date: Date,
    /// Why.
    pub reason: Option<String>,
}

/// A milestone; its baseline is never overwritten.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Milestone {
    /// Id.
    pub id: Id,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Title.
    pub title: String,
    /// Owner, where this edition may name them.
    pub owner: Option<Id>,
    /// The day first promised.
    pub baseline_date: Date,
    /// The goal it serves.
    pub goal: Field<Id>,
    /// Forecasts, by the day made.
    pub forecasts: Vec<Labelled<Forecast>>,
    /// Done on.
    pub done: Field<Date>,
    /// Claimed status, by date.
    pub status_reported: Vec<Labelled<(Date, Status)>>,
    /// Who is affected and when they were told.
    pub affects: Vec<Labelled<(Id, Option<Date>)>>,
}

/// A decision, from its record or from a note's `(decision)` line, or both.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Decision {
    /// Id, where it has one.
    pub id: Option<Id>,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Title.
    pub title: String,
    /// Status.
    pub status: DecisionStatus,
    /// Proposed on.
    pub proposed: Field<Date>,
    /// Needed by.
    pub needed_by: Field<Date>,
    /// Decided on.
    pub decided: Field<Date>,
    /// Driver.
    pub driver: Field<Id>,
    /// Approver.
    pub approver: Field<Id>,
    /// Contributors.
    pub contributors: Vec<Labelled<Id>>,
    /// Informed.
    pub informed: Vec<Labelled<Id>>,
    /// Consulted and when; `None` where nothing says who was (an empty list says nobody).
    pub consulted: Option<Vec<Labelled<(Id, Date)>>>,
    /// Options.
    pub options: Vec<Labelled<String>>,
    /// Recommended.
    pub recommendation: Field<String>,
    /// Outcome.
    pub outcome: Field<String>,
    /// Why.
    pub rationale: Field<String>,
    /// The decision it replaces.
    pub supersedes: Field<Id>,
    /// When to look again.
    pub revisit_on: Field<Date>,
    /// Deprecated on.
    pub deprecated_on: Field<Date>,
}

/// A risk.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Risk {
    /// Id.
    pub id: Id,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// What may happen.
    pub event: String,
    /// Owner, where this edition may name them.
    pub owner: Option<Id>,
    /// Opened on.
    pub opened: Date,
    /// Cause.
    pub cause: Field<String>,
    /// Effect.
    pub effect: Field<String>,
    /// Category.
    pub category: Field<String>,
    /// (on, probability 1-5, impact 1-5), by date.
    pub readings: Vec<Labelled<(Date, u8, u8)>>,
    /// Response.
    pub response: Field<Response>,
    /// What would make it green.
    pub path_to_green: Field<String>,
    /// Look again by.
    pub review_by: Field<Date>,
    /// Closed on.
    pub closed: Field<Date>,
}

/// A pulse result.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Pulse {
    /// Label (pm where n < 5).
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Date,
    /// What was asked.
    pub question: String,
    /// Answers.
    pub n: u32,
    /// Mean, 1-5.
    pub mean: Real,
    /// Group asked.
    pub group: Option<Id>,
}

/// State of a promise as one line gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoxState {
    /// `[ ]`.
    Open,
    /// `[x]`, with its date where written.
    Done(Option<Date>),
    /// `[-]`, with its date where written.
    Cancelled(Option<Date>),
}

/// One line (or commitments.toml entry) that speaks of a promise. Folded into commitments after restriction.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct PromiseLine {
    /// Label of this line.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Date of the line: its note, section or update; a record's `made`.
    pub date: Date,
    /// `^id`.
    pub id: Option<Id>,
    /// Who promised.
    pub from: Id,
    /// To whom (one line per recipient).
    pub to: Id,
    /// What.
    pub text: String,
    /// `[created:: ]` or a record's `made`.
    pub created: Option<Date>,
    /// Due.
    pub due: Option<Date>,
    /// State.
    pub state: BoxState,
    /// From commitments.toml: it stands, notes may only add.
    pub is_record: bool,
    /// A record's renegotiations (on, due).
    pub renegotiated: Vec<(Date, Date)>,
}

/// One piece of feedback, from feedback.toml or a `(feedback)` line.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Feedback {
    /// Id, where it has one.
    pub id: Option<Id>,
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// From whom.
    pub from: Id,
    /// When.
    pub date: Date,
    /// What.
    pub text: String,
    /// Kind.
    pub kind: FeedbackKind,
    /// Severity.
    pub severity: Severity,
    /// What we did.
    pub response: Field<String>,
    /// What became of it.
    pub outcome: Field<Outcome>,
    /// Why (declined).
    pub reason: Field<String>,
    /// Told on.
    pub told: Field<Date>,
    /// Answered on (response known, not yet told).
    pub answered: Field<Date>,
    /// The decision it changed.
    pub decision: Field<Id>,
}

/// A `(told)` line.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct ToldLine {
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When: its note's date.
    pub date: Date,
    /// Who was told.
    pub who: Id,
    /// Which feedback.
    pub feedback: Id,
    /// What became of it.
    pub outcome: Outcome,
    /// The response, or for declined the reason.
    pub text: String,
}

/// A `(sentiment)` line.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct SentimentMark {
    /// Label: pm.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Date,
    /// Whose.
    pub who: Id,
    /// -2 to 2.
    pub value: i8,
    /// In their words.
    pub text: String,
}

/// A `(consulted)` line.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct ConsultedLine {
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Date,
    /// Who was asked.
    pub who: Id,
    /// About which decision.
    pub decision: Id,
}

/// A present, excused or absent person.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Attendee {
    /// Who: a stakeholder or team id; `None` for a name that is on no record (wild notes).
    pub who: Option<Id>,
    /// As written.
    pub name: String,
    /// Label: narrower than the note's where the person is.
    pub label: Audience,
    /// Where.
    pub place: Place,
}

/// A run of a note's text with one label.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Passage {
    /// Label.
    pub label: Audience,
    /// 1-based line of its first byte; 0 where not printed.
    pub line: u32,
    /// Markdown, comments removed.
    pub text: Arc<str>,
}

/// A box with text, promise or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Task {
    /// Label of its line.
    pub label: Audience,
    /// 1-based line; 0 where not printed.
    pub line: u32,
    /// Ticked or cancelled.
    pub is_done: bool,
    /// When, where the line says so.
    pub closed: Option<Date>,
}

/// A meeting or message on file: a whole note, or one meeting of a running document.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Note {
    /// Label of the note.
    pub label: Audience,
    /// Where: the file, from its first line (or its heading's).
    pub place: Place,
    /// When; `None` where a wild note gives none.
    pub date: Option<Date>,
    /// Title: front matter, else first heading, else a description by type and date.
    pub title: String,
    /// Type.
    pub kind: NoteType,
    /// Whether both sides could speak.
    pub two_way: bool,
    /// Present.
    pub attendees: Vec<Attendee>,
    /// Excused.
    pub regrets: Vec<Attendee>,
    /// Absent without excuse.
    pub absent: Vec<Attendee>,
    /// Whether the note records absence at all (`absent` or `regrets`, an empty list too).
    pub records_absence: bool,
    /// Goals it bears on.
    pub goals: Vec<Id>,
    /// Tags.
    pub tags: Vec<String>,
    /// The body in order.
    pub passages: Vec<Passage>,
    /// Boxes with text outside attendance sections, comments and code.
    pub tasks: Vec<Task>,
    /// From a `[[notes.source]]`.
    pub wild: bool,
}

/// An ask of leadership.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Ask {
    /// Id.
    pub id: Id,
    /// What.
    pub what: String,
    /// Of whom, where this edition may name them.
    pub from: Option<Id>,
    /// By when.
    pub needed_by: Date,
    /// Options.
    pub options: Vec<String>,
    /// Recommended.
    pub recommendation: Option<String>,
    /// What waiting costs.
    pub cost_of_delay: Option<String>,
    /// Answered on.
    pub answered: Option<Date>,
    /// The answer.
    pub outcome: Option<String>,
    /// Withdrawn on.
    pub withdrawn: Option<Date>,
}

/// A leadership update: the part that can't be computed.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Update {
    /// Label.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// When.
    pub date: Date,
    /// Headline.
    pub headline: String,
    /// Period.
    pub period: Field<String>,
    /// Claimed status.
    pub status_reported: Field<Status>,
    /// Asks.
    pub asks: Vec<Labelled<Ask>>,
    /// The body in order.
    pub passages: Vec<Passage>,
}

/// A line of a note that could not be counted.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Uncounted {
    /// Label of the line.
    pub label: Audience,
    /// Where.
    pub place: Place,
    /// Date of its note.
    pub date: Option<Date>,
    /// Why.
    pub message: String,
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

    /// All ids of stakeholders.
    pub fn stakeholder_ids(&self) -> BTreeSet<&Id> {
        self.stakeholders.keys().collect()
    }
}
