//! How the figures come about, with every parameter in force; the lines not counted; the page for a lost link.

use serde::Serialize;

use super::score::takes;
use super::site::{Link, Site};
use super::templates::TemplateError;
use super::{hash, words};
use crate::chart::signal_name;
use crate::config::Signal;

#[derive(Serialize)]
struct Method<'a> {
    purpose: Option<&'a str>,
    takes: Vec<String>,
    signals: Vec<Parameters>,
    limits: Vec<(&'static str, String)>,
}

#[derive(Serialize)]
struct Parameters {
    title: &'static str,
    weight: String,
    half_life: String,
    kappa: String,
    taken: bool,
}

/// The method, as far as it bears on this edition.
pub(super) fn page(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    let health = &site.config.health;
    let signals = Signal::ALL.into_iter().map(|s| Parameters {
        title: signal_name(s),
        weight: words::plain(health.weights[s.index()]),
        half_life: if s == Signal::Cadence {
            "the agreed rhythm".to_owned()
        } else {
            words::days(health.half_lives[s.index()] as i64)
        },
        kappa: words::plain(health.kappas[s.index()]),
        taken: health.signals.contains(&s),
    });
    let p = words::plain;
    let limits = vec![
        ("Everyone starts at (prior, times 100)", p(health.prior * 100.0)),
        ("Mass of that start", p(health.prior_mass)),
        ("Healthy from / until below", format!("{} / {}", p(health.healthy_from), p(health.healthy_until))),
        ("At risk below / until", format!("{} / {}", p(health.at_risk_below), p(health.at_risk_until))),
        ("Enough data from confidence", p(health.enough)),
        ("High confidence from", p(health.high_confidence)),
        ("A cap limits the score to", p(health.cap_limit)),
        ("A promise to a key player caps when overdue more than", words::days(health.cap_overdue_days.into())),
        ("Rhythm where none is agreed", words::days(health.cadence_days.into())),
        (
            "Answer to feedback where none is agreed",
            words::count(health.feedback_sla_days as usize, "working day", "working days"),
        ),
        ("Factor for each time a promise is moved", p(health.renegotiation_factor)),
        ("Lateness halves the value every", words::days(health.lateness_days as i64)),
    ];
    let method = Method { purpose: health.purpose.as_deref(), takes: takes(site), signals: signals.collect(), limits };
    site.page("method.html", "Method", "method", "", &method)
}

#[derive(Serialize)]
struct Uncounted {
    finding: String,
    rows: Vec<Line>,
    beyond: usize,
}

#[derive(Serialize)]
struct Line {
    source: Option<Link>,
    message: String,
}

/// Lines that could not be counted.
pub(super) fn uncounted(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    const SHOWN: usize = 400;
    let all = &site.register.uncounted;
    let page = Uncounted {
        finding: words::sentence(&format!("{} not counted", words::counted(all.len(), "line", "lines"))),
        rows: all
            .iter()
            .take(SHOWN)
            .map(|u| Line { source: site.source(u.place, ""), message: u.message.clone() })
            .collect(),
        beyond: all.len().saturating_sub(SHOWN),
    };
    site.page("uncounted.html", "Lines not counted", "uncounted", "", &page)
}

#[derive(Serialize)]
struct Lost<'a> {
    style: &'a str,
    style_hash: String,
}

/// The page for a link that leads nowhere; it can be asked for at any depth, so it brings its style along.
pub(super) fn lost(site: &Site<'_>) -> Result<Vec<u8>, TemplateError> {
    // What could end the element early has no place in a stylesheet.
    let style = site.templates.lost_style.replace('<', "");
    let style_hash = hash::csp_source(&style);
    site.page("404.html", "Not found", "", "", &Lost { style: &style, style_hash })
}
