//! All tools whose tracking tables are known.

use super::tool::Tool;
use super::{dbmate, diesel, flyway, golang_migrate, goose, own, prisma, sqlx, supabase};
use crate::migration::layout::Layout;

/// All tools, the table of tidegate last.
pub static ALL: [&Tool; 9] = [
    &supabase::TOOL,
    &prisma::TOOL,
    &sqlx::TOOL,
    &dbmate::TOOL,
    &golang_migrate::TOOL,
    &goose::TOOL,
    &flyway::TOOL,
    &diesel::TOOL,
    &OWN,
];

/// The table of projects whose migrations no tool applies.
pub static OWN: Tool = own::TOOL;

/// The tool of a layout; `None` if its table is not known.
pub fn tool_of(layout: &Layout) -> Option<&'static Tool> {
    let id = if layout.tracking.is_none() { OWN.id } else { layout.id };
    ALL.into_iter().find(|tool| tool.id == id)
}
