//! What a request gets: takes it and what is shown, gives status, type and body. Pure.

use std::borrow::Cow;

use super::http::Request;
use super::{Shown, page};

/// Where a page listens for changes.
pub(super) const EVENTS: &str = ".rapporteur/events";
/// What listens there.
pub(super) const SCRIPT: &str = ".rapporteur/live.js";
/// How problems look.
pub(super) const STYLE: &str = ".rapporteur/live.css";

const PLAIN: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

/// An answer.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) body: Cow<'a, [u8]>,
}

impl Answer<'_> {
    /// A refusal in words.
    pub(super) fn refusal(status: u16) -> Self {
        let words = match status {
            403 => "this preview answers its own pages on this machine only",
            404 => "there is no such page",
            405 => "only GET and HEAD are answered",
            503 => "too many connections",
            _ => "this request can't be read",
        };
        Self { status, kind: PLAIN, body: Cow::Owned(format!("{words}\n").into_bytes()) }
    }
}

/// Whether a request may be answered at all by the server on `port`: its `Host` is a name of this machine's own, so that no
/// other site's name leads here, and what another site's page asks for is nothing but to open one of ours.
pub(super) fn is_ours(request: &Request, port: u16) -> bool {
    let Some(host) = &request.host else { return false };
    let (name, given) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, "")) => (name, None),
        Some((name, rest)) => (name, rest.strip_prefix(':').or(Some(""))),
        None => host.split_once(':').map_or((host.as_str(), None), |(name, port)| (name, Some(port))),
    };
    let is_bracketed = host.starts_with('[');
    let is_name = if is_bracketed { name == "::1" } else { matches!(name, "localhost" | "127.0.0.1") };
    let is_port = given.map_or(port == 80, |given| given == port.to_string());
    let is_near = matches!(request.fetch_site.as_deref(), None | Some("same-origin" | "none"));
    is_name && is_port && (is_near || request.fetch_dest.as_deref() == Some("document"))
}

/// The answer to a request that may be answered.
pub(super) fn answer<'a>(request: &Request, shown: &'a Shown) -> Answer<'a> {
    let path = request.path.as_str();
    match path {
        SCRIPT => return fixed("text/javascript; charset=utf-8", page::SCRIPT),
        STYLE => return fixed("text/css; charset=utf-8", page::STYLE),
        _ => {}
    }
    if shown.pages.is_empty() {
        return Answer { status: 503, kind: HTML, body: Cow::Owned(page::nothing_yet(shown)) };
    }
    let is_folder = path.is_empty() || path.ends_with('/');
    let index = if is_folder { format!("{path}index.html") } else { String::new() };
    let path = if is_folder { &index } else { path };
    let (status, path, found) = match shown.pages.get(path) {
        Some(found) => (200, path, found),
        None => match shown.pages.get("404.html") {
            Some(lost) => (404, "404.html", lost),
            None => return Answer::refusal(404),
        },
    };
    let kind = kind(path);
    let body = if kind == HTML { Cow::Owned(page::dressed(found, shown)) } else { Cow::Borrowed(found.as_slice()) };
    Answer { status, kind, body }
}

fn fixed(kind: &'static str, text: &'static str) -> Answer<'static> {
    Answer { status: 200, kind, body: Cow::Borrowed(text.as_bytes()) }
}

/// The type of a file, by the ending of its name.
fn kind(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "xml" => "application/xml",
        "txt" | "md" => PLAIN,
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::Pages;

    fn request(path: &str, host: Option<&str>) -> Request {
        let host = host.map(str::to_owned);
        Request { is_head: false, path: path.to_owned(), host, fetch_site: None, fetch_dest: None }
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost:7878", "127.0.0.1:7878", "[::1]:7878"] {
            assert!(is_ours(&request("", Some(host)), 7878), "{host}");
        }
        assert!(is_ours(&request("", Some("localhost")), 80));
        for host in [
            "localhost",
            "localhost:80",
            "localhost:7878:7878",
            "localhost.evil.example:7878",
            "evil.example:7878",
            "127.0.0.1.evil.example:7878",
            "127.0.0.2:7878",
            "::1:7878",
            "[::1]",
            "[::1]x:7878",
            "[localhost]:7878",
            "",
        ] {
            assert!(!is_ours(&request("", Some(host)), 7878), "{host}");
        }
        assert!(!is_ours(&request("", None), 7878));
    }

    #[test]
    fn a_page_of_another_site_may_open_ours_and_nothing_else() {
        let from = |site: &str, dest: &str| Request {
            fetch_site: Some(site.to_owned()),
            fetch_dest: Some(dest.to_owned()),
            ..request("search-index.js", Some("localhost:1"))
        };
        for (site, dest, expected) in [
            ("same-origin", "script", true),
            ("none", "document", true),
            ("cross-site", "document", true),
            ("cross-site", "script", false),
            ("same-site", "script", false),
            ("cross-site", "iframe", false),
            ("cross-site", "empty", false),
        ] {
            assert_eq!(is_ours(&from(site, dest), 1), expected, "{site} {dest}");
        }
    }

    #[test]
    fn what_is_in_the_map_is_given_and_nothing_else() {
        let pages: Pages = [("index.html", "home"), ("404.html", "lost"), ("a b/index.html", "deep"), ("x.js", "1")]
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .into();
        let shown = Shown::site(pages);
        let get = |path: &str| {
            let answer = answer(&request(path, None), &shown);
            (answer.status, answer.kind, String::from_utf8(answer.body.into_owned()).unwrap())
        };
        assert!(get("").2.starts_with("home") && get("a b/").2.starts_with("deep"));
        assert_eq!(get("x.js"), (200, "text/javascript; charset=utf-8", "1".to_owned()));
        for path in ["../index.html", "a b/../index.html", "/etc/passwd", "C:\\x", "index.html/", ".rapporteur/", "a b"]
        {
            let (status, kind, body) = get(path);
            assert!(status == 404 && kind == HTML && body.starts_with("lost"), "{path}");
        }
        assert_eq!(answer(&request("", None), &Shown::default()).status, 503);
    }
}
