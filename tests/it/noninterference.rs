//! Noninterference: change, add or delete anything that an edition may not see, and not a byte of what the program makes for it
//! changes. The changes are found in the workspace of `tests/proof` by the labels of the format and made from the schema,
//! so that a key the schema gains is among them, or the test says that none reaches it.

mod apply;
mod labels;
mod mutate;
mod text;
mod values;
mod world;

use std::collections::BTreeSet;
use std::sync::Mutex;

use rapporteur::assess::declassified::Declassified;
use rapporteur::register::Audience;
use rapporteur::source::Role;
use rapporteur::{View, Workspace};
use rayon::prelude::*;

pub(crate) use apply::{apply, keys};
pub(crate) use labels::{LineKind, hidden_people, is_about_hidden, key_label, lines, raw_label, record_label, records};
pub(crate) use mutate::{Edit, Op, Step, edits};
pub(crate) use text::changed;
pub(crate) use world::{Doc, Form, Site, World, site, view};

use crate::world::difference;

/// Editions of the proof, each with its audience.
const EDITIONS: [(&str, Audience); 4] = [
    ("team", Audience::Team),
    ("leadership", Audience::Leadership),
    ("public", Audience::Everyone),
    ("board", Audience::Leadership),
];
/// Changes to one edition, at least.
const CHANGES: usize = 500;
/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, of: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % of.max(1)
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for n in (1..list.len()).rev() {
            list.swap(n, self.roll(n + 1));
        }
    }
}

/// How an edition is made: as the program does it, or with a hole.
struct Making<'a> {
    name: &'a str,
    view: &'a (dyn Fn(&Workspace, Option<&[Declassified]>) -> View + Sync),
    site: &'a (dyn Fn(&Workspace, &View) -> Site + Sync),
    /// Every how many changes the pages are made although nothing that they are made from differs.
    every: usize,
}

/// An edition as it is made from the workspace, and what changes to what it hides came to.
struct Watched<'a> {
    making: &'a Making<'a>,
    workspace: Workspace,
    view: View,
    said: Vec<Declassified>,
    site: Site,
    tried: Mutex<Tried>,
}

#[derive(Default)]
struct Tried {
    changes: usize,
    reached: BTreeSet<String>,
    leaks: Vec<String>,
}

impl<'a> Watched<'a> {
    fn new(making: &'a Making<'a>) -> Self {
        let workspace = World::load().link().unwrap();
        let view = (making.view)(&workspace, None);
        let said = view.assessed.declassified.values().cloned().collect();
        let site = (making.site)(&workspace, &view);
        Self { making, workspace, view, said, site, tried: Mutex::default() }
    }

    /// Whether a change is to what this edition may see: its own options and files.
    fn is_seen(&self, edit: &Edit) -> bool {
        let own = |text: &str| text == self.making.name;
        match &edit.op {
            Op::Static(path, _) => path.split_once('/').is_some_and(|(folder, _)| own(folder)),
            _ => {
                matches!(edit.path.as_slice(), [Step::Key(first), Step::Key(name), ..] if first == "editions" && own(name))
            }
        }
    }

    /// Looks at the edition after changes, made together.
    ///
    /// Pages are made from the view and the configuration, by the types of `render_view`, and from the static files: where none
    /// of these differs, the bytes can't.
    fn look(&self, changes: &[&Edit], next: &Workspace) {
        if changes.iter().any(|edit| self.is_seen(edit)) {
            return;
        }
        let view = (self.making.view)(next, Some(&self.said));
        let is_same = view.register == self.view.register
            && view.assessed == self.view.assessed
            && next.config == self.workspace.config
            && next.sources.statics == self.workspace.sources.statics;
        let count = {
            let mut tried = self.tried.lock().unwrap();
            tried.changes += 1;
            tried.reached.extend(changes.iter().flat_map(|edit| edit.keys.iter().cloned()));
            tried.changes
        };
        if is_same && !count.is_multiple_of(self.making.every) {
            return;
        }
        if let Some(difference) = difference(&self.site, &(self.making.site)(next, &view)) {
            let name = self.making.name;
            self.tried.lock().unwrap().leaks.push(format!("{name}: {changes:?}\n{difference}"));
        }
    }
}

