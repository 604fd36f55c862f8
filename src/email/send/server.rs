//! Which server, and how it is spoken to: takes an address as `smtp://host:587` or `smtps://host:465`. There is no way to
//! ask for a connection without TLS.

/// A server for outgoing mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name or number, as its certificate has it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether TLS comes first (`smtps`), or is asked for by STARTTLS (`smtp`) and required.
    pub is_implicit: bool,
    /// Who logs in, where the address says.
    pub user: Option<String>,
}

impl Server {
    /// Reads an address.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (is_implicit, rest) = match text.split_once("://") {
            Some(("smtps", rest)) => (true, rest),
            Some(("smtp", rest)) => (false, rest),
            _ => return Err("it begins with `smtps://` (TLS from the start) or `smtp://` (STARTTLS)".to_owned()),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, rest),
        };
        if user.is_some_and(|user| user.contains(':')) {
            return Err("a password doesn't belong into it, where histories and lists of processes keep it; \
                        set RAPPORTEUR_SMTP_PASSWORD or give --password-command"
                .to_owned());
        }
        let user = user.map(|user| decoded(user).ok_or("its user is not well written")).transpose()?;
        let (host, port) = match place.strip_prefix('[').and_then(|v6| v6.split_once(']')) {
            Some((host, rest)) => (host, rest),
            None => place.split_at(place.find(':').unwrap_or(place.len())),
        };
        let port = match port.strip_prefix(':') {
            None if port.is_empty() => {
                if is_implicit {
                    465
                } else {
                    587
                }
            }
            Some(port) => port.parse().map_err(|_| format!("`{port}` is no port"))?,
            None => return Err("its host is not well written".to_owned()),
        };
        let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:_".contains(c);
        if host.is_empty() || port == 0 || !host.chars().all(is_host) {
            return Err("its host is not well written".to_owned());
        }
        Ok(Self { host: host.to_owned(), port, is_implicit, user })
    }

    /// Host, port and manner, for people.
    pub fn shown(&self) -> String {
        format!("{}:{} ({})", self.host, self.port, if self.is_implicit { "TLS" } else { "STARTTLS" })
    }
}

/// Without percent escapes; `None` where they make no text, or one with control characters.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok())?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty() && !text.chars().any(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses() {
        for (text, host, port, is_implicit, user) in [
            ("smtps://mail.x.example", "mail.x.example", 465, true, None),
            ("smtp://mail.x.example", "mail.x.example", 587, false, None),
            ("smtp://127.0.0.1:2525/", "127.0.0.1", 2525, false, None),
            ("smtps://[::1]:2465", "::1", 2465, true, None),
            ("smtps://ada%40x.example@mail.x.example", "mail.x.example", 465, true, Some("ada@x.example")),
            ("smtp://ada@x.example@mail.x.example", "mail.x.example", 587, false, Some("ada@x.example")),
        ] {
            let found = Server::parse(text).unwrap();
            let found = (found.host.as_str(), found.port, found.is_implicit, found.user.as_deref());
            assert_eq!(found, (host, port, is_implicit, user), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_address_or_holds_a_password() {
        for text in [
            "",
            "mail.x.example:25",
            "http://mail.x.example",
            "smtp://",
            "smtp://a:b:25",
            "smtp://x:0",
            "smtp://x:99999",
            "smtp://a b",
            "smtp://u%0d@x",
            "smtp://u%zz@x",
            "smtp://@x",
        ] {
            assert!(Server::parse(text).is_err(), "{text}");
        }
        assert!(Server::parse("smtps://ada:secret@x").unwrap_err().contains("RAPPORTEUR_SMTP_PASSWORD"));
    }
}
