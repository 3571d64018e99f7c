//! The SQL that makes FROM like TO, and its proof.

use super::attempt;
use super::draft::Draft;
use super::error::Error;
use super::proof::{self, Scene};
use super::rename::{self, Rename};
use super::written::{Proof, SqlRequest, WrittenSql};
use crate::alter::{Online, Options, Script, Statement, Transaction};
use crate::catalog::Catalog;
use crate::progress::Progress;

/// Writes the SQL and proves it.
pub(super) fn write(scene: &Scene<'_>, request: &SqlRequest, progress: &mut dyn Progress) -> Result<WrittenSql, Error> {
    let options = Options {
        aspects: scene.compared.aspects.clone(),
        destructive: request.destructive,
        role: scene.actual.role.clone(),
        online: request.online,
        ..Options::new()
    };
    let suggested = rename::suggested(scene.compared);
    let (begin, prelude) = renamed(scene, &request.renames, progress)?;
    let draft = Draft { begin, prelude, options };
    let (script, options, proof) = attempt::proven(scene, request.proves, draft.clone(), progress)?;
    let is_proven = matches!(proof, Proof::Proven { .. });
    let has_stages = is_proven && request.has_stages && request.online != Online::default();
    let stages = if has_stages { stages(scene, &script, progress)? } else { Vec::new() };
    let (begin, renames, problems) = (draft.begin, request.renames.clone(), Vec::new());
    Ok(WrittenSql { script, proof, begin, stages, renames, problems, suggested, options })
}

/// The catalogs after each transaction but the last.
fn stages(scene: &Scene<'_>, script: &Script, progress: &mut dyn Progress) -> Result<Vec<Catalog>, Error> {
    let mut stages = Vec::new();
    for count in 1..script.transactions.len() {
        let begin = Script { transactions: script.transactions[..count].to_vec(), refused: Vec::new() };
        // The proof has run all of it.
        let reached = proof::reached(scene, &begin, progress)?;
        stages.push(reached.map_err(|_| Error::NotLoaded(scene.from.summary.label.clone()))?);
    }
    Ok(stages)
}

/// The actual catalog after renames, with their statements. They run on a copy, since definitions have the names in them.
fn renamed(
    scene: &Scene<'_>,
    renames: &[Rename],
    progress: &mut dyn Progress,
) -> Result<(Catalog, Vec<Statement>), Error> {
    let (mut begin, mut statements) = (scene.aligned(), Vec::new());
    // A column may be one of a table that has another name by now.
    for rename in renames {
        statements.push(rename.statement(&begin, &scene.compared.expected)?);
        let transactions = vec![Transaction { statements: statements.clone(), is_outside: false }];
        let prelude = Script { transactions, refused: Vec::new() };
        begin = proof::reached(scene, &prelude, progress)?
            .map_err(|reason| Error::WrongRename { rename: rename.to_string(), reason })?;
    }
    Ok((begin, statements))
}
