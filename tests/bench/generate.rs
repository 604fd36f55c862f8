//! A deterministic workspace: takes a number of notes, writes as many, a stakeholder for every ten, and records of every
//! other kind in proportion. Notes are about 1.2 KB with three to five people, promises of which some are closed in a later
//! note, feedback told later, sentiment, and candid sections. Valid by the format, with nothing uncounted.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use crate::words::{Dice, asked, felt, name, sentence, task, topic};

/// The day the workspace is as of.
const AS_OF: Date = date(2026, 11, 1);
/// Days over which its notes are spread, up to the as-of date.
const DAYS: i64 = 728;
const TEAM: &[&str] = &["kim", "lou", "max", "noa"];

/// Writes a workspace of `notes` notes into `dir`, which is created.
pub(crate) fn workspace(notes: u32, dir: &Path) -> io::Result<()> {
    let people = (notes / 10).max(1);
    let groups = people.div_ceil(40);
    for folder in ["stakeholders", "updates"] {
        fs::create_dir_all(dir.join(folder))?;
    }
    fs::write(dir.join("rapporteur.toml"), configuration())?;
    fs::write(dir.join("groups.toml"), group_records(groups))?;
    fs::write(dir.join("goals.toml"), GOALS)?;
    fs::write(dir.join("milestones.toml"), MILESTONES)?;
    fs::write(dir.join("decisions.toml"), decisions(people))?;
    for number in 0..people {
        let file = dir.join(format!("stakeholders/{}.toml", person(number)));
        fs::write(file, stakeholder(number, groups))?;
    }
    let mut folder = None;
    for number in 0..notes {
        let day = day_of(number, notes);
        let here = dir.join(format!("notes/{:04}/{:02}", day.year(), day.month()));
        if folder.as_ref() != Some(&here) {
            fs::create_dir_all(&here)?;
            folder = Some(here.clone());
        }
        fs::write(here.join(format!("{day}-{number:06}.md")), note(number, notes, people))?;
    }
    for number in 0..6 {
        let day = AS_OF - (20 + 56 * number).days();
        fs::write(dir.join(format!("updates/{day}.md")), update(day, number))?;
    }
    Ok(())
}

fn person(number: u32) -> String {
    format!("s-{number:05}")
}

/// The day of a note: notes are in order of their days, and no day is at a weekend.
fn day_of(number: u32, notes: u32) -> Date {
    let day = AS_OF - (DAYS - i64::from(number) * DAYS / i64::from(notes)).days();
    workday(day)
}

fn workday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day - 1.day(),
        Weekday::Sunday => day - 2.days(),
        _ => day,
    }
}

fn configuration() -> String {
    let mut text = format!("product = \"Benchmark\"\norganisation = \"Nobody\"\nas_of = {AS_OF}\n");
    for id in TEAM {
        let _ = write!(text, "\n[[team]]\nid = \"{id}\"\nname = \"{} of the team\"\n", id.to_uppercase());
    }
    text.push_str(
        "\n[[pause]]\nfrom = 2025-12-22\nto = 2026-01-04\n\n[health]\nprofile = \"full\"\npurpose = \"a benchmark\"\n",
    );
    text
}

fn group_records(groups: u32) -> String {
    let mut text = String::new();
    for number in 0..groups {
        let cadence = 20 + number % 5 * 10;
        let _ = write!(
            text,
            "[[group]]\nid = \"g-{number:04}\"\nname = \"Group {number}\"\n[group.plan]\nobjective = \"No surprises\"\n\
             cadence_days = {cadence}\nmax_gap_days = {}\n\n",
            cadence * 2
        );
    }
    text
}

const GOALS: &str = r#"[[goal]]
id = "fewer-calls"
title = "Fewer calls that need not happen"
owner = "kim"
strategic_goal = "Halve the cost of support"
readings = [{ date = 2026-03-31, value = 41.5 }, { date = 2026-09-30, value = 33 }]
[goal.metric]
name = "Calls a week"
baseline = 44
direction = "down"
due = 2027-03-31
targets = [{ on = 2025-11-03, target = 25 }]

[[goal]]
id = "on-time"
title = "Deliveries on the day they were promised for"
owner = "lou"
"#;

