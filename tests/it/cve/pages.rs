//! Flaws of pages: what a note or a record makes of them.

use std::collections::BTreeMap;

use crate::world::{as_of, pages, sound};

/// The pm's pages of a workspace with one note of that body.
fn site(body: &str) -> BTreeMap<String, String> {
    let files = [
        ("rapporteur.toml", "product = \"Port\"\n[[team]]\nid = \"me\"\nname = \"Robin\"\n".to_owned()),
        ("stakeholders/ada.toml", "name = \"Ada <i>\"\nkind = \"external\"\n".to_owned()),
        ("notes/2026-10-01-n.md", format!("+++\nattendees = [\"me\", \"ada\"]\n+++\n{body}\n")),
    ];
    let workspace = sound(&files.map(|(path, text)| (path.to_owned(), text)).into());
    let edition = &workspace.config.editions["pm"];
    let view = rapporteur::view(&workspace, edition, as_of());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    pages(&workspace, &view, edition).into_iter().map(|(path, bytes)| (path, text(bytes))).collect()
}

/// The article of that note.
fn note(body: &str) -> String {
    site(body).remove("notes/2026-10-01-n.html").unwrap()
}

/// Hugo: the title of a link or a picture stood in its attribute unescaped.
#[test]
fn cve_2024_32875_title_of_a_link() {
    let page = note(
        "[a](https://x.example '\"><script>alert()</script>') ![b](https://x.example '\"><script>alert()</script>')",
    );
    assert!(!page.contains("<script>alert") && page.contains("<a href=\"https://x.example\">a</a>"), "{page}");
}

/// Hugo: attributes made by the templates for links, pictures and tables were not escaped.
#[test]
fn cve_2024_55601_attributes_of_links_and_tables() {
    let page = note(
        "[a](https://x.example/\"onclick=\"alert()\")\n\n| a\"onclick=\"alert() |\n|---|\n| b |\n{.x\" onclick=\"alert()}\n",
    );
    assert!(!page.contains("\"onclick=\"") && !page.contains("\" onclick=\""), "{page}");
}

/// Hugo: destinations of links and pictures were written as they stood by the default renderer.
#[test]
fn cve_2026_35166_destination_of_a_link() {
    let page = note(
        "[a](<https://x.example/\"><script>alert()</script>>) ![a](<https://x.example/\"><script>alert()</script>>)",
    );
    assert!(!page.contains("<script>alert"), "{page}");
}

/// Hugo (GHSA-q76j-gcg9-vxc6): the words after a code fence ended the attribute they were written into.
#[test]
fn ghsa_q76j_gcg9_vxc6_words_of_a_code_fence() {
    let page = note("```x\"><script>alert()</script>\ncode\n```\n\n~~~\"onclick=\"alert()\ncode\n~~~");
    assert!(!page.contains("<script>alert") && !page.contains("onclick") && page.contains("<pre><code>code"), "{page}");
}

/// Hugo (GHSA-c54g-xjwj-8g82): HTML files among the content were published as they were.
#[test]
fn ghsa_c54g_xjwj_8g82_html_among_the_notes() {
    let dir = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("rapporteur.toml", "[[team]]\nid = \"me\"\nname = \"Robin\"\n");
    put("notes/2026-10-01-page.html", "<script>alert()</script>");
    put("notes/2026-10-02.md", "+++\nattendees = [\"me\"]\n+++\nwords\n");
    let workspace = rapporteur::load(dir.path()).unwrap();
    assert!(workspace.sources.files.iter().all(|file| !file.path.ends_with(".html")));
    assert_eq!(workspace.register.notes.len(), 1);
}

/// mdBook: a word of the search, taken from the address, was written into the page as markup.
#[test]
fn cve_2020_26297_the_search_makes_no_markup() {
    let script = site("x")
        .remove("search.js")
        .or_else(|| Some(include_str!("../../../templates/search.js").to_owned()))
        .unwrap();
    for sink in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "createContextualFragment",
        "DOMParser",
    ] {
        assert!(!script.contains(sink), "{sink}");
    }
    let site = include_str!("../../../templates/site.js");
    assert!(!site.contains("innerHTML") && !site.contains("insertAdjacentHTML") && !site.contains("document.write"));
}