/// Tries `enough` of the changes, those together among them, and all that reach a key which no other does.
fn try_changes(all: &[Edit], enough: usize, watched: &[&Watched<'_>]) {
    let world = World::load();
    let state: Mutex<(usize, BTreeSet<&str>)> = Mutex::default();
    let look = |changes: &[&'_ Edit], next: &Workspace| {
        for edition in watched {
            edition.look(changes, next);
        }
        state.lock().unwrap().0 += 1;
    };
    let one = |edit: &&'_ Edit| {
        if let Some((_, next)) = apply(world, edit) {
            look(&[*edit], &next);
        }
    };
    let mut dice = Dice(all.len() as u64);
    let mut order: Vec<&Edit> = all.iter().collect();
    dice.shuffle(&mut order);
    // Each key first, so that none is left out where there are more changes than needed.
    let mut met = BTreeSet::new();
    let (first, rest): (Vec<&Edit>, Vec<&Edit>) =
        order.into_iter().partition(|edit| edit.keys.iter().filter(|key| met.insert(*key)).count() > 0);
    if enough < 100 {
        return first.par_iter().chain(&rest).take(enough).for_each(one);
    }
    first.par_iter().for_each(one);
    // A key whose first change didn't fit may be reached by another.
    let unmet = |edit: &&&Edit| {
        let is_new = |edition: &&Watched<'_>| {
            let tried = edition.tried.lock().unwrap();
            edit.keys.iter().any(|key| !tried.reached.contains(key))
        };
        watched.iter().any(is_new)
    };
    rest.iter().filter(unmet).collect::<Vec<_>>().par_iter().filter(|edit| unmet(edit)).for_each(|edit| one(edit));
    (0..enough / 4).into_par_iter().for_each(|seed| {
        let mut dice = Dice((seed * 7919 + all.len()) as u64);
        let (mut next, mut done): (Option<(World, Workspace)>, Vec<&Edit>) = (None, Vec::new());
        for _ in 0..2 + dice.roll(4) {
            let edit = &all[dice.roll(all.len())];
            // Within a file a change would move what the next one means.
            if done.iter().any(|other| other.doc == edit.doc) {
                continue;
            }
            if let Some(changed) = apply(next.as_ref().map_or(world, |(world, _)| world), edit) {
                next = Some(changed);
                done.push(edit);
            }
        }
        if let Some((_, next)) = next {
            look(&done, &next);
        }
    });
    for chunk in rest.chunks(40) {
        if state.lock().unwrap().0 >= enough {
            break;
        }
        chunk.par_iter().for_each(one);
    }
}

#[test]
fn nothing_hidden_changes_a_byte_of_any_edition() {
    // PROOF=all makes the pages each time, which takes minutes.
    let every = if std::env::var_os("PROOF").is_some() { 1 } else { 20 };
    let views = EDITIONS.map(|(name, _)| move |w: &Workspace, said: Option<&[Declassified]>| view(w, name, said));
    let sites = EDITIONS.map(|(name, _)| move |w: &Workspace, view: &View| site(w, name, view));
    let makings: Vec<Making<'_>> =
        (0..EDITIONS.len()).map(|n| Making { name: EDITIONS[n].0, view: &views[n], site: &sites[n], every }).collect();
    let editions: Vec<Watched<'_>> = makings.iter().map(Watched::new).collect();
    // What the team may not see, nobody wider may: from the second audience on only what is hidden besides is tried.
    let mut known = BTreeSet::new();
    for (audience, enough) in [(Audience::Team, CHANGES + 10), (Audience::Leadership, 120), (Audience::Everyone, 120)] {
        let mut all = edits(World::load(), audience, "", 0);
        all.retain(|edit| known.insert(edit.what()));
        let may_not = |n: &usize| EDITIONS[*n].1 >= audience;
        let watched: Vec<_> = (0..EDITIONS.len()).filter(may_not).map(|n| &editions[n]).collect();
        try_changes(&all, enough, &watched);
    }
    for ((name, audience), edition) in EDITIONS.iter().zip(editions) {
        let Tried { changes, reached, leaks } = edition.tried.into_inner().unwrap();
        let shown = leaks.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n\n");
        assert!(leaks.is_empty(), "{} of {changes} changes leak: {shown}", leaks.len());
        assert!(changes >= CHANGES, "{name}: {changes} changes");
        // The configuration is one: what an edition may see of it is hidden nowhere.
        let is_seen =
            |key: &str| key.starts_with("config.") && key_label(key, Audience::Everyone, name).is_visible_to(*audience);
        let missed: Vec<String> = keys().into_keys().filter(|key| !reached.contains(key) && !is_seen(key)).collect();
        assert!(missed.is_empty(), "no change reaches what {name} may not see of {missed:?}");
    }
}

