//! Flaws of what leaves the program: mail, tables, logs, what a terminal shows; and of workbooks that come in.

use std::fs;
use std::io::Write;

use rapporteur::email::{Letter, Mailbox, mime};

use super::machine::{ADA, put, run, said, workspace};

/// A letter of such words.
fn letter(words: &str) -> Vec<u8> {
    let from = Mailbox::parse("Robin <robin@ports.example>").unwrap();
    let letter = Letter {
        name: "x".into(),
        to: Some(from.clone()),
        subject: words.into(),
        text: words.into(),
        html: format!("<p>{words}</p>"),
        images: Vec::new(),
    };
    let head = mime::Head {
        from: from.clone(),
        reply_to: from,
        date: mime::date("2026-11-01".parse().unwrap(), None),
        unsubscribe: None,
        one_click: false,
        unsent: false,
    };
    mime::message(&letter, &head).bytes
}

/// SMTP smuggling (Postfix; Sendmail and Exim have numbers of their own): a dot between line ends that one server takes for
/// the end of a message, and another doesn't.
#[test]
fn cve_2023_51764_a_message_within_a_message() {
    for end in ["\n.\n", "\r.\r", "\n.\r\n", "\r\n.\r\n", "\r\n.\n", "\r\n.\r", "\n.\r", "\0\r\n.\r\n"] {
        let bytes = letter(&format!("words{end}MAIL FROM:<x@x.example>{end}DATA{end}"));
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']), "{end:?}: a bare line end");
    }
}

/// A string of TOML in which nothing stands as it is but ASCII.
fn escaped(text: &str) -> String {
    let one = |c: char| {
        if c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ' {
            c.to_string()
        } else {
            format!("\\u{:04x}", c as u32)
        }
    };
    format!("\"{}\"", text.chars().map(one).collect::<String>())
}

/// Python: line ends in a header's text made headers of their own.
#[test]
fn cve_2024_6923_line_ends_in_a_header() {
    for break_ in ["\r\n", "\n", "\r", "\u{85}", "\u{2028}", "\u{b}", "\u{c}", "\0\n", "=?utf-8?q?=0D=0A?=", "%0d%0a"] {
        let text =
            String::from_utf8(letter(&format!("words{break_}Bcc: victim@x.example{break_}{break_}<script>"))).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.split("\r\n").any(|line| line.to_lowercase().starts_with("bcc:")), "{break_:?}: {head}");
        let dir = workspace(ADA);
        put(
            dir.path(),
            "desk/stakeholders/ada.toml",
            &format!("name = {}\nkind = \"external\"\n", escaped(&format!("Ada{break_}Bcc: x@x.example"))),
        );
        assert_eq!(run(dir.path(), &["check", "desk"]).status.code(), Some(1), "{break_:?} in a name");
    }
}

/// Cells that a spreadsheet takes for a formula, the usual flaw of exports (CSV injection).
#[test]
fn formulas_in_a_table() {
    for words in
        ["=1+1", "+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1", " =1", "\u{ff1d}1", "%0A=1", "\";=1", "a\n=1"]
    {
        let dir = workspace(&format!("name = \"Ada\"\nkind = \"external\"\ntitle = {}\n", toml::Value::from(words)));
        let output = run(dir.path(), &["export", "csv", "desk", "--edition", "pm", "--out", "csv"]);
        assert!(output.status.success(), "{}", said(&output));
        let mut reader = csv::Reader::from_path(dir.path().join("csv/stakeholders.csv")).unwrap();
        let row = reader.records().next().unwrap().unwrap();
        assert!(
            row.iter().all(|cell| !cell.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}'])),
            "{words:?}: {row:?}"
        );
    }
}

