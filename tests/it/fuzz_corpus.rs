//! The fuzz targets over the corpus: what the fuzzer found once is looked at again by every run of the tests.

#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Runs a target over its folder of the corpus.
fn corpus(name: &str) {
    let (_, target) = targets::TARGETS.iter().find(|(known, _)| *known == name).expect("a target of that name");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files: Vec<_> = files.filter(|entry| entry.file_type().is_file()).collect();
    assert!(files.len() > 5, "no corpus of {name}");
    for file in files {
        let bytes = fs::read(file.path()).unwrap();
        let ran = std::panic::catch_unwind(|| target(&bytes));
        assert!(ran.is_ok(), "{}", file.path().display());
    }
}

macro_rules! targets {
    ($($name:ident)+) => {
        $(#[test] fn $name() { corpus(stringify!($name)); })+

        #[test]
        fn each_target_is_run() {
            let all = [$(stringify!($name)),+];
            assert!(targets::TARGETS.iter().map(|(name, _)| *name).eq(all));
        }
    };
}
targets!(charts imports links note records sinks wild);

/// Else a short run of the fuzzer would build anew what `cargo test` has built.
#[test]
fn the_fuzzer_is_built_on_the_same_crates() {
    let locked = |path: &str| {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        let packages = text.split("[[package]]\n").skip(1).map(|package| package.lines().map(str::to_owned));
        let named = packages.map(|mut lines| (lines.next().unwrap(), lines.next().unwrap()));
        named.collect::<BTreeSet<(String, String)>>()
    };
    let (ours, fuzz) = (locked("Cargo.lock"), locked("tests/fuzz/Cargo.lock"));
    assert!(fuzz.len() > 100);
    for (name, version) in fuzz.difference(&ours) {
        assert!(ours.iter().all(|(known, _)| known != name), "tests/fuzz/Cargo.lock has {name} in another {version}");
    }
    // A dependency that is new here is built there, too; the optional ones as its own manifest says.
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let is_optional = |how: &toml::Value| how.get("optional").is_some();
    for (name, _) in manifest["dependencies"].as_table().unwrap().iter().filter(|(_, how)| !is_optional(how)) {
        assert!(
            fuzz.iter().any(|(known, _)| *known == format!("name = \"{name}\"")),
            "tests/fuzz/Cargo.lock lacks {name}"
        );
    }
}

#[test]
fn an_escaped_box_is_text() {
    for text in ["- \\[ \\] a\n", "- &#91; ] a\n"] {
        assert_eq!(rapporteur::render::markdown(text), "<ul><li>[ ] a</li>\n</ul>\n");
    }
    assert!(rapporteur::render::markdown("- [ ] a\n").contains("class=\"bx\""));
}

#[test]
fn character_references_make_nothing_that_steers() {
    let html =
        rapporteur::render::markdown("a&#1;b `c&#1;` &#x202E;d [e](https://x.example/&#7;&#x2066;) &amp;&#65;\n");
    let link = "<a href=\"https://x.example/\u{fffd}\u{fffd}\">e</a>";
    assert_eq!(html, format!("<p>a\u{fffd}b <code>c&amp;#1;</code> \u{fffd}d {link} &amp;A</p>\n"));
    let (note, _) = crate::notes::body("# a&#1;b&#x202e;c\n");
    assert_eq!(note.title, "a\u{fffd}b\u{fffd}c");
}
