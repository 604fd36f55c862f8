//! The `git` program: which repository, which commit, which files, which bytes. Every call says what it wants in arguments,
//! never to a shell, and gives git no reason to write, to run anything or to ask anybody.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::place::within;
use super::{Commit, GitError};
use crate::source::{Leaf, Tree};

/// Settings that a repository's own may not overrule: what would run a program or reach a network.
const SETTINGS: [&str; 5] =
    ["core.fsmonitor=", "core.hooksPath=/dev/null", "protocol.allow=never", "core.pager=cat", "core.commitGraph=false"];
/// Variables that would lead git to another repository than that of the folder.
const OTHERS: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_EXTERNAL_DIFF",
    "GIT_TRACE",
];
/// Most bytes of one answer that is no file: the list of a tree's files.
const LONGEST: u64 = 256 << 20;

/// A repository, and where in it a workspace lies.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The workspace's folder as it was given.
    pub(super) root: PathBuf,
    /// Where the repository's files lie.
    top: PathBuf,
    /// The workspace below that: empty, or ending in `/`.
    pub(super) prefix: String,
}

impl Repository {
    /// The repository that a folder is in.
    ///
    /// # Errors
    /// Where there is no git, or no repository.
    pub fn open(root: &Path) -> Result<Self, GitError> {
        let none = |why: String| GitError::NoRepository { dir: root.to_owned(), why };
        let line = |what: &str| -> Result<String, GitError> {
            let said = run(root, &["rev-parse", what])?.map_err(none)?;
            let said = String::from_utf8(said).map_err(|_| none("its path is not UTF-8".to_owned()))?;
            Ok(said.strip_suffix('\n').unwrap_or(&said).to_owned())
        };
        let top = line("--show-toplevel")?;
        Ok(Self { root: root.to_owned(), top: top.into(), prefix: line("--show-prefix")? })
    }

