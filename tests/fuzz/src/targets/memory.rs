//! A workspace held in memory, read by the rules that read a revision's, and everything that is made from it.

use std::path::Path;
use std::sync::{Mutex, OnceLock};

use jiff::civil::Date;
use rapporteur::diagnostic::{Diagnostic, Diagnostics, Severity};
use rapporteur::email::compose::compose;
use rapporteur::export::{self, Form};
use rapporteur::gate::{self, github, markdown};
use rapporteur::register::Audience;
use rapporteur::render::{Templates, about};
use rapporteur::source::{Leaf, Sources, Tree, load_held, pick, pick_config};
use rapporteur::{Workspace, cli};

use super::markup;

/// Records that a note can name, and the note that other inputs bear on.
pub(crate) const FILES: [(&str, &str); 9] = [
    ("rapporteur.toml", include_str!("workspace/rapporteur.toml")),
    ("stakeholders/ada.toml", include_str!("workspace/ada.toml")),
    ("stakeholders/bo.toml", include_str!("workspace/bo.toml")),
    ("goals.toml", include_str!("workspace/goals.toml")),
    ("milestones.toml", include_str!("workspace/milestones.toml")),
    ("decisions.toml", include_str!("workspace/decisions.toml")),
    ("feedback.toml", include_str!("workspace/feedback.toml")),
    ("notes/2026-10-08.md", include_str!("workspace/note.md")),
    ("updates/2026-10-05.md", include_str!("workspace/update.md")),
];

/// The day everything is as of.
pub(crate) fn as_of() -> Date {
    jiff::civil::date(2026, 11, 1)
}

/// The fixed files, with one more or another in place of one.
pub(crate) fn with<'a>(path: &'a str, bytes: &'a [u8]) -> Vec<(&'a str, &'a [u8])> {
    let others = FILES.iter().map(|(path, text)| (*path, text.as_bytes())).filter(|(other, _)| *other != path);
    others.chain(std::iter::once((path, bytes))).collect()
}

/// Reads, parses and validates files.
pub(crate) fn workspace(files: &[(&str, &[u8])]) -> Workspace {
    let leaf = |(path, bytes): &(&str, &[u8])| {
        let path = (*path).to_owned();
        (path.clone(), Leaf { size: bytes.len() as u64, id: path, is_misnamed: false })
    };
    let tree: Tree = files.iter().map(leaf).collect();
    let bytes =
        |id: &str| files.iter().find(|(path, _)| *path == id).map(|(_, bytes)| bytes.to_vec()).unwrap_or_default();
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let config = pick_config(&tree, "").expect("the fixed files have a configuration");
    let file = load_held(vec![config], bytes, &mut sources, &mut diagnostics);
    let config = rapporteur::parse::config::config(file, &sources.file(file).text, &mut diagnostics);
    let within =
        |path: &str| (!path.starts_with("..") && !path.starts_with('/')).then(|| path.trim_end_matches('/').to_owned());
    let (picks, overlay) = pick(&tree, "", &config, &within, &mut diagnostics);
    load_held(picks, bytes, &mut sources, &mut diagnostics);
    rapporteur::link(Path::new("."), config, sources, overlay, diagnostics)
}

/// Whether anything is wrong with it that keeps it from being published.
pub(crate) fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
}

fn templates() -> &'static Templates {
    static BUILT_IN: OnceLock<Templates> = OnceLock::new();
    BUILT_IN.get_or_init(|| Templates::new(&[]).expect("the built-in templates compile"))
}

/// What is said and made of a workspace, by every command that takes no more than it; where it has errors, only what
/// `check` says of them. The tests make everything of each input; the fuzzer makes one edition, one form of export,
/// and the letters with their pictures of one input in eight, as its bytes decide: it would else try five a second.
pub(crate) fn everything(workspace: &Workspace, data: &[u8]) {
    let chosen = usize::from(data.iter().fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte)));
    let is_chosen = |one: usize, of: usize| cfg!(test) || chosen % of == one;
    let checked = rapporteur::check(workspace, as_of());
    said(workspace, &checked);
    if has_errors(&checked.sorted()) {
        return;
    }
    let editions = &workspace.config.editions;
    for (one, edition) in editions.values().enumerate().filter(|(i, _)| is_chosen(*i, editions.len())) {
        let view = rapporteur::view(workspace, edition, as_of());
        let pages: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
        let put = |path: &str, bytes: Vec<u8>| -> Result<(), std::convert::Infallible> {
            let text = String::from_utf8(bytes).expect("a page is UTF-8");
            pages.lock().expect("nobody panics with it").push((path.to_owned(), text));
            Ok(())
        };
        let rendered =
            rapporteur::render::render(&view.register, &view.assessed, &workspace.config, edition, templates(), &put);
        rendered.expect("the built-in templates fit");
        let pages = pages.into_inner().expect("nobody panics with it");
        markup::site(&pages);
        let is_mailed = is_chosen(one, editions.len() * 8);
        let composed = is_mailed.then(|| compose(workspace, &view, edition, templates(), None));
        let composed = composed.transpose().expect("the built-in templates fit").flatten();
        for letter in composed.iter().flat_map(|composed| &composed.letters) {
            markup::letter(&letter.html);
            steady(&letter.subject);
            assert!(letter.html.len() <= 80 << 10, "a mail of {} bytes", letter.html.len());
        }
        let forms = [Form::Csv { bom: false }, Form::Json, Form::Ics, Form::Facts];
        let of = editions.len() * forms.len();
        for (_, form) in forms.into_iter().enumerate().filter(|(i, _)| is_chosen(i * editions.len() + one, of)) {
            for (path, bytes) in export::files(&view, &workspace.config, edition, form) {
                let text = String::from_utf8(bytes).expect("an export is UTF-8");
                let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
                assert!(text.chars().all(is_plain), "a control character in {path}");
            }
        }
    }
    if let Some(id) = workspace.register.stakeholders.keys().next()
        && let Ok((held, _)) = rapporteur::about::about(workspace, id, as_of(), false)
    {
        let page = about(&held, templates()).expect("the built-in templates fit");
        markup::page("about.html", &String::from_utf8(page).expect("a page is UTF-8"));
    }
}

/// What is said of it on a terminal and in CI.
fn said(workspace: &Workspace, checked: &Diagnostics) {
    let sorted = checked.sorted();
    for diagnostic in sorted.iter().take(20) {
        let shown = cli::human(diagnostic, &workspace.sources, false, Some(80));
        // Styles are escape sequences of its own; nothing else may steer.
        let plain = unstyled(&shown);
        plain.lines().for_each(steady);
    }
    let findings = gate::findings(workspace, &sorted, false, Audience::Team);
    for line in github::annotations(&findings, "").lines() {
        assert!(["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start)), "{line}");
        steady(line);
    }
    let table = markdown::table(&findings, None, "", 64 << 10);
    assert!(table.len() <= 64 << 10);
    table.lines().for_each(steady);
    let log = gate::sarif::log(&findings, None, "").to_string();
    assert!(!log.is_empty());
}

/// Text without the escape sequences that set colours.
fn unstyled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\x1b[") {
        out.push_str(&rest[..at]);
        let after = &rest[at + 2..];
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(after.len());
        assert!(
            after[end..].starts_with('m'),
            "an escape sequence that is no style: {:?}",
            &after[..after.len().min(9)]
        );
        rest = &after[end + 1..];
    }
    out + rest
}

/// A line that steers no terminal: no control character, none that turns the direction of what follows.
pub(crate) fn steady(line: &str) {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    assert!(!line.contains(steers), "a line that steers: {line:?}");
}
