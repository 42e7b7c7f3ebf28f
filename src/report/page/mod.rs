//! The report as one HTML page that needs nothing but itself.
//!
//! | file | part |
//! |---|---|
//! | `claims` | the verdicts, and each claim with its evidence |
//! | `figures` | the figures, inline |
//! | `agreement` | the cross-check of the arithmetics |
//! | `theory` | `proofs/THEORY.md`, with its equations in MathML |
//! | `symbols` | formulas in texts |
//! | `style.css`, `script.js` | how it looks, and values under the pointer |

mod agreement;
mod claims;
mod figures;
mod symbols;
mod theory;

use super::Report;
use crate::arithmetic::Enclosure;
use serde_json::Value;
use std::fmt::Write;

/// A page may fetch nothing: what it shows is in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// The page: contents, verdicts, figures, evidence, cross-check, theory, and how it was made.
pub fn to_html(report: &Report) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write_page(&mut page, report);
    page
}

fn write_page(page: &mut String, report: &Report) -> std::fmt::Result {
    write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n<title>catapult report</title>\n\
         <style>\n{}</style></head><body>\n<h1>Large learning rates of linear networks</h1>\n\
         <p>Claims of the literature checked, and figures drawn, by <code>catapult reproduce</code>.</p>\n",
        include_str!("style.css")
    )?;
    write_contents(page, report)?;
    page.push_str(
        "<p>Evidence is <span class=\"kind\">exact</span>, <span class=\"kind\">certified</span> (enclosures proved by outward \
         rounding), <span class=\"kind\">formal</span> (a lemma for Coq) or <span class=\"kind\">numerical</span>. \
         <em>Undecided</em> is an answer: the evidence at hand neither proves nor refutes the claim.</p>\n",
    );
    claims::write_verdicts(page, &report.claims)?;
    figures::write_figures(page, &report.figures)?;
    claims::write_claims(page, &report.claims)?;
    agreement::write_cross_check(page, &report.cross_check)?;
    theory::write_theory(page)?;
    write_colophon(page, report)?;
    writeln!(page, "<script>\n{}</script>\n</body></html>", include_str!("script.js"))
}

/// Links to the parts that are there.
fn write_contents(page: &mut String, report: &Report) -> std::fmt::Result {
    let parts = [
        ("verdicts", "Verdicts", !report.claims.is_empty()),
        ("figures", "Figures", !report.figures.is_empty()),
        ("claims", "Evidence", !report.claims.is_empty()),
        ("cross-check", "Cross-check", !report.cross_check.is_empty()),
        ("theory", "Theory", true),
        ("made", "How this was made", true),
    ];
    page.push_str("<nav aria-label=\"Contents\">");
    for (id, name, _) in parts.iter().filter(|(.., is_there)| *is_there) {
        write!(page, "<a href=\"#{id}\">{name}</a>")?;
    }
    page.push_str("<a href=\"report.json\" download>All of it as data</a></nav>\n");
    Ok(())
}

fn write_colophon(page: &mut String, report: &Report) -> std::fmt::Result {
    let versions: Vec<String> = report.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let sweeps = if report.quick { "quick sweeps" } else { "full sweeps" };
    let commit =
        report.program.commit.as_ref().map_or(String::new(), |commit| format!(", commit <code>{commit}</code>"));
    writeln!(
        page,
        "<h2 id=\"made\">How this was made</h2>\n<p>By <code>{}</code>. {} {}{commit}; {}. Images: {}. Seed {}, {sweeps}, {:.1} s.</p>\n\
         <p>The same seed gives the same figures and tables, byte for byte, whatever the number of threads; the run time is the only part \
         of this page that changes.</p>",
        escape(&report.command),
        escape(&report.program.name),
        escape(&report.program.version),
        escape(&versions.join(", ")),
        escape(&report.images),
        report.seed,
        report.seconds
    )
}

/// A value for people: an enclosure with its common digits first, text without quotes, lists and objects entry by entry.
pub fn plain(value: &Value) -> String {
    if let Ok(enclosure) = serde_json::from_value::<Enclosure>(value.clone()) {
        return enclosure.short();
    }
    match value {
        Value::String(text) => text.clone(),
        Value::Array(entries) => entries.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(entries) => {
            entries.iter().map(|(name, entry)| format!("{name} {}", plain(entry))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
