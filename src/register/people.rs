//! People and what is known of them: our team, stakeholders, their groups and plans.

use jiff::civil::Date;

use super::{Audience, Band, Detail, Engagement, Field, Id, Kind, Labelled};
use crate::source::Place;

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
    /// What mail to them may hold; default everyone.
    pub audience: Audience,
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
    /// What mail to them may hold, where their record says; see [`super::Register::mail_audience`].
    pub audience: Option<Audience>,
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
    /// What mail to its members may hold, where their own record doesn't say.
    pub audience: Audience,
}
