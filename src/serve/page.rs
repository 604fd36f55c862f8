//! Pages as they are served: takes a page as built and what is wrong, gives it with the script that listens for changes and
//! the list of problems. The built bytes stay as they are.

use std::fmt::Write as _;

use super::Shown;
use super::answer;

/// The script of the preview.
pub(super) const SCRIPT: &str = include_str!("live.js");
/// The style of the list of problems.
pub(super) const STYLE: &str = include_str!("live.css");

/// Problems listed.
const LISTED: usize = 20;

/// A page with what the preview adds: its script and style, leave to listen (the page's own policy allows no connection),
/// and what is wrong.
pub(super) fn dressed(page: &[u8], shown: &Shown) -> Vec<u8> {
    const POLICY: &[u8] = b"<meta http-equiv=\"Content-Security-Policy\" content=\"";
    let end_of_head = find(page, b"</head>");
    let end = rfind(page, b"</body>").filter(|at| end_of_head.is_none_or(|end| *at > end)).unwrap_or(page.len());
    // The first is the template's: content comes into a page with its quotes written out.
    let policy = find(page, POLICY).map(|at| at + POLICY.len()).filter(|at| end_of_head.is_some_and(|end| *at <= end));
    let mut out = Vec::with_capacity(page.len() + 1024);
    let mut from = 0;
    let mut insert = |at: usize, text: &str| {
        out.extend_from_slice(&page[from..at]);
        out.extend_from_slice(text.as_bytes());
        from = at;
    };
    if let Some(at) = policy {
        insert(at, "connect-src 'self'; ");
    }
    insert(end_of_head.unwrap_or(end), &links(shown));
    insert(end, &alert(shown));
    insert(page.len(), "");
    out
}

/// The page where no site could be made yet.
pub(super) fn nothing_yet(shown: &Shown) -> Vec<u8> {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Nothing to show yet</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'self'; default-src 'none'; style-src 'self'; \
         script-src 'self'; base-uri 'none'; form-action 'none'\">\n{}</head>\n<body>\n<main>\n<h1>Nothing to show yet</h1>\n\
         <p>The content has errors. The site appears here once they are mended.</p>\n</main>\n{}</body>\n</html>\n",
        links(shown),
        alert(shown)
    );
    page.into_bytes()
}

fn links(shown: &Shown) -> String {
    format!(
        "<link rel=\"stylesheet\" href=\"/{}\">\n<script src=\"/{}\" data-site=\"{}\" defer></script>\n",
        answer::STYLE,
        answer::SCRIPT,
        escaped(&shown.site)
    )
}

fn alert(shown: &Shown) -> String {
    format!("<div id=\"rapporteur-problems\" role=\"alert\">{}</div>\n", problems(shown))
}

/// What is wrong, as HTML; empty where nothing is.
pub(super) fn problems(shown: &Shown) -> String {
    if shown.problems.is_empty() {
        return String::new();
    }
    let n = shown.problems.len();
    let what = if n == 1 { "1 error".to_owned() } else { format!("{n} errors") };
    let stays = if shown.pages.is_empty() { "" } else { ": this page is from before" };
    let mut out = format!("<details open><summary>{what} in the content{stays}</summary>");
    for problem in shown.problems.iter().take(LISTED) {
        let _ = write!(out, "<pre tabindex=\"0\">{}</pre>", escaped(problem.trim_end()));
    }
    if n > LISTED {
        let _ = write!(out, "<p>{} more: <code>rapporteur check</code> lists them</p>", n - LISTED);
    }
    out + "</details>"
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c => out.push(c),
        }
    }
    out
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn rfind(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).rposition(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dress(page: &str, problems: &[&str]) -> String {
        let problems = problems.iter().map(|p| (*p).to_owned()).collect();
        let shown = Shown { problems, site: "abc".to_owned(), ..Shown::default() };
        String::from_utf8(dressed(page.as_bytes(), &shown)).unwrap()
    }

    #[test]
    fn a_page_gets_its_script_and_leave_to_listen() {
        let page =
            "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"></head><body>x</body>";
        assert_eq!(
            dress(page, &[]),
            "<head><meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'self'; default-src 'none'\">\
             <link rel=\"stylesheet\" href=\"/.rapporteur/live.css\">\n\
             <script src=\"/.rapporteur/live.js\" data-site=\"abc\" defer></script>\n</head><body>x\
             <div id=\"rapporteur-problems\" role=\"alert\"></div>\n</body>"
        );
        // A template of one's own may lack any of it.
        for page in
            ["", "x", "</body></head>", "</head>", "<meta http-equiv=\"Content-Security-Policy\" content=\"", "</body>"]
        {
            let dressed = dress(page, &[]);
            assert!(dressed.contains("live.js") && dressed.contains("role=\"alert\""), "{page}: {dressed}");
        }
    }

    #[test]
    fn problems_are_text() {
        let shown = dress("<head></head><body></body>", &["<script>alert(1)</script> & \"it\""]);
        assert!(
            shown.contains("<pre tabindex=\"0\">&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;it&quot;</pre>"),
            "{shown}"
        );
        assert!(shown.contains("<summary>1 error in the content</summary>"), "{shown}");
        let many = dress("", &["x"; 25]);
        assert!(many.contains("25 errors") && many.contains("5 more"), "{many}");
        assert_eq!(many.matches("<pre").count(), LISTED);
    }
}
