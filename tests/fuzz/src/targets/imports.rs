//! A file of another program: the first letter says of which.

use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::OnceLock;

use rapporteur::Workspace;
use rapporteur::import::{self, Context, Import, Settings, calendar, mail};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::memory::{FILES, as_of, has_errors, steady, workspace};

pub(crate) fn run(data: &[u8]) {
    let Some((letter, bytes)) = data.split_first() else { return };
    let bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
    let workspace = fixed();
    let root = Path::new("desk");
    let context = Context { workspace, root, as_of: as_of() };
    let events = |unanswered_attended| calendar::Settings { unanswered_attended, ..Default::default() };
    let letters = |with_body| mail::Settings { with_body, ..Default::default() };
    let done = match letter {
        b'c' => import::csv(&context, bytes, &Settings::default()),
        b'v' => import::contacts(&context, bytes),
        b'i' => calendar::calendar(&context, bytes, &events(false)),
        b'I' => calendar::calendar(&context, bytes, &events(true)),
        b'e' => mail::message(&context, bytes, &letters(true)),
        b'm' => mail::mailbox(&context, &mut &*bytes, &letters(false)).expect("memory can be read"),
        b'M' => mail::mailbox(&context, &mut &*bytes, &letters(true)).expect("memory can be read"),
        b'x' => import::xlsx::xlsx(&context, bytes, &Settings::default()),
        b's' => import::xlsx::xlsx(&context, &workbook(bytes), &Settings::default()),
        _ => return,
    };
    sound(&done, workspace, root);
}

fn fixed() -> &'static Workspace {
    static WORKSPACE: OnceLock<Workspace> = OnceLock::new();
    WORKSPACE.get_or_init(|| {
        let files: Vec<(&str, &[u8])> = FILES.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        let workspace = workspace(&files);
        assert!(!has_errors(&workspace.diagnostics.sorted()), "{:#?}", workspace.diagnostics.sorted());
        workspace
    })
}

/// What it would write lies in the workspace, leaves it sound, and was not refused for that at the last moment.
fn sound(done: &Import, before: &Workspace, root: &Path) {
    for fault in &done.report.faults {
        // Only together do two records of a file share an alias. A message that quotes the input may hold any words.
        let message = &*fault.message;
        let is_one = message.starts_with('`') && message.ends_with("; it was not written");
        let is_refused = is_one || message.starts_with("the workspace would not be sound");
        assert!(!is_refused || message.contains("alias of"), "{fault:?}");
    }
    let shown = |text: String| text.lines().for_each(|line| steady(&rapporteur::cli::clean(line)));
    shown(done.report.text(true));
    shown(done.report.faults("a file"));
    let mut files: Vec<(String, String)> =
        before.sources.files.iter().map(|file| (file.path.to_string(), file.text.to_string())).collect();
    for edit in &done.edits {
        let path = edit.path.strip_prefix(root).expect("an edit lies in the workspace");
        let path = path.to_str().expect("a path of ours is UTF-8").to_owned();
        assert!(path.is_ascii() && !path.contains("..") && path.len() <= 200, "{path}");
        files.retain(|(other, _)| *other != path);
        files.push((path, edit.text.clone()));
    }
    if done.edits.is_empty() {
        return;
    }
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
    let after = workspace(&files);
    let found = after.diagnostics.sorted();
    assert!(!has_errors(&found), "{found:#?}");
}

/// A workbook around the XML of its one sheet, and of its strings behind a NUL.
fn workbook(bytes: &[u8]) -> Vec<u8> {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let sheet = parts.next().unwrap_or_default();
    let strings = parts.next().unwrap_or(b"<sst/>");
    let fixed: [(&str, &[u8]); 4] = [
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        (
            "xl/workbook.xml",
            b"<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"P\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/styles.xml", b"<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>"),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in
        fixed.into_iter().chain([("xl/worksheets/sheet1.xml", sheet), ("xl/sharedStrings.xml", strings)])
    {
        writer.start_file(name, stored).expect("a name and no more");
        writer.write_all(bytes).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}
