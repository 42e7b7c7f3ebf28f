//! The theory: `proofs/THEORY.md` as HTML, its boxed equations as MathML printed from the functions that run.

use super::escape;
use super::symbols::set;
use crate::arithmetic::Expression;
use crate::arithmetic::mathml::mathml_equation;
use crate::export::sections;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use std::collections::BTreeMap;
use std::fmt::Write;

const PAGE: &str = include_str!("../../../proofs/THEORY.md");

/// The theory below its own heading.
pub fn write_theory(page: &mut String) -> std::fmt::Result {
    let equations: BTreeMap<String, String> = sections()
        .into_iter()
        .flat_map(|section| section.definitions)
        .map(|definition| {
            let left = Expression::variable(&definition.symbol);
            let tag = definition.tag.map_or(String::new(), |tag| format!("<span>({tag})</span>"));
            let equation = mathml_equation(&left, &definition.body);
            (definition.name, format!("<div class=\"equation\">{equation}{tag}</div>\n"))
        })
        .collect();
    let mut rendered = String::new();
    html::push_html(&mut rendered, with_equations(&equations).into_iter());
    write!(page, "<section class=\"theory\">\n{rendered}</section>\n")
}

/// The events of the page, with each box replaced by the equation that the comment above it names, headings one level down, and
/// links to files as text.
fn with_equations(equations: &BTreeMap<String, String>) -> Vec<Event<'static>> {
    let mut events = Vec::new();
    let mut named = None;
    let mut in_box = false;
    let mut is_first_heading = true;
    for event in Parser::new_ext(PAGE, Options::ENABLE_TABLES) {
        match event {
            Event::Html(text) if text.starts_with("<!--") => {
                named = text.trim().strip_prefix("<!-- ").and_then(|text| text.strip_suffix(" -->")).map(str::to_owned);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) if &*kind == "math" => in_box = true,
            Event::End(TagEnd::CodeBlock) if in_box => {
                in_box = false;
                if let Some(equation) = named.take().and_then(|name| equations.get(&name).cloned()) {
                    events.push(Event::Html(CowStr::from(equation)));
                }
            }
            Event::Text(text) if in_box => {
                // shown only where no definition has the name, which a test rules out
                if named.as_ref().is_none_or(|name| !equations.contains_key(name)) {
                    events.push(Event::Html(CowStr::from(format!("<pre>{}</pre>", escape(&text)))));
                }
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let id = is_first_heading.then(|| CowStr::from("theory"));
                is_first_heading = false;
                let (classes, attrs) = (Vec::new(), Vec::new());
                events.push(Event::Start(Tag::Heading { level: lower(level), id, classes, attrs }));
            }
            Event::End(TagEnd::Heading(level)) => events.push(Event::End(TagEnd::Heading(lower(level)))),
            Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) => {}
            Event::Text(text) => events.push(Event::InlineHtml(CowStr::from(set(&text)))),
            other => events.push(other.into_static()),
        }
    }
    events
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + 1).unwrap_or(level)
}
