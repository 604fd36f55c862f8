//! `verify` and `clean`: a folder against its own list; what is ours goes, and nothing else.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// Exit code, stdout, stderr.
fn program(arguments: &[&str], home: Option<&Path>) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.env_clear().args(arguments);
    if let Some(home) = home {
        command.env("HOME", home);
    }
    let done = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// A folder with an export in `site/`: files at the top and in folders.
fn published() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof/workspace");
    let site = dir.path().join("site");
    let (code, _, said) =
        program(&["export", "facts", workspace.to_str().unwrap(), "--out", site.to_str().unwrap()], None);
    assert_eq!(code, Some(0), "{said}");
    dir
}

fn some_file(site: &Path) -> String {
    let list: serde_json::Value = serde_json::from_slice(&fs::read(site.join(".rapporteur.json")).unwrap()).unwrap();
    list["files"].as_object().unwrap().keys().next().unwrap().clone()
}

fn verify(site: &Path, more: &[&str]) -> (Option<i32>, String) {
    let (code, out, said) = program(&[&["verify", site.to_str().unwrap()], more].concat(), None);
    (code, out + &said)
}

#[test]
fn what_was_lost_edited_or_added_is_told() {
    let dir = published();
    let site = dir.path().join("site");
    let (code, said) = verify(&site, &[]);
    assert!(code == Some(0) && said.contains("as published, the leadership, facts edition"), "{said}");
    let file = some_file(&site);
    let bytes = fs::read(site.join(&file)).unwrap();

    fs::write(site.join("mine.txt"), "x").unwrap();
    let (code, said) = verify(&site, &[]);
    assert!(code == Some(0) && said.contains("added  mine.txt"), "{said}");
    assert_eq!(verify(&site, &["--strict"]).0, Some(1));

    let mut edited = bytes.clone();
    edited[3] ^= 1;
    fs::write(site.join(&file), &edited).unwrap();
    let (code, said) = verify(&site, &[]);
    assert!(code == Some(1) && said.contains(&format!("changed  {file}")), "{said}");
    // The same bytes by way of a link aren't the file that was published.
    fs::write(dir.path().join("same"), &bytes).unwrap();
    fs::remove_file(site.join(&file)).unwrap();
    symlink(dir.path().join("same"), site.join(&file)).unwrap();
    assert_eq!(verify(&site, &[]).0, Some(1));
    fs::remove_file(site.join(&file)).unwrap();
    let (code, out, _) = program(&["verify", site.to_str().unwrap(), "--format", "json"], None);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(report["missing"], serde_json::json!([file]));
    assert_eq!(report["added"], serde_json::json!(["mine.txt"]));
    assert_eq!(report["ok"], false);
}

