//! As much of HTTP/1.1 as a preview needs: takes the head of a request, gives its parts or the status that refuses it;
//! writes the head of a response. A connection carries one request.

use std::fmt::Write as _;

/// Longest head of a request, in bytes.
pub(super) const LONGEST: usize = 16 << 10;

/// What of a request counts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// `HEAD`: no body is wanted.
    pub(super) is_head: bool,
    /// The path, decoded, without its first `/` and without a query.
    pub(super) path: String,
    /// Whom it is meant for, lower case, as written.
    pub(super) host: Option<String>,
    /// Where the browser says that it comes from: `Sec-Fetch-Site`.
    pub(super) fetch_site: Option<String>,
    /// What it is fetched as: `Sec-Fetch-Dest`.
    pub(super) fetch_dest: Option<String>,
}

/// The head of a request, the empty line included; a status where it is refused.
pub(super) fn parse(head: &[u8]) -> Result<Request, u16> {
    let head = std::str::from_utf8(head).map_err(|_| 400u16)?;
    let mut lines = head.split("\r\n");
    let mut parts = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(400);
    };
    if !version.starts_with("HTTP/1.") {
        return Err(505);
    }
    let mut request =
        Request { is_head: method == "HEAD", path: String::new(), host: None, fetch_site: None, fetch_dest: None };
    for line in lines.take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or(400u16)?;
        let value = value.trim().to_ascii_lowercase();
        match name.to_ascii_lowercase().as_str() {
            // Of two, it can't be said which one counts.
            "host" if request.host.is_some() => return Err(400),
            "host" => request.host = Some(value),
            "sec-fetch-site" => request.fetch_site = Some(value),
            "sec-fetch-dest" => request.fetch_dest = Some(value),
            _ => {}
        }
    }
    if !matches!(method, "GET" | "HEAD") {
        return Err(405);
    }
    let path = target.split(['?', '#']).next().unwrap_or_default();
    request.path = path.strip_prefix('/').and_then(decoded).ok_or(404u16)?;
    Ok(request)
}

/// A path with its `%20` and the like written out; `None` where that is no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push((digit()? * 16 + digit()?) as u8);
    }
    String::from_utf8(bytes).ok()
}

/// The head of a response. Nothing is kept by the browser, guessed at, shown in a frame or given to another site's page.
pub(super) fn head(status: u16, kind: &str, length: Option<usize>) -> String {
    let reason = match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "HTTP Version Not Supported",
    };
    let mut head = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\nContent-Security-Policy: frame-ancestors 'none'\r\n\
         Referrer-Policy: no-referrer\r\nConnection: close\r\n"
    );
    if status == 405 {
        head += "Allow: GET, HEAD\r\n";
    }
    if let Some(length) = length {
        let _ = write!(head, "Content-Length: {length}\r\n");
    }
    head + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, Option<String>), u16> {
        parse(text.as_bytes()).map(|request| (request.path, request.host))
    }

    #[test]
    fn heads_are_read_or_refused() {
        let ok = |path: &str, host: Option<&str>| Ok((path.to_owned(), host.map(str::to_owned)));
        for (head, expected) in [
            ("GET / HTTP/1.1\r\nHost: Localhost:80\r\n\r\n", ok("", Some("localhost:80"))),
            ("HEAD /a%20b.html?x=1#y HTTP/1.0\r\n\r\n", ok("a b.html", None)),
            ("GET /..%2f%2E%2e/x HTTP/1.1\r\n\r\n", ok("../../x", None)),
            ("GET /%C3%A9 HTTP/1.1\r\n\r\n", ok("é", None)),
            ("GET /%ff HTTP/1.1\r\n\r\n", Err(404)),
            ("GET /% HTTP/1.1\r\n\r\n", Err(404)),
            ("GET /%+1 HTTP/1.1\r\n\r\n", Err(404)),
            ("GET http://localhost/ HTTP/1.1\r\n\r\n", Err(404)),
            ("POST / HTTP/1.1\r\nHost: a\r\n\r\n", Err(405)),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", Err(400)),
            ("GET / HTTP/1.1\r\nnonsense\r\n\r\n", Err(400)),
            ("GET /  HTTP/1.1\r\n\r\n", Err(400)),
            ("GET / HTTP/2\r\n\r\n", Err(505)),
            ("", Err(400)),
        ] {
            assert_eq!(read(head), expected, "{head:?}");
        }
        assert_eq!(parse(b"GET /\xff HTTP/1.1\r\n\r\n"), Err(400));
    }
}
