//! `completions`: the script that has a shell complete our commands, options and ids.

use clap::{Args, ValueEnum};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::Failure;
use super::complete::VARIABLE;
use super::output::print_data;

/// Print the script that has a shell complete commands, options and ids.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  source <(rapporteur completions bash)     in ~/.bashrc
  source <(rapporteur completions zsh)      in ~/.zshrc, after compinit
  rapporteur completions fish | source      in ~/.config/fish/config.fish
  eval (rapporteur completions elvish | slurp)
  rapporteur completions powershell | Out-String | Invoke-Expression

`rapporteur prep <TAB>` then offers the stakeholders of the workspace in the current directory or its content/,
`rapporteur close <TAB>` what is open. The script asks the program itself, which must be on the PATH as `rapporteur`; load
it anew after an update.")]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    /// Bash.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
    /// PowerShell.
    Powershell,
    /// Elvish.
    Elvish,
}

impl Completions {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let shell: &dyn EnvCompleter = match self.shell {
            Shell::Bash => &Bash,
            Shell::Zsh => &Zsh,
            Shell::Fish => &Fish,
            Shell::Powershell => &Powershell,
            Shell::Elvish => &Elvish,
        };
        let name = "rapporteur";
        let mut script = Vec::new();
        shell
            .write_registration(VARIABLE, name, name, name, &mut script)
            .map_err(|error| Failure::Environment(format!("cannot write the script: {error}")))?;
        print_data(&String::from_utf8_lossy(&script))
    }
}
