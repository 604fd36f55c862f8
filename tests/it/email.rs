//! `email`: drafts for whom the configuration lists, in a folder that is ours; what can't be sent is told before anything
//! is written. Messages and sending are looked at by `tests/mail`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use mail_parser::MessageParser;

/// A workspace with recipients of every sort, and where mail goes.
fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join("workspace").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "rapporteur.toml",
        "as_of = 2026-11-01\n[[team]]\nid = \"me\"\nname = \"Robin Berg\"\nemail = \"robin@ports.example\"\naudience = \"team\"\n\
         [email]\nto = \"All <all@ports.example>\"\nrecipients = [\"ada\", \"finance\", \"me\", \"gone\", \"mute\"]\n",
    );
    write("groups.toml", "[[group]]\nid = \"finance\"\nname = \"Finance\"\naudience = \"leadership\"\n");
    for (id, more) in [
        ("ada", "email = \"ada@ports.example\"\naudience = \"leadership\"\ngroup = \"finance\"\n"),
        ("bo", "email = \"bo@ports.example\"\ngroup = \"finance\"\n"),
        ("gone", "email = \"gone@ports.example\"\naudience = \"leadership\"\nleft_on = 2026-10-31\n"),
        ("mute", "audience = \"leadership\"\n"),
        ("else", "email = \"else@ports.example\"\n"),
    ] {
        write(&format!("stakeholders/{id}.toml"), &format!("name = \"Name of {id}\"\nkind = \"internal\"\n{more}"));
    }
    write(
        "updates/2026-10-22.md",
        "+++\ndate = 2026-10-22\nheadline = \"Amber: late.\"\n+++\n\n## Results\n\nWords.\n",
    );
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    run_with(dir, arguments, &[])
}

