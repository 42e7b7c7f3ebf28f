//! `proofs/THEORY.md`: its boxed equations are those that the code prints, and what others cite stands there.

use crate::proof_index::{folder, rows};
use catapult::arithmetic::Expression;
use catapult::arithmetic::printing::latex_equation;
use catapult::claims::REGISTRY;
use catapult::export::sections;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn page() -> String {
    std::fs::read_to_string(folder().join("THEORY.md")).expect("the theory is there")
}

/// The equations in boxes: the name in the comment above, and the text.
fn boxes(page: &str) -> Vec<(String, String)> {
    let mut boxes = Vec::new();
    for part in page.split("<!-- ").skip(1) {
        let (name, rest) = part.split_once(" -->\n```math\n").expect("a comment stands above a box");
        let (equation, _) = rest.split_once("\n```\n").expect("a box ends");
        boxes.push((name.to_owned(), equation.to_owned()));
    }
    boxes
}

pub fn its_equations_are_what_the_code_prints() {
    let page = page();
    let boxes = boxes(&page);
    assert_eq!(page.matches("```math").count(), boxes.len(), "a box without a name");
    assert!(boxes.len() >= 25, "{}", boxes.len());
    let definitions: Vec<_> = sections().into_iter().flat_map(|section| section.definitions).collect();
    for (name, equation) in boxes {
        let definition = definitions.iter().find(|definition| definition.name == name).expect(&name);
        let left = Expression::variable(&definition.symbol);
        let displayed = latex_equation(&left, &definition.body, definition.tag);
        let printed =
            displayed.strip_prefix("\\begin{equation*}\n  ").and_then(|text| text.strip_suffix("\n\\end{equation*}\n"));
        assert_eq!(printed, Some(equation.as_str()), "{name}");
    }
}

/// All sources of the workspace that cite the theory.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The tags in a text: a letter of the theory and a number in parentheses, such as `(T3)`.
fn tags(text: &str) -> BTreeSet<String> {
    let mut tags = BTreeSet::new();
    for part in text.split('(').skip(1) {
        let Some((inside, _)) = part.split_once(')') else { continue };
        let mut characters = inside.chars();
        let is_letter = characters.next().is_some_and(|letter| "PTDGL".contains(letter));
        if is_letter && characters.as_str().starts_with(|digit: char| digit.is_ascii_digit()) && inside.len() <= 4 {
            tags.insert(inside.to_owned());
        }
    }
    tags
}

pub fn every_tag_that_is_cited_stands_there() {
    let page = page();
    let stated: BTreeSet<String> = tags(&page.replace("\\tag{", "(").replace('}', ")"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for part in ["src", "crates/catapult-core/src", "tests", "benches"] {
        sources(&root.join(part), &mut files);
    }
    let mut cited = BTreeSet::new();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a source can be read");
        let here = tags(&text);
        if let Some(tag) = here.difference(&stated).next() {
            panic!("{} cites ({tag}), which proofs/THEORY.md does not have", file.display());
        }
        cited.extend(here);
    }
    assert!(cited.len() >= 15, "tags that are cited: {cited:?}");
}

pub fn every_name_in_it_exists() {
    let page = page();
    let lemmas: BTreeSet<String> = rows().into_iter().map(|row| row.lemma).collect();
    let claims: BTreeSet<&str> = REGISTRY.iter().map(|claim| claim.id).collect();
    let mut formal = 0;
    for line in page.split(". ").flat_map(|part| part.split(".\n")) {
        let Some((_, grounds)) = line.split_once("Formal").or_else(|| line.split_once("formal, ")) else { continue };
        for name in
            grounds.split('`').skip(1).step_by(2).filter(|name| name.contains('_') && !name.contains(['/', ':']))
        {
            assert!(lemmas.contains(name), "{name} is no lemma of the index");
            formal += 1;
        }
    }
    assert!(formal >= 30, "{formal}");
    for claim in &claims {
        assert!(page.contains(&format!("`{claim}`")), "the claim {claim} is not in the theory");
    }
    for path in page.split('`').skip(1).step_by(2).filter(|name| name.ends_with(".rs")) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(root.join(path).exists() || root.join("crates/catapult-core/src").join(path).exists(), "{path}");
    }
}
