//! The `rapporteur` program: arguments, clock, environment, exit code.

use std::io::IsTerminal;
use std::process::ExitCode;

use rapporteur::cli::{self, Environment, Smtp};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if cli::complete(std::env::args_os(), std::env::current_dir().ok().as_deref()) {
        return ExitCode::SUCCESS;
    }
    ExitCode::from(cli::run(std::env::args_os(), &environment()))
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock and the environment")]
fn environment() -> Environment {
    let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0");
    let text = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(|v| v.to_string_lossy().into_owned());
    Environment {
        now: jiff::Timestamp::now(),
        started: std::time::Instant::now(),
        source_date_epoch: std::env::var_os("SOURCE_DATE_EPOCH").map(|value| value.to_string_lossy().into_owned()),
        home: std::env::var_os("HOME").filter(|value| !value.is_empty()).map(Into::into),
        ci,
        width: std::io::stdout()
            .is_terminal()
            .then(terminal_size::terminal_size)
            .flatten()
            .map(|(width, _)| width.0.into()),
        progress: std::io::stderr().is_terminal() && !ci,
        smtp: Smtp {
            server: text("RAPPORTEUR_SMTP"),
            user: text("RAPPORTEUR_SMTP_USER"),
            password: text("RAPPORTEUR_SMTP_PASSWORD"),
        },
    }
}
