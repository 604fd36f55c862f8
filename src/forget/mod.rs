//! Forget: what would have to go if somebody is to be forgotten. Takes the workspace and what the command found around it,
//! gives a list by file and line, what the editions hold, and the order to do it in. Changes nothing; pure.

use jiff::civil::Date;
use serde::Serialize;

use crate::about::editions::{Holding, holding};
use crate::about::held::{self, Held};
use crate::about::others::Spellings;
use crate::register::{Audience, Id};
use crate::source::Origin;
use crate::{Workspace, restrict};

/// What would have to go.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Forget {
    /// Whom.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Files of the workspace, the overlay and the notes' sources that hold something.
    pub files: Vec<File>,
    /// The same of `adopted.txt`, which keeps spellings.
    pub adopted: Vec<Spot>,
    /// Editions, by what their registers hold today.
    pub editions: Vec<Holding>,
    /// Folders of output that name them now.
    pub published: Vec<Published>,
    /// What the histories of the folders keep.
    pub history: Vec<History>,
    /// What to do, in order.
    pub order: Vec<String>,
}

/// What one file holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct File {
    /// As printed.
    pub path: String,
    /// `workspace`, `private overlay`, `notes outside` or `not read`.
    pub of: &'static str,
    /// Whether the whole file is theirs.
    pub whole: bool,
    /// Where.
    pub spots: Vec<Spot>,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spot {
    /// 1-based.
    pub line: u32,
    /// Its last line.
    pub last: u32,
    /// What it is.
    pub what: &'static str,
    /// As written, its first line.
    pub text: String,
    /// Whether only a first or last name brought it here.
    pub perhaps: bool,
}

/// A folder of output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Published {
    /// The folder.
    pub folder: String,
    /// Files that name them.
    pub files: Vec<String>,
    /// How many there are in all.
    pub count: usize,
}

/// What git keeps of a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct History {
    /// The folder.
    pub folder: String,
    /// What was found.
    #[serde(flatten)]
    pub kept: Kept,
}

/// What a history keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "git")]
pub enum Kept {
    /// No git work tree.
    None,
    /// There may be one, and git can't be asked.
    Unknown {
        /// Why not.
        why: String,
    },
    /// Commits that touch their record, and commits that add or remove a line with their name or id.
    Commits {
        /// Commits of the record.
        record: usize,
        /// Commits that name them.
        naming: usize,
    },
}

/// What the command found around the workspace.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The text of `adopted.txt`.
    pub adopted: Option<String>,
    /// Folders of output.
    pub published: Vec<Published>,
    /// Histories.
    pub history: Vec<History>,
    /// Text files in its folders that aren't read, and name them.
    pub unread: Vec<File>,
}

/// A file that the workspace doesn't read; none where nothing in it, nor its name, is a spelling of theirs.
pub fn unread(spellings: &Spellings, path: &str, text: &str) -> Option<File> {
    let spot = |line: u32, what: &'static str, text: &str, perhaps: bool| Spot {
        line,
        last: line,
        what,
        text: text.trim().to_owned(),
        perhaps,
    };
    let named = spellings.in_name(path).map(|perhaps| spot(1, "name of a file", path, perhaps));
    let lines = text.lines().zip(1..);
    let lines = lines.filter_map(|(line, number)| Some(spot(number, "line", line, spellings.in_line(line)?)));
    let spots: Vec<Spot> = named.into_iter().chain(lines).collect();
    (!spots.is_empty()).then(|| File { path: path.to_owned(), of: "not read", whole: false, spots })
}

/// Everything that would have to go for `id`; `None` where nobody has that id. What is written counts, whenever it is dated;
/// editions are those of `as_of`.
pub fn forget(workspace: &Workspace, id: &Id, as_of: Date, around: Around) -> Option<Forget> {
    let name = workspace.register.name(id)?.to_owned();
    let everything = restrict::restrict(&workspace.register, Audience::Pm, Date::MAX);
    let all = held::held(workspace, &everything, id, Date::MAX, false);
    let spellings = Spellings::new(workspace, id);
    let adopted = around.adopted.as_deref().unwrap_or_default().lines().zip(1..);
    let adopted = adopted.filter(|(line, _)| spellings.is_one(line) || spellings.is_in(line)).map(|(line, number)| {
        Spot { line: number, last: number, what: "spelling", text: line.trim().to_owned(), perhaps: false }
    });
    let mut forget = Forget {
        id: id.to_string(),
        name,
        files: files(workspace, id, &all.held),
        adopted: adopted.collect(),
        editions: holding(workspace, id, as_of),
        published: around.published,
        history: around.history,
        order: Vec::new(),
    };
    forget.files.extend(around.unread);
    forget.order = order(&forget, workspace.register.is_ours(id), &spellings.all());
    Some(forget)
}