/// marked: `javascript` with entities in it, some without their semicolon, got past the test of schemes.
#[test]
fn cve_2016_10531_entities_in_a_scheme() {
    for link in [
        "javascript&#x3a;alert()",
        "javascript&#58alert()",
        "&#106;avascript:alert()",
        "java&Tab;script:alert()",
        "javascript&colon;alert()",
        "JAVA&#10;SCRIPT:alert()",
    ] {
        let page = note(&format!("[a]({link}) ![b]({link}) <{link}>"));
        let links: Vec<&str> = page
            .split("href=\"")
            .skip(1)
            .filter(|rest| rest.to_lowercase().contains("alert()") && !rest.starts_with("../"))
            .collect();
        assert!(
            links.iter().all(|rest| !rest[..rest.find('"').unwrap()].to_lowercase().contains("script")),
            "{link}: {page}"
        );
    }
}

/// marked: links to `data:` were let through and opened a page of the writer's own.
#[test]
fn cve_2017_1000427_links_to_data() {
    let page =
        note("[a](data:text/html,<script>alert()</script>) [b](DATA:text/html;base64,PHNjcmlwdD4=) [c](vbscript:x)");
    assert!(
        !page.contains("href=\"data:text")
            && !page.to_lowercase().contains("href=\"data:text/html")
            && !page.contains("href=\"vbscript"),
        "{page}"
    );
}

/// Trojan Source: characters that turn the direction of writing make a line read as another one.
#[test]
fn cve_2021_42574_characters_that_turn_the_line() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("notes")).unwrap();
    std::fs::create_dir_all(dir.path().join("stakeholders")).unwrap();
    std::fs::write(dir.path().join("rapporteur.toml"), "[[team]]\nid = \"me\"\nname = \"Robin\"\n").unwrap();
    std::fs::write(
        dir.path().join("notes/2026-10-02.md"),
        "+++\nattendees = [\"me\"]\n+++\npaid\u{202e} ton\u{2066}\n",
    )
    .unwrap();
    let workspace = rapporteur::load(dir.path()).unwrap();
    let edition = &workspace.config.editions["pm"];
    let site = pages(&workspace, &rapporteur::view(&workspace, edition, as_of()), edition);
    assert!(site.values().all(|bytes| !String::from_utf8_lossy(bytes).contains(['\u{202e}', '\u{2066}'])));
    std::fs::write(dir.path().join("stakeholders/ada.toml"), "name = \"Ada \u{202e}x\"\nkind = \"external\"\n")
        .unwrap();
    let workspace = rapporteur::load(dir.path()).unwrap();
    assert!(workspace.diagnostics.sorted().iter().any(|d| d.message.contains("U+202E")));
}

/// Generators whose template language is run over the content: a note could read files and settings.
#[test]
fn template_injection_by_content() {
    let page = note(
        "{{ 7*7 }} {% include \"method.html\" %} {{ get_env(name=\"HOME\") }} {{ load_data(path=\"/etc/passwd\") }}",
    );
    assert!(
        page.contains("{{ 7*7 }}")
            && page.contains("{% include")
            && page.contains("get_env(")
            && page.contains("load_data("),
        "{page}"
    );
}

/// Generators that publish raw HTML of Markdown, the default of most.
#[test]
fn raw_html_of_a_note_is_text() {
    let page =
        note("<script>alert()</script>\n\nx <img src=x onerror=alert()> y\n\n<iframe srcdoc='&lt;script>'></iframe>\n");
    assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("<iframe"), "{page}");
    assert!(page.contains("&lt;script&gt;alert()"), "{page}");
}

/// Markdown tools that load remote pictures: whoever reads a note tells its writer so.
#[test]
fn a_picture_of_a_note_is_not_loaded() {
    let page = note("![a](https://x.example/p.png) ![b][r]\n\n[r]: http://x.example/q.png\n");
    assert!(!page.contains("<img") && !page.contains("src=\"http"), "{page}");
}
