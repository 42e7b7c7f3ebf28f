//! The report as one HTML page that needs nothing but itself.

use super::{CrossCheck, Report};
use crate::arithmetic::Enclosure;
use crate::claims::{CheckedClaim, Evidence};
use serde_json::Value;
use std::fmt::Write;

const STYLE: &str = "
:root { color-scheme: light; }
body { font: 16px/1.55 system-ui, sans-serif; color: #1a1a1a; max-width: 62rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; } h2 { margin-top: 2.8rem; } h3 { margin: 2rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .6rem; vertical-align: top; }
thead th { border-bottom: 2px solid #444; } tbody tr { border-bottom: 1px solid #ddd; }
code, .number { font: .86em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; } .verdict { font-weight: 600; white-space: nowrap; } .verified { color: #00654a; } .refuted { color: #a03a00; }
.undecided { color: #5a5a5a; } .differs { outline: 2px solid #c00; padding: 0 .3em; }
.kind { border: 1px solid #999; border-radius: 3px; padding: 0 .35em; font-size: .8em; color: #444; }
.source, figcaption, .files { color: #444; font-size: .92rem; } figure { margin: 1.2rem 0 2.6rem; }
figure svg { max-width: 100%; height: auto; } dl { margin: .3rem 0 .8rem 1rem; } dt { float: left; clear: left; margin-right: .6em; }
dd { margin: 0 0 .1rem 0; } li { margin: .4rem 0; }
";

/// The page: claims with verdicts and evidence, figures inline, versions, seed and run time.
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
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>catapult report</title>\n\
         <style>{STYLE}</style></head><body>\n<h1>Large learning rates of linear networks</h1>\n\
         <p>Claims of the literature checked, and figures drawn, by <code>catapult reproduce</code>. Evidence is \
         <span class=\"kind\">exact</span>, <span class=\"kind\">certified</span> (enclosures proved by outward rounding), \
         <span class=\"kind\">formal</span> or <span class=\"kind\">numerical</span>. <em>Undecided</em> is an answer: the \
         evidence at hand neither proves nor refutes the claim.</p>\n"
    )?;
    write_summary(page, report)?;
    for claim in &report.claims {
        write_claim(page, claim)?;
    }
    if !report.figures.is_empty() {
        page.push_str("<h2>Figures</h2>\n");
    }
    for figure in &report.figures {
        write!(page, "<figure id=\"figure-{}\">\n<h3>{}</h3>\n", escape(&figure.name), escape(&figure.title))?;
        page.push_str(inline(&figure.svg));
        let links: Vec<String> =
            figure.files.iter().map(|file| format!("<a href=\"{0}\">{0}</a>", escape(file))).collect();
        write!(
            page,
            "\n<figcaption>{}</figcaption>\n<p class=\"files\">Files: {}. Sources: {}.</p>\n</figure>\n",
            escape(&figure.caption),
            links.join(", "),
            escape(&figure.citations.join("; "))
        )?;
    }
    write_cross_check(page, &report.cross_check)?;
    write_colophon(page, report)?;
    page.push_str("</body></html>\n");
    Ok(())
}

fn write_summary(page: &mut String, report: &Report) -> std::fmt::Result {
    if report.claims.is_empty() {
        return Ok(());
    }
    page.push_str(
        "<h2>Claims</h2>\n<table><thead><tr><th>claim</th><th>verdict</th><th>why</th></tr></thead><tbody>\n",
    );
    for claim in &report.claims {
        writeln!(
            page,
            "<tr><td><a href=\"#claim-{0}\"><code>{0}</code></a></td><td>{1}</td><td>{2}</td></tr>",
            escape(claim.id),
            verdict(claim),
            escape(&claim.reason)
        )?;
    }
    page.push_str("</tbody></table>\n");
    Ok(())
}

/// The verdict, marked where it is not the recorded one.
fn verdict(claim: &CheckedClaim) -> String {
    let name = claim.verdict.name();
    if claim.is_as_recorded() {
        format!("<span class=\"verdict {name}\">{name}</span>")
    } else {
        let recorded = claim.recorded.name();
        format!("<span class=\"verdict {name} differs\">{name}, recorded as {recorded}</span>")
    }
}

fn write_claim(page: &mut String, claim: &CheckedClaim) -> std::fmt::Result {
    write!(
        page,
        "<section id=\"claim-{0}\">\n<h3><code>{0}</code> {1}</h3>\n<p>{2}</p>\n<p class=\"source\">{3}</p>\n",
        escape(claim.id),
        verdict(claim),
        escape(claim.statement),
        escape(claim.source)
    )?;
    if let Some(corrected) = claim.corrected {
        writeln!(page, "<p><strong>Corrected:</strong> {}</p>", escape(corrected))?;
    }
    page.push_str("<ul>\n");
    for evidence in &claim.evidence {
        write_evidence(page, evidence)?;
    }
    page.push_str("</ul>\n</section>\n");
    Ok(())
}

fn write_evidence(page: &mut String, evidence: &Evidence) -> std::fmt::Result {
    write!(page, "<li><span class=\"kind\">{}</span> {}", evidence.kind.name(), escape(&evidence.summary))?;
    if !evidence.values.is_empty() {
        page.push_str("<dl>\n");
        for (name, value) in &evidence.values {
            writeln!(
                page,
                "<dt><code>{}</code></dt><dd class=\"number\">{}</dd>",
                escape(name),
                escape(&plain(value))
            )?;
        }
        page.push_str("</dl>");
    }
    page.push_str("</li>\n");
    Ok(())
}

/// One table, a group of rows for each run.
fn write_cross_check(page: &mut String, checks: &[CrossCheck]) -> std::fmt::Result {
    if checks.is_empty() {
        return Ok(());
    }
    page.push_str(
        "<h2 id=\"cross-check\">Cross-check of the arithmetics</h2>\n<p>The same runs three times: trained on dense weights, \
         iterated in the reduced equations in double precision, and enclosed by balls. Digits of agreement with the certified \
         orbit, of f relative to the larger of |f| and |f₀| and of λ relative to λ; <em>expected</em> are the digits that \
         rounding errors of 2⁻⁵³ leave after the amplification by the derivatives of the certified orbit, one rounding a \
         step. Runs part where an orbit separates from its neighbours (chaos), not where its loss is large.</p>\n\
         <table><thead><tr><th>step</th><th>f</th><th>λ</th><th>f, trained</th><th>f, f64 orbit</th><th>λ, trained</th>\
         <th>λ, f64 orbit</th><th>expected</th></tr></thead><tbody>\n",
    );
    for CrossCheck { phase, agreement } in checks {
        let parts = match (agreement.parts_at, agreement.expected_to_part_at) {
            (None, _) => "they never part".to_owned(),
            (Some(step), None) => format!("less than one digit from step {step}"),
            (Some(step), Some(expected)) => format!("less than one digit from step {step}, expected from {expected}"),
        };
        let exponent =
            agreement.exponent.map_or_else(String::new, |exponent| format!(", exponent {exponent:.2} a step"));
        writeln!(
            page,
            "<tr><th colspan=\"8\">{} ({phase}{exponent}; {} formulation): {parts}</th></tr>",
            escape(&agreement.problem),
            agreement.formulation
        )?;
        for row in &agreement.rows {
            write!(
                page,
                "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>",
                row.step,
                escape(&row.output.short()),
                escape(&row.lambda.short())
            )?;
            let digits = [row.trained_output, row.orbit_output, row.trained_lambda, row.orbit_lambda, row.expected];
            for digits in digits.map(|digits| digits.max(0.0)) {
                write!(page, "<td>{digits:.1}</td>")?;
            }
            page.push_str("</tr>\n");
        }
    }
    page.push_str("</tbody></table>\n");
    Ok(())
}

fn write_colophon(page: &mut String, report: &Report) -> std::fmt::Result {
    let versions: Vec<String> = report.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let sweeps = if report.quick { "quick sweeps" } else { "full sweeps" };
    writeln!(
        page,
        "<h2>How this was made</h2>\n<p>{}. Seed {}, {sweeps}, {:.1} s. The same seed gives the same figures and tables, byte \
         for byte, whatever the number of threads; the run time is the only part of this page that changes.</p>",
        escape(&versions.join(", ")),
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

/// The part of an SVG document that may stand inside a page: without the XML declaration.
fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or(svg, |start| &svg[start..])
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
