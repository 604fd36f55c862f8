//! The commands: takes arguments and the [`Environment`], calls the stages in order, gives an exit code. Data goes to
//! stdout, everything else to stderr. Leaves clock and environment variables to `main`.

mod about;
mod adopt;
mod audit;
mod brief;
mod build;
mod capture;
mod check;
mod clean;
mod close;
mod complete;
mod completions;
mod diff;
mod email;
mod explain;
mod export;
mod fmt;
mod forget;
mod format;
mod import;
mod init;
mod log;
mod man;
mod new;
mod open;
mod output;
mod plan;
mod prep;
mod report;
mod schema;
mod serve;
mod status;
mod table;
mod verify;
mod week;
mod workspace;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

pub use complete::complete;
pub use output::clean;
use output::tell;
pub use report::human;

/// What a run may know of the machine.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The time; only its date is used, in the configured time zone or UTC.
    pub now: Timestamp,
    /// When the program started, to say how long it took.
    pub started: Instant,
    /// `SOURCE_DATE_EPOCH`, where set.
    pub source_date_epoch: Option<String>,
    /// The home directory.
    pub home: Option<PathBuf>,
    /// Whether this is a CI run: strict is the default then.
    pub ci: bool,
    /// Columns of the terminal; `None` off a terminal.
    pub width: Option<usize>,
    /// Whether progress may be shown.
    pub progress: bool,
    /// The server for outgoing mail.
    pub smtp: Smtp,
}

/// What the environment says of the server for outgoing mail; a workspace says nothing of it.
#[derive(Clone, Default)]
pub struct Smtp {
    /// `RAPPORTEUR_SMTP`: its address.
    pub server: Option<String>,
    /// `RAPPORTEUR_SMTP_USER`: who logs in.
    pub user: Option<String>,
    /// `RAPPORTEUR_SMTP_PASSWORD`.
    pub password: Option<String>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("server", &self.server).field("user", &self.user).finish_non_exhaustive()
    }
}

/// Why a command ends without success.
#[derive(Debug)]
enum Failure {
    /// The content has errors, which have been told.
    Findings,
    /// The command was given something it can't work with.
    Usage(String),
    /// The machine is in the way.
    Environment(String),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Self::Findings => 1,
            Self::Usage(_) => 2,
            Self::Environment(_) => 3,
        }
    }
}

/// Reads stakeholder records and meeting notes, works out how sound each relationship is and why, and publishes
/// what leadership should read: a static site.
#[derive(Debug, Parser)]
#[command(
    name = "rapporteur",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  rapporteur init engagement && cd engagement    start a workspace
  rapporteur adopt meetings                      or make one around notes that exist
  rapporteur build                               site/ to publish, workbench/ for yourself
  rapporteur status                              who needs attention
  rapporteur explain ada                         why ada has that score
  rapporteur diff HEAD~1 HEAD                    what a change to the notes changes
  rapporteur prep ada                            what to know before you meet her
  rapporteur week                                what the next seven days ask of you
  rapporteur plan --hours 6                      what is worth doing with six hours
  rapporteur serve                               a preview that follows your edits
  rapporteur email                               the update as mail, as drafts
  rapporteur export csv                          what an edition shows, as tables

Exit codes: 0 fine, 1 errors in the content, 2 misuse, 3 the machine is in the way."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colour; `auto` follows the terminal and `NO_COLOR`.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Adopt(adopt::Adopt),
    Build(build::Build),
    Audit(audit::Audit),
    Verify(verify::Verify),
    Clean(clean::Clean),
    Check(check::Check),
    Status(status::Status),
    Explain(explain::Explain),
    Diff(diff::DiffCommand),
    Prep(prep::PrepCommand),
    Week(week::WeekCommand),
    Plan(plan::PlanCommand),
    Email(email::EmailCommand),
    Import(import::Import),
    Export(export::Export),
    Open(open::Open),
    Log(log::Log),
    Close(close::Close),
    New(new::New),
    Fmt(fmt::Fmt),
    Forget(forget::ForgetCommand),
    Serve(serve::Serve),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Runs the program; gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, environment: &Environment) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell where even this can't be printed.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    match cli.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let done = match cli.command {
        Command::Init(command) => command.run(environment),
        Command::Adopt(command) => command.run(environment),
        Command::Build(command) => command.run(environment),
        Command::Audit(command) => command.run(environment),
        Command::Verify(command) => command.run(),
        Command::Clean(command) => command.run(environment),
        Command::Check(command) => command.run(environment),
        Command::Status(command) => command.run(environment),
        Command::Explain(command) => command.run(environment),
        Command::Diff(command) => command.run(environment),
        Command::Prep(command) => command.run(environment),
        Command::Week(command) => command.run(environment),
        Command::Plan(command) => command.run(environment),
        Command::Email(command) => command.run(environment),
        Command::Import(command) => command.run(environment),
        Command::Export(command) => command.run(environment),
        Command::Open(command) => command.run(environment),
        Command::Log(command) => command.run(environment),
        Command::Close(command) => command.run(environment),
        Command::New(command) => command.run(environment),
        Command::Fmt(command) => command.run(environment),
        Command::Forget(command) => command.run(environment),
        Command::Serve(command) => command.run(environment),
        Command::Schema(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    };
    let Err(failure) = done else { return 0 };
    if let Failure::Usage(message) | Failure::Environment(message) = &failure {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        tell(&format!("{red}error{red:#}: {message}\n"));
    }
    failure.code()
}
