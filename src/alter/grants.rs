//! Privileges of objects: `GRANT` and `REVOKE`.

use super::context::Context;
use crate::catalog::{Catalog, DefaultPrivileges, Grant, Grantee, Identity, Kind, Object, ObjectsForm};
use std::collections::BTreeSet;

/// A privilege: of whom, which, whether it can be passed on, and by whom it was granted.
type Single = (Receiver, String, bool, Option<String>);

/// Privileges that one statement gives or takes: of whom, whether they can be passed on, and by whom.
type Group = ((Receiver, bool, Option<String>), Vec<String>);

/// An ordered receiver.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Receiver {
    Public,
    Owner,
    Role(String),
}

/// An object as statements about privileges name it.
pub(super) struct Secured<'a> {
    /// `TABLE s.t`
    pub(super) target: String,
    pub(super) kind: Kind,
    /// The role behind `Grantee::Owner`.
    pub(super) owner: &'a str,
    /// `(a)` behind each privilege.
    pub(super) column: Option<String>,
    /// `ALTER DEFAULT PRIVILEGES …` in front of the statement.
    pub(super) prefix: String,
}

fn single(grants: &[Grant]) -> BTreeSet<Single> {
    let each = |grant: &Grant| {
        let to = match &grant.to {
            Grantee::Public => Receiver::Public,
            Grantee::Owner => Receiver::Owner,
            Grantee::Role(role) => Receiver::Role(role.clone()),
        };
        let (by, grantable) = (grant.by.clone(), grant.grantable);
        grant
            .privileges
            .iter()
            .map(move |privilege| (to.clone(), privilege.clone(), grantable, by.clone()))
            .collect::<Vec<_>>()
    };
    grants.iter().flat_map(each).collect()
}

/// Returns the privileges that the server gives every object of a kind.
fn usual(kind: Kind, major: u32) -> BTreeSet<Single> {
    let (owner, public): (&[&str], &[&str]) = match kind {
        Kind::Table | Kind::View | Kind::MaterializedView | Kind::ForeignTable => {
            (&["DELETE", "INSERT", "MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"], &[])
        }
        Kind::Sequence => (&["SELECT", "UPDATE", "USAGE"], &[]),
        Kind::Function | Kind::Procedure | Kind::Aggregate => (&["EXECUTE"], &["EXECUTE"]),
        Kind::Schema => (&["CREATE", "USAGE"], &[]),
        Kind::Type | Kind::Domain | Kind::Language => (&["USAGE"], &["USAGE"]),
        Kind::ForeignDataWrapper | Kind::Server => (&["USAGE"], &[]),
        _ => (&[], &[]),
    };
    let known = |privilege: &&&str| major >= 17 || **privilege != "MAINTAIN";
    let of = |to: Receiver, privileges: &[&str]| -> Vec<Single> {
        privileges.iter().filter(known).map(|privilege| (to.clone(), (*privilege).to_owned(), false, None)).collect()
    };
    of(Receiver::Owner, owner).into_iter().chain(of(Receiver::Public, public)).collect()
}

/// Returns the kind whose usual privileges an object of default privileges has.
pub(super) fn kind_of(objects: ObjectsForm) -> Kind {
    match objects {
        ObjectsForm::Tables => Kind::Table,
        ObjectsForm::Sequences => Kind::Sequence,
        ObjectsForm::Functions => Kind::Function,
        ObjectsForm::Types => Kind::Type,
        ObjectsForm::Schemas => Kind::Schema,
        ObjectsForm::LargeObjects => Kind::Database,
    }
}

