//! A week of twelve meetings on the sample, from Monday to Friday: what somebody types who keeps plain notes anyway, and
//! what they type for rapporteur. docs/week.md tells the figures.

use std::fs;
use std::path::Path;

use super::{json, run};

/// A line as it stands in plain notes, and as it is typed instead; empty where it is the same.
type Line = (&'static str, &'static str);

struct Meeting {
    date: &'static str,
    with: &'static str,
    kind: &'static str,
    /// How a plain note begins.
    header: &'static str,
    lines: &'static [Line],
}

const WEEK: [Meeting; 12] = [
    Meeting {
        date: "2026-11-02",
        with: "helene-marsh",
        kind: "one-to-one",
        header: "Helene Marsh, one-to-one, 2 November 2026. Present: Nora, Helene\n",
        lines: &[
            (
                "She had read the update on the train and asked about two sentences of it, both about the billing date. I said that the seventh of December holds if the import runs once before; she wants to hear by the end of the week whether it did.",
                "",
            ),
            (
                "The four doors: Tobias is tomorrow, Hart on Wednesday, the hospital on Thursday. Anton wants nobody this week.",
                "",
            ),
            ("- I send her a line on each of the visits by Friday", "- [ ] a line on each of the visits by Friday"),
            (
                "- Helene speaks to finance about the boxes by Thursday",
                "- [ ] @helene-marsh: speak to finance about the boxes by Thursday",
            ),
            ("She was in good spirits, and said so: the last board was the first without a question about leaks.", ""),
        ],
    },
    Meeting {
        date: "2026-11-02",
        with: "sam",
        kind: "meeting",
        header: "Team, 2 November 2026. Present: Nora, Sam, Bea, Jonas\n",
        lines: &[
            (
                "Store: 1,900 counted, the rest of the pallets stand behind the old pumps and can't be reached before Wednesday. Jonas has a key, Bea has the list. Nobody has the forklift.",
                "",
            ),
            (
                "Import: two rehearsals planned, the first tomorrow night, the second only if the first fails. Martin's people watch both. Sam writes down what they see, in their words and not in ours.",
                "",
            ),
            (
                "Letters for Ousel Bridge go out on the ninth, printed at the school; Bea reads each of them once more before that.",
                "",
            ),
            ("Nobody is away before the twentieth.", ""),
        ],
    },
    Meeting {
        date: "2026-11-03",
        with: "tobias-renn",
        kind: "one-to-one",
        header: "Tobias Renn, one-to-one, 3 November 2026. Present: Nora, Tobias\n",
        lines: &[
            (
                "He had the old model open when I came in, and closed it, which I take for progress. We went through the boxes: 2,312 counted, a third of them worse than cracked. He doesn't mind the sum, he minds that it comes as a surprise in November.",
                "",
            ),
            (
                "His own people won't have the overhead rates before the tenth, he says, and the tenth is late for us both.",
                "",
            ),
            ("- I send him the model with the boxes by Friday", "- [ ] the model with the boxes by Friday"),
            (
                "- Tobias gives us the overhead rates by 10 November",
                "- [ ] @tobias-renn: the overhead rates by 10 November",
            ),
            (
                "Concern: sums above 50,000 should never first be seen in an update",
                "- (feedback) @tobias-renn: sums above 50,000 should never first be seen in an update [kind:: concern]",
            ),
        ],
    },
    Meeting {
        date: "2026-11-03",
        with: "martin-adeyo",
        kind: "call",
        header: "Martin Adeyo, call, 3 November 2026. Present: Nora, Martin\n",
        lines: &[
            (
                "Ten minutes between two of his meetings. The rehearsal starts at nine tonight; he'll sit in until the first thousand accounts are through, and wants one number by midnight and no more: how many accounts have two meters.",
                "",
            ),
            (
                "He asked again who answers the phone on the eighth of December. I said we do, with two of his people beside ours until the fourteenth, as agreed in August; he had forgotten it and was glad.",
                "",
            ),
            (
                "- We send him the rota for the phones by Monday",
                "- [ ] @me -> @martin-adeyo: the rota for the phones [due:: 2026-11-09]",
            ),
        ],
    },
    Meeting {
        date: "2026-11-03",
        with: "petra-holm",
        kind: "meeting",
        header: "Petra Holm and her planners, 3 November 2026. Present: Nora, Sam, Petra\n",
        lines: &[
            (
                "Sam showed the week as the planners would see it: which street, how many doors, which van. Petra stopped him twice, both times about holidays that the list doesn't know. There's a file for those in the depot and nobody had told us; Sam takes it from there.",
                "",
            ),
            (
                "She would rather have a dull list that is right at seven in the morning than a fine one at nine. We agree.",
                "",
            ),
            (
                "The trial starts on the sixteenth, in one depot, for two weeks; after that she decides with her foremen.",
                "",
            ),
        ],
    },
    Meeting {
        date: "2026-11-04",
        with: "eve-hart",
        kind: "meeting",
        header: "Eve Hart, at Mill Lane, 4 November 2026. Present: Nora, Eve\n",
        lines: &[
            (
                "We stood on the gravel for half an hour, which was her idea. The pavers come on the twelfth; I had it in writing with me and she read it twice. She said that she'd believe it on the thirteenth, and then that the crew of last week had been polite and that somebody ought to hear it.",
                "",
            ),
            ("A neighbour came by and asked about his hedge. It's on the list now, with a photo.", ""),
            (
                "- Nora sends a photo of the finished kerb by 13 November",
                "- [ ] @me -> @eve-hart: a photo of the finished kerb [due:: 2026-11-13]",
            ),
        ],
    },
    Meeting {
        date: "2026-11-04",
        with: "yara-nunes",
        kind: "call",
        header: "Yara Nunes, call, 4 November 2026. Present: Nora, Yara\n",
        lines: &[
            (
                "Her team has used the store list for a week, on paper, with pencil. It works; what doesn't is the second sheet, which nobody needs, and the order of the streets, which follows the alphabet and not the van.",
                "",
            ),
            (
                "She'd like it sorted by route from next week on and will try it on two vans first. Jonas can do that in an afternoon, he thinks. Apart from that she had nothing, and said it's been a while since she had nothing.",
                "",
            ),
        ],
    },
    Meeting {
        date: "2026-11-05",
        with: "ingrid-sato",
        kind: "one-to-one",
        header: "Ingrid Sato, one-to-one, 5 November 2026. Present: Nora, Ingrid\n",
        lines: &[
            (
                "She has read both versions of the promise to the hospital and will sign the second one, for planned work only. Legal has a comma to move. She asked what the hospital itself would say; I told her that they had asked for the first and can live with the second.",
                "",
            ),
            ("Then twenty minutes about next year's money, of which nothing is decided and nothing belongs here.", ""),
            ("- She signs by 12 November", "- [ ] @ingrid-sato: sign it by 12 November"),
        ],
    },
    Meeting {
        date: "2026-11-05",
        with: "frank-ode",
        kind: "call",
        header: "Frank Ode, call, 5 November 2026. Present: Nora, Frank\n",
        lines: &[
            (
                "About the parish evening on the third of December. He speaks for ten minutes, after the vicar and before the tea, and wants one picture and no figures. I offered the picture of the fourteen houses from above, with the lines drawn in; he laughed and took it.",
                "",
            ),
            ("He asked whether we come ourselves. Jonas and I do.", ""),
            (
                "- We send him the picture by Friday week",
                "- [ ] @me -> @frank-ode: the picture of the fourteen houses [due:: 2026-11-13]",
            ),
        ],
    },
    Meeting {
        date: "2026-11-05",
        with: "mei-tan",
        kind: "meeting",
        header: "Mei Tan, format review, 5 November 2026. Present: Nora, Sam, Mei\n",
        lines: &[
            (
                "The format is as it was in September but for one field, which is now a number and was a word. Mei has tested it against her own reader and against ours; both take it. She'll sign tomorrow as promised, and asked that we don't change it again before March.",
                "",
            ),
            ("Sam promised nothing of the kind and said why: the regulator may.", ""),
            ("The plant reads our files twice a day from December on, at six and at two.", ""),
        ],
    },
    Meeting {
        date: "2026-11-06",
        with: "lucy-farrow",
        kind: "meeting",
        header: "Lucy Farrow, audit, 6 November 2026. Present: Nora, Sam, Lucy\n",
        lines: &[
            (
                "Sam brought the page on the findings of March. Five findings: three closed, one half closed, one open and with a date. She read it in silence, put a tick beside three, and said that the half one is hers to judge. Fair enough.",
                "",
            ),
            ("She comes again on the eleventh of December and wants to see the keys changed in front of her.", ""),
            ("The tone was better than in March. Sam did the talking, I carried the coffee.", ""),
        ],
    },
    Meeting {
        date: "2026-11-06",
        with: "bruno-tal",
        kind: "call",
        header: "Bruno Tal, call, 6 November 2026. Present: Nora, Bruno\n",
        lines: &[
            (
                "He has the crews for January, all but two, and those two he'll know on Monday. Training is on the eighteenth and nineteenth, on boxes that don't break, if there are any; I told him what Tobias said and that we know by the thirteenth.",
                "",
            ),
            (
                "He thinks that wave 2 can do forty doors a day and not thirty-six, once the list is sorted by route. I wrote it down and promised nothing.",
                "",
            ),
        ],
    },
];