/// The runner of GitHub Actions: any line of a log that looked like `::set-env` was obeyed.
#[test]
fn cve_2020_15228_commands_in_a_log() {
    let dir = workspace("name = \"Ada\"\nkind = \"external\"\nretention_until = 2026-01-01\n");
    put(
        dir.path(),
        "desk/notes/2026-10-02.md",
        "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: ::set-env name=NODE_OPTIONS::--x %0A::add-path::/x ##[set-env name=a;]b  [due:: 2026-10-03]\n- [ ] @me -> @nobody: ::set-env name=A::b\n",
    );
    for format in ["human", "github", "markdown", "json"] {
        let output = run(dir.path(), &["check", "desk", "--format", format, "--audience", "pm"]);
        for line in said(&output).lines().map(str::trim_start) {
            let is_ours = ["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start));
            assert!(!line.starts_with("::") || is_ours, "{format}: {line}");
            assert!(!line.starts_with("##["), "{format}: {line}");
        }
    }
    for arguments in
        [["status", "desk"].as_slice(), &["week", "desk"], &["open", "desk"], &["plan", "desk", "--hours", "9"]]
    {
        let output = run(dir.path(), arguments);
        assert!(
            said(&output).lines().all(|line| !line.trim_start().starts_with("::")),
            "{arguments:?}: {}",
            said(&output)
        );
    }
}

/// xterm: a sequence of control characters set the window's title and typed it back at the prompt.
#[test]
fn cve_2003_0063_what_steers_a_terminal() {
    let dir = workspace(ADA);
    put(
        dir.path(),
        "desk/notes/2026-10-02.md",
        "+++\nattendees = [\"me\", \"ada\"]\n+++\n- [ ] @me -> @ada: \u{1b}]0;touch pwned\u{7}\u{1b}[21t \u{9b}31m \u{90}x\u{9c}  [due:: 2026-10-03]\n- [ ] @me -> @nobody: \u{1b}[2J\n",
    );
    for arguments in [
        ["status", "desk"].as_slice(),
        &["open", "desk"],
        &["week", "desk"],
        &["check", "desk"],
        &["explain", "ada", "desk"],
        &["check", "desk", "--format", "json"],
        &["check", "\u{1b}[31mdesk"],
        &["explain", "\u{1b}[31mx", "desk"],
    ] {
        let text = said(&run(dir.path(), arguments));
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{arguments:?}: {text:?}");
    }
}

/// Zip slip, entities of entities (libxml2), and entities that read files: a workbook that is more than a table.
#[cfg(feature = "xlsx")]
#[test]
fn cve_2003_1564_entities_and_paths_in_a_workbook() {
    let dir = workspace(ADA);
    put(dir.path(), "secret.txt", "zqsecret");
    let bomb = (b'b'..=b'j').fold("<!ENTITY a \"lollollol\">".to_owned(), |all, c| {
        let before = char::from(c - 1);
        all + &format!("<!ENTITY {} \"{}\">", char::from(c), format!("&{before};").repeat(10))
    });
    let secret = format!("<!ENTITY j SYSTEM \"file://{}\">", dir.path().join("secret.txt").display());
    for entities in [bomb, secret] {
        let options = zip::write::SimpleFileOptions::default();
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let mut part = |name: &str, text: &str| {
            archive.start_file(name, options).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        };
        part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
        part(
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        );
        part(
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"s\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        );
        part(
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>",
        );
        let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let rows = format!(
            "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>",
            cell("A1", "name"),
            cell("B1", "kind"),
            cell("A2", "&j;"),
            cell("B2", "external")
        );
        part(
            "xl/worksheets/sheet1.xml",
            &format!(
                "<?xml version=\"1.0\"?><!DOCTYPE x [{entities}]><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
            ),
        );
        part("../../../evil.txt", "zqevil");
        fs::write(dir.path().join("book.xlsx"), archive.finish().unwrap().into_inner()).unwrap();
        let output = run(dir.path(), &["import", "xlsx", "book.xlsx", "desk"]);
        assert!(
            output.status.code().is_some_and(|code| code <= 3) && !said(&output).contains("zqsecret"),
            "{}",
            said(&output)
        );
        for entry in walkdir::WalkDir::new(dir.path()) {
            let path = entry.unwrap().into_path();
            assert!(!path.ends_with("evil.txt"));
            if path.starts_with(dir.path().join("desk")) && path.is_file() {
                let text = fs::read_to_string(&path).unwrap();
                assert!(!text.contains("zqsecret") && !text.contains("lollollol"), "{}", path.display());
            }
        }
    }
}