impl Secured<'_> {
    /// Returns the statements that make privileges like others; `None` are those that the server gives.
    pub(super) fn changes(
        &self,
        context: &Context<'_>,
        before: Option<&[Grant]>,
        after: Option<&[Grant]>,
    ) -> Vec<String> {
        let base = |grants: Option<&[Grant]>| grants.map_or_else(|| usual(self.kind, context.target.server), single);
        self.between(context, &base(before), &base(after))
    }

    /// Returns the statements that give a new object its privileges, whatever the default privileges of the role that
    /// creates it have given.
    pub(super) fn created(&self, context: &Context<'_>, schema: Option<&str>, after: Option<&[Grant]>) -> Vec<String> {
        let usual = usual(self.kind, context.target.server);
        let wanted = after.map_or_else(|| usual.clone(), single);
        let defaults = defaults(context.actual, self.kind, schema);
        let mut statements = Vec::new();
        let mut before = usual;
        if !defaults.is_empty() {
            let mut receivers: BTreeSet<Receiver> = BTreeSet::from([Receiver::Public]);
            receivers.extend(defaults.iter().flat_map(|defaults| single(&defaults.grants)).map(|(to, ..)| to));
            receivers.insert(Receiver::Owner);
            let names: Vec<String> = receivers.iter().map(|to| self.role(context, to)).collect();
            statements.push(format!("REVOKE ALL ON {} FROM {};", self.target, names.join(", ")));
            before = BTreeSet::new();
        }
        statements.extend(self.between(context, &before, &wanted));
        statements
    }

    fn role(&self, context: &Context<'_>, to: &Receiver) -> String {
        match to {
            Receiver::Public => "PUBLIC".to_owned(),
            Receiver::Owner => context.new.id(self.owner),
            Receiver::Role(role) => context.new.id(role),
        }
    }

    fn between(&self, context: &Context<'_>, before: &BTreeSet<Single>, after: &BTreeSet<Single>) -> Vec<String> {
        let lost: Vec<&Single> = before.difference(after).collect();
        let gained: Vec<&Single> = after.difference(before).collect();
        // A privilege that is only passed on differently keeps existing.
        let stays =
            |one: &Single| gained.iter().any(|other| (&other.0, &other.1, &other.3) == (&one.0, &one.1, &one.3));
        let mut statements = Vec::new();
        let grouped = |list: &[&Single]| {
            let mut groups: Vec<Group> = Vec::new();
            for (to, privilege, grantable, by) in list.iter().copied().cloned() {
                let key = (to, grantable, by);
                match groups.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, privileges)) => privileges.push(privilege),
                    None => groups.push((key, vec![privilege])),
                }
            }
            groups
        };
        let (kept, gone): (Vec<&Single>, Vec<&Single>) = lost.into_iter().partition(|one| stays(one));
        // Who was granted by another role loses it first.
        let mut gone = grouped(&gone);
        gone.sort_by_key(|((_, _, by), _)| by.is_none());
        for ((to, _, by), privileges) in gone {
            self.push(
                context,
                &mut statements,
                by.as_deref(),
                &format!("REVOKE {} ON {} FROM {}", self.list(&privileges), self.target, self.role(context, &to)),
            );
        }
        for ((to, grantable, by), privileges) in grouped(&kept) {
            if grantable {
                self.push(
                    context,
                    &mut statements,
                    by.as_deref(),
                    &format!(
                        "REVOKE GRANT OPTION FOR {} ON {} FROM {}",
                        self.list(&privileges),
                        self.target,
                        self.role(context, &to)
                    ),
                );
            }
        }
        let was_grantable = |one: &Single| {
            kept.iter().any(|other| other.2 && (&other.0, &other.1, &other.3) == (&one.0, &one.1, &one.3))
        };
        let gained: Vec<&Single> = gained.into_iter().filter(|one| one.2 || !was_grantable(one)).collect();
        let mut gained = grouped(&gained);
        gained.sort_by_key(|((_, _, by), _)| by.is_some());
        for ((to, grantable, by), privileges) in gained {
            let option = if grantable { " WITH GRANT OPTION" } else { "" };
            self.push(
                context,
                &mut statements,
                by.as_deref(),
                &format!("GRANT {} ON {} TO {}{option}", self.list(&privileges), self.target, self.role(context, &to)),
            );
        }
        statements
    }

    fn list(&self, privileges: &[String]) -> String {
        let column = self.column.as_deref().map(|column| format!(" ({column})")).unwrap_or_default();
        privileges.iter().map(|privilege| format!("{privilege}{column}")).collect::<Vec<_>>().join(", ")
    }

    /// Only the role that granted a privilege can take it back, and only it can grant it as its own.
    fn push(&self, context: &Context<'_>, statements: &mut Vec<String>, by: Option<&str>, statement: &str) {
        let statement = format!("{}{statement};", self.prefix);
        match by {
            Some(role) => {
                statements.push(format!("SET LOCAL ROLE {};", context.new.id(role)));
                statements.push(statement);
                statements.push("RESET ROLE;".to_owned());
            }
            None => statements.push(statement),
        }
    }
}

/// Returns the default privileges that may apply to a new object.
fn defaults<'a>(catalog: &'a Catalog, kind: Kind, schema: Option<&str>) -> Vec<&'a DefaultPrivileges> {
    let class = match kind {
        Kind::View | Kind::MaterializedView | Kind::ForeignTable => Kind::Table,
        Kind::Procedure | Kind::Aggregate => Kind::Function,
        Kind::Domain => Kind::Type,
        kind => kind,
    };
    let all = catalog.objects.range(first_default()..).map_while(|(_, object)| match object {
        Object::DefaultPrivileges(defaults) => Some(defaults),
        _ => None,
    });
    let applies = |defaults: &&DefaultPrivileges| {
        kind_of(defaults.objects) == class && defaults.schema.as_deref().is_none_or(|of| Some(of) == schema)
    };
    all.filter(applies).collect()
}

fn first_default() -> Identity {
    Identity { kind: Kind::DefaultPrivileges, schema: None, on: None, name: String::new(), arguments: None }
}
