//! The page on which mails are looked at before they go: takes letters, gives one file with each as clients show it:
//! light, with its colours turned round, without pictures, without styles, on a phone, as text, and what it weighs. It
//! runs no script, and a letter's frame may do nothing at all.

use std::fmt::Write as _;

use serde::Serialize;

use super::Letter;
use crate::config::Edition;
use crate::render::mail::{HEAVIEST, Look};
use crate::render::{TemplateError, Templates, rewritten};

/// Where Gmail cuts a mail's HTML off, in bytes.
const GMAIL: usize = 102_000;

/// A letter, and the bytes of the whole message that is made of it.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    /// The letter.
    pub letter: &'a Letter,
    /// What the message weighs, in bytes.
    pub message: usize,
}

#[derive(Serialize)]
struct Sheet<'a> {
    m: Look,
    letters: Vec<Shown<'a>>,
    title: &'a str,
    heaviest: String,
    gmail: String,
    /// Where on the meter the limit is, in percent.
    limit: String,
}

#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    to: Option<String>,
    subject: &'a str,
    preheader: String,
    /// As a client shows it that loads pictures.
    whole: String,
    /// Without pictures.
    bare: String,
    /// Without styles.
    stripped: String,
    text: &'a str,
    html_size: String,
    text_size: String,
    message_size: String,
    pictures: String,
    /// Of the meter, in percent.
    filled: String,
    fits: bool,
    verdict: &'static str,
}

/// One page with every letter.
///
/// # Errors
/// Where the template doesn't fit.
pub fn preview(letters: &[Proof<'_>], edition: &Edition, templates: &Templates) -> Result<String, TemplateError> {
    let sheet = Sheet {
        m: Look::of(templates, edition),
        letters: letters.iter().map(shown).collect(),
        title: edition.title.as_deref().unwrap_or(&edition.name),
        heaviest: kilobytes(HEAVIEST),
        gmail: kilobytes(GMAIL),
        limit: percent(HEAVIEST),
    };
    templates.text("email-preview.html", &sheet)
}

fn shown<'a>(proof: &Proof<'a>) -> Shown<'a> {
    let letter = proof.letter;
    let html = &letter.html;
    let weight: usize = letter.images.iter().map(|image| image.png.len()).sum();
    let pictures = match letter.images.len() {
        0 => "none".to_owned(),
        n => format!("{n}, {}", kilobytes(weight)),
    };
    let with = |picture: &dyn Fn(&str) -> String, styles: bool| {
        rewritten(html, &|name, value| match (name, value.strip_prefix("cid:")) {
            ("style" | "bgcolor", _) if !styles => None,
            ("src", Some(cid)) => Some(picture(cid)),
            _ => Some(value.to_owned()),
        })
    };
    let drawn = |cid: &str| {
        let image = letter.images.iter().find(|image| cid.split('@').next() == Some(&*image.name));
        image.map_or_else(blank, |image| format!("data:image/png;base64,{}", base64(&image.png)))
    };
    Shown {
        name: &letter.name,
        to: letter.to.as_ref().map(|to| match &to.name {
            Some(name) => format!("{name} <{}>", to.address),
            None => to.address.clone(),
        }),
        subject: &letter.subject,
        preheader: preheader(html),
        whole: with(&drawn, true),
        bare: with(&|_| blank(), true),
        stripped: with(&|_| blank(), false),
        text: &letter.text,
        html_size: kilobytes(html.len()),
        text_size: kilobytes(letter.text.len()),
        message_size: kilobytes(proof.message),
        pictures,
        filled: percent(html.len()),
        fits: html.len() <= HEAVIEST,
        verdict: match html.len() {
            0..=HEAVIEST => "within the limit",
            n if n < GMAIL => "over the limit",
            _ => "Gmail cuts it off",
        },
    }
}

/// A picture that isn't loaded.
fn blank() -> String {
    "data:,".to_owned()
}

/// The words that stand first in the letter and are shown by a list of mails only.
fn preheader(html: &str) -> String {
    let from = html.find("display:none").and_then(|at| Some(at + html[at..].find('>')? + 1));
    let text = from.and_then(|from| html[from..].split('<').next()).unwrap_or_default();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// A size for people.
fn kilobytes(bytes: usize) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{}\u{a0}KB", tenths / 10, tenths % 10)
}

/// Of what Gmail takes; no more than all of it.
fn percent(bytes: usize) -> String {
    let tenths = bytes.min(GMAIL) * 1_000 / GMAIL;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Bytes in an address (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for group in bytes.chunks(3) {
        let n = (0..3).fold(0_u32, |n, i| n << 8 | u32::from(group.get(i).copied().unwrap_or(0)));
        for i in 0..4 {
            let letter = char::from(LETTERS[(n >> (18 - 6 * i) & 63) as usize]);
            let _ = out.write_char(if i <= group.len() { letter } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::{Image, Mailbox};
    use crate::register::Audience;

    #[test]
    fn base64_is_the_one_of_its_specification() {
        let vectors =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")];
        for (text, coded) in vectors {
            assert_eq!(base64(text.as_bytes()), coded);
        }
    }

    #[test]
    fn a_letter_is_shown_in_every_way_and_nothing_of_it_runs() {
        let letter = Letter {
            name: "ada".to_owned(),
            to: Some(Mailbox { name: Some("Ada <M>".to_owned()), address: "ada@a.example".to_owned() }),
            subject: "Watch: <b>".to_owned(),
            text: "text & <tag>\n".to_owned(),
            html: "<body style=\"margin:0\" bgcolor=\"#ffffff\"><div style=\"display:none\">by &amp; by</div><script>x</script>\
                   <img src=\"cid:chart@a.example\" alt=\"what it shows\" style=\"border:0\"></body>"
                .to_owned(),
            images: vec![Image { name: "chart".to_owned(), png: vec![1, 2, 3] }],
        };
        let edition = Edition::new("leadership", Audience::Leadership, "site");
        let proofs = [Proof { letter: &letter, message: 12_345 }];
        let page = preview(&proofs, &edition, &Templates::new(&[]).unwrap()).unwrap();
        assert!(page.contains("data:image/png;base64,AQID") && page.contains("by &amp; by"));
        assert!(!page.contains("<script") && !page.contains("cid:") && page.contains("12.3\u{a0}KB"));
        assert_eq!(page.matches("<iframe sandbox=\"\" ").count(), page.matches("<iframe").count());
        assert_eq!(page.matches("<iframe").count(), 5);
        let stripped = &shown(&proofs[0]).stripped;
        assert!(!stripped.contains("style=") && stripped.contains("what it shows"), "{stripped}");
        assert!(page.contains("Watch: &lt;b&gt;") && page.contains("text &amp; &lt;tag&gt;"));
    }

    #[test]
    fn the_meter_tells_what_is_too_much() {
        let letter = |n: usize| Letter {
            name: String::new(),
            to: None,
            subject: String::new(),
            text: String::new(),
            html: "x".repeat(n),
            images: Vec::new(),
        };
        let verdict = |n| shown(&Proof { letter: &letter(n), message: 0 }).verdict;
        assert_eq!(
            [80_000, 80_001, 101_999, 102_000].map(verdict),
            ["within the limit", "over the limit", "over the limit", "Gmail cuts it off"]
        );
        assert_eq!(
            (percent(51_000), percent(900_000), kilobytes(80_000)),
            ("50.0".into(), "100.0".into(), "80.0\u{a0}KB".into())
        );
    }
}
