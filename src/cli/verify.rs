//! `catapult verify`: check claims, compare with the recorded verdicts.

use super::arguments::Precision;
use super::interrupt::{Interrupt, NOTHING_WRITTEN};
use super::{InputError, Outcome, terminal};
use crate::claims::{CheckedClaim, REGISTRY, check_all};
use crate::names::find_by_name;
use crate::report::plain;
use clap::Args;
use serde_json::json;

#[derive(Args)]
pub struct Verify {
    /// Names of claims (see `catapult list claims`), separated by commas; all if none is given.
    #[arg(value_name = "CLAIM", value_delimiter = ',')]
    claims: Vec<String>,
    #[command(flatten)]
    precision: Precision,
}

impl Verify {
    pub fn run(self) -> Result<Outcome, InputError> {
        let chosen = if self.claims.is_empty() {
            REGISTRY.iter().collect()
        } else {
            let find = |name: &String| find_by_name("claim", name, REGISTRY, |claim| claim.id);
            self.claims.iter().map(find).collect::<Result<Vec<_>, _>>()?
        };
        let digits = self.precision.digits.count();
        let interrupt = Interrupt::listen_briefly(NOTHING_WRITTEN)?;
        let Ok(checked) = check_all(&chosen, digits, &interrupt.quiet()) else {
            eprintln!("{NOTHING_WRITTEN}");
            return Ok(Outcome::Interrupted);
        };
        if self.precision.format.json {
            terminal::print_json(json!({ "claims": checked }))?;
        } else {
            terminal::print(&checked.iter().map(describe).collect::<String>())?;
        }
        Ok(compare_with_recorded(&checked))
    }
}

/// Reports each claim whose verdict is not the recorded one.
pub fn compare_with_recorded(claims: &[CheckedClaim]) -> Outcome {
    let mut outcome = Outcome::Fine;
    for claim in claims.iter().filter(|claim| !claim.is_as_recorded()) {
        let (found, recorded) = (claim.verdict.name(), claim.recorded.name());
        eprintln!("check failed: {} is {found}, but was recorded as {recorded}", claim.id);
        outcome = Outcome::CheckFailed;
    }
    outcome
}

/// A claim for people.
fn describe(claim: &CheckedClaim) -> String {
    let mut text =
        format!("{}: {}\n  {}\n  source: {}\n", claim.id, claim.verdict.name(), claim.statement, claim.source);
    if let Some(corrected) = claim.corrected {
        text.push_str(&format!("  corrected: {corrected}\n"));
    }
    text.push_str(&format!("  reason: {}\n", claim.reason));
    for evidence in &claim.evidence {
        text.push_str(&format!("  [{}] {}\n", evidence.kind.name(), evidence.summary));
        for (name, value) in &evidence.values {
            text.push_str(&format!("      {name} = {}\n", plain(value)));
        }
    }
    text.push('\n');
    text
}
