//! Validate: takes records as parsed, gives the register, in which every id resolves. A record or line that names what
//! doesn't exist, or contradicts another, is a diagnostic; a line of a note that can't be counted is kept as such.

mod budgets;
mod checks;
mod dangling;
mod directory;
mod lines;
mod mail;
mod named;
mod narrow;
mod notes;
mod overdue;
mod references;
mod texts;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::parse::Records;
use crate::register::Register;
use crate::source::Sources;

pub(crate) use directory::Directory;
pub(crate) use named::{Named, words};
pub use overdue::overdue;

/// Links the records. Gives the register even where there are errors, so that one run reports all that can be
/// found; the caller publishes nothing then.
pub fn validate(records: Records, sources: &Sources, config: &Config, diagnostics: &mut Diagnostics) -> Register {
    let Records { mut register, mentions, notes, updates } = records;
    register.team.clone_from(&config.team);
    register.pauses.clone_from(&config.pauses);
    let directory = directory::Directory::new(&register, diagnostics);
    references::resolve(&mut register, &mentions, &directory, diagnostics);
    notes::link(&mut register, notes, updates, &directory, diagnostics);
    references::late(&register, &mentions, diagnostics);
    let run = |(_, check): &(_, checks::Check)| {
        let mut found = Diagnostics::default();
        check(&register, &mut found);
        found
    };
    let (found, hidden): (Vec<Diagnostics>, _) =
        rayon::join(|| checks::CHECKS.par_iter().map(run).collect(), || named::names_hidden_person(&register, sources));
    for found in found {
        diagnostics.extend(found);
    }
    mail::recipients(&register, config, diagnostics);
    diagnostics.extend(hidden);
    register
}
