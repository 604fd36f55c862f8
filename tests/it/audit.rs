//! `audit`: a site as it was built has nothing to say against it, and each kind of leak that is put into one is found.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof/workspace")
}

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rapporteur")).env_clear().args(arguments).output().unwrap()
}

fn audit(site: &Path, edition: &str) -> (Option<i32>, String) {
    let (site, workspace) = (site.to_str().unwrap().to_owned(), workspace());
    let done = program(&["audit", &site, "--edition", edition, "--workspace", workspace.to_str().unwrap()]);
    (done.status.code(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap())
}

fn built(edition: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let (out, workspace) = (dir.path().join("site"), workspace());
    let (out, workspace) = (out.to_str().unwrap(), workspace.to_str().unwrap());
    let done = program(&["build", workspace, "--edition", edition, "--out", out, "--single-file"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    dir
}

#[test]
fn a_site_as_built_is_clean() {
    for edition in ["leadership", "team", "public"] {
        let dir = built(edition);
        let (code, said) = audit(&dir.path().join("site"), edition);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("nothing found in") && said.contains("phrases that may be nowhere"), "{said}");
    }
}

#[test]
fn each_leak_put_into_a_site_is_found() {
    let dir = built("leadership");
    let site = dir.path().join("site");
    let method = std::fs::read_to_string(site.join("method.html")).unwrap();
    let put = |text: &str| method.replace("</main>", &format!("{text}</main>"));
    let policy = method.find("<meta http-equiv").unwrap();
    let policy = &method[policy..=policy + method[policy..].find('>').unwrap()];
    let cases = [
        (put("<p>Tense <b>about</b> the&#32;audit</p>"), "holds `tense about the audit`"),
        (put("<img src=\"data:,\" alt=\"DEE Marsh\">"), "holds `dee marsh`"),
        (put("<p data-x='d%65e marsh'></p>"), "holds `dee marsh`"),
        (method.replace(policy, ""), "has no content security policy"),
        (method.replace("default-src 'none'", "default-src *"), "policy is not the one"),
        (put("<script>alert(1)</script>"), "an inline script"),
        (put("<p onclick=\"x()\">a</p>"), "`onclick` runs"),
        (put("<a href=\"java&#9;script:x\">a</a>"), "`href` is a script"),
        (put("<img src=\"https://example.org/x.png\">"), "from elsewhere"),
        (put("<a href=\"gone.html\">a</a>"), "`gone.html` leads to no file"),
        (put("<a href=\"register.html#gone\">a</a>"), "leads to no anchor"),
        (put(""), "nothing found"),
        (put(" "), "was changed after it was published"),
    ];
    for (text, expected) in cases {
        std::fs::write(site.join("method.html"), text).unwrap();
        let (_, said) = audit(&site, "leadership");
        assert!(said.contains(expected), "{expected}: {said}");
    }
    std::fs::write(site.join("method.html"), method).unwrap();
    std::fs::write(site.join("dee-marsh.txt"), "").unwrap();
    let (code, said) = audit(&site, "leadership");
    assert!(code == Some(1) && said.contains("dee-marsh.txt: hidden") && said.contains("not listed"), "{said}");
    std::fs::remove_file(site.join("dee-marsh.txt")).unwrap();
    std::fs::remove_file(site.join("robots.txt")).unwrap();
    assert!(audit(&site, "leadership").1.contains("robots.txt: manifest: the file is listed and missing"));
    assert!(audit(&site, "team").1.contains("this is the edition `leadership`, not `team`"));
    assert_eq!(audit(dir.path(), "leadership").0, Some(3));
}
