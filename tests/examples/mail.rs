//! Writes what is common to an edition's mails to a folder, for looking at: `cargo run --example mail -- WORKSPACE OUT
//! [EDITION]`: `mail.html` with its picture beside it, `mail.txt`, `preview.html`. Nothing is addressed.

use std::error::Error;
use std::fs;
use std::path::Path;

use rapporteur::email::{Letter, Proof, preview};
use rapporteur::render::{Templates, mail};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [workspace, out, rest @ ..] = args.as_slice() else {
        return Err("usage: mail WORKSPACE OUT [EDITION]".into());
    };
    let workspace = rapporteur::load(Path::new(workspace))?;
    let edition = &workspace.config.editions[rest.first().map_or("leadership", String::as_str)];
    let newest = workspace.register.updates.last().map(|u| u.date);
    let as_of = workspace.config.as_of.or(newest).ok_or("no date")?;
    let view = rapporteur::view(&workspace, edition, as_of);
    let templates = Templates::new(&workspace.sources.templates)?;
    let reply = |a: &mail::Answer<'_>| format!("mailto:us@a.example?subject={}%20{}", a.ask.as_str(), a.option);
    let common = mail::common(&view.register, &view.assessed, &workspace.config, edition, &templates, Some(&reply))?;
    let common = common.ok_or("no update")?;
    let letter = Letter {
        name: edition.name.clone(),
        to: None,
        subject: common.subject.clone(),
        text: common.text_with(""),
        html: common.html_with(""),
        images: common.images,
    };
    let message =
        letter.text.len() + letter.html.len() + letter.images.iter().map(|i| i.png.len() * 4 / 3).sum::<usize>();
    let page = preview(&[Proof { letter: &letter, message }], edition, &templates)?;
    let out = Path::new(out);
    fs::create_dir_all(out)?;
    let mut html = letter.html.clone();
    for image in &letter.images {
        html = html.replace(&format!("cid:{}", image.name), &format!("{}.png", image.name));
        fs::write(out.join(format!("{}.png", image.name)), &image.png)?;
    }
    fs::write(out.join("mail.html"), html)?;
    fs::write(out.join("mail.txt"), &letter.text)?;
    fs::write(out.join("preview.html"), page)?;
    Ok(())
}
