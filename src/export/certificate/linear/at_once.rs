//! Proofs that follow no orbit: one application of a lemma of `proofs/Linear_checks.v`.

use super::super::{CertificateExportError, unsupported};
use super::{ClaimedCycle, PROBLEM, WRITE_OUT, Writer, pair};
use crate::certify::Phase;
use crate::model::LossName;
use rug::Rational;

impl Writer<'_> {
    pub(super) fn rest(&self) -> Result<String, CertificateExportError> {
        if self.data.is_flat() {
            return Err(unsupported("rest", "all its points are zero"));
        }
        let reason = if self.problem.system.loss == LossName::Squared {
            "left; reflexivity"
        } else {
            "right; unfold real; simpl; lra"
        };
        self.direct(&format!("  apply linear_rest_check. right. split; [{reason} |]. {WRITE_OUT}. field.\n"))
    }

    pub(super) fn quadratic(&self) -> Result<String, CertificateExportError> {
        let point = self.point(|z| !z.is_zero()).ok_or_else(|| unsupported("quadratic", "all its points are zero"))?;
        let occurs = format!("  - exists {point}. split; [point_occurs | {WRITE_OUT}; lra].\n");
        let computed = format!("  - {WRITE_OUT}. lra.\n");
        match self.phase {
            Phase::Lazy => self.direct(&format!("  apply linear_quadratic_lazy.\n{occurs}{computed}{computed}")),
            Phase::Divergent => {
                self.direct(&format!("  apply linear_quadratic_divergent.\n{occurs}{computed}{computed}{computed}"))
            }
            _ => {
                let Some(ClaimedCycle { points, low, high, .. }) = self.claimed_cycle()? else {
                    let proof = format!("  apply linear_quadratic_cycle.\n{occurs}{computed}{computed}");
                    return self.direct(&proof);
                };
                let bounds: Vec<String> =
                    points.iter().map(|(low, high)| format!("(real {low}) (real {high})")).collect();
                self.direct(&format!(
                    "  apply (quadratic_ends {PROBLEM} {} (real {low}) (real {high})).\n{occurs}{}",
                    bounds.join(" "),
                    computed.repeat(5)
                ))
            }
        }
    }

    pub(super) fn smoothness(&self) -> Result<String, CertificateExportError> {
        let (Some(above), Some(below)) = (self.point(|z| *z > 0), self.point(|z| *z < 0)) else {
            return Err(unsupported("smoothness", "its points have one sign"));
        };
        self.direct(&format!(
            "\
  apply linear_smoothness.
  - split; [exists {above} | exists {below}]; (split; [point_occurs | {WRITE_OUT}; lra]).
  - {WRITE_OUT}. lra.
  - {WRITE_OUT}. lra.
"
        ))
    }

    /// The first point with a property, as a real number of Coq.
    pub(super) fn point(&self, property: impl Fn(&Rational) -> bool) -> Option<String> {
        self.data.points().iter().find(|(z, _)| property(z)).map(|(z, _)| format!("(real {})", pair(z)))
    }
}