/// Changes to the leadership edition that are found where it is made with a hole.
fn found_with_hole(
    hole_in_view: &(dyn Fn(&Workspace, &mut View) + Sync),
    hole_in_site: &(dyn Fn(&Workspace, &mut Site) + Sync),
) -> usize {
    let making = Making {
        name: "leadership",
        view: &|workspace, said| {
            let mut view = view(workspace, "leadership", said);
            hole_in_view(workspace, &mut view);
            view
        },
        site: &|workspace, view| {
            let mut site = site(workspace, "leadership", view);
            hole_in_site(workspace, &mut site);
            site
        },
        every: 1,
    };
    let watched = Watched::new(&making);
    let mut all = edits(World::load(), Audience::Leadership, "", 0);
    // What the holes are about, and a few other changes.
    all.retain(|edit| edit.keys == ["stakeholder.concerns"] || matches!(edit.op, Op::Add(_) | Op::Delete));
    try_changes(&all, 30, &[&watched]);
    watched.tried.into_inner().unwrap().leaks.len()
}

#[test]
fn a_hole_is_found() {
    let field = found_with_hole(
        &|workspace, view| {
            for (id, person) in &mut view.register.stakeholders {
                person.concerns.clone_from(&workspace.register.stakeholders[id].concerns);
            }
        },
        &|_, _| {},
    );
    assert!(field > 0, "a field let through is not found");
    let count = found_with_hole(&|_, _| {}, &|workspace, site| {
        let hidden = workspace.register.notes.len() + workspace.register.stakeholders.len();
        site.get_mut("method.html").unwrap().extend(format!("<!-- {hidden} -->").bytes());
    });
    assert!(count > 0, "a count over what is hidden is not found");
    let name = found_with_hole(&|_, _| {}, &|workspace, site| {
        for person in workspace.register.stakeholders.keys() {
            site.entry(format!("stakeholders/{person}.html")).or_default();
        }
    });
    assert!(name > 0, "a file name is not found");
}

/// Pairs of bodies for a note or an update that leadership may see: without what it may not, and with it.
const TRACES: [(&str, &str); 8] = [
    ("- a\n- b", "- s [visibility:: pm]\n- a\n- b"),
    ("- a\n- b", "- a\n- s [visibility:: pm]\n\n- b"),
    ("- a\n- b", "- a\n\n- (sentiment) @ada -2: x\n- b"),
    ("- a\n- b", "## P {visibility=pm}\n\ns\n\n## Q\n\n- a\n- b"),
    ("1. a\n1. b", "1. s [visibility:: pm]\n1. a\n1. b"),
    ("1. a\n2. b", "1. s [visibility:: pm]\n2. a\n3. b"),
    ("1. a\n2. b", "1. (sentiment) @ada -2: x\n2. a\n3. b"),
    ("1. a\n\n   more\n2. b", "1. a\n\n   more\n\n2. s [visibility:: pm]\n\n3. b"),
];

#[test]
fn a_hidden_item_leaves_no_trace_in_a_list() {
    for (bare, full) in TRACES {
        let with = |body: &str| {
            let mut next = World::load().clone();
            let head = "+++\nvisibility = \"leadership\"\nattendees = [\"ada\"]\n+++\n\n";
            next.add("notes/2026-10-01-trace.md", Role::Note, &format!("{head}{body}\n"));
            let update = "+++\nheadline = \"Green.\"\nstatus_reported = \"green\"\n+++\n\n## Results\n\n";
            next.add("updates/2026-10-20.md", Role::Update, &format!("{update}{body}\n"));
            let workspace = next.link().unwrap();
            site(&workspace, "leadership", &view(&workspace, "leadership", None))
        };
        // A heading of its own is no trace of what stood before it.
        let bare = if full.contains("## Q") { format!("## Q\n\n{bare}") } else { bare.to_owned() };
        assert_eq!(difference(&with(&bare), &with(full)), None, "{full}");
    }
}

