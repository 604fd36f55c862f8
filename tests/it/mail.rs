//! The update as mail: the same figures as its page, in HTML and in text, within what mail clients know, whatever a
//! workspace holds.

mod fit;

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::{Date, date};
use rapporteur::Workspace;
use rapporteur::config::Theme;
use rapporteur::email::{Letter, Proof, preview};
use rapporteur::render::Templates;
use rapporteur::render::mail::{self, COLUMNS, Common, HEAVIEST};
use unicode_width::UnicodeWidthStr;

use self::fit::{assert_fit_for_mail, tags};
use crate::world::{self, Files};

const SITE: &str = "https://reports.example/meterwell";

fn sample() -> Workspace {
    rapporteur::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap()
}

fn common(workspace: &Workspace) -> Common {
    common_on(workspace, date(2026, 11, 1))
}

fn common_on(workspace: &Workspace, as_of: Date) -> Common {
    let edition = &workspace.config.editions["leadership"];
    let view = rapporteur::view(workspace, edition, as_of);
    let templates = Templates::new(&workspace.sources.templates).unwrap();
    let reply = |a: &mail::Answer<'_>| format!("mailto:nora@a.example?subject={}&body={}", a.ask.as_str(), a.option);
    mail::common(&view.register, &view.assessed, &workspace.config, edition, &templates, Some(&reply)).unwrap().unwrap()
}

