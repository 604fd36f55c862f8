//! `[check]`: what stops a build in CI, and who reads its log.

use crate::gate::Gate;
use crate::register::Audience;

/// The gate's settings; each can be given on the command line.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What fails besides errors; default nothing.
    pub fail_on: Vec<Gate>,
    /// Who reads what `check` says in other programs' formats and in CI; default `team`.
    pub audience: Audience,
    /// The baseline, relative to the workspace; default none.
    pub baseline: Option<String>,
}

impl Default for Check {
    fn default() -> Self {
        Self { fail_on: Vec::new(), audience: Audience::Team, baseline: None }
    }
}
