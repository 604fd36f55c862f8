//! Which editions hold something on somebody: from each edition's restricted register, so that it is what one could read
//! there, and nothing else.

use jiff::civil::Date;

use crate::Workspace;
use crate::assess;
use crate::register::{Audience, Id};
use crate::render::words;
use crate::restrict;

/// What one edition holds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Holding {
    /// The edition.
    pub name: String,
    /// Whom it is for.
    #[serde(serialize_with = "audience")]
    pub audience: Audience,
    /// What it is for, where the configuration says so.
    pub purpose: Option<String>,
    /// Its default folder.
    pub out: String,
    /// Whether they are in its register.
    pub named: bool,
    /// Whether it shows their score.
    pub scored: bool,
    /// Promises from or to them.
    pub promises: usize,
    /// Pieces of feedback of theirs.
    pub feedback: usize,
    /// Meetings and messages they were at.
    pub notes: usize,
    /// Decisions that name them.
    pub decisions: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn audience<S: serde::Serializer>(audience: &Audience, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(audience.as_str())
}

impl Holding {
    /// In words; `whose` is `your` or `their`.
    pub fn said(&self, whose: &str) -> String {
        if !self.named {
            return "nothing".to_owned();
        }
        let mut parts = vec![format!("{whose} name and what of {whose} record it may show")];
        for (n, one, many) in [
            (self.promises, "promise", "promises"),
            (self.feedback, "piece of feedback", "pieces of feedback"),
            (self.notes, "note", "notes"),
            (self.decisions, "decision", "decisions"),
        ] {
            if n > 0 {
                parts.push(words::counted(n, one, many));
            }
        }
        if self.scored {
            parts.push(format!("{whose} score"));
        }
        words::join(&parts)
    }
}

/// Every edition of the configuration, with what it holds of `id` on a day.
pub fn holding(workspace: &Workspace, id: &Id, as_of: Date) -> Vec<Holding> {
    let each = |edition: &crate::config::Edition| {
        let register = restrict::restrict(&workspace.register, edition.audience, as_of);
        let assessed = assess::assess(&register, &workspace.config.health, as_of, false);
        let ledger = &assessed.ledger;
        let named = register.name(id).is_some();
        let is_at = |list: &[crate::register::Attendee]| list.iter().any(|a| a.who.as_ref() == Some(id));
        let of = |f: &crate::register::Field<Id>| f.as_ref().is_some_and(|who| who.value == *id);
        let decides = |d: &&crate::register::Decision| {
            let listed = d.contributors.iter().chain(&d.informed).any(|who| who.value == *id);
            let asked = d.consulted.iter().flatten().any(|who| who.value.0 == *id);
            listed || asked || of(&d.driver) || of(&d.approver)
        };
        Holding {
            name: edition.name.clone(),
            audience: edition.audience,
            purpose: edition.purpose.clone(),
            out: edition.out.clone(),
            named,
            scored: named && edition.scores && register.stakeholders.contains_key(id),
            promises: ledger.commitments.iter().filter(|c| c.from == *id || c.to == *id).count(),
            feedback: ledger.loops.iter().filter(|l| l.feedback.from == *id).count(),
            notes: register
                .notes
                .iter()
                .filter(|n| is_at(&n.attendees) || is_at(&n.regrets) || is_at(&n.absent))
                .count(),
            decisions: ledger.decisions.iter().filter(decides).count(),
        }
    };
    workspace.config.editions.values().map(each).collect()
}
