//! The equations as LaTeX: displayed equations in named sections, to be included in a document that loads `amsmath`.

use super::equations::Section;
use crate::arithmetic::Expression;
use crate::arithmetic::printing::latex_equation;

const HEADER: &str = "\
% The equations that the simulator runs, printed by `catapult export latex` from its code. Needs amsmath.
";

/// All equations, each with its tag and, as a comment, its meaning and its name in `proofs/Equations.v`.
pub fn latex_file(sections: &[Section]) -> String {
    let mut text = HEADER.to_owned();
    for section in sections {
        text.push_str(&format!("\n\\paragraph{{{}.}}\n", section.title.replace('_', "\\_")));
        for definition in &section.definitions {
            let left = Expression::variable(&definition.symbol);
            text.push_str(&format!("% {}: {}\n", definition.name, definition.meaning));
            text.push_str(&latex_equation(&left, &definition.body, definition.tag));
        }
    }
    text
}
