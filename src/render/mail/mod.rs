//! The update as mail: takes the very figures of the update's page, gives what is common to all its readers: subject,
//! preheader, HTML and text with a slot for what concerns one of them, pictures. The same input gives the same bytes.
//! Leaves what is said to one reader, and the message around it, to `email`.

mod brevity;
mod data;
mod look;
mod markup;
mod pictures;
mod subject;
mod wrap;

use serde::Serialize;

use super::site::Site;
use super::templates::{TemplateError, Templates};
use super::update;
use crate::assess::Assessed;
use crate::config::{Config, Edition};
use crate::email::Image;
use crate::register::{Id, Register};

use pictures::Picture;

pub use look::Look;
pub use wrap::{COLUMNS, wrapped};

/// The most that the HTML part may weigh, in bytes: Gmail cuts a mail off at some 102 KB.
pub const HEAVIEST: usize = 80_000;
/// What of it is kept for the part of one reader.
const KEPT: usize = 16_000;

/// What stands for the reader's part while a template is rendered. Text of the workspace has no such character.
const SLOT: &str = "\u{0}";

/// What every reader of an edition's update gets, to the byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Common {
    /// The status first, then the headline's first sentence.
    pub subject: String,
    /// What is needed from the reader and by when: what a list of mails shows beside the subject.
    pub preheader: String,
    /// The HTML part, before and after what concerns one reader: rows of its outer table.
    pub html: [String; 2],
    /// The text part likewise, wrapped.
    pub text: [String; 2],
    /// The pictures that the HTML part shows, each once.
    pub images: Vec<Image>,
}

impl Common {
    /// The HTML part with rows of the outer table for one reader; `""` for nobody's.
    pub fn html_with(&self, rows: &str) -> String {
        [&self.html[0], rows, &self.html[1]].concat()
    }

    /// The text part with a wrapped text for one reader, which ends with its last line; `""` for nobody's.
    pub fn text_with(&self, text: &str) -> String {
        [&*self.text[0], text, if text.is_empty() { "" } else { "\n" }, &self.text[1]].concat()
    }
}

/// One answer that a reader can give.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The ask.
    pub ask: &'a Id,
    /// What is asked.
    pub what: &'a str,
    /// The option's place among the options, from 0.
    pub option: usize,
    /// The option.
    pub text: &'a str,
}

/// Makes the link by which one gives an answer: the same for every reader.
pub type Reply<'a> = &'a dyn Fn(&Answer<'_>) -> String;

/// What a template is given.
#[derive(Serialize)]
struct Sheet<'a> {
    p: &'a serde_json::Value,
    /// The picture of the milestones.
    slips: Option<&'a Picture>,
    #[serde(flatten)]
    frame: Frame<'a>,
}

/// What is the same at every length.
#[derive(Clone, Copy, Serialize)]
struct Frame<'a> {
    m: &'a Look,
    site: &'a tera::Value,
    preheader: &'a str,
    subject: &'a str,
    /// Where the edition is published.
    at: Option<&'a str>,
    slot: &'static str,
}

/// The newest update of an edition as mail; `None` where it has none.
///
/// # Errors
/// Where a template doesn't fit.
pub fn common(
    register: &Register,
    assessed: &Assessed,
    config: &Config,
    edition: &Edition,
    templates: &Templates,
    reply: Option<Reply<'_>>,
) -> Result<Option<Common>, TemplateError> {
    let site = Site::new(register, assessed, config, edition, templates)?;
    let Some((_, page)) = update::newest(&site) else { return Ok(None) };
    let subject = subject::subject(&page, site.name());
    let preheader = subject::preheader(&page);
    let look = Look::of(templates, edition);
    let at = config.email.site.as_deref().filter(|at| at.starts_with("https://") || at.starts_with("http://"));
    let at = at.map(|at| at.trim_end_matches('/'));
    let setting = data::Setting { edition, at, look: &look, reply };
    let data = data::of(&page, &setting)?;

    let (picture, images) = match pictures::milestones(&page, assessed.as_of) {
        Some((place, image)) => (Some(place), vec![image]),
        None => (None, Vec::new()),
    };
    let picture = picture.as_ref();
    let frame = Frame { m: &look, site: site.shared(), preheader: &preheader, subject: &subject, at, slot: SLOT };
    let text = templates.text("email.txt", &Sheet { p: &data, slips: picture, frame })?;
    let [before, after] = halves(&text, "email.txt")?.map(|half| wrapped(&half));
    let text = [before.trim_end().to_owned() + "\n\n", after.trim_start_matches('\n').to_owned()];
    let mut html = None;
    for length in brevity::LENGTHS {
        let shorter = brevity::cut(&data, length);
        let page = templates.text("email.html", &Sheet { p: &shorter, slips: picture, frame })?;
        let parts = halves(&page, "email.html")?;
        let fits = parts[0].len() + parts[1].len() <= HEAVIEST - KEPT;
        html = Some(parts);
        if fits {
            break;
        }
    }
    let html = html.unwrap_or_default();
    Ok(Some(Common { subject, preheader, html, text, images }))
}

/// What comes before the slot and after it.
fn halves(rendered: &str, template: &str) -> Result<[String; 2], TemplateError> {
    match rendered.split_once(SLOT) {
        Some((before, after)) if !after.contains(SLOT) => Ok([before.to_owned(), after.to_owned()]),
        _ => Err(TemplateError::new(&format!("{template} must have `{{{{ slot }}}}` once"))),
    }
}
