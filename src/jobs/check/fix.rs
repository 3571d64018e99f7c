//! `check --fix`: safe fixes are planned until no more are offered, then made at once.

use super::assess::{assess, find_all};
use super::changes;
use super::error::Error;
use super::facts::Facts;
use super::gather::gather;
use super::outcome::Outcome;
use super::request::Request;
use crate::config::Settings;
use crate::diagnostic::Rename;
use crate::git::{self, Repository};
use crate::jobs::sides::Sides;
use crate::text::RelPath;
use std::collections::{HashMap, HashSet};

/// The fixes that were made, or would be.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    /// From the current name of each file to its final one.
    pub renames: Vec<Rename>,
    /// Ids of the rules that offered them.
    pub rules: Vec<&'static str>,
}

/// Plans the fixes of an outcome: for each file the first fix that is offered, as long as
/// no two of them need the same name.
pub fn plan(outcome: &Outcome) -> Fixed {
    let mut fixed = Fixed::default();
    let mut touched: HashSet<&RelPath> = HashSet::new();
    for diagnostic in &outcome.diagnostics {
        let Some(fix) = &diagnostic.fix else {
            continue;
        };
        let paths = || fix.renames.iter().flat_map(|rename| [&rename.from, &rename.to]);
        if paths().any(|path| touched.contains(path)) {
            continue;
        }
        touched.extend(paths());
        fixed.renames.extend(fix.renames.iter().cloned());
        fixed.rules.push(diagnostic.rule.id);
    }
    fixed
}

/// Whether an earlier run was killed while it renamed files.
pub fn is_interrupted(repository: &dyn Repository) -> bool {
    git::is_rename_interrupted(repository)
}

/// Finishes what a killed run has begun; returns whether there was anything. The repository must be
/// opened again then.
pub fn finish_interrupted(repository: &dyn Repository) -> Result<bool, Error> {
    Ok(git::finish_renames(repository)?)
}

/// Limit of planning rounds. A fixed name may need another fix: its name first, then its version,
/// then the next one of many that share a version.
const ROUNDS: usize = 200;

/// Makes the fixes, or only plans them with `dry_run`. Either all are made or none.
pub fn run(repository: &dyn Repository, settings: &Settings, request: &Request, dry_run: bool) -> Result<Fixed, Error> {
    let sides = Sides::find(repository, &request.selection)?;
    let mut fixed = Fixed::default();
    let mut request = changes::with_files_of_folders(repository, request, &sides.target)?.into_owned();
    for _ in 0..ROUNDS {
        let gathered = gather(repository, settings, &request, &sides, &fixed.renames)?;
        let facts = vec![Facts::default(); gathered.projects.len()];
        let found = find_all(settings, &request, &gathered, &facts);
        let next = plan(&assess(settings, &request, &gathered, &found, &facts));
        if next.renames.is_empty() {
            break;
        }
        let names: HashMap<&RelPath, &RelPath> = next.renames.iter().map(|rename| (&rename.from, &rename.to)).collect();
        for file in &mut request.files {
            if let Some(to) = names.get(file) {
                *file = (*to).clone();
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
    /// Adds the fixes of the next round: a file that is renamed again is renamed directly to its
    /// final name.
    fn follow(&mut self, next: Self) {
        let ends: HashMap<RelPath, usize> =
            self.renames.iter().enumerate().map(|(at, done)| (done.to.clone(), at)).collect();
        for rename in next.renames {
            match ends.get(&rename.from) {
                Some(at) => self.renames[*at].to = rename.to,
                None => self.renames.push(rename),
            }
        }
        self.rules.extend(next.rules);
    }
}