fn files(workspace: &Workspace, id: &Id, held: &[Held]) -> Vec<File> {
    let own = format!("/{id}.toml");
    let mut files: Vec<File> = Vec::new();
    for h in held {
        if files.last().is_none_or(|file| file.path != h.path) {
            let origin = workspace.sources.files.iter().find(|f| *f.path == *h.path).map(|f| f.origin);
            let of = match origin {
                Some(Origin::Private) => "private overlay",
                Some(Origin::Source(_)) => "notes outside",
                _ => "workspace",
            };
            let whole = h.path.contains("stakeholders/") && h.path.ends_with(&own);
            files.push(File { path: h.path.clone(), of, whole, spots: Vec::new() });
        }
        let Some(file) = files.last_mut() else { continue };
        // Of a file that goes as a whole no line needs to be looked for; a meeting is listed by its lines.
        if !file.whole && h.what != "note" {
            let text = h.text.lines().next().unwrap_or_default().trim().to_owned();
            let spot = Spot { line: h.line, last: h.last, what: h.what, text, perhaps: h.perhaps };
            if !file.spots.iter().any(|s| s.line <= spot.line && spot.last <= s.last && s.what != "name of a file") {
                file.spots.push(spot);
            }
        }
    }
    files.retain(|file| file.whole || !file.spots.is_empty());
    // Mentions first: a record that goes before them leaves references to nobody.
    files.sort_by(|a, b| (a.whole, &a.path).cmp(&(b.whole, &b.path)));
    files
}

fn order(forget: &Forget, ours: bool, spelt: &[String]) -> Vec<String> {
    let id = &forget.id;
    let mut order = vec![format!(
        "Make sure you may: a legal hold or a duty to keep records comes first. What they are owed as a copy: `rapporteur build --about {id} --complete`."
    )];
    if forget.files.iter().any(|f| f.of == "notes outside") {
        order.push(
            "Mend the notes outside of the workspace where they are kept; another program may own them.".to_owned(),
        );
    }
    order.push(
        "Take the lines out that are listed by place, `notes/` first; reword what is somebody else's, too.".to_owned(),
    );
    order.push(if ours {
        "Take their `[[team]]` out of rapporteur.toml; somebody else must be first there if it was `@me`.".to_owned()
    } else {
        format!("Remove stakeholders/{id}.toml, the overlay's too.")
    });
    if !forget.adopted.is_empty() {
        order.push("Take their spellings out of adopted.txt, last of the workspace: without a record `adopt` would make them a new one from notes that still name them.".to_owned());
    }
    let each: Vec<String> = spelt.iter().map(|name| format!("`{name}`")).collect();
    order.push(format!(
        "Run `rapporteur check`, then search for each spelling: {} (`git grep -inwF -e SPELLING`, `grep -rinwF -e SPELLING` where there is no git, file names too). `forget` itself knows nobody without a record: that it finds no id proves nothing.",
        each.join(", ")
    ));
    order.push(
        "Build every edition anew, and publish it over the one that is out: pages that are obsolete go with it."
            .to_owned(),
    );
    if !forget.published.is_empty() {
        order.push(
            "Remove what is listed above in folders that no build makes anew: about/, mail/, copies that were sent."
                .to_owned(),
        );
    }
    if forget.history.iter().any(|h| matches!(h.kept, Kept::Commits { .. } | Kept::Unknown { .. })) {
        order.push("Rewrite git's history last, in a fresh clone (`git filter-repo --invert-paths --path FILE`, `--replace-text` for lines); every clone, fork and cache of the host must follow, and old commits expire (`git reflog expire --expire=now --all`, `git gc --prune=now`).".to_owned());
    }
    order.push("Think of backups, printed pages and mail: no program here knows of them.".to_owned());
    order
}
