//! The history of the working tree, in the terms of a tracking table.

use super::error::Error;
use super::request::Request;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, SideInputs};
use crate::migration::layout::Layout;
use crate::replay::Source;
use crate::tracking::{LocalMigration, Tool, tool_of};

/// The migrations of a project, with the tool that applies them.
pub(super) struct History {
    pub(super) inputs: SideInputs,
    pub(super) tool: &'static Tool,
}

impl History {
    /// Reads the migrations of the working tree.
    pub(super) fn read(source: &SettingsSource<'_>, request: &Request) -> Result<Self, Error> {
        let selection = Selection::WorkTree;
        let settings = source.of(&selection).map_err(|error| Error::History(verify::Error::from(error)))?;
        let root = request.project.as_ref();
        let inputs = SideInputs::of_history(source.repository(), &settings, &selection, root)?;
        if !inputs.has_scripts() {
            return Err(Error::NoScripts);
        }
        let tool = tool_of(inputs.layout()).ok_or_else(|| Error::UnknownTool(inputs.tool()))?;
        Ok(Self { inputs, tool })
    }

    /// The layout of the migrations.
    pub(super) fn layout(&self) -> &'static Layout {
        self.inputs.layout()
    }

    /// The scripts, in order.
    pub(super) fn migrations(&self) -> &[Source] {
        self.inputs.migrations()
    }

    /// The scripts that a table can have a row of.
    pub(super) fn local(&self) -> Vec<LocalMigration<'_>> {
        let layout = self.layout();
        let all = self.migrations().iter().map(|source| {
            let entry = layout.entry(&source.path, &source.content, source.section.pieces.as_deref());
            Some(LocalMigration { path: &source.path, entry: entry? })
        });
        all.flatten().collect()
    }
}
