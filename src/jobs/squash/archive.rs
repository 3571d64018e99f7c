//! Files that leave the history, and are kept.

use crate::git::{self, Repository};
use crate::jobs::new::{self, NewFile};
use crate::jobs::projects::ProjectHistory;
use crate::jobs::replaced_migrations::Replaced;
use crate::migration::{ARCHIVE, Migration};
use crate::text::RelPath;

/// The moves of an archive, from the old path to the new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    pub folder: RelPath,
    pub moves: Vec<(RelPath, RelPath)>,
}

impl Archive {
    /// The scripts of migrations, in a folder beside that of the migrations. It is named after the migration that takes
    /// their place.
    pub(super) fn plan<'a>(
        seen: &ProjectHistory,
        migrations: impl Iterator<Item = &'a Migration>,
        version: &str,
    ) -> Self {
        let project = &seen.project;
        let folder = project.folder.parent().join(ARCHIVE).join(version);
        let files = migrations.flat_map(|migration| &migration.scripts).map(|script| script.file.path.clone());
        let mut moves: Vec<(RelPath, RelPath)> = Vec::new();
        for path in files {
            let below = path.below(&project.folder).map_or_else(|| path.file_name().to_vec(), <[u8]>::to_vec);
            let target = folder.join(RelPath::new(below));
            // A script with both directions is one file.
            if !moves.iter().any(|(from, _)| *from == path) {
                moves.push((path, target));
            }
        }
        Self { folder, moves }
    }

    /// Moves the files and writes new ones, all of them or none, and notes that in this clone, where the commit of it
    /// passes the check of published migrations.
    pub fn write(&self, repository: &dyn Repository, files: &[NewFile]) -> Result<(), new::Error> {
        let new_files = files.iter().map(|file| (&file.path, file.content.as_str()));
        let replaced = Replaced::of(repository, &self.moves, new_files)?;
        git::rename(repository, &self.moves)?;
        if let Err(error) = new::write(repository, files) {
            let back: Vec<(RelPath, RelPath)> =
                self.moves.iter().map(|(from, to)| (to.clone(), from.clone())).collect();
            git::rename(repository, &back)?;
            return Err(error);
        }
        Ok(replaced.note(repository)?)
    }
}
