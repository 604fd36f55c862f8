//! Writes the pages of one edition to a folder, for looking at: `cargo run --example preview -- WORKSPACE OUT
//! [EDITION] [DATE]`. Nothing is staged or checked; `rapporteur build` does that.

use std::error::Error;
use std::path::Path;

use rapporteur::render::{Templates, render};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [workspace, out, rest @ ..] = args.as_slice() else {
        return Err("usage: preview WORKSPACE OUT [EDITION] [DATE]".into());
    };
    let workspace = rapporteur::load(Path::new(workspace))?;
    let edition = &workspace.config.editions[rest.first().map_or("pm", String::as_str)];
    let as_of = rest.get(1).map(|d| d.parse()).transpose()?.or(workspace.config.as_of).ok_or("no date")?;
    let view = rapporteur::view(&workspace, edition, as_of);
    let templates = Templates::new(&workspace.sources.templates)?;
    let put = |path: &str, bytes: Vec<u8>| -> std::io::Result<()> {
        let path = Path::new(out).join(path);
        std::fs::create_dir_all(path.parent().expect("it lies in the folder given"))?;
        std::fs::write(path, bytes)
    };
    render(&view.register, &view.assessed, &workspace.config, edition, &templates, &put)?;
    Ok(())
}
