//! `catalog --format json`: one object for each project, described in `docs/catalog.md`.

use crate::catalog::Catalog;
use crate::jobs::verify::Outcome;
use crate::report::style::json;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Report<'a> {
    /// The project's folder, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    #[serde(flatten)]
    catalog: &'a Catalog,
}

/// Writes the catalog of a live database.
pub fn write_live(catalog: &Catalog, out: &mut dyn Write) -> io::Result<()> {
    json::write(&Report { project: None, catalog }, out)
}

/// Writes the catalogs.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let is_one = outcome.projects.len() == 1;
    for project in &outcome.projects {
        let Some(catalog) = &project.replay.catalog else { continue };
        json::write(&Report { project: (!is_one).then(|| project.root.to_string()), catalog }, out)?;
    }
    Ok(())
}