/// What is typed beside the notes in the week: what was done is closed, what is needed looked up.
const COMMANDS: [&[&str]; 6] = [
    &["open", "--mine"],
    &["log", "helene", "emailed, both ways; +1"],
    &["close", "c-findings-page"],
    &["close", "c-u-model-boxes"],
    &["close", "notes/2026/2026-09-30-mei.md:9"],
    &["close", "a-boxes", "--told", "we do"],
];

fn sample() -> tempfile::TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let dir = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(&from).sort_by_file_name().into_iter().map(Result::unwrap) {
        let to = dir.path().join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    let config = dir.path().join("rapporteur.toml");
    let text = fs::read_to_string(&config).unwrap().replace("as_of = 2026-11-01", "as_of = 2026-11-06");
    fs::write(config, text).unwrap();
    dir
}

/// Runs a command of the week; gives the keys it takes, the one at the end included.
fn keys(dir: &Path, arguments: &[&str]) -> (usize, String) {
    let output = run(dir, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let typed: usize = arguments.iter().map(|a| 1 + a.chars().count() + if a.contains(' ') { 2 } else { 0 }).sum();
    ("rapporteur".len() + typed + 1, String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn twelve_meetings_take_at_most_fifteen_percent_more_keys() {
    let dir = sample();
    let dir = dir.path();
    let touchpoints = |dir: &Path| {
        let status = json(dir, &["status", "--format", "json"]);
        status["notes"]["meetings"].as_u64().unwrap()
    };
    let before = touchpoints(dir);
    let open = |dir: &Path| json(dir, &["open", "--format", "json"])["open"].as_array().unwrap().len();
    let open_before = open(dir);
    let (mut plain, mut typed) = (0, 0);
    for meeting in &WEEK {
        plain += meeting.header.chars().count();
        let mut arguments = vec!["log", meeting.with, "met"];
        // The team's own note has nobody to make it for; it is written as it is.
        let path = if meeting.with == "sam" {
            let path = format!("notes/2026/{}-team.md", meeting.date);
            let front = "+++\nattendees = [\"nora\", \"sam\", \"bea\", \"jonas\"]\n+++\n";
            fs::write(dir.join(&path), front).unwrap();
            typed += path.len() + front.len();
            path
        } else {
            arguments = vec!["new", "note", "--with", meeting.with, "--type", meeting.kind, "--date", meeting.date];
            if meeting.kind == "meeting" {
                arguments.drain(4..6);
            }
            let (keys, said) = keys(dir, &arguments);
            typed += keys;
            said.lines().next().unwrap().trim_end_matches(" (new)").to_owned()
        };
        drop(arguments);
        let mut body = String::new();
        for (as_plain, as_typed) in meeting.lines {
            let line = if as_typed.is_empty() { as_plain } else { as_typed };
            plain += as_plain.chars().count() + 1;
            typed += line.chars().count() + 1;
            body += &format!("{line}\n");
            if as_typed.is_empty() {
                body.push('\n');
            }
        }
        let text = fs::read_to_string(dir.join(&path)).unwrap();
        fs::write(dir.join(&path), text + &body).unwrap();
        let check = run(dir, &["check", "--strict"]);
        assert!(check.status.success(), "{}: {}", path, String::from_utf8_lossy(&check.stdout));
    }
    for command in COMMANDS {
        typed += keys(dir, command).0;
        assert!(run(dir, &["check", "--strict"]).status.success(), "{command:?}");
    }
    let extra = typed.saturating_sub(plain);
    let percent = extra as f64 * 100.0 / plain as f64;
    assert!(percent <= 15.0, "{extra} keys more on {plain}: {percent:.1} %");
    assert_eq!(touchpoints(dir), before + 13);
    assert_eq!(open(dir), open_before + 9 - 4);
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/week.md")).unwrap();
    for figure in [plain.to_string(), typed.to_string(), format!("{extra} ({percent:.1} %)")] {
        assert!(
            page.contains(&format!("| {figure} |")),
            "docs/week.md doesn't say {figure}: {plain}, {typed}, {extra} ({percent:.1} %)"
        );
    }
}
