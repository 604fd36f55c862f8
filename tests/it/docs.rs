//! docs/format.md is a workspace: each block that names a file in its first line is that file, and none is in error. And the
//! documents' links lead somewhere.

use std::fs;
use std::path::Path;
use std::process::Command;

/// (path, text) of each block whose first line is `# PATH` or `<!-- PATH -->`.
fn files(page: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line != "```toml" && line != "```markdown" {
            continue;
        }
        let first = lines.next().unwrap();
        let path = first.trim_start_matches("# ").trim_start_matches("<!-- ").trim_end_matches(" -->").to_owned();
        let text: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
        files.push((path, text.join("\n") + "\n"));
    }
    files
}

#[test]
fn the_format_page_is_a_workspace_without_a_fault() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/format.md")).unwrap();
    let files = files(&page);
    assert!(files.len() >= 14, "{} files", files.len());
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in &files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let output =
        Command::new(env!("CARGO_BIN_EXE_rapporteur")).args(["check", "--strict"]).arg(dir.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// What a heading is linked by.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md"), root.join("tests/README.md")];
    let docs = walkdir::WalkDir::new(root.join("docs")).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    pages.extend(
        docs.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|ending| ending == "md")),
    );
    let mut links = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.starts_with("mailto:") || link.contains(['`', ' ', '\n']) {
                continue;
            }
            let (path, part) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.with_file_name("").join(path) };
            assert!(target.exists(), "{}: {link}", page.display());
            if !part.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let has = |line: &str| line.starts_with('#') && anchor(line.trim_start_matches('#')) == part;
                assert!(text.lines().any(has), "{}: {link}", page.display());
            }
            links += 1;
        }
    }
    assert!(links >= 20, "{links} links");
}
