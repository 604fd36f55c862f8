//! Flaws of what a generator leans on: files, servers, git.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const CONFIG: &str = "as_of = 2026-11-01\n[[team]]\nid = \"me\"\nname = \"Robin\"\n";

pub(super) fn put(dir: &Path, path: &str, text: &str) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A workspace with that record of one person.
pub(super) fn workspace(ada: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "desk/rapporteur.toml", CONFIG);
    put(dir.path(), "desk/stakeholders/ada.toml", ada);
    put(dir.path(), "desk/notes/2026-10-01.md", "+++\nattendees = [\"me\", \"ada\"]\n+++\nwords\n");
    dir
}

pub(super) const ADA: &str = "name = \"Ada\"\nkind = \"external\"\n";

pub(super) fn run(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.args(arguments).current_dir(dir).env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    command.env("HOME", dir).env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap()
}

pub(super) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn git(dir: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args([
        "-c",
        "user.name=R",
        "-c",
        "user.email=r@example.org",
        "-c",
        "init.defaultBranch=main",
    ]);
    let output = command
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", dir)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
}

/// A repository with that workspace, in two commits.
fn repository() -> tempfile::TempDir {
    let dir = workspace(ADA);
    git(dir.path(), &["init", "-q"]);
    git(dir.path(), &["add", "-A"]);
    git(dir.path(), &["commit", "-q", "-m", "one"]);
    put(dir.path(), "desk/notes/2026-10-02.md", "+++\nattendees = [\"me\", \"ada\"]\n+++\nmore\n");
    git(dir.path(), &["add", "-A"]);
    git(dir.path(), &["commit", "-q", "-m", "two"]);
    dir
}

/// Jekyll: a link among the sources led to any file of the machine, which was published.
#[test]
fn cve_2018_17567_links_out_of_the_sources() {
    let dir = workspace(ADA);
    put(dir.path(), "secret.txt", "zqsecret");
    for link in
        ["desk/static/s.txt", "desk/notes/2026-10-03.md", "desk/templates/note.html", "desk/stakeholders/bo.toml"]
    {
        let path = dir.path().join(link);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(dir.path().join("secret.txt"), &path).unwrap();
        let output = run(dir.path(), &["build", "desk", "--out", "out"]);
        assert!(!output.status.success() && said(&output).contains("symlink-outside"), "{link}: {}", said(&output));
        assert!(!dir.path().join("out").exists());
        fs::remove_file(path).unwrap();
    }
    // So is one to a folder, and one in place of the output.
    symlink("/etc", dir.path().join("desk/static/etc")).unwrap();
    assert!(!run(dir.path(), &["build", "desk", "--out", "out"]).status.success());
}

/// Front matter and names that lead the output out of its folder (slugs, `url:`, `permalink:` of several generators).
#[test]
fn paths_in_records_stay_in_the_output() {
    for ada in [
        "name = \"../../../evil\"\nkind = \"external\"\n",
        "name = \"/etc/evil\"\nkind = \"external\"\ntitle = \"..\\\\..\\\\evil\"\n",
    ] {
        let dir = workspace(ada);
        put(dir.path(), "desk/goals.toml", "[[goal]]\nid = \"g\"\ntitle = \"../../evil\"\nowner = \"me\"\n");
        put(
            dir.path(),
            "desk/notes/2026-10-02-..evil.md",
            "+++\ntitle = \"../../evil\"\nattendees = [\"me\", \"ada\"]\n+++\nwords\n",
        );
        let output = run(dir.path(), &["build", "desk", "--out", "out/deep/er"]);
        assert!(output.status.success(), "{}", said(&output));
        let outside: Vec<_> = walkdir::WalkDir::new(dir.path())
            .into_iter()
            .map(|entry| entry.unwrap().into_path())
            .filter(|path| path.is_file() && path.to_string_lossy().contains("evil"))
            .filter(|path| {
                !path.starts_with(dir.path().join("out/deep/er")) && !path.starts_with(dir.path().join("desk"))
            })
            .collect();
        assert!(outside.is_empty(), "{outside:?}");
    }
    let dir = workspace(ADA);
    for (key, value) in [("id", "../evil"), ("id", "a/b"), ("id", "."), ("id", "-rf"), ("id", "a\\\\b")] {
        put(dir.path(), "desk/goals.toml", &format!("[[goal]]\n{key} = \"{value}\"\ntitle = \"t\"\nowner = \"me\"\n"));
        assert!(said(&run(dir.path(), &["check", "desk"])).contains("invalid-id"), "{value}");
    }
}

