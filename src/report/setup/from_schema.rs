//! Report of `tidegate new --from-schema`, before the files are verified.

use crate::jobs::from_schema::Plan;
use crate::report::Output;
use crate::report::diff::{self, Format};
use crate::report::style::snippet;
use crate::text::words;
use std::io;

/// Writes the verdict of the comparison, what is not part of the migration, and why there is none.
pub fn write(plan: &Plan, output: &mut Output) -> io::Result<()> {
    let outcome = &plan.outcome;
    let Some(written) = &outcome.written else { return diff::write(Format::Human, outcome, false, output) };
    diff::write_notes(outcome, output.width, output.out)?;
    let mut note = |label: &str, text: &str| snippet::write_note(label, text, output.width, output.out);
    let withheld = written.withheld();
    if plan.files.is_empty() {
        return match (written.script.refused.is_empty(), written.script.transactions.is_empty()) {
            _ if outcome.compared.comparison.changes.is_empty() => note("note", "no migration is needed"),
            (true, false) if withheld > 0 => {
                note("note", "no migration was written: every step is destructive or depends on one that is")?;
                note("help", "write them: `tidegate new NAME --from-schema --destructive`")
            }
            _ => note("note", "no migration was written"),
        };
    }
    if withheld > 0 {
        let count = words::count(withheld, "destructive or dependent step");
        note("note", &format!("{count}: comments in the migration, which `--destructive` turns into statements"))?;
    }
    plan.irreversible
        .iter()
        .try_for_each(|reason| note("note", &format!("the down migration does not restore {reason}")))
}
