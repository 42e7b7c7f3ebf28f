//! The claims: a table of verdicts, and each claim with its evidence.

use super::symbols::{link_sources, set};
use super::{escape, plain};
use crate::claims::{CheckedClaim, Evidence, Kind};
use serde_json::Value;
use std::fmt::{Result, Write};

/// Verdicts in one table, with links to the evidence.
pub fn write_verdicts(page: &mut String, claims: &[CheckedClaim]) -> Result {
    if claims.is_empty() {
        return Ok(());
    }
    page.push_str(
        "<h2 id=\"verdicts\">Verdicts</h2>\n<table class=\"verdicts\"><thead><tr><th>claim</th><th>verdict</th><th>why</th></tr></thead>\
         <tbody>\n",
    );
    for claim in claims {
        writeln!(
            page,
            "<tr><td><a href=\"#claim-{0}\"><code>{0}</code></a></td><td>{1}</td><td>{2}</td></tr>",
            escape(claim.id),
            verdict(claim),
            set(&claim.reason)
        )?;
    }
    page.push_str("</tbody></table>\n");
    Ok(())
}

/// Every claim with its evidence.
pub fn write_claims(page: &mut String, claims: &[CheckedClaim]) -> Result {
    if claims.is_empty() {
        return Ok(());
    }
    page.push_str("<h2 id=\"claims\">Claims and evidence</h2>\n");
    claims.iter().try_for_each(|claim| write_claim(page, claim))
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

fn write_claim(page: &mut String, claim: &CheckedClaim) -> Result {
    write!(
        page,
        "<section id=\"claim-{0}\">\n<h3><code>{0}</code> {1}</h3>\n<p>{2}</p>\n<p class=\"source\">{3}</p>\n",
        escape(claim.id),
        verdict(claim),
        set(claim.statement),
        link_sources(claim.source)
    )?;
    if let Some(corrected) = claim.corrected {
        writeln!(page, "<p><strong>Corrected:</strong> {}</p>", set(corrected))?;
    }
    writeln!(page, "<p><strong>Why:</strong> {}.</p>", set(&claim.reason))?;
    page.push_str("<ul>\n");
    for evidence in &claim.evidence {
        write_evidence(page, evidence)?;
    }
    page.push_str("</ul>\n</section>\n");
    Ok(())
}

/// The fact, and its values in a table, each beside its name.
fn write_evidence(page: &mut String, evidence: &Evidence) -> Result {
    write!(page, "<li><span class=\"kind\">{}</span> {}", evidence.kind.name(), set(&evidence.summary))?;
    if !evidence.values.is_empty() {
        page.push_str("<table class=\"values\"><tbody>\n");
        for (name, value) in &evidence.values {
            let name_cell = escape(name);
            let value_cell = match value {
                Value::String(text) if evidence.kind == Kind::Formal && name == "file" => link_proof(text),
                _ => escape(&plain(value)),
            };
            writeln!(
                page,
                "<tr><th scope=\"row\"><code>{name_cell}</code></th><td class=\"number\">{value_cell}</td></tr>"
            )?;
        }
        page.push_str("</tbody></table>");
    }
    page.push_str("</li>\n");
    Ok(())
}

/// A link to a Coq source, where a page beside the repository finds it.
fn link_proof(file: &str) -> String {
    format!("<a href=\"../{0}\">{0}</a>", escape(file))
}
