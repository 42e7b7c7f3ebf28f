//! The figures, inline, with links to their files.

use super::escape;
use super::symbols::link_sources;
use crate::report::DrawnFigure;
use std::fmt::{Result, Write};

/// All figures.
pub fn write_figures(page: &mut String, figures: &[DrawnFigure]) -> Result {
    if figures.is_empty() {
        return Ok(());
    }
    page.push_str("<h2 id=\"figures\">Figures</h2>\n<p class=\"note\">Point at a panel to read its values off.</p>\n<ul class=\"note\">\n");
    for figure in figures {
        writeln!(page, "<li><a href=\"#figure-{}\">{}</a></li>", escape(&figure.name), escape(&figure.title))?;
    }
    page.push_str("</ul>\n");
    figures.iter().try_for_each(|figure| write_figure(page, figure))
}

fn write_figure(page: &mut String, figure: &DrawnFigure) -> Result {
    let name = escape(&figure.name);
    write!(page, "<figure id=\"figure-{name}\">\n<h3>{}</h3>\n<div class=\"picture\">", escape(&figure.title))?;
    page.push_str(&described(inline(&figure.svg), &figure.caption));
    let links: Vec<String> = figure
        .files
        .iter()
        .map(|file| {
            format!("<a href=\"{0}\" download>{1}</a>", escape(file), escape(file.rsplit('/').next().unwrap_or(file)))
        })
        .collect();
    write!(
        page,
        "</div>\n<figcaption>{}</figcaption>\n<p class=\"files\">Download: {}. Sources: {}.</p>\n</figure>\n",
        escape(&figure.caption),
        links.join(", "),
        link_sources(&figure.citations.join("; "))
    )
}

/// The part of an SVG document that may stand inside a page: without the XML declaration.
fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or(svg, |start| &svg[start..])
}

/// The picture with what is seen in it, for those who do not see it.
fn described(svg: &str, caption: &str) -> String {
    svg.replacen("</title>", &format!("</title>\n<desc>{}</desc>", escape(caption)), 1)
}
