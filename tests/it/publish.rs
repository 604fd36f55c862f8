//! Publishing: what a reader sees, what others keep, what is refused, what a killed build leaves.

#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use rapporteur::publish::{Job, MANIFEST, PublishError, Published, Publisher, refuse_nested};

/// A folder with a workspace in it and room for sites beside.
pub(crate) struct Place {
    pub(crate) root: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("work")).unwrap();
        Self { root }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn open(&self, target: &str, edition: &str) -> Result<Publisher, PublishError> {
        open(self.root.path(), target, edition)
    }

    pub(crate) fn publish(&self, target: &str, pages: &[(&str, &str)]) -> Result<Published, PublishError> {
        let publisher = self.open(target, "leadership")?;
        for (path, text) in pages {
            publisher.put(path, text.as_bytes())?;
        }
        publisher.finish()
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// What lies beside the sites: stages that were not cleared away.
    pub(crate) fn litter(&self) -> Vec<String> {
        names(self.root.path()).into_iter().filter(|name| name.contains("rapporteur-")).collect()
    }
}

fn open(root: &Path, target: &str, edition: &str) -> Result<Publisher, PublishError> {
    Publisher::new(&Job {
        target: &root.join(target),
        edition,
        private: edition == "pm",
        workspace: &root.join("work"),
        home: Some(&root.join("home")),
    })
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name();
    entries.into_iter().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn publishes_replaces_and_removes() {
    let place = Place::new();
    let first = place
        .publish("a/b/site", &[("index.html", "one"), ("people/ada.html", "ada"), ("old/gone.html", "x")])
        .unwrap();
    assert_eq!((first.files, first.changed, first.removed), (3, 3, 0));
    let second = place.publish("a/b/site", &[("index.html", "two"), ("people/ada.html", "ada")]).unwrap();
    assert_eq!((second.files, second.changed, second.removed), (2, 1, 1));
    assert_eq!(second.left_over, None);
    assert_eq!(place.read("a/b/site/index.html"), "two");
    assert_eq!(names(&place.path("a/b/site")), [MANIFEST, "index.html", "people"]);
    assert_eq!(names(&place.path("a/b")), ["site"]);
}

#[test]
fn unchanged_files_keep_inode_and_time() {
    let place = Place::new();
    let pages = [("index.html", "same"), ("b.html", "same size")];
    place.publish("site", &pages).unwrap();
    let before = fs::metadata(place.path("site/index.html")).unwrap();
    let list = fs::metadata(place.path("site").join(MANIFEST)).unwrap();
    // Changed by hand, to the same length: the list doesn't know.
    fs::write(place.path("site/b.html"), "by hand!!").unwrap();
    let again = place.publish("site", &pages).unwrap();
    let after = fs::metadata(place.path("site/index.html")).unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    assert_eq!(list.ino(), fs::metadata(place.path("site").join(MANIFEST)).unwrap().ino());
    assert_eq!(place.read("site/b.html"), "same size");
    assert_eq!(again.changed, 1);
}

#[test]
fn two_builds_in_any_order_give_the_same_bytes() {
    let place = Place::new();
    place.publish("one", &[("a.html", "a"), ("b/c.html", "c")]).unwrap();
    place.publish("two", &[("b/c.html", "c"), ("a.html", "a")]).unwrap();
    let list = fs::read(place.path("one").join(MANIFEST)).unwrap();
    assert_eq!(list, fs::read(place.path("two").join(MANIFEST)).unwrap());
}

#[test]
fn what_others_keep_in_the_folder_stays() {
    let place = Place::new();
    place.publish("site", &[("index.html", "one"), ("people/ada.html", "ada"), ("people/bo.html", "bo")]).unwrap();
    fs::write(place.path("site/CNAME"), "example.org").unwrap();
    fs::write(place.path("site/people/mine.txt"), "mine").unwrap();
    fs::create_dir_all(place.path("site/.git/objects")).unwrap();
    fs::create_dir(place.path("site/empty")).unwrap();
    fs::set_permissions(place.path("site/empty"), fs::Permissions::from_mode(0o750)).unwrap();
    symlink("CNAME", place.path("site/link")).unwrap();
    let inode = fs::metadata(place.path("site/CNAME")).unwrap().ino();
    let published = place.publish("site", &[("index.html", "two")]).unwrap();
    assert_eq!(published.foreign, 6, "CNAME, mine.txt, .git, objects, empty, link");
    assert_eq!(fs::metadata(place.path("site/CNAME")).unwrap().ino(), inode);
    assert_eq!(place.read("site/people/mine.txt"), "mine");
    assert_eq!(fs::read_link(place.path("site/link")).unwrap(), Path::new("CNAME"));
    assert_eq!(fs::metadata(place.path("site/empty")).unwrap().mode() & 0o777, 0o750);
    assert!(place.path("site/.git/objects").is_dir());
    assert!(!place.path("site/people/ada.html").exists());
    assert!(!place.read("site/.rapporteur.json").contains("CNAME"));
    assert_eq!(place.litter(), [""; 0]);
}

#[test]
fn a_foreign_file_where_a_page_should_go_stops_the_build() {
    let place = Place::new();
    place.publish("site", &[("index.html", "one")]).unwrap();
    fs::write(place.path("site/About.html"), "theirs").unwrap();
    let error = place.publish("site", &[("index.html", "two"), ("about.html", "ours")]).unwrap_err();
    assert!(matches!(error, PublishError::InTheWay { .. }), "{error}");
    assert_eq!(place.read("site/index.html"), "one");
    assert_eq!(place.read("site/About.html"), "theirs");
    assert_eq!(place.litter(), [""; 0]);
}

#[test]
fn an_obsolete_page_that_was_edited_stops_the_build() {
    let place = Place::new();
    place.publish("site", &[("index.html", "one"), ("people/ada.html", "ada"), ("people/bo.html", "bo")]).unwrap();
    fs::write(place.path("site/people/ada.html"), "edited").unwrap();
    fs::remove_file(place.path("site/people/bo.html")).unwrap();
    symlink("ada.html", place.path("site/people/bo.html")).unwrap();
    let error = place.publish("site", &[("index.html", "two")]).unwrap_err();
    assert!(matches!(error, PublishError::Edited { more: 1, .. }), "{error}");
    assert!(error.to_string().contains("site/people/ada.html") && error.to_string().contains("move it"), "{error}");
    assert_eq!(
        (place.read("site/index.html").as_str(), place.read("site/people/ada.html").as_str()),
        ("one", "edited")
    );
    assert!(place.path("site/people/bo.html").is_symlink());
    assert_eq!(place.litter(), [""; 0]);

    fs::rename(place.path("site/people/ada.html"), place.path("ada.html")).unwrap();
    fs::remove_file(place.path("site/people/bo.html")).unwrap();
    place.publish("site", &[("index.html", "two")]).unwrap();
    assert_eq!(place.read("site/index.html"), "two");
}

#[test]
fn an_edit_that_is_overwritten_is_told() {
    let place = Place::new();
    let pages = [("b.html", "bee"), ("c.html", "sea"), ("d.html", "dee"), ("index.html", "one")];
    place.publish("site", &pages).unwrap();
    fs::write(place.path("site/index.html"), "edited").unwrap();
    fs::write(place.path("site/c.html"), "edited").unwrap();
    fs::remove_file(place.path("site/d.html")).unwrap();
    let pages = [("b.html", "bee, new"), ("c.html", "sea"), ("d.html", "dee"), ("index.html", "two")];
    let published = place.publish("site", &pages).unwrap();
    assert_eq!(published.overwritten, ["c.html", "index.html"]);
    assert_eq!(place.read("site/c.html"), "sea");
    assert!(place.publish("site", &pages).unwrap().overwritten.is_empty());
}

#[test]
fn where_nothing_can_be_written_the_path_is_named() {
    let place = Place::new();
    fs::write(place.path("file"), "").unwrap();
    for target in ["file/site", "file/deep/site"] {
        let error = place.publish(target, &[("index.html", "one")]).unwrap_err();
        assert!(matches!(error, PublishError::Io { .. }) && error.to_string().contains("file"), "{error}");
    }
    // The superuser may write everywhere but here.
    let sealed = Path::new("/proc/self/site");
    let job = Job { target: sealed, edition: "leadership", private: false, workspace: &place.path("work"), home: None };
    let error = Publisher::new(&job).unwrap_err();
    assert!(error.to_string().contains("/proc/"), "{error}");

    place.publish("closed/site", &[("index.html", "one")]).unwrap();
    fs::set_permissions(place.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    let is_bound = fs::write(place.path("closed/probe"), "").is_err();
    let again = place.publish("closed/site", &[("index.html", "two")]);
    fs::set_permissions(place.path("closed"), fs::Permissions::from_mode(0o755)).unwrap();
    if is_bound {
        assert!(again.unwrap_err().to_string().contains("closed"));
        assert_eq!(place.read("closed/site/index.html"), "one");
    }
}

#[test]
fn refuses_folders_that_are_not_ours() {
    let place = Place::new();
    let root = place.root.path();
    fs::create_dir_all(place.path("home/me")).unwrap();
    fs::create_dir(place.path("photos")).unwrap();
    fs::write(place.path("photos/cat.png"), "cat").unwrap();
    fs::write(place.path("file"), "").unwrap();
    fs::create_dir(place.path("real")).unwrap();
    symlink("real", place.path("link")).unwrap();
    fs::create_dir(place.path("broken")).unwrap();
    fs::write(place.path("broken").join(MANIFEST), "{").unwrap();
    fs::create_dir(place.path("later")).unwrap();
    fs::write(place.path("later").join(MANIFEST), r#"{"format": 2, "edition": "leadership", "pages": []}"#).unwrap();
    place.publish("site", &[("index.html", "one")]).unwrap();

    let refused = |target: &str, edition: &str| {
        let error = place.open(target, edition).expect_err(target);
        assert!(!error.to_string().is_empty());
        error
    };
    fs::create_dir(place.path("elsewhere")).unwrap();
    symlink("../elsewhere", place.path("work/notes")).unwrap();
    let read = ["work/static", "work/static/x", "elsewhere/x"];
    for precious in ["/", "work", ".", "..", "home", "work/.."].into_iter().chain(read) {
        let error = refused(precious, "leadership");
        assert!(matches!(error, PublishError::Precious { .. }), "{precious}: {error}");
    }
    assert!(matches!(refused("photos", "leadership"), PublishError::NotOurs { .. }));
    for odd in ["file", "link", "link/"] {
        assert!(matches!(refused(odd, "leadership"), PublishError::NotAFolder { .. }), "{odd}");
    }
    for list in ["broken", "later"] {
        assert!(matches!(refused(list, "leadership"), PublishError::BadManifest { .. }), "{list}");
    }
    assert!(matches!(refused("site", "pm"), PublishError::OtherEdition { .. }));
    assert!(matches!(refused("site/pm", "pm"), PublishError::Nested { .. }));
    assert!(matches!(refused("site/a/b/pm", "pm"), PublishError::Nested { .. }));
    assert!(matches!(refused("/proc/site", "leadership"), PublishError::Io { .. }));
    assert!(!place.path("site/a").exists());
    let (one, two) = (root.join("x"), root.join("x/y"));
    assert!(
        refuse_nested(&[&one, &two]).is_err()
            && refuse_nested(&[&two, &one]).is_err()
            && refuse_nested(&[&one, &one]).is_err()
    );
    assert!(refuse_nested(&[&root.join("x"), &root.join("xy")]).is_ok());
    // A folder of a deeper one being published: found when the outer one is built.
    fs::create_dir(place.path("site/inner")).unwrap();
    fs::write(place.path("site/inner").join(MANIFEST), "{}").unwrap();
    let error = place.publish("site", &[("index.html", "two")]).unwrap_err();
    assert!(matches!(error, PublishError::Nested { .. }), "{error}");
    assert_eq!(place.read("site/index.html"), "one");
    assert_eq!(place.litter(), [""; 0]);
}

#[test]
fn the_pm_folder_is_for_its_owner_only() {
    let place = Place::new();
    let publisher = place.open("workbench", "pm").unwrap();
    let stage = place.litter();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(place.path(&stage[0])), 0o700, "from the first moment");
    publisher.put("index.html", b"x").unwrap();
    publisher.finish().unwrap();
    assert_eq!(mode(place.path("workbench")), 0o700);
    fs::set_permissions(place.path("workbench"), fs::Permissions::from_mode(0o755)).unwrap();
    place.open("workbench", "pm").unwrap().finish().unwrap();
    assert_eq!(mode(place.path("workbench")), 0o700);
}

#[test]
fn a_failed_build_leaves_no_trace() {
    let place = Place::new();
    let publisher = place.open("new/deep/site", "leadership").unwrap();
    publisher.put("index.html", b"x").unwrap();
    assert!(publisher.put("INDEX.html", b"y").is_err());
    assert!(publisher.put("../escaped", b"y").is_err());
    drop(publisher);
    assert_eq!(names(place.root.path()), ["work"]);
}

#[test]
fn a_second_build_at_once_is_refused_and_others_are_not() {
    let place = Place::new();
    let first = place.open("site", "leadership").unwrap();
    assert!(matches!(place.open("site", "leadership"), Err(PublishError::Busy { .. })));
    let other = place.open("workbench", "pm").unwrap();
    first.put("index.html", b"x").unwrap();
    first.finish().unwrap();
    other.finish().unwrap();
    place.open("site", "leadership").unwrap().finish().unwrap();
}

#[test]
fn a_reader_sees_the_old_site_or_the_new_one() {
    let place = Place::new();
    let text = |n: usize| n.to_string().repeat(2000);
    let pages: Vec<String> = (0..20).map(|i| format!("p{i}.html")).collect();
    let build = |n: usize| {
        let publisher = place.open("site", "leadership").unwrap();
        for page in &pages {
            publisher.put(page, text(n).as_bytes()).unwrap();
        }
        publisher.finish().unwrap();
    };
    build(0);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = 0;
            while !done.load(Ordering::Relaxed) {
                // One open folder is one site; while it is cleared its files may be gone, never mixed or cut short.
                let page = fs::read_to_string(place.path("site/p0.html")).expect("the page is always there");
                assert!(page.len() >= 2000 && page.bytes().all(|b| b == page.as_bytes()[0]));
                looks += 1;
            }
            looks
        });
        (1..10).for_each(build);
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
    assert_eq!(place.read("site/p19.html"), text(9));
}