/// A preview over a socket.
fn asked(requests: &[String]) -> Vec<String> {
    let dir = workspace(ADA);
    put(dir.path(), "secret.txt", "zqsecret");
    let mut child = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(["serve", "desk", "--port", "0"])
        .current_dir(dir.path())
        .env_clear()
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("http://127.0.0.1:") {
        line.clear();
        assert!(stderr.read_line(&mut line).unwrap() > 0, "the preview ended");
    }
    let port = line.split("127.0.0.1:").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let ask = |request: &String| {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_mins(1))).unwrap();
        stream.write_all(request.replace("PORT", &port).as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let answers = requests.iter().map(ask).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    answers
}

/// `zola serve`, `mkdocs serve`: a path with `..` was answered with files of the machine.
#[test]
#[cfg(feature = "serve")]
fn cve_2023_40274_and_2021_40978_paths_of_the_preview() {
    let paths = [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/.//../secret.txt",
        "//secret.txt",
        "/..\\secret.txt",
        "/%2e%2e%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/./../../../../../../etc/passwd",
        "//etc/passwd",
        "/etc/passwd",
        "/stakeholders/../../secret.txt",
        "/../desk/rapporteur.toml",
        "/index.html/../../secret.txt",
        "/index.html%00.txt",
    ];
    let requests: Vec<String> =
        paths.iter().map(|path| format!("GET {path} HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n")).collect();
    for (path, answer) in paths.iter().zip(asked(&requests)) {
        assert!(
            !answer.contains("zqsecret") && !answer.contains("root:") && !answer.contains("[[team]]"),
            "{path}: {answer}"
        );
        assert!(answer.starts_with("HTTP/1.1 40"), "{path}: {answer}");
    }
}

/// Vite, and servers of other tools before it: any site that was open in the browser could read what the preview shows, by
/// asking for it or by a name of its own that leads to this machine.
#[test]
#[cfg(feature = "serve")]
fn cve_2025_24010_other_sites_ask_the_preview() {
    let hosts = [
        "evil.example",
        "evil.example:PORT",
        "localhost.evil.example:PORT",
        "127.0.0.1.evil.example:PORT",
        "localhost:1",
        "",
    ];
    let mut requests: Vec<String> =
        hosts.iter().map(|host| format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")).collect();
    requests.push("GET / HTTP/1.1\r\nHost: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: script\r\nOrigin: https://evil.example\r\n\r\n".to_owned());
    requests.push("GET /.rapporteur/events HTTP/1.1\r\nHost: localhost:PORT\r\nSec-Fetch-Site: cross-site\r\nOrigin: https://evil.example\r\n\r\n".to_owned());
    for (request, answer) in requests.iter().zip(asked(&requests)) {
        assert!(answer.starts_with("HTTP/1.1 403") || answer.starts_with("HTTP/1.1 400"), "{request}: {answer}");
        assert!(!answer.contains("Access-Control-Allow"), "{answer}");
    }
}

/// git: an address that begins with `-` was taken for an option of `ssh`; so may a revision be for one of git.
#[test]
fn cve_2017_1000117_revisions_that_look_like_options() {
    let dir = repository();
    for revision in [
        "--upload-pack=touch pwned",
        "--output=pwned",
        "-c core.pager=touch",
        "--exec=touch pwned",
        "-opwned",
        "HEAD --output=pwned",
        "ext::sh -c touch% pwned",
        "HEAD@{upstream};touch pwned",
        "$(touch pwned)",
        "`touch pwned`",
        "HEAD\n--output=pwned",
    ] {
        for arguments in [
            vec!["diff", "--", revision, "HEAD", "desk"],
            vec!["diff", "--", "HEAD", revision, "desk"],
            vec!["status", "desk", "--known-at", revision],
        ] {
            let output = run(dir.path(), &arguments);
            assert!(matches!(output.status.code(), Some(2 | 3)), "{arguments:?}: {}", said(&output));
        }
    }
    assert!(!dir.path().join("pwned").exists() && !dir.path().join("desk/pwned").exists());
}

/// A repository from elsewhere whose own settings name programs: monitor, hooks, filters, textconv, pager, ssh, editors.
#[test]
fn programs_in_the_settings_of_a_repository() {
    let dir = repository();
    let script = dir.path().join("run.sh");
    let mark = dir.path().join("pwned");
    put(dir.path(), "run.sh", &format!("#!/bin/sh\ntouch '{}'\ncat\n", mark.display()));
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let run_it = script.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.editor",
        "core.askPass",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.smudge",
        "filter.x.clean",
        "filter.x.process",
        "credential.helper",
        "uploadpack.packObjectsHook",
        "gpg.program",
        "interactive.diffFilter",
        "pager.diff",
        "pager.ls-tree",
        "pager.cat-file",
        "alias.cat-file",
        "alias.ls-tree",
        "alias.rev-parse",
        "remote.origin.uploadpack",
        "trace2.eventTarget",
    ] {
        git(dir.path(), &["config", key, run_it]);
    }
    git(dir.path(), &["config", "filter.x.required", "true"]);
    git(dir.path(), &["config", "core.hooksPath", dir.path().to_str().unwrap()]);
    git(dir.path(), &["config", "extensions.partialClone", "origin"]);
    git(dir.path(), &["config", "remote.origin.url", &format!("ext::{run_it}")]);
    git(dir.path(), &["config", "protocol.ext.allow", "always"]);
    put(dir.path(), ".gitattributes", "* diff=x filter=x\n");
    for hook in ["post-index-change", "reference-transaction", "post-checkout", "pre-commit", "fsmonitor-watchman"] {
        fs::copy(&script, dir.path().join(".git/hooks").join(hook)).unwrap();
        fs::copy(&script, dir.path().join(hook)).unwrap();
    }
    for arguments in [
        ["diff", "HEAD~1", "HEAD", "desk"].as_slice(),
        &["status", "desk", "--known-at", "HEAD~1"],
        &["diff", "2026-10-01", "2026-11-01", "desk"],
        &["forget", "ada", "desk"],
    ] {
        let output = run(dir.path(), arguments);
        assert!(output.status.code().is_some_and(|code| code < 3), "{arguments:?}: {}", said(&output));
        assert!(!mark.exists(), "{arguments:?} ran a program of the repository");
    }
    // What a partial clone lacks would be fetched from where the repository says.
    let tree = Command::new("git").arg("-C").arg(dir.path()).args(["rev-parse", "HEAD~1:desk/notes"]).output().unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    fs::remove_file(dir.path().join(".git/objects").join(&tree[..2]).join(tree[2..].trim())).unwrap();
    for arguments in [["diff", "HEAD~1", "HEAD", "desk"].as_slice(), &["forget", "ada", "desk"]] {
        run(dir.path(), arguments);
        assert!(!mark.exists(), "{arguments:?} fetched by a program of the repository");
    }
}

