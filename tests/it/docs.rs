//! docs/format.md is a workspace: each block that names a file in its first line is that file, and none is in error.

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