/// A visible note without and with a line about what leadership may not see, and what is nested in it.
const NESTED: [(&str, &str); 5] = [
    ("- a\n- b", "- a\n- [ ] @me -> @cy: s\n  - z\n\n    more z\n- b"),
    ("- a\n- b", "- a\n- [ ] @me -> @cy: s\n  - z\n    - [ ] @me -> @ada: z  [due:: 2026-11-20]\n    - [ ] z\n- b"),
    ("- a\n\nb", "- a\n- [ ] @me -> @cy: s\n\n  z\n\n  - z\n\nb"),
    ("1. a\n2. b", "1. a\n2. [ ] @me -> @cy: s\n   1. z\n   2. (sentiment) @ada -2: z\n3. b"),
    ("- a\n  - b", "- a\n  - [ ] @me -> @cy: s\n\t- z\n  - b"),
];

#[test]
fn what_is_nested_in_a_line_out_of_sight_is_out_of_sight() {
    for (bare, full) in NESTED {
        let with = |body: &str| {
            let mut next = World::load().clone();
            let head = "+++\nvisibility = \"leadership\"\nattendees = [\"ada\"]\n+++\n\n";
            next.add("notes/2026-10-01-trace.md", Role::Note, &format!("{head}{body}\n"));
            let workspace = next.link().unwrap();
            site(&workspace, "leadership", &view(&workspace, "leadership", None))
        };
        assert_eq!(difference(&with(bare), &with(full)), None, "{full}");
    }
}

/// Running documents without and with what the team may not see.
const RUNNING: [(&str, &str, &str); 4] = [
    ("date-headings", "# Us\n\n## 2026-10-05\n\na\n", "# Us\n\n## P {visibility=pm}\n\nz\n\n## 2026-10-05\n\na\n"),
    ("date-headings", "## 2026-10-05\n\na\n", "- z [visibility:: pm]\n\n## 2026-10-05\n\na\n"),
    (
        "date-headings",
        "# 2026\n\n## 2026-10-05\n\na\n\n# 2025\n\n## 2025-10-04\n\nb\n",
        "# 2026\n\n## 2026-10-05\n\na\n\n# 2025\n\n- z [visibility:: pm]\n\n## 2025-10-04\n\nb\n",
    ),
    (
        "meeting-headings",
        "## 10:00 @ada: a\n\na\n",
        "## 10:00 @ada: a\n\na\n\n## Tasks {visibility=pm}\n\n- [ ] @me -> @ada: z  [due:: 2026-11-15]\n",
    ),
];

#[test]
fn what_is_hidden_beside_the_meetings_of_a_file_leaves_no_trace() {
    for (split, bare, full) in RUNNING {
        let with = |body: &str| {
            let mut next = World::load().clone();
            let front = format!("+++\nattendees = [\"ada\"]\nsplit = \"{split}\"\n+++\n");
            let path = if split == "meeting-headings" { "notes/2026-10-27.md" } else { "notes/trace.md" };
            next.add(path, Role::Note, &(front + body));
            let workspace = next.link().expect(body);
            site(&workspace, "team", &view(&workspace, "team", None))
        };
        assert_eq!(difference(&with(bare), &with(full)), None, "{full}");
    }
}

/// Lists of people of a wild note, without and with what the team may not see.
const PRESENT: [(&str, &str); 5] = [
    ("- Ada Moss\n", "- Ada Moss\n- Zed Fry [visibility:: pm]\n"),
    ("- Ada Moss\n- Zed Fry\n", "- Zed Fry [visibility:: pm]\n- Ada Moss\n- Zed Fry\n"),
    ("- Zed Fry\n- Ada Moss\n", "- @ada [visibility:: pm]\n- Zed Fry\n- Ada Moss\n"),
    ("- Ada Moss\n\n## Notes\n", "- Ada Moss\n\n## Also present {visibility=pm}\n\n- Zed Fry\n\n## Notes\n"),
    ("- Ada Moss\n\n## Regrets\n\n- Zed Fry\n", "- Ada Moss\n- Zed Fry [visibility:: pm]\n\n## Regrets\n\n- Zed Fry\n"),
];

#[test]
fn a_label_holds_in_a_list_of_people() {
    for (bare, full) in PRESENT {
        let with = |list: &str| {
            let mut next = World::load().clone();
            next.add_wild("minutes/2026-10-10-list.md", &format!("# Talk\n\n## Attendees\n\n{list}\nWords.\n"));
            let workspace = next.link().unwrap();
            site(&workspace, "team", &view(&workspace, "team", None))
        };
        assert_eq!(difference(&with(bare), &with(full)), None, "{full}");
    }
}