/// The other process of the tests below: puts pages, says so, and waits to be killed.
#[test]
#[ignore = "run by other tests, as a process of its own"]
fn child_that_never_finishes() {
    let root = PathBuf::from(std::env::args().next_back().unwrap());
    let publisher = open(&root, "site", "leadership").unwrap();
    for i in 0..50 {
        publisher.put(&format!("p{i}.html"), b"never to be seen").unwrap();
    }
    fs::write(root.join("ready"), "").unwrap();
    std::thread::sleep(std::time::Duration::from_mins(1));
}

#[test]
fn a_killed_build_leaves_the_old_site_and_the_next_clears_up() {
    let place = Place::new();
    place.publish("site", &[("index.html", "old"), ("p1.html", "old")]).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "publish::child_that_never_finishes", "--skip"])
        .arg(place.root.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !place.path("ready").exists() {
        assert!(child.try_wait().unwrap().is_none(), "the child ended early");
        std::thread::yield_now();
    }
    assert!(matches!(place.open("site", "leadership"), Err(PublishError::Busy { .. })));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(place.read("site/p1.html"), "old");
    assert_eq!(names(&place.path("site")), [MANIFEST, "index.html", "p1.html"]);
    assert_eq!(place.litter().len(), 1);
    place.publish("site", &[("index.html", "new")]).unwrap();
    assert_eq!(place.litter(), [""; 0]);
    assert_eq!(place.read("site/index.html"), "new");
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let place = Place::new();
    let disk = place.path("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        return; // Needs the right to mount.
    }
    let result = std::panic::catch_unwind(|| {
        place.publish("disk/site", &[("index.html", "old")]).unwrap();
        let publisher = place.open("disk/site", "leadership").unwrap();
        let page = vec![b'x'; 40_000];
        let error = (0..20).find_map(|i| publisher.put(&format!("p{i}.html"), &page).err()).expect("it doesn't fit");
        assert!(matches!(error, PublishError::Io { action: "write", .. }), "{error}");
        drop(publisher);
        assert_eq!(place.read("disk/site/index.html"), "old");
        assert_eq!(names(&disk), ["site"]);
        assert!(matches!(place.open("disk", "leadership"), Err(PublishError::MountPoint { .. })));
    });
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    result.unwrap();
}
