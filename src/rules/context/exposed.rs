//! Relations that Supabase serves over its API, shared by the rules about them.

use super::script::{ScriptContext, Step};
use crate::object::{Name, Object, ObjectKind, PUBLIC, read_name};
use crate::sql::{Kind, Operation, tokens};

/// Roles that everyone with the public key of the project has, signed in or not.
pub(in crate::rules) const API_ROLES: [&str; 2] = ["anon", "authenticated"];

/// Whether the project's database is served over an API, and a relation of this name with it.
pub(in crate::rules) fn is_served(script: &ScriptContext, name: &Name, step: &Step) -> bool {
    script.layout().platform.serves_public_tables()
        && name.schema_or(script.timeline.default_schema(step.number)) == PUBLIC
        && !name.name.is_empty()
}

/// Whether a later statement drops or renames a relation, moves it to another schema, or revokes what `anon` and
/// `authenticated` may do with it.
pub(in crate::rules) fn is_withdrawn(script: &ScriptContext, name: &Name, step: &Step) -> bool {
    let goes = script.later(&name.name, step.number).any(|operation| match operation {
        Operation::Drop { object, .. } | Operation::Rename { object, .. } | Operation::SetSchema { object, .. } => {
            object.on.is_none() && object.name.is_same(name)
        }
        _ => false,
    });
    goes || is_revoked(script, name)
}

/// Whether the script revokes everything on a relation from both roles of the API.
pub(in crate::rules) fn is_revoked(script: &ScriptContext, name: &Name) -> bool {
    let mut missing = API_ROLES.to_vec();
    for step in script.steps() {
        let Operation::Privileges { roles, revoke: true, .. } = &step.action.operation else {
            continue;
        };
        let Some(clause) = Clause::of(&script.text(&step.action.span)) else {
            continue;
        };
        if clause.takes_reading() && clause.names(name) {
            missing.retain(|role| !roles.iter().any(|other| other == role));
        }
    }
    missing.is_empty()
}

/// Privileges and objects of a `GRANT` or `REVOKE`.
pub(in crate::rules) struct Clause {
    /// In lower case.
    pub(in crate::rules) privileges: Vec<String>,
    objects: Objects,
}

enum Objects {
    Relations(Vec<Name>),
    Schemas(Vec<String>),
}

impl Clause {
    /// Reads a statement about tables and views; `None` for any other.
    pub(in crate::rules) fn of(text: &str) -> Option<Self> {
        let words: Vec<&str> = tokens(text.as_bytes())
            .filter(|token| !matches!(token.kind, Kind::Comment | Kind::Whitespace))
            .map(|token| &text[token.span])
            .collect();
        let is = |word: &&str, other: &str| word.eq_ignore_ascii_case(other);
        let on = words.iter().position(|word| is(word, "on"))?;
        let end = on + words[on..].iter().position(|word| is(word, "to") || is(word, "from"))?;
        let privileges = words[1..on].iter().map(|word| word.to_ascii_lowercase()).collect();
        let mut target = &words[on + 1..end];
        if target.len() > 4 && is(&target[0], "all") && is(&target[1], "tables") {
            let schemas = target[4..].iter().filter(|word| **word != ",").map(|word| read_name(word)).collect();
            return Some(Self { privileges, objects: Objects::Schemas(schemas) });
        }
        let others = [
            "function",
            "functions",
            "schema",
            "sequence",
            "sequences",
            "all",
            "database",
            "type",
            "routine",
            "routines",
            "procedure",
            "language",
            "foreign",
            "large",
            "domain",
            "tablespace",
            "parameter",
        ];
        if target.first().is_some_and(|word| others.iter().any(|other| is(word, other))) {
            return None;
        }
        if target.first().is_some_and(|word| is(word, "table")) {
            target = &target[1..];
        }
        let named = target.split(|word| *word == ",");
        let relations = named.map(|parts| {
            Name::of_parts(parts.iter().filter(|part| **part != ".").map(|part| read_name(part)).collect())
        });
        Some(Self { privileges, objects: Objects::Relations(relations.collect()) })
    }

    /// Whether reading is among the privileges.
    fn takes_reading(&self) -> bool {
        self.privileges.iter().any(|word| word == "all" || word == "select")
    }

    fn names(&self, name: &Name) -> bool {
        match &self.objects {
            Objects::Relations(relations) => relations.iter().any(|relation| relation.is_same(name)),
            Objects::Schemas(schemas) => schemas.iter().any(|schema| schema == name.schema_or(PUBLIC)),
        }
    }

    /// The relations that are named.
    pub(in crate::rules) fn relations(&self) -> &[Name] {
        match &self.objects {
            Objects::Relations(relations) => relations,
            Objects::Schemas(_) => &[],
        }
    }
}

/// Whether a table belongs to the platform, or is known to have row-level security.
pub(in crate::rules) fn is_protected(script: &ScriptContext, table: &Name, step: &Step) -> bool {
    script.is_secured(table, step)
        || script.is_created_outside_migrations(&Object::new(ObjectKind::Table, table.clone()), step)
}
