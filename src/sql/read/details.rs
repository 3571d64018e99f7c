//! Parts of policies, views and domains.

use super::names::path_name;
use super::objects;
use crate::sql::constant::is_true;
use crate::sql::details::{Details, DomainCheck, DomainDetails, PolicyDetails, ViewDetails};
use crate::sql::transaction;
use crate::sql::tree::{At, SyntaxKind as K};

/// The details of a `CREATE` or `ALTER`, if its kind of object has any.
pub(super) fn details(node: At) -> Option<Box<Details>> {
    let details = match node.kind() {
        K::CREATE_POLICY | K::ALTER_POLICY => Details::Policy(policy(node)),
        K::CREATE_VIEW | K::ALTER_VIEW | K::CREATE_MATERIALIZED_VIEW => Details::View(view(node)),
        K::CREATE_DOMAIN | K::ALTER_DOMAIN => Details::Domain(domain(node)),
        _ => return None,
    };
    Some(Box::new(details))
}

fn policy(node: At) -> PolicyDetails {
    // ALTER POLICY has its clauses in a node of their own.
    let clauses = node.child(K::ALTER_POLICY_TO).unwrap_or(node);
    let condition = |kind: K| {
        let clause = clauses.child(kind)?;
        Some(clause.children().find(|child| !child.is_token()).is_some_and(is_true))
    };
    let command = node.child(K::POLICY_COMMAND).and_then(|command| command.children().last());
    let roles = clauses.child(K::POLICY_ROLES).into_iter().flat_map(At::all);
    PolicyDetails {
        command: command.and_then(|command| match command.kind() {
            K::POLICY_COMMAND_SELECT => Some("SELECT"),
            K::POLICY_COMMAND_INSERT => Some("INSERT"),
            K::POLICY_COMMAND_UPDATE => Some("UPDATE"),
            K::POLICY_COMMAND_DELETE => Some("DELETE"),
            _ => None,
        }),
        restrictive: node
            .child(K::AS_POLICY_TYPE)
            .is_some_and(|kind| kind.text().to_ascii_lowercase().ends_with("restrictive")),
        roles: roles.filter(|found| found.kind() == K::ROLE_REF).map(objects::role).collect(),
        using: condition(K::USING_EXPR_CLAUSE),
        check: condition(K::WITH_CHECK_EXPR_CLAUSE),
    }
}

fn view(node: At) -> ViewDetails {
    let is_query = |child: &At| {
        matches!(child.kind(), K::SELECT | K::COMPOUND_SELECT | K::SELECT_INTO | K::TABLE | K::PAREN_SELECT)
    };
    let query = node.children().find(is_query);
    let is_relation = |found: &At| matches!(found.kind(), K::RELATION_FROM_ITEM | K::RELATION_NAME_REF);
    let mut reads: Vec<_> = query.into_iter().flat_map(At::all).filter(is_relation).map(path_name).collect();
    reads.dedup();
    let written = query.map_or(node.text(), |query| node.before(query));
    let is_reset = node.has(K::RESET_OPTIONS);
    let security_invoker = !is_reset && transaction::option(written, "security_invoker") == Some(true);
    ViewDetails { security_invoker, reads }
}

fn domain(node: At) -> DomainDetails {
    let has = |kind: K| node.all().any(|found| found.kind() == kind);
    DomainDetails {
        check: has(K::CHECK_CONSTRAINT).then(|| if has(K::NOT_VALID) { DomainCheck::New } else { DomainCheck::All }),
        not_null: has(K::NOT_NULL_CONSTRAINT) || has(K::SET_NOT_NULL),
        default: has(K::DEFAULT_CONSTRAINT),
    }
}
