//! Writes a workspace of any size, the same for the same number: `cargo run --release --example workspace -- NOTES DIR`.
//! What is in it is `generate.rs`'s business.

mod generate;
mod words;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let parsed = match arguments.as_slice() {
        [notes, dir] => notes.parse::<u32>().ok().map(|notes| (notes, Path::new(dir))),
        _ => None,
    };
    let Some((notes, dir)) = parsed else {
        complain("usage: workspace NOTES DIR");
        return ExitCode::from(2);
    };
    match generate::workspace(notes, dir) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("cannot write `{}`: {error}", dir.display()));
            ExitCode::from(3)
        }
    }
}

#[expect(clippy::print_stderr, reason = "a program of its own")]
fn complain(text: &str) {
    eprintln!("{text}");
}
