//! Whatever the bytes, an import ends, doesn't panic, and what it would write leaves the workspace sound.

use std::path::Path;

use proptest::prelude::*;
use rapporteur::import::{self, Context, Import, Settings};

use super::{ADA, BO, fixture, workspace};

fn all(context: &Context<'_>, bytes: &[u8]) -> Vec<Import> {
    let calendar = import::calendar::Settings { unanswered_attended: true, ..Default::default() };
    let mail = import::mail::Settings { with_body: true, ..Default::default() };
    vec![
        import::csv(context, bytes, &Settings::default()),
        import::contacts(context, bytes),
        import::calendar::calendar(context, bytes, &calendar),
        import::mail::message(context, bytes, &mail),
        import::mail::mailbox(context, &mut &*bytes, &mail).unwrap(),
        #[cfg(feature = "xlsx")]
        import::xlsx::xlsx(context, bytes, &Settings::default()),
    ]
}

fn ends(root: &Path, bytes: &[u8]) {
    let opened = rapporteur::load(root).unwrap();
    let context = Context { workspace: &opened, root, as_of: "2026-11-01".parse().unwrap() };
    for done in all(&context, bytes) {
        assert!(
            !done.report.faults.iter().any(|fault| fault.message.contains("not be sound")),
            "{:?}",
            done.report.faults
        );
        for edit in &done.edits {
            assert!(edit.path.starts_with(root));
        }
    }
}

/// A file of ours with some bytes changed, cut out or put in.
fn mangled() -> impl Strategy<Value = Vec<u8>> {
    let names = ["register-latin1.csv", "people.vcf", "calendar.ics", "box.mbox", "answer.eml", "register.xlsx"];
    let change = (any::<prop::sample::Index>(), 0..3_u8, prop::collection::vec(any::<u8>(), 0..6));
    (prop::sample::select(names.to_vec()), prop::collection::vec(change, 1..8)).prop_map(|(name, changes)| {
        let mut bytes = std::fs::read(fixture(name)).unwrap();
        for (at, what, new) in changes {
            let at = at.index(bytes.len().max(1)).min(bytes.len());
            match what {
                0 => drop(bytes.splice(at..at, new)),
                1 => drop(bytes.drain(at..(at + new.len()).min(bytes.len()))),
                _ => bytes.iter_mut().skip(at).zip(new).for_each(|(byte, new)| *byte = new),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let dir = workspace(&[ADA, BO]);
        ends(dir.path(), &bytes);
    }

    #[test]
    fn mangled_files_end(bytes in mangled()) {
        let dir = workspace(&[ADA, BO]);
        ends(dir.path(), &bytes);
    }
}

#[test]
fn hostile_files_end_soon() {
    let dir = workspace(&[ADA, BO]);
    let series = |rule: &str| {
        let event = format!(
            "BEGIN:VEVENT\nUID:a\nDTSTART:19000101T000000\nRRULE:{rule}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@acme.example\nEND:VEVENT\n"
        );
        format!("BEGIN:VCALENDAR\n{event}END:VCALENDAR\n")
    };
    for text in [
        series("FREQ=DAILY"),
        series("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        series("FREQ=DAILY;INTERVAL=10000;COUNT=4000000000"),
        "BEGIN:VEVENT\n".repeat(50_000),
        format!("Name{}\n", ",x".repeat(100_000)),
        "\"".repeat(200_000),
        format!("From a\n{}", "x".repeat(3_000_000)),
        format!("BEGIN:VCARD\nFN:{}\nEND:VCARD", "=\n".repeat(100_000)),
        format!("From: a@b\nDate: Thu, 1 Oct 2026 10:00:00 +0200\nSubject: {}\n\nx", "=?utf-8?Q?a?= ".repeat(20_000)),
        format!("Name\n{}", "Ada,".repeat(50_000)),
    ] {
        ends(dir.path(), text.as_bytes());
    }
}

/// A workbook whose sheet unpacks to 200 MiB, and says so or says that it is small.
#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_that_unpacks_to_far_more_is_refused() {
    use std::io::Write;
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    for _ in 0..200 {
        archive.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let honest = archive.finish().unwrap().into_inner();
    let mut lying = honest.clone();
    let directory = lying.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    lying[directory + 24..directory + 28].copy_from_slice(&1000_u32.to_le_bytes());
    let dir = workspace(&[]);
    let opened = rapporteur::load(dir.path()).unwrap();
    let context = Context { workspace: &opened, root: dir.path(), as_of: "2026-11-01".parse().unwrap() };
    for bytes in [honest, lying] {
        let done = import::xlsx::xlsx(&context, &bytes, &Settings::default());
        assert_eq!(done.report.faults.len(), 1, "{:?}", done.report.faults);
        assert!(done.edits.is_empty());
    }
}