#[test]
fn a_list_that_cannot_be_trusted_is_no_list() {
    let dir = published();
    let site = dir.path().join("site");
    let list = site.join(".rapporteur.json");
    let hash = "0".repeat(64);
    for text in [
        String::new(),
        "{".to_owned(),
        r#"{"format": 2, "edition": "a", "files": {}}"#.to_owned(),
        format!(r#"{{"format": 1, "edition": "a", "files": {{"../x": "{hash}"}}}}"#),
        format!(r#"{{"format": 1, "edition": "a", "files": {{"/etc/passwd": "{hash}"}}}}"#),
        format!(r#"{{"format": 1, "edition": "a", "files": {{"a//b": "{hash}"}}}}"#),
        r#"{"format": 1, "edition": "a", "files": {"a": "no hash"}}"#.to_owned(),
    ] {
        fs::write(&list, &text).unwrap();
        let (code, said) = verify(&site, &[]);
        assert!(code == Some(3) && said.contains("`.rapporteur.json`"), "{text}: {said}");
        let (code, _, said) = program(&["clean", site.to_str().unwrap()], None);
        assert!(code == Some(3), "{text}: {said}");
    }
    fs::remove_file(&list).unwrap();
    assert_eq!(verify(&site, &[]).0, Some(3));
    symlink(dir.path().join("other"), &list).unwrap();
    assert_eq!(verify(&site, &[]).0, Some(3));
    assert_eq!(verify(&dir.path().join("gone"), &[]).0, Some(3));
    assert_eq!(verify(Path::new("/dev/null"), &[]).0, Some(3));
}

#[test]
fn clean_leaves_nothing_of_ours_and_everything_of_others() {
    let dir = published();
    let site = dir.path().join("site");
    let file = some_file(&site);
    let before: Vec<_> = walkdir::WalkDir::new(&site).into_iter().map(|e| e.unwrap().into_path()).collect();
    let (code, _, said) = program(&["clean", site.to_str().unwrap(), "--dry-run"], None);
    assert!(code == Some(0) && said.contains(&format!("would remove  {file}")), "{said}");
    assert!(said.contains("the folder would go"), "{said}");
    assert!(before.iter().all(|path| path.exists()));

    let outside = dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::copy(site.join(&file), outside.join("part.ndjson")).unwrap();
    fs::write(site.join("mine.txt"), "x").unwrap();
    fs::write(site.join(&file), "edited").unwrap();
    symlink(&outside, site.join("link")).unwrap();
    // A folder of ours that someone has put a link in the place of: nothing behind it is ours.
    let list: serde_json::Value = serde_json::from_slice(&fs::read(site.join(".rapporteur.json")).unwrap()).unwrap();
    let other =
        list["files"].as_object().unwrap().keys().find(|path| !path.starts_with(file.split('/').next().unwrap()));
    let other = other.unwrap().clone();
    let folder = Path::new(&other).parent().unwrap().to_owned();
    fs::copy(site.join(&other), outside.join("part.ndjson")).unwrap();
    fs::remove_dir_all(site.join(&folder)).unwrap();
    symlink(&outside, site.join(&folder)).unwrap();

    let (code, _, said) = program(&["clean", site.to_str().unwrap()], None);
    assert_eq!(code, Some(0), "{said}");
    assert!(outside.join("part.ndjson").exists(), "a link was followed");
    for stays in [format!("stays  {file}: changed"), "stays  mine.txt: from none".to_owned(), "stays  link:".to_owned()]
    {
        assert!(said.contains(&stays), "{stays}: {said}");
    }
    let mut left: Vec<String> = walkdir::WalkDir::new(&site)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| entry.path().strip_prefix(&site).unwrap().to_str().unwrap().to_owned())
        .collect();
    left.sort();
    let mut expected = vec![file, folder.to_str().unwrap().to_owned(), "link".to_owned(), "mine.txt".to_owned()];
    expected.sort();
    assert_eq!(left, expected);
    assert_eq!(program(&["clean", site.to_str().unwrap()], None).0, Some(3), "it is no folder of ours any more");
}

#[test]
fn clean_that_was_stopped_goes_on() {
    let dir = published();
    let site = dir.path().join("site");
    fs::remove_file(site.join(some_file(&site))).unwrap();
    let (code, _, said) = program(&["clean", site.to_str().unwrap()], None);
    assert!(code == Some(0) && said.contains("the folder is gone"), "{said}");
    assert!(!site.exists());
}

#[test]
fn clean_refuses_what_is_precious() {
    let dir = published();
    let site = dir.path().join("site");
    let before = fs::read(site.join(".rapporteur.json")).unwrap();
    let refused = |path: &Path, home: Option<&Path>, what: &str| {
        let (code, _, said) = program(&["clean", path.to_str().unwrap()], home);
        assert!(code == Some(3) && said.contains(what), "{}: {said}", path.display());
    };
    refused(&site, Some(&site), "your home directory");
    refused(&site, Some(&site.join("touchpoint")), "your home directory");
    refused(Path::new("/"), None, "root of the file system");
    refused(dir.path(), None, "none of our builds made it");
    symlink(&site, dir.path().join("link")).unwrap();
    refused(&dir.path().join("link"), None, "a symbolic link");
    refused(&dir.path().join("link/"), None, "a symbolic link");
    fs::write(site.join("rapporteur.toml"), "").unwrap();
    refused(&site, None, "a workspace");
    assert_eq!(fs::read(site.join(".rapporteur.json")).unwrap(), before);
    assert!(site.join(some_file(&site)).exists());
}

#[test]
fn clean_keeps_away_from_a_build_at_work() {
    use rapporteur::publish::{FolderError, Job, Publisher, clean};
    let dir = published();
    let site = dir.path().join("site");
    let job = Job {
        target: &site,
        edition: "leadership, facts",
        private: false,
        workspace: Path::new("/nowhere"),
        home: None,
    };
    let publisher = Publisher::new(&job).unwrap();
    assert!(matches!(clean(&site, None, false), Err(FolderError::Busy { .. })));
    assert!(site.join(some_file(&site)).exists());
    drop(publisher);
    assert!(clean(&site, None, false).unwrap().is_gone);
}
