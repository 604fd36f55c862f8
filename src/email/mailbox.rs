//! Addresses: takes `Name <address>` as people write it, gives a [`Mailbox`] that can stand in any header.

use super::header::unfit;

/// An address with the name of whom it reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// Their name: on one line, nothing in it that a header can't hold.
    pub name: Option<String>,
    /// `local@domain`, ASCII.
    pub address: String,
}

impl Mailbox {
    /// One with that address, where it is one and the name can stand in a header.
    pub fn new(name: Option<&str>, address: &str) -> Option<Self> {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let is_fit = is_address(address) && name.is_none_or(|name| unfit(name).is_none());
        is_fit.then(|| Self { name: name.map(str::to_owned), address: address.to_owned() })
    }

    /// Reads `address`, `<address>`, `Name <address>` or `"Name" <address>`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if unfit(text).is_some() {
            return None;
        }
        let Some((name, rest)) = text.rsplit_once('<') else { return Self::new(None, text) };
        let name = name.trim();
        if name.contains(['<', '>']) {
            return None;
        }
        let bare = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
        Self::new(Some(bare), rest.strip_suffix('>')?.trim())
    }

    /// What follows the `@`.
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Whether a text is one address of ASCII that needs no quotes (RFC 5321, a dot-string at a domain).
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_atom = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 254
        && local.len() <= 64
        && local.split('.').all(is_atom)
        && unfit(local).is_none()
        && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, name, address) in [
            ("ada@x.example", None, "ada@x.example"),
            ("<ada@x.example>", None, "ada@x.example"),
            ("Ada Moss <ada@x.example>", Some("Ada Moss"), "ada@x.example"),
            ("\"Moss, Ada\" <ada.m+list@x-y.example>", Some("Moss, Ada"), "ada.m+list@x-y.example"),
            ("Zoë 東京 🙂 <z@localhost>", Some("Zoë 東京 🙂"), "z@localhost"),
        ] {
            let found = Mailbox::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.name.as_deref(), found.address.as_str()), (name, address));
        }
    }

    #[test]
    fn refuses_what_no_header_should_hold() {
        for text in [
            "",
            "ada",
            "@x.example",
            "ada@",
            "ada@x..example",
            ".ada@x.example",
            "ada@-x.example",
            "ada@x.example, bo@x.example",
            "ada@x.example\r\nBcc: bo@x.example",
            "Ada\n <ada@x.example>",
            "Ada\r <ada@x.example>",
            "Ada\0 <ada@x.example>",
            "=?utf-8?q?=0D=0ABcc:x?= <ada@x.example>",
            "Ada%0d%0aBcc <ada@x.example>",
            "ada%0d%0a@x.example",
            "ada b@x.example",
            "ada@x.example> <bo@x.example>",
            "zoë@x.example",
            "ada@tōkyō.example",
        ] {
            assert_eq!(Mailbox::parse(text), None, "{text:?}");
        }
    }
}