fn run_with(dir: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(dir).env_clear().envs(environment.iter().copied()).args(["email", "workspace"]).args(arguments);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

fn files(dir: &Path) -> BTreeSet<String> {
    let Ok(entries) = fs::read_dir(dir) else { return BTreeSet::new() };
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect()
}

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn each_recipient_has_a_draft_of_their_own() {
    let dir = workspace();
    let (code, said) = run(dir.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    let mail = dir.path().join("mail");
    assert_eq!(files(&mail), names(&["ada.eml", "bo.eml", "leadership.eml", "me.eml"]));
    assert!(said.contains("no mail to Name of gone: left on 2026-10-31"), "{said}");
    assert!(said.contains("no mail to Name of mute: no `email` on record"), "{said}");
    for (name, to) in [("ada", "ada"), ("bo", "bo"), ("me", "robin"), ("leadership", "all")] {
        let raw = fs::read(mail.join(format!("{name}.eml"))).unwrap();
        let message = MessageParser::default().parse(&raw).unwrap();
        let address = |list: Option<&mail_parser::Address<'_>>| {
            let list: Vec<String> = list.unwrap().iter().map(|a| a.address().unwrap().to_owned()).collect();
            list.join(" ")
        };
        assert_eq!(address(message.to()), format!("{to}@ports.example"));
        assert_eq!(address(message.from()), "robin@ports.example");
        let whole = String::from_utf8(raw.clone()).unwrap();
        for other in ["ada", "bo", "all", "gone", "else"].iter().filter(|other| **other != to) {
            assert!(!whole.contains(&format!("{other}@")), "{name} has the address of {other}");
        }
    }
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&mail).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn what_is_not_made_again_goes_and_what_is_others_stays() {
    let dir = workspace();
    assert_eq!(run(dir.path(), &[]).0, Some(0));
    let mail = dir.path().join("mail");
    fs::write(mail.join("sent.jsonl"), "").unwrap();
    fs::write(mail.join("note.txt"), "mine").unwrap();
    let (code, said) = run(dir.path(), &["--to", "finance"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(files(&mail), names(&["ada.eml", "bo.eml", "note.txt", "sent.jsonl"]));
    let (code, said) = run(dir.path(), &["--to", "leadership", "--to", "bo"]);
    assert_eq!((code, files(&mail).len()), (Some(0), 4), "{said}");
    let (code, said) = run(dir.path(), &["--to", "adda"]);
    assert!(code == Some(2) && said.contains("did you mean `ada`?"), "{said}");
    let (code, said) = run(dir.path(), &["--to", "else"]);
    assert!(code == Some(2) && said.contains("`else` is no recipient"), "{said}");
}

#[test]
fn mail_goes_into_no_folder_of_others() {
    let dir = workspace();
    let site = dir.path().join("site");
    let built = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .current_dir(dir.path())
        .env_clear()
        .args(["build", "workspace", "--edition", "leadership"])
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    fs::create_dir(dir.path().join("full")).unwrap();
    fs::write(dir.path().join("full/mine.txt"), "mine").unwrap();
    let before = files(&site);
    for out in ["site", "site/mail", "full", "workspace", "workspace/notes/mail", "."] {
        let (code, said) = run(dir.path(), &["--out", out]);
        assert_eq!(code, Some(3), "{out}: {said}");
    }
    assert_eq!((files(&site), files(&dir.path().join("full"))), (before, names(&["mine.txt"])));
    // Nor an edition over the mails.
    assert_eq!(run(dir.path(), &[]).0, Some(0));
    let built = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .current_dir(dir.path())
        .env_clear()
        .args(["build", "workspace", "--edition", "leadership", "--out", "mail"])
        .output()
        .unwrap();
    assert_eq!(built.status.code(), Some(3));
}

#[test]
fn without_an_update_a_sender_or_the_right_no_mail_is_written() {
    let dir = workspace();
    let (code, said) = run(dir.path(), &["--as-of", "2026-10-21"]);
    assert!(code == Some(2) && said.contains("no update to send as of 2026-10-21"), "{said}");
    let config = dir.path().join("workspace/rapporteur.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("email = \"robin@ports.example\"\n", "")).unwrap();
    let (code, said) = run(dir.path(), &[]);
    assert!(code == Some(2) && said.contains("there is no sender"), "{said}");
    fs::write(&config, text.replace("\"mute\"", "\"else\"")).unwrap();
    let (code, said) = run(dir.path(), &[]);
    assert!(code == Some(1) && said.contains("mail-too-wide") && said.contains("no mail was written"), "{said}");
    // The pm's own edition goes to nobody who isn't named for it.
    fs::write(&config, text.replace("[email]\n", "[email]\nedition = \"pm\"\n")).unwrap();
    let (code, said) = run(dir.path(), &[]);
    assert!(code == Some(1) && said.matches("mail-too-wide").count() == 5, "{said}");
    assert!(files(&dir.path().join("mail")).is_empty());
}

#[cfg(feature = "send")]
#[test]
fn what_sending_lacks_is_told_before_anything_is_written() {
    let dir = workspace();
    for (arguments, environment, told) in [
        (&["--send"][..], &[][..], "which server?"),
        (&["--send", "--smtp", "mail.example.org"], &[], "it begins with `smtps://`"),
        (&["--send", "--smtp", "smtp://ada:secret@mail.example.org"], &[], "a password doesn't belong into it"),
        (&["--send", "--smtp", "smtp://ada@mail.example.org"], &[], "no password"),
        (
            &["--send", "--password-command", "echo x"],
            &[("RAPPORTEUR_SMTP", "smtps://mail.example.org")],
            "nobody to log in",
        ),
        (&["--send"], &[("RAPPORTEUR_SMTP", "smtps://a:secret@mail.example.org")], "a password doesn't belong"),
        (&["--send", "--smtp", "smtps://mail.example.org"], &[("CI", "true")], "--record"),
        (&["--smtp", "smtps://mail.example.org"], &[], "--send"),
    ] {
        let (code, said) = run_with(dir.path(), arguments, environment);
        assert!(code == Some(2) && said.contains(told), "{arguments:?}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
    let (code, said) = run(dir.path(), &["--send", "--smtp", "smtps://x@localhost:1", "--password-command", "false"]);
    assert!(code == Some(3) && said.contains("gave no password"), "{said}");
    assert!(files(&dir.path().join("mail")).is_empty());
}
