//! The swap: taken back, and what builds leave that were killed around it.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use rapporteur::publish::{MANIFEST, PublishError};

use crate::publish::{Place, names};

#[test]
fn a_folder_moved_aside_by_a_killed_build_comes_back() {
    let place = Place::new();
    place.publish("site", &[("index.html", "old")]).unwrap();
    fs::write(place.path("site/CNAME"), "kept").unwrap();
    // As on file systems that can't exchange two names.
    fs::rename(place.path("site"), place.path(".site.rapporteur-1-0000-old")).unwrap();
    fs::create_dir(place.path(".site.rapporteur-1-0000")).unwrap();
    fs::create_dir(place.path(".site.rapporteur-notes")).unwrap();
    place.publish("site", &[("index.html", "new")]).unwrap();
    assert_eq!(place.read("site/CNAME"), "kept");
    assert_eq!(place.litter(), [".site.rapporteur-notes"], "a name that is not quite a stage's stays");
}

#[test]
fn a_swap_is_taken_back() {
    let place = Place::new();
    place.publish("site", &[("index.html", "old"), ("gone.html", "old")]).unwrap();
    for (target, was) in [("site", Some("old")), ("fresh/deep/site", None)] {
        let publisher = place.open(target, "leadership").unwrap();
        publisher.put("index.html", b"new").unwrap();
        let swapped = publisher.ready().unwrap().swap().unwrap();
        assert_eq!(place.read(&format!("{target}/index.html")), "new");
        if was.is_some() {
            assert!(matches!(place.open(target, "leadership"), Err(PublishError::Busy { .. })), "not cleared yet");
        }
        swapped.undo().unwrap();
        let now = fs::read_to_string(place.path(target).join("index.html")).ok();
        assert_eq!(now.as_deref(), was);
    }
    assert_eq!(place.read("site/gone.html"), "old");
    assert_eq!(names(place.root.path()), ["site", "work"]);
    place.publish("site", &[("index.html", "new")]).unwrap();
    assert_eq!(names(&place.path("site")), [MANIFEST, "index.html"]);
}

#[test]
fn a_stage_that_was_never_swapped_is_no_site() {
    let place = Place::new();
    place.publish("site", &[("index.html", "never swapped")]).unwrap();
    // As a build leaves it that is killed when all is written, where there was no site before.
    fs::rename(place.path("site"), place.path(".site.rapporteur-1-0000")).unwrap();
    fs::create_dir(place.path(".site.rapporteur-2-0000-gone")).unwrap();
    let publisher = place.open("site", "leadership").unwrap();
    assert!(!place.path("site").exists());
    assert_eq!(place.litter().len(), 1, "its own");
    drop(publisher);
    assert_eq!(names(place.root.path()), ["work"]);
}

#[test]
fn a_folder_that_cannot_be_made_is_the_reason_every_page_in_it_tells() {
    let place = Place::new();
    let publisher = place.open("site", "leadership").unwrap();
    publisher.put("index.html", b"x").unwrap();
    // A file lies where the folder should: nobody, the superuser neither, makes one there.
    let stage = place.path(&place.litter()[0]);
    fs::write(stage.join("people"), "in the way").unwrap();
    let told = |path: &str| publisher.put(path, b"x").unwrap_err().to_string();
    let reasons = ["people/ada.html", "people/ben.html", "people/ada.html", "people/x/y.html"].map(told);
    for reason in &reasons {
        assert!(reason.starts_with("cannot make `") && reason.contains("/people`: File exists"), "{reasons:#?}");
    }
    fs::remove_file(stage.join("people")).unwrap();
    publisher.put("people/ada.html", b"x").unwrap();
    publisher.put("people/x/y.html", b"x").unwrap();
    publisher.finish().unwrap();
    assert_eq!(names(&place.path("site/people")), ["ada.html", "x"]);
}

#[test]
fn where_nothing_changed_the_folder_is_left_alone() {
    let place = Place::new();
    let pages = [("index.html", "one"), ("people/ada.html", "ada")];
    place.publish("site", &pages).unwrap();
    fs::create_dir_all(place.path("site/theirs/deep")).unwrap();
    fs::write(place.path("site/theirs/CNAME"), "x").unwrap();
    fs::set_permissions(place.path("site/theirs/deep"), fs::Permissions::from_mode(0o500)).unwrap();
    let state = || {
        let all = walkdir::WalkDir::new(place.path("site")).sort_by_file_name().into_iter().map(Result::unwrap);
        let of = |entry: walkdir::DirEntry| {
            let found = entry.metadata().unwrap();
            (entry.path().to_owned(), found.ino(), found.mtime(), found.mtime_nsec(), found.mode())
        };
        all.map(of).collect::<Vec<_>>()
    };
    let before = state();
    let again = place.publish("site", &pages).unwrap();
    assert_eq!(before, state());
    assert_eq!((again.files, again.changed, again.removed, again.foreign, again.left_over), (2, 0, 0, 3, None));
    assert!(place.litter().is_empty(), "{:?}", place.litter());
    // A page that is lost, edited or gone from the edition is no unchanged build.
    fs::remove_file(place.path("site/people/ada.html")).unwrap();
    assert_eq!(place.publish("site", &pages).unwrap().changed, 1);
    fs::write(place.path("site/index.html"), "two").unwrap();
    assert_eq!(place.publish("site", &pages).unwrap().overwritten, ["index.html"]);
    assert_eq!(place.publish("site", &pages[..1]).unwrap().removed, 1);
    assert_eq!(names(&place.path("site")), [MANIFEST, "index.html", "theirs"]);
}

#[test]
fn an_unchanged_edition_stays_whichever_way_the_others_go() {
    let place = Place::new();
    let pages = [("index.html", "one")];
    place.publish("site", &pages).unwrap();
    let inode = || fs::metadata(place.path("site")).unwrap().ino();
    let before = inode();
    let publisher = place.open("site", "leadership").unwrap();
    publisher.put("index.html", b"one").unwrap();
    // Another edition failed: what was never swapped is taken back without a trace.
    publisher.ready().unwrap().swap().unwrap().undo().unwrap();
    assert_eq!((inode(), place.litter()), (before, vec![]));
    assert_eq!(place.read("site/index.html"), "one");
}
