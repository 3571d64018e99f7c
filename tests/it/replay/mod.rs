//! `tidegate verify` on a private server: histories of every layout, its report on failing ones,
//! and what counts as a difference of the schema file.

mod baseline;
mod causes;
mod dialects;
mod elsewhere;
mod flyway;
mod followed;
mod helps;
mod histories;
mod isolation;
mod layouts;
mod locks;
pub(crate) mod privileges;
mod refusals;
mod remedies;
mod schema_file;
mod schema_statements;
mod tracking;

use crate::support::{CommandResult, World};

const TABLE: &str = "create table public.orders (id bigint primary key, total numeric(10, 2) not null);\n";

/// Stages files of a Supabase project and gives what `verify` says.
fn supabase(world: &World, files: &[(&str, &str)]) -> CommandResult {
    for (name, content) in files {
        world.stage(&format!("supabase/migrations/{name}.sql"), content);
    }
    world.verify("")
}