const MILESTONES: &str = r#"[[milestone]]
id = "second-site"
title = "The second site is live"
owner = "kim"
goal = "on-time"
baseline_date = 2026-06-01
forecasts = [{ on = 2026-04-20, date = 2026-09-01, reason = "training first" }, { on = 2026-08-03, date = 2026-12-01 }]

[[milestone]]
id = "import"
title = "The new import"
owner = "max"
baseline_date = 2026-03-02
done = 2026-03-09
"#;

/// A decision for every ten stakeholders; the first of them approves it, two more were or weren't asked.
fn decisions(people: u32) -> String {
    let mut text = String::new();
    for number in 0..people.div_ceil(10) {
        let day = workday(AS_OF - (15 + i64::from(number % 60) * 11).days());
        let (approver, asked, unasked) = (number * 10, (number * 10 + 1) % people, (number * 10 + 2) % people);
        let _ = write!(
            text,
            "[[decision]]\nid = \"d-{number:05}\"\ntitle = \"Decision {number}\"\nstatus = \"accepted\"\nproposed = {}\n\
             decided = {day}\ndriver = \"kim\"\napprover = \"{}\"\n",
            day - 21.days(),
            person(approver),
        );
        if people > 2 {
            let (asked, unasked) = (person(asked), person(unasked));
            let _ = writeln!(text, "contributors = [\"{asked}\", \"{unasked}\"]");
            let _ = writeln!(text, "consulted = [{{ who = \"{asked}\", on = {} }}]", day - 7.days());
        }
        text.push('\n');
    }
    text
}

fn stakeholder(number: u32, groups: u32) -> String {
    let mut dice = Dice::new(0x0051_a4e0 + u64::from(number));
    let kind = ["internal", "external", "executive", "external"][(number % 4) as usize];
    let mut text = format!(
        "name = \"{}\"\nkind = \"{kind}\"\ntitle = \"Lead for {}\"\norganisation = \"Site {}\"\ngroup = \"g-{:04}\"\n\
         email = \"{}@site.example\"\naliases = [\"handle-{number:05}\"]\nrelationship_owner = \"{}\"\npriorities = [\"{}\"]\n\
         concerns = [\"{}\"]\n",
        name(number),
        topic(&mut dice),
        number % 97,
        number / 40 % groups,
        person(number),
        TEAM[(number % 4) as usize],
        topic(&mut dice),
        topic(&mut dice),
    );
    let words = ["resistant", "unaware", "neutral", "supportive", "leading"];
    let (power, interest) = (1 + dice.below(5), 1 + dice.below(5));
    for back in [600, 240, 60] {
        let _ = write!(
            text,
            "\n[[assessment]]\ndate = {}\nby = \"kim\"\npower = {power}\ninterest = {interest}\ncurrent = \"{}\"\ndesired = \"supportive\"\n",
            AS_OF - i64::from(back + dice.below(40)).days(),
            words[dice.below(5) as usize],
        );
    }
    text
}

/// One note. Its main stakeholder comes round every `people` notes, so what a note opens, the note `people` later may close.
fn note(number: u32, notes: u32, people: u32) -> String {
    let mut dice = Dice::new(0x0000_0b07 + u64::from(number));
    let day = day_of(number, notes);
    let main = person(number % people);
    let ours = TEAM[(number % 4) as usize];
    let mut present = vec![main.clone()];
    for step in 0..2 + dice.below(3) {
        let other = person((number + 1 + step * 7) % people);
        if !present.contains(&other) {
            present.push(other);
        }
    }
    // The last of four or more sent regrets.
    let excused = if present.len() > 3 && dice.hits(50) { present.pop() } else { None };
    let email = number % 9 == 4;
    let mut text = front_matter(number, email, ours, &present, excused.as_deref());

    let _ = write!(text, "# About {}\n\n", topic(&mut dice));
    paragraph(&mut text, &mut dice, 4);
    let due = workday(day + 14.days());
    let done = workday(day + i64::from(dice.below(20)).days()).max(day);
    let promise = format!("@{ours} -> @{main}: {}  [due:: {due}]", task(&mut dice));
    if fate(number) == Fate::ClosedOnItsLine && done <= AS_OF {
        let _ = writeln!(text, "- [x] {promise}  [completion:: {done}] ^c-{number}");
    } else {
        let _ = writeln!(text, "- [ ] {promise} ^c-{number}");
    }
    if number.is_multiple_of(3) {
        let _ = writeln!(text, "- [ ] @{main} -> @{ours}: {}  [due:: {}]", task(&mut dice), workday(day + 30.days()));
    }
    if number % 4 == 1 {
        let severity = ["low", "medium", "high"][dice.below(3) as usize];
        let _ = writeln!(
            text,
            "- (feedback) @{main}: {}  [kind:: concern]  [severity:: {severity}] ^f-{number}",
            asked(&mut dice)
        );
    }
    if let Some(before) = number.checked_sub(people) {
        close_earlier(&mut text, before, people);
    }
    text.push('\n');
    paragraph(&mut text, &mut dice, 4);
    if number.is_multiple_of(2) {
        let mark = ["-1", "0", "+1", "+1", "+2"][dice.below(5) as usize];
        let _ = writeln!(text, "- (sentiment) @{main} {mark}: {}\n", felt(&mut dice));
    }
    if number % 5 == 2 {
        text.push_str("## Candid {visibility=pm}\n\n");
        paragraph(&mut text, &mut dice, 2);
    }
    text
}

