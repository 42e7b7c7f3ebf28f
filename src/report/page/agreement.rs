//! The cross-check of the arithmetics: one table, a group of rows for each run.

use super::escape;
use crate::report::CrossCheck;
use std::fmt::{Result, Write};

/// One table, a group of rows for each run.
pub fn write_cross_check(page: &mut String, checks: &[CrossCheck]) -> Result {
    if checks.is_empty() {
        return Ok(());
    }
    page.push_str(
        "<h2 id=\"cross-check\">Cross-check of the arithmetics</h2>\n<p>The same runs three times: trained on dense weights, \
         iterated in the reduced equations in double precision, and enclosed by balls. Digits of agreement with the certified \
         orbit, of f relative to the larger of |f| and |f₀| and of λ relative to λ (with several features the worst entry of v, whose first is shown, \
         and the mean of the kernel's diagonal); <em>expected</em> are the digits that \
         rounding errors of 2⁻⁵³ leave after the amplification by the derivatives of the certified orbit, one rounding a \
         step. Runs part where an orbit separates from its neighbours (chaos), not where its loss is large.</p>\n\
         <div class=\"wide\"><table><thead><tr><th>step</th><th>f</th><th>λ</th><th>f, trained</th><th>f, f64 orbit</th><th>λ, trained</th>\
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
    page.push_str("</tbody></table></div>\n");
    Ok(())
}