/// The text between tags, its entities undone, in single spaces; without drawings and what is for the eye only.
fn text_of(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    let mut hidden = 0;
    while let Some(at) = rest.find('<') {
        if hidden == 0 {
            out.push_str(&rest[..at]);
        }
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        match tag.split([' ', '>']).next().unwrap() {
            "svg" | "style" => hidden += 1,
            "/svg" | "/style" => hidden -= 1,
            _ => {}
        }
        out.push(' ');
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    plain(&out)
}

fn plain(text: &str) -> String {
    let text = text.replace("&nbsp;", " ").replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<");
    let text = text.replace("&gt;", ">").replace("&amp;", "&").replace('\u{a0}', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Numbers as they are written, with what is written onto them.
fn figures(text: &str) -> BTreeSet<String> {
    let words = text.split([' ', '\n', '(', ')', '\u{2192}', '/']).filter(|w| w.chars().any(|c| c.is_ascii_digit()));
    words.map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '%').to_owned()).collect()
}

fn assert_text(text: &str) {
    for line in text.lines() {
        assert_eq!(line, line.trim_end());
        assert!(line.width() <= COLUMNS || line.contains("://") || line.contains("mailto:"), "{line}");
    }
    assert!(!text.contains("\n\n\n") && text.ends_with('\n') && !text.contains(['\t', '\r', '\u{0}', '\u{a0}']));
}

#[test]
fn the_subject_opens_with_the_status_and_the_preheader_with_what_is_needed() {
    let common = common(&sample());
    assert_eq!(common.subject, "Watch: leaks are heard of in 11 days, not 41.");
    assert!(common.preheader.starts_with("Three decisions needed, first: "), "{}", common.preheader);
    assert!(common.html_with("").contains(&common.preheader));
}

/// The main part of the update's page as text, and the mail's two parts.
fn three(workspace: &Workspace, as_of: Date) -> [String; 3] {
    let edition = &workspace.config.editions["leadership"];
    let view = rapporteur::view(workspace, edition, as_of);
    let pages = world::pages(workspace, &view, edition);
    let page = String::from_utf8(pages["index.html"].clone()).unwrap();
    let common = common_on(workspace, as_of);
    let html = common.html_with("");
    let page = text_of(&page[page.find("<main").unwrap()..page.find("</main>").unwrap()]);
    [page, text_of(&html[html.find("<body").unwrap()..]), plain(&common.text_with(""))]
}

fn assert_same_figures(workspace: &Workspace, as_of: Date) -> [String; 3] {
    let all = three(workspace, as_of);
    let wanted = figures(&all[0]);
    for (name, mail) in [("HTML", &all[1]), ("text", &all[2])] {
        let found = figures(mail);
        let missing: Vec<_> = wanted.difference(&found).collect();
        assert!(missing.is_empty(), "{as_of}: {name} lacks {missing:?}");
    }
    all
}

#[test]
fn whatever_the_day_the_figures_are_the_same() {
    let workspace = sample();
    let days: Vec<Date> = workspace.register.updates.iter().map(|u| u.date).chain([date(2027, 3, 1)]).collect();
    assert!(days.len() > 5);
    for day in days {
        assert_same_figures(&workspace, day);
    }
}

#[test]
fn where_the_records_say_otherwise_the_mail_does_too() {
    let mut files =
        small("+++\ndate = 2026-10-20\nheadline = \"All is well. Truly\"\nstatus_reported = \"green\"\n+++\n");
    let milestone = "[[milestone]]\nid = \"m\"\ntitle = \"Bridge\"\nowner = \"me\"\nbaseline_date = 2026-10-02\n\
        status_reported = [{ on = 2026-10-05, status = \"green\" }]\n";
    files.insert("milestones.toml".into(), milestone.into());
    let workspace = world::sound(&files);
    for said in &assert_same_figures(&workspace, date(2026, 11, 1)) {
        let said = said.to_lowercase();
        assert!(said.contains("the records give") && said.contains("bridge is 30 days overdue"), "{said}");
        assert!(said.contains("bridge: claimed green, and 30 days past its date."), "{said}");
    }
    let common = common(&workspace);
    assert_eq!(common.subject, "On track: All is well. Truly");
    assert_eq!(common.preheader, "For information: no action needed.");
    assert!(common.images.len() == 1 && common.text_with("").contains("No action needed."));
}

#[test]
fn page_mail_and_text_have_the_same_figures() {
    let [page, html, text] = assert_same_figures(&sample(), date(2026, 11, 1));
    let wanted = figures(&page);
    assert!(wanted.len() > 50, "{wanted:?}");
    // And says no more than the page: the mail's own are the content's mark, the finding of its picture, the letters' links.
    let own: BTreeSet<String> = figures(&html).difference(&wanted).cloned().collect();
    assert!(own.len() <= 4, "{own:?}");
    // In the same order.
    let parts = [
        "Needed from you",
        "What changed",
        "What we promised last time",
        "Goals",
        "Milestones",
        "Top risks",
        "Results, failures, lessons",
        "You said, we did",
        "Engagement",
        "How we know",
    ];
    let of = |text: &str| {
        parts.map(|part| text.to_lowercase().find(&part.to_lowercase()).unwrap_or_else(|| panic!("{part}")))
    };
    assert!(of(&html).is_sorted() && of(&text).is_sorted() && of(&page).is_sorted());
}

#[test]
fn the_sample_is_fit_for_mail_with_a_site_and_without() {
    let mut workspace = sample();
    for theme in Theme::ALL {
        workspace.config.editions.get_mut("leadership").unwrap().theme = theme;
        for site in [None, Some(SITE.to_owned() + "/")] {
            workspace.config.email.site = site;
            let common = common(&workspace);
            let html = common.html_with("");
            assert_fit_for_mail(&html);
            assert_text(&common.text_with(""));
            let links: Vec<String> =
                tags(&html).into_iter().flat_map(|(_, a)| a).filter(|(n, _)| n == "href").map(|(_, v)| v).collect();
            let to_site = links.iter().filter(|l| l.starts_with(&format!("{SITE}/"))).count();
            let has_site = workspace.config.email.site.is_some();
            assert_eq!((to_site >= 8, links.len() - to_site), (has_site, 7), "{links:?}");
            assert_eq!(common.text_with("").contains(&format!("{SITE}/index.html")), has_site);
        }
    }
}

#[test]
fn a_readers_part_has_its_place_and_all_else_stays() {
    let common = common(&sample());
    let (a, b) = (common.html_with("<tr><td>for Ada</td></tr>"), common.html_with(""));
    assert_eq!(a.replace("<tr><td>for Ada</td></tr>", ""), b);
    assert!(a.find("How we know").unwrap() < a.find("for Ada").unwrap());
    assert!(common.text_with("FOR ADA\n").contains("\nFOR ADA\n"));
    assert_eq!(common, self::common(&sample()));
}

#[test]
fn the_picture_is_shown_once_with_its_takeaway() {
    let common = common(&sample());
    let html = common.html_with("");
    assert_eq!(common.images.len(), 1);
    assert_eq!(html.matches("cid:").count(), 1);
    assert!(html.contains(&format!("src=\"cid:{}\"", common.images[0].name)));
    let (_, image) = tags(&html).into_iter().find(|(tag, _)| tag == "img").unwrap();
    let of = |name: &str| image.iter().find(|(n, _)| n == name).unwrap().1.clone();
    assert!(
        of("alt").starts_with("5 of 6 dates moved, 9 times in all. Security audit passed: not moved."),
        "{image:?}"
    );
    // Twice as many pixels as it is shown at: the header of a PNG says.
    let pixels = |at: usize| u32::from_be_bytes(common.images[0].png[at..at + 4].try_into().unwrap());
    let shown = |name: &str| of(name).parse::<u32>().unwrap();
    assert_eq!((pixels(16), pixels(20)), (2 * shown("width"), 2 * shown("height")));
    assert_eq!(shown("width"), 592);
}

fn small(update: &str) -> Files {
    let mut files = Files::new();
    files.insert("rapporteur.toml".into(), "product = \"A <b> & c\"\n[[team]]\nid = \"me\"\nname = \"Me\"\n".into());
    files.insert("stakeholders/ada.toml".into(), "name = \"Ada \\\"<i>\\\" M\"\nkind = \"internal\"\n".into());
    files.insert("updates/2026-10-20.md".into(), update.into());
    files
}

#[test]
fn what_is_written_does_no_harm() {
    let update = "+++\ndate = 2026-10-20\nheadline = \"<script>x</script> & \\\"y\\\"\"\n\
        [[asks]]\nid = \"a\"\nwhat = \"<img src=x onerror=alert(1)>\"\nfrom = \"ada\"\nneeded_by = 2026-11-20\n\
        options = [\"a\\\" onclick=\\\"x\", \"{{ slot }}\"]\n+++\n\
        ## What changed\nSee [this](javascript:alert(1)), [that](https://a.example/?a=1&b=\"2\"), @ada, <b onclick=x>raw</b>, \
        ![p](http://a.example/p.png), [page](../notes/x.md), [d](data:text/html,x), `code <b>`.\n\n# Big\n\n> quoted\n\n\
        1. one\n2. two\n   - nested [x]\n   - [ ] box\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```\nfn  x() { \"<\" }\n```\n\n---\nend[^1]\n\n\
        [^1]: note\n## Results\n\u{202e}turned\n";
    let mut workspace = world::sound(&small(update));
    for site in [None, Some(SITE.to_owned())] {
        workspace.config.email.site = site;
        let common = common(&workspace);
        let (html, text) = (common.html_with(""), common.text_with(""));
        assert_fit_for_mail(&html);
        assert_text(&text);
        assert!(html.contains("&lt;script&gt;x&lt;/script&gt;") && html.contains("&lt;b onclick=x&gt;raw"));
        assert!(html.contains("<a href=\"https://a.example/?a=1&amp;b="), "{html}");
        assert!(!html.contains("href=\"javascript") && !html.contains("href=\"data") && !html.contains('\u{202e}'));
        assert_eq!(html.matches("<script").count() + html.matches("onclick=\"").count(), 0);
        // What is text stays text, in the text part too.
        for part in
            ["<script>x</script> & \"y\"", "<b onclick=x>raw</b>", "code <b>", "fn  x() { \"<\" }", "  - nested"]
        {
            let is_there = text.contains(part) || plain(&text).contains(part);
            assert!(is_there, "{part} in {text}");
        }
        assert!(text.contains("1. one") && text.contains("> quoted") && text.contains("1 | 2"), "{text}");
        assert!(text.contains("that <https://a.example/"), "{text}");
    }
}

#[test]
fn titles_that_the_font_cannot_draw_leave_the_picture_out() {
    let mut files = small("+++\ndate = 2026-10-20\nheadline = \"\u{6f22}\u{5b57}\"\n+++\n");
    for (title, images) in [("Wave two", 1), ("\u{6f22}\u{5b57}", 0)] {
        let milestone =
            format!("[[milestone]]\nid = \"m\"\ntitle = \"{title}\"\nowner = \"me\"\nbaseline_date = 2026-12-01\n");
        files.insert("milestones.toml".into(), milestone);
        let common = common(&world::sound(&files));
        assert_eq!(common.images.len(), images, "{title}");
        assert_eq!(common.html_with("").contains("<img"), images == 1);
        assert!(common.html_with("").contains(title) && common.text_with("").contains(title));
    }
}

#[test]
fn a_workspace_of_any_size_gives_a_mail_that_is_not_cut_off() {
    let long = "words that go on and on, as they do where nobody has read them aloud ".repeat(12);
    let mut update = "+++\ndate = 2026-10-20\nheadline = \"Much\"\n".to_owned();
    for n in 0..40 {
        update += &format!(
            "[[asks]]\nid = \"a{n}\"\nwhat = \"ask {n} {long}\"\nfrom = \"ada\"\nneeded_by = 2026-11-20\ncost_of_delay = \"{long}\"\n\
             options = [{}]\n",
            (0..20).map(|o| format!("\"{o} {long}\"")).collect::<Vec<_>>().join(",")
        );
    }
    update += "+++\n## Results\n";
    for n in 0..200 {
        update += &format!("paragraph{n} {long}\n\n");
    }
    for n in 0..80 {
        update += &format!("- [ ] @me -> @s{n}: promise{n} {long}  [due:: 2026-12-20]\n");
    }
    let mut files = small(&update);
    for n in 0..300 {
        files.insert(format!("stakeholders/s{n}.toml"), format!("name = \"Person {n}\"\nkind = \"internal\"\n"));
    }
    let goals = (0..40).map(|n| {
        format!(
            "[[goal]]\nid = \"g{n}\"\ntitle = \"goal {n} {long}\"\nowner = \"me\"\nstrategic_goal = \"{long}\"\n\
             metric = {{ name = \"{long}\", unit = \"x\", baseline = 1, direction = \"up\", due = 2027-01-01, targets = [{{ on = 2026-01-01, target = 9 }}] }}\n\
             readings = [{{ date = 2026-02-01, value = 2, source = \"s\" }}]\n"
        )
    });
    files.insert("goals.toml".into(), goals.collect());
    let milestones = (0..60).map(|n| {
        format!("[[milestone]]\nid = \"m{n}\"\ntitle = \"milestone{n} {long}\"\nowner = \"me\"\nbaseline_date = 2026-10-01\ndone = 2026-10-25\n")
    });
    files.insert("milestones.toml".into(), milestones.collect());
    let workspace = world::sound(&files);
    let common = common(&workspace);
    let (html, text) = (common.html_with(""), common.text_with(""));
    assert!(html.len() <= HEAVIEST - 16_000, "{}", html.len());
    assert_fit_for_mail(&html);
    assert_text(&text);
    // What is left out is counted, and in the text part.
    assert!(text_of(&html).contains(" more promises in the text part of this mail"), "{}", text_of(&html));
    assert!(text_of(&html).contains(" more paragraphs in the text part of this mail"));
    for n in 0..200 {
        assert!(text.contains(&format!("paragraph{n} ")), "paragraph {n}");
    }
    for n in 0..80 {
        assert!(text.contains(&format!("promise{n} ")) || text.contains(&format!("Promise{n} ")), "promise {n}");
    }
}

#[test]
fn a_template_of_ones_own_has_its_slot() {
    let mut workspace = sample();
    workspace.sources.templates = vec![
        ("email.txt".into(), "{{ p.headline }} & {{ site.name }}\n{{ slot }}end".into()),
        ("email.html".into(), "<p>{{ p.headline }}</p>{{ slot | safe }}".into()),
    ];
    let made = common(&workspace);
    assert!(made.text[0].contains(" & Meterwell\n") && made.text[1] == "end\n");
    workspace.sources.templates[1].1 = "<p>none</p>".into();
    let edition = &workspace.config.editions["leadership"];
    let view = rapporteur::view(&workspace, edition, date(2026, 11, 1));
    let templates = Templates::new(&workspace.sources.templates).unwrap();
    let error = mail::common(&view.register, &view.assessed, &workspace.config, edition, &templates, None).unwrap_err();
    assert_eq!(error.to_string(), "email.html must have `{{ slot }}` once");
}

#[test]
fn the_preview_shows_every_letter() {
    let workspace = sample();
    let common = common(&workspace);
    let letter = |name: &str| Letter {
        name: name.into(),
        to: None,
        subject: common.subject.clone(),
        text: common.text_with(""),
        html: common.html_with(""),
        images: common.images.clone(),
    };
    let letters = [letter("leadership"), letter("ada")];
    let proofs = letters.each_ref().map(|letter| Proof { letter, message: 200_000 });
    let templates = Templates::new(&[]).unwrap();
    let page = preview(&proofs, &workspace.config.editions["leadership"], &templates).unwrap();
    assert_eq!(page.matches("<iframe sandbox=\"\" ").count(), 10);
    assert_eq!(page.matches("data:image/png;base64,").count(), 6);
    assert!(!page.contains("<script") && !page.contains("cid:"));
}