/// Front matter: TOML, in every fourth note YAML. Every ninth note is an email.
fn front_matter(number: u32, email: bool, ours: &str, present: &[String], excused: Option<&str>) -> String {
    let kind =
        if email { "email" } else { ["meeting", "call", "workshop", "meeting", "interview"][(number % 5) as usize] };
    if number % 4 == 3 {
        let mut text = format!("---\ntype: {kind}\nattendees: [{ours}, {}]\n", present.join(", "));
        match excused {
            Some(excused) => text.push_str(&format!("regrets: [{excused}]\n")),
            None if !email => text.push_str("absent: []\n"),
            None => {}
        }
        text.push_str(if email { "two_way: true\n---\n" } else { "---\n" });
        return text;
    }
    let mut text = format!("+++\ntype = \"{kind}\"\nattendees = [\"{ours}\", \"{}\"]\n", present.join("\", \""));
    if let Some(excused) = excused {
        let _ = writeln!(text, "regrets = [\"{excused}\"]");
    }
    text.push_str(if email { "two_way = true\n+++\n" } else { "+++\n" });
    text
}

/// What became of what the note `before` opened with the same stakeholder.
fn close_earlier(text: &mut String, before: u32, people: u32) {
    let main = person(before % people);
    if before % 4 == 1 && fate(before) != Fate::Open {
        let _ = writeln!(
            text,
            "- (told) @{main}: it is on the list for spring  [feedback:: f-{before}]  [outcome:: partly]"
        );
    }
    if fate(before) == Fate::ClosedLater {
        let ours = TEAM[(before % 4) as usize];
        let _ = writeln!(text, "- [x] @{ours} -> @{main}: went through it together ^c-{before}");
    }
}

#[derive(PartialEq)]
enum Fate {
    ClosedOnItsLine,
    ClosedLater,
    Open,
}

/// What becomes of the promise and the feedback of a note.
fn fate(number: u32) -> Fate {
    match Dice::new(0xfa7e + u64::from(number)).below(100) {
        0..60 => Fate::ClosedOnItsLine,
        60..85 => Fate::ClosedLater,
        _ => Fate::Open,
    }
}

fn paragraph(text: &mut String, dice: &mut Dice, sentences: u32) {
    for _ in 0..sentences {
        text.push_str(&sentence(dice));
        text.push('\n');
    }
    text.push('\n');
}

fn update(day: Date, number: i64) -> String {
    format!(
        "+++\ndate = {day}\nheadline = \"Watch: the second site is late, calls go down.\"\nstatus_reported = \"amber\"\n\n[[asks]]\n\
         id = \"a-{number}\"\nwhat = \"Decide who pays for the second site\"\nfrom = \"s-00000\"\nneeded_by = {}\n+++\n\
         ## What changed\nThe import runs.\n\n## Results\nEight calls a week fewer.\n\n- [x] @kim -> @s-00000: a table of costs  \
         [due:: {}]  [completion:: {}]\n",
        day + 14.days(),
        day + 14.days(),
        day + 10.days(),
    )
}
