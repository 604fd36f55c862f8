//! The gate: takes what is wrong with a workspace, and what time alone brings, as findings; tells which of them stop a
//! build, which are new against a baseline, and writes them for other programs. Pure; leaves reading and printing to `cli`.

pub mod baseline;
mod finding;
pub mod github;
mod label;
pub mod markdown;
pub mod sarif;
mod standing;

pub use finding::{Finding, Level, findings};
pub use standing::{key_players_at_risk, mail_size, stale_coverage};

use crate::diagnostic::Code;

/// What ends a run with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// Errors: always on.
    Errors,
    /// Any warning.
    Warnings,
    /// A day that has passed: of a promise, a review, an override.
    Overdue,
    /// Somebody not met for longer than the longest acceptable gap.
    StaleCoverage,
    /// Somebody to manage closely whose relationship is at risk.
    KeyPlayers,
    /// A record kept past its `retention_until`.
    Retention,
    /// A hidden person's name in text that others see.
    HiddenNames,
    /// A mail heavier than clients show whole.
    MailSize,
}

impl Gate {
    /// All, in the order of their telling.
    pub const ALL: [Self; 8] = [
        Self::Errors,
        Self::Warnings,
        Self::Overdue,
        Self::StaleCoverage,
        Self::KeyPlayers,
        Self::Retention,
        Self::HiddenNames,
        Self::MailSize,
    ];
    /// As written in files and on the command line.
    pub const WORDS: &'static [&'static str] =
        &["errors", "warnings", "overdue", "stale-coverage", "key-players", "retention", "hidden-names", "mail-size"];

    /// As written.
    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// The gate of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gate| gate.as_str() == text)
    }

    /// Whether a finding is stopped by it.
    pub fn stops(self, finding: &Finding) -> bool {
        let is = |codes: &[Code]| codes.iter().any(|code| code.as_str() == finding.code);
        match self {
            Self::Errors => finding.level == Level::Error,
            Self::Warnings => finding.level == Level::Warning,
            Self::Overdue => is(&[Code::PromiseOverdue, Code::ReviewPast, Code::OverrideExpired]),
            Self::StaleCoverage => finding.code == standing::STALE_COVERAGE,
            Self::KeyPlayers => finding.code == standing::KEY_PLAYER_AT_RISK,
            Self::Retention => is(&[Code::RetentionPast]),
            Self::HiddenNames => is(&[Code::NamesHiddenPerson]),
            Self::MailSize => finding.code == standing::MAIL_SIZE,
        }
    }
}

/// How many of a list one level shows in `shown`, as words: `3 more errors, 1 more warning`; `None` where nothing is left.
fn more(findings: &[&Finding], shown: &[&Finding]) -> Option<String> {
    let left: Vec<String> = Level::ALL
        .into_iter()
        .filter_map(|level| {
            let of = |list: &[&Finding]| list.iter().filter(|f| f.level == level).count();
            let n = of(findings) - of(shown);
            (n > 0).then(|| format!("{n} more {}{}", level.as_str(), if n == 1 { "" } else { "s" }))
        })
        .collect();
    (!left.is_empty()).then(|| left.join(", "))
}
