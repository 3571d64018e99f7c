//! `check --fix`: the safe fixes planned on paper until nothing more can be fixed, then
//! done in one go.

use super::{Error, Outcome, Request};
use crate::config::Settings;
use crate::diagnostic::Rename;
use crate::git::{self, Repository};
use crate::jobs::check;
use crate::jobs::sides::Sides;
use crate::text::RelPath;

/// What was, or would be, fixed.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    /// The renames, each from the name a file has to the one it ends up with.
    pub renames: Vec<Rename>,
    /// The rules that asked for them, by id.
    pub rules: Vec<&'static str>,
}

/// Plans the fixes of an outcome: for each file the first fix that was offered, as long as
/// no two of them want the same name.
pub fn plan(outcome: &Outcome) -> Fixed {
    let mut fixed = Fixed::default();
    for diagnostic in &outcome.diagnostics {
        let Some(fix) = &diagnostic.fix else {
            continue;
        };
        let touches = |path: &RelPath| fixed.renames.iter().any(|done| done.from == *path || done.to == *path);
        if fix.renames.iter().any(|rename| touches(&rename.from) || touches(&rename.to)) {
            continue;
        }
        fixed.renames.extend(fix.renames.iter().cloned());
        fixed.rules.push(diagnostic.rule.id);
    }
    fixed
}

/// How often a fixed name may need another fix: its name first, then its version, then the
/// next of many that have one version.
const ROUNDS: usize = 200;

/// Fixes what can be fixed, or with `dry_run` only says what that would be. Either all of
/// it is done or nothing.
pub fn run(repository: &dyn Repository, settings: &Settings, request: &Request, dry_run: bool) -> Result<Fixed, Error> {
    let sides = Sides::find(repository, &request.selection)?;
    let mut fixed = Fixed::default();
    let mut request = request.clone();
    for _ in 0..ROUNDS {
        let gathered = check::gather(repository, settings, &request, &sides, &fixed.renames)?;
        let next = plan(&check::assess(settings, &request, &gathered, String::new()));
        if next.renames.is_empty() {
            break;
        }
        for file in &mut request.files {
            if let Some(rename) = next.renames.iter().find(|rename| rename.from == *file) {
                file.clone_from(&rename.to);
            }
        }
        fixed.follow(next);
    }
    if !dry_run {
        let pairs: Vec<(RelPath, RelPath)> =
            fixed.renames.iter().map(|rename| (rename.from.clone(), rename.to.clone())).collect();
        git::rename(repository, &pairs)?;
    }
    Ok(fixed)
}

impl Fixed {
    /// Takes the next round's fixes: a file that is renamed again goes straight to its
    /// last name.
    fn follow(&mut self, next: Self) {
        for rename in next.renames {
            match self.renames.iter_mut().find(|done| done.to == rename.from) {
                Some(done) => done.to = rename.to,
                None => self.renames.push(rename),
            }
        }
        self.rules.extend(next.rules);
    }
}