    /// The commit of that name.
    ///
    /// # Errors
    /// Where nothing has it.
    pub fn commit(&self, name: &str) -> Result<Commit, GitError> {
        let unknown = || {
            let is_shallow = says(&self.root, "--is-shallow-repository");
            GitError::UnknownRevision { revision: name.to_owned(), is_shallow }
        };
        if name.is_empty() || name.contains('\0') {
            return Err(unknown());
        }
        let wanted = format!("{name}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        let said = run(&self.root, &arguments)?.map_err(|_| unknown())?;
        let id = String::from_utf8(said).unwrap_or_default().trim().to_owned();
        let is_id = id.len() >= 40 && id.bytes().all(|b| b.is_ascii_hexdigit());
        if is_id { Ok(Commit { name: name.to_owned(), id }) } else { Err(unknown()) }
    }

    /// Where in the repository a path leads that the workspace's configuration holds; `None` outside of it.
    pub fn within(&self, path: &str) -> Option<String> {
        within(&self.top, &self.prefix, path)
    }

    /// The files of a commit, and the paths of what is none: links and other repositories.
    pub(super) fn tree(&self, commit: &Commit) -> Result<(Tree, Vec<String>), GitError> {
        let arguments = ["ls-tree", "-r", "-z", "-l", "--full-tree", &commit.id];
        let said = run(&self.root, &arguments)?.map_err(GitError::Failed)?;
        let (mut files, mut links) = (Tree::new(), Vec::new());
        for entry in said.split(|b| *b == 0).filter(|entry| !entry.is_empty()) {
            let odd = || GitError::Failed("an entry of the tree can't be read".to_owned());
            let tab = entry.iter().position(|b| *b == b'\t').ok_or_else(odd)?;
            let head = std::str::from_utf8(&entry[..tab]).map_err(|_| odd())?;
            let mut words = head.split_ascii_whitespace();
            let (mode, id, size) = (words.next(), words.nth(1), words.next());
            let (Some(mode), Some(id), Some(size)) = (mode, id, size) else { return Err(odd()) };
            let path = String::from_utf8_lossy(&entry[tab + 1..]);
            let is_misnamed = matches!(path, std::borrow::Cow::Owned(_));
            if !mode.starts_with("100") {
                links.push(path.into_owned());
                continue;
            }
            let size = size.parse().map_err(|_| odd())?;
            files.insert(path.into_owned(), Leaf { size, id: id.to_owned(), is_misnamed });
        }
        Ok((files, links))
    }

    /// The bytes of files by their ids.
    pub(super) fn blobs(&self, ids: &BTreeSet<String>) -> Result<BTreeMap<String, Vec<u8>>, GitError> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut child = git(&self.root)
            .args(["cat-file", "--batch", "--buffer"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(GitError::NoGit)?;
        let mut asks = child.stdin.take().expect("it is piped");
        let mut answers = std::io::BufReader::new(child.stdout.take().expect("it is piped"));
        let wanted: String = ids.iter().flat_map(|id| [id.as_str(), "\n"]).collect();
        let read = std::thread::scope(|scope| {
            // Both ends at once: neither pipe holds everything. Where git ends early, reading tells.
            scope.spawn(move || asks.write_all(wanted.as_bytes()).and_then(|()| asks.flush()));
            ids.iter().map(|id| Ok((id.clone(), blob(&mut answers, id)?))).collect::<Result<BTreeMap<_, _>, GitError>>()
        });
        drop(answers);
        let ended = child.wait().map_err(|error| GitError::Failed(error.to_string()))?;
        let read = read?;
        if ended.success() { Ok(read) } else { Err(GitError::Failed("`git cat-file` ended early".to_owned())) }
    }
}

/// Whether a folder is, or is in, a repository without files.
pub fn is_bare(dir: &Path) -> bool {
    says(dir, "--is-bare-repository")
}

/// Whether git answers a question about the repository with yes.
fn says(dir: &Path, question: &str) -> bool {
    matches!(run(dir, &["rev-parse", question]), Ok(Ok(said)) if said == b"true\n")
}

/// The next answer: a line of id, kind and size, the bytes, a line's end.
fn blob(answers: &mut impl BufRead, id: &str) -> Result<Vec<u8>, GitError> {
    let failed = |error: std::io::Error| GitError::Failed(error.to_string());
    let mut head = Vec::new();
    answers.by_ref().take(1024).read_until(b'\n', &mut head).map_err(failed)?;
    let head = String::from_utf8_lossy(&head);
    let mut words = head.split_ascii_whitespace();
    let (Some(found), Some("blob"), Some(size)) = (words.next(), words.next(), words.next()) else {
        return Err(GitError::Failed(format!(
            "the object {id} is not in this repository (a partial clone fetches nothing here)"
        )));
    };
    let size: u64 = size
        .parse()
        .ok()
        .filter(|_| found == id)
        .ok_or_else(|| GitError::Failed(format!("git answered something else than the object {id}")))?;
    let mut bytes = Vec::new();
    answers.by_ref().take(size).read_to_end(&mut bytes).map_err(failed)?;
    let mut end = [0; 1];
    answers.read_exact(&mut end).map_err(failed)?;
    Ok(bytes)
}

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--no-replace-objects", "--literal-pathspecs"]);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for name in OTHERS {
        command.env_remove(name);
    }
    command
        .arg("-C")
        .arg(root)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C")
        .stdin(Stdio::null());
    command
}

/// What git says, or why it doesn't; an error where there is no git.
fn run(root: &Path, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, GitError> {
    let mut child =
        git(root).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(GitError::NoGit)?;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let (stdout, stderr) = (child.stdout.take().expect("it is piped"), child.stderr.take().expect("it is piped"));
    std::thread::scope(|scope| {
        // What can't be read is told by the exit code.
        scope.spawn(|| stderr.take(1 << 16).read_to_end(&mut err));
        stdout.take(LONGEST).read_to_end(&mut out)
    })
    .map_err(|error| GitError::Failed(error.to_string()))?;
    let ended = child.wait().map_err(|error| GitError::Failed(error.to_string()))?;
    if ended.success() && (out.len() as u64) < LONGEST {
        return Ok(Ok(out));
    }
    let why = String::from_utf8_lossy(&err);
    let line = why.lines().next().unwrap_or("git says nothing of why");
    Ok(Err(line.trim_start_matches("fatal: ").to_owned()))
}