/// git: a repository that somebody else owns, found above one's folder, ran what its settings say.
#[test]
fn cve_2022_24765_a_repository_of_somebody_else() {
    let dir = repository();
    // Only root can give a file away.
    if std::os::unix::fs::chown(dir.path().join(".git"), Some(65_534), Some(65_534)).is_err() {
        return;
    }
    std::os::unix::fs::chown(dir.path(), Some(65_534), Some(65_534)).unwrap();
    let output = run(dir.path(), &["diff", "HEAD~1", "HEAD", "desk"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("ownership"), "{}", said(&output));
}

/// Hugo (CVE-2020-26284, on Windows): a program of the folder one works in was run instead of the machine's.
#[test]
fn cve_2020_26284_a_program_in_the_folder() {
    let dir = repository();
    let mark = dir.path().join("pwned");
    for name in ["git", "desk/git", "git.exe", "pager", "less"] {
        put(dir.path(), name, &format!("#!/bin/sh\ntouch '{}'\n", mark.display()));
        fs::set_permissions(dir.path().join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let output = run(dir.path(), &["diff", "HEAD~1", "HEAD", "desk"]);
    assert!(output.status.success() && !mark.exists(), "{}", said(&output));
}

/// A tree of git that holds a link, a name that leads out, or a submodule.
#[test]
fn links_in_a_revision_are_not_followed() {
    let dir = repository();
    put(dir.path(), "secret.toml", "name = \"zqsecret\"\nkind = \"external\"\n");
    symlink("../../secret.toml", dir.path().join("desk/stakeholders/bo.toml")).unwrap();
    git(dir.path(), &["add", "desk"]);
    git(dir.path(), &["commit", "-q", "-m", "three"]);
    fs::remove_file(dir.path().join("desk/stakeholders/bo.toml")).unwrap();
    let output = run(dir.path(), &["diff", "HEAD~1", "HEAD", "desk"]);
    assert!(output.status.success() && !said(&output).contains("zqsecret"), "{}", said(&output));
}

/// Generators that fetch what content names, or run what it names, while they build.
#[test]
fn few_modules_open_a_socket_or_run_a_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut sockets, mut programs) = (0, 0);
    for entry in walkdir::WalkDir::new(&root) {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let below = path.strip_prefix(&root).unwrap().to_str().unwrap();
        let is_in = |places: &[&str]| places.iter().any(|place| below.starts_with(place));
        if ["std::net", "TcpStream", "TcpListener", "UdpSocket", "lettre::"].iter().any(|word| text.contains(word)) {
            assert!(is_in(&["serve/", "cli/serve.rs", "email/send/", "cli/email/send.rs"]), "{below} opens a socket");
            sockets += 1;
        }
        if ["process::Command", "Command::new("].iter().any(|word| text.contains(word)) {
            assert!(is_in(&["git/", "cli/forget.rs", "cli/email/send.rs"]), "{below} runs a program");
            programs += 1;
        }
    }
    assert!(sockets > 0 && programs > 0);
}
