//! The developer's own database, which hooks compare after a merge.

use crate::jobs::local_file::local_file;
use crate::jobs::side_settings::{Error, SettingsSource};
use crate::jobs::sides::Selection;

/// The name in `hooks.local-database`: that of the user's own file, or of the settings.
pub fn local_database(source: &SettingsSource<'_>) -> Result<Option<String>, Error> {
    let own = local_file(source.repository())?.and_then(|local| local.local_database);
    Ok(own.or(source.of(&Selection::WorkTree)?.local_database.clone()))
}
