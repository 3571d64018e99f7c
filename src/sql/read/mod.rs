//! From the syntax tree of a statement to the [actions](super::action) it consists of.
//!
//! What a kind of statement does is decided here once, so that rules never see the tree.

mod alter;
mod body;
mod column;
mod create;
mod data;
mod drop;
mod objects;

use super::action::{Action, Operation, TransactionControl, Within};
use super::non_transactional::NonTransactional;
use super::transaction;
use super::tree::{At, SyntaxKind as K};
use crate::object::{Name, Object, ObjectKind, read_name};
use crate::text::Span;

/// Reads a statement: its own action or actions first, then those of a body in it.
pub(super) fn statement(node: At, within: Within, found: &mut Vec<Action>) {
    let mut reader = Reader { within, found };
    reader.statement(node);
}

/// Collects actions.
struct Reader<'f> {
    within: Within,
    found: &'f mut Vec<Action>,
}

impl Reader<'_> {
    fn push(&mut self, span: Span, operation: Operation) {
        self.found.push(Action { span, operation, within: self.within });
    }

    fn statement(&mut self, node: At) {
        match node.kind() {
            K::CREATE_TABLE | K::CREATE_FOREIGN_TABLE | K::CREATE_TABLE_AS | K::SELECT_INTO => self.create_table(node),
            K::CREATE_INDEX => self.create_index(node),
            K::CREATE_FUNCTION | K::CREATE_PROCEDURE => self.create_routine(node),
            K::CREATE_TYPE => self.create_type(node),
            K::CREATE_SCHEMA => self.create_schema(node),
            K::ALTER_TABLE | K::ALTER_FOREIGN_TABLE => self.alter_table(node),
            K::ALTER_TYPE => self.alter_type(node),
            K::DO => self.do_block(node),
            K::EXPLAIN | K::COPY => {
                if !self.data(node) {
                    self.push(node.span(), Operation::Other);
                }
                self.writes_within(node);
            }
            _ if self.data(node) || self.session(node) || self.create(node) || self.drop(node) || self.alter(node) => {}
            _ => self.push(node.span(), Operation::Other),
        }
    }

    /// Statements about the session and the transaction; false for any other.
    fn session(&mut self, node: At) -> bool {
        let operation = match node.kind() {
            K::BEGIN => Operation::Transaction(TransactionControl::Begin),
            K::COMMIT_TRANSACTION | K::PREPARE_TRANSACTION => Operation::Transaction(TransactionControl::Commit),
            K::ROLLBACK_TRANSACTION => Operation::Transaction(TransactionControl::Rollback),
            K::SAVEPOINT_CREATE
            | K::RELEASE_SAVEPOINT
            | K::ROLLBACK_TO_SAVEPOINT
            | K::SET_TRANSACTION
            | K::SET_CONSTRAINTS => Operation::Transaction(TransactionControl::Inside),
            K::SET => set(node),
            K::GRANT | K::REVOKE | K::ALTER_DEFAULT_PRIVILEGES => Operation::Privileges {
                roles: objects::roles(node),
                revoke: node.kind() == K::REVOKE || node.all().any(|part| part.kind() == K::REVOKE_DEFAULT_PRIVILEGES),
            },
            K::DROP_OWNED => Operation::DropOwned,
            _ => return self.non_transactional(node),
        };
        self.push(node.span(), operation);
        true
    }

    /// Statements that cannot run in a transaction and are nothing else; false for any other.
    fn non_transactional(&mut self, node: At) -> bool {
        let statement = match node.kind() {
            K::COMMIT_PREPARED => NonTransactional::CommitPrepared,
            K::ROLLBACK_PREPARED => NonTransactional::RollbackPrepared,
            K::DISCARD if node.has(K::DISCARD_ALL) => NonTransactional::DiscardAll,
            K::ALTER_SYSTEM => NonTransactional::AlterSystem,
            K::ALTER_DATABASE if node.has(K::SET_TABLESPACE) => NonTransactional::AlterDatabaseSetTablespace,
            K::CREATE_DATABASE => NonTransactional::CreateDatabase,
            K::DROP_DATABASE => {
                let object = Object::new(ObjectKind::Database, path_in(node, K::DATABASE_REF));
                let if_exists = node.has(K::IF_EXISTS);
                self.push(node.span(), Operation::Drop { object, if_exists, cascade: false, concurrently: false });
                NonTransactional::DropDatabase
            }
            K::CREATE_TABLESPACE => NonTransactional::CreateTablespace,
            K::DROP_TABLESPACE => NonTransactional::DropTablespace,
            K::CREATE_SUBSCRIPTION if transaction::creates_slot(node.text()) => NonTransactional::CreateSubscription,
            K::ALTER_SUBSCRIPTION => {
                let changes_list = [K::SET_PUBLICATION, K::ADD_PUBLICATION, K::DROP_SUBSCRIPTION_PUBLICATION];
                if node.has(K::REFRESH_PUBLICATION)
                    || node.children().any(|child| changes_list.contains(&child.kind()))
                        && transaction::refreshes(node.text())
                {
                    NonTransactional::AlterSubscriptionRefresh
                } else if transaction::option(node.text(), "failover").is_some() {
                    NonTransactional::AlterSubscriptionFailover
                } else {
                    return false;
                }
            }
            _ => return false,
        };
        self.push(node.span(), Operation::OutsideTransaction(statement));
        true
    }
}

/// `SET name = value, …`
fn set(node: At) -> Operation {
    let parameter = node.find(K::CONFIG_PARAMETER_REF);
    let name = parameter.map(|parameter| parameter.text().trim_matches('"').to_ascii_lowercase()).unwrap_or_default();
    let is_value = |found: &At| found.is_token() && !matches!(found.kind(), K::COMMA | K::EQ | K::TO_KW);
    let value = node.find(K::TO_CONFIG_VALUE);
    let values = value.into_iter().flat_map(At::all).filter(is_value).map(|token| unquoted(token.text()));
    let local = node.all().any(|found| found.kind() == K::LOCAL_KW);
    Operation::Set { name, values: values.collect(), local }
}

/// A string's or a name's content.
pub(super) fn unquoted(written: &str) -> String {
    match written.strip_prefix('\'') {
        Some(inner) => inner.strip_suffix('\'').unwrap_or(inner).replace("''", "'"),
        None => read_name(written),
    }
}

/// The name written with dots in a node: the first one in it.
pub(super) fn path_name(node: At) -> Name {
    let is_path = |found: &At| matches!(found.kind(), K::PATH | K::PATH_REF);
    let path = std::iter::once(node).chain(node.all()).find(is_path);
    let tokens = path.unwrap_or(node);
    let is_part = |token: &At| token.is_token() && token.kind() != K::DOT;
    let parts: Vec<String> = tokens.all().filter(is_part).map(|token| read_name(token.text())).collect();
    if path.is_some() || parts.len() < 2 {
        return Name::of_parts(parts);
    }
    // Without a path it is one plain name, with words around it.
    Name { schema: None, name: parts.into_iter().next().unwrap_or_default() }
}

/// The plain name in a node: a column's, a policy's, a role's.
pub(super) fn plain_name(node: At) -> String {
    let token = node.all().find(|found| found.is_token());
    read_name(token.unwrap_or(node).text())
}

fn path_in(node: At, kind: K) -> Name {
    node.child(kind).map(path_name).unwrap_or_default()
}

fn plain_in(node: At, kind: K) -> String {
    node.child(kind).map(plain_name).unwrap_or_default()
}
