//! Everything that is made of a workspace in memory, and whether two workspaces come to the same structure.

use std::collections::BTreeSet;

use rapporteur::Workspace;
use rapporteur::email::compose::compose;
use rapporteur::email::{Mailbox, mime};
use rapporteur::render::Templates;

use super::place::MARK;
use super::{data, markup};
use crate::noninterference::{Site, site, view};

/// The pm's holds everything, the board's says what others say of it in numbers, `public` is made of the least.
const EDITIONS: [&str; 3] = ["pm", "board", "public"];

/// Everything that is made of a workspace in memory.
pub(super) fn made(workspace: &Workspace) -> Site {
    let mut all = Site::new();
    for name in EDITIONS {
        let view = view(workspace, name, None);
        all.extend(site(workspace, name, &view).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        all.extend(mails(workspace, name, &view));
    }
    all
}

/// The mails of an edition: whole, and their parts.
fn mails(workspace: &Workspace, name: &str, view: &rapporteur::View) -> Site {
    let edition = &workspace.config.editions[name];
    let templates = Templates::new(&workspace.sources.templates).unwrap();
    let Some(composed) = compose(workspace, view, edition, &templates, None).unwrap() else { return Site::new() };
    let from = Mailbox::parse("Robin <robin@ports.example>").unwrap();
    let head = mime::Head {
        from: workspace.config.email.from.clone().unwrap_or(from.clone()),
        reply_to: from,
        date: mime::date(crate::world::as_of(), None),
        unsubscribe: None,
        one_click: false,
        unsent: false,
    };
    let mut all = Site::new();
    for letter in composed.letters {
        let at = format!("{name}/mail/{}", letter.name);
        all.insert(format!("{at}.eml"), mime::message(&letter, &head).bytes);
        all.insert(format!("{at}.mail"), letter.html.into_bytes());
        all.insert(format!("{at}.text"), letter.text.into_bytes());
    }
    all
}

/// What kind of thing lies at a path; those that are text in themselves are looked at as such.
pub(super) fn same_structure(
    path: &str,
    harmless: &[u8],
    hostile: &[u8],
    names: &BTreeSet<String>,
) -> Result<(), String> {
    let differ = |a: &dyn std::fmt::Debug, b: &dyn std::fmt::Debug| {
        let (a, b) = (format!("{a:?}"), format!("{b:?}"));
        let at = a.bytes().zip(b.bytes()).position(|(x, y)| x != y).unwrap_or(a.len().min(b.len()));
        let cut = |t: &str| {
            t.chars()
                .skip(t[..t.floor_char_boundary(at)].chars().count().saturating_sub(80))
                .take(240)
                .collect::<String>()
        };
        (a != b).then(|| format!("{path}: {}\n--- {}", cut(&a), cut(&b)))
    };
    // A chart cuts a text where its letters are wide, and with it the mark.
    let fault = match path.rsplit('.').next().unwrap() {
        "html" | "mail" => {
            let (good, bad) = (markup::shape(harmless, MARK), markup::shape(hostile, MARK));
            let folder = path.rsplit_once('/').unwrap().0;
            let stray = markup::stray(&bad, &|target| is_file(folder, target, names));
            let again = markup::shape(&markup::again(hostile), MARK);
            // A mail does without a picture whose words its font hasn't got.
            let counts = if path.ends_with(".mail") { None } else { differ(&good.elements, &bad.elements) };
            let new = markup::new_in(&bad, &good);
            counts
                .or_else(|| (!new.is_empty()).then(|| format!("{path} has {new:?}")))
                .or_else(|| (good.targets.len() < bad.targets.len()).then(|| format!("{path} has more links")))
                .or_else(|| {
                    (good.marks.abs_diff(bad.marks) > 2 + good.marks / 20)
                        .then(|| format!("{path}: {} of {} texts are shown", bad.marks, good.marks))
                })
                .or_else(|| differ(&again.elements, &bad.elements))
                .or_else(|| (!stray.is_empty()).then(|| format!("{path}: leads to {stray:?}")))
        }
        "csv" => differ(&data::csv(harmless), &data::csv(hostile)),
        "json" => differ(&data::skeleton(&data::json(harmless)), &data::skeleton(&data::json(hostile))),
        "ndjson" => {
            let lines = |bytes: &[u8]| -> Vec<_> {
                let lines = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty());
                lines.map(|line| data::skeleton(&data::json(line))).collect()
            };
            differ(&lines(harmless), &lines(hostile))
        }
        "ics" => differ(&data::calendar(harmless), &data::calendar(hostile)),
        "eml" => {
            let [good, bad] =
                [harmless, hostile].map(|bytes| data::headers(bytes).into_iter().collect::<BTreeSet<_>>());
            bad.difference(&good).next().map(|name| format!("{path} has a header {name}"))
        }
        "js" if path.ends_with("search-index.js") => differ(&data::script(harmless), &data::script(hostile)),
        "text" => {
            let text = String::from_utf8_lossy(hostile);
            text.contains(|c: char| c.is_control() && c != '\n').then(|| format!("{path}: a control character"))
        }
        _ => (harmless != hostile).then(|| format!("{path} differs")),
    };
    fault.map_or(Ok(()), Err)
}

/// Whether a relative link leads to a file of the site.
pub(super) fn is_file(folder: &str, target: &str, names: &BTreeSet<String>) -> bool {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in target.split('#').next().unwrap().split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    names.contains(&parts.join("/"))
}

/// Compares what is made of two workspaces; how much it was.
pub(super) fn compare(harmless: &Site, hostile: &Site) -> usize {
    let names: BTreeSet<String> = hostile.keys().cloned().collect();
    let only = |a: &Site, b: &Site| a.keys().filter(|path| !b.contains_key(*path)).cloned().collect::<Vec<_>>();
    assert_eq!((only(harmless, hostile), only(hostile, harmless)), (Vec::new(), Vec::new()));
    let faults: Vec<String> =
        hostile.iter().filter_map(|(path, bytes)| same_structure(path, &harmless[path], bytes, &names).err()).collect();
    let shown: Vec<&str> = faults.iter().take(6).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), shown.join("\n\n"));
    hostile.len()
}
