//! Dispatch by kind of statement to the file that reads it.

use super::names::{path_in, path_name, plain_name, unquoted};
use super::objects;
use super::reader::Reader;
use crate::object::{Object, ObjectKind};
use crate::sql::action::{Action, Operation, TransactionControl, Within};
use crate::sql::non_transactional::NonTransactional;
use crate::sql::transaction;
use crate::sql::tree::{At, SyntaxKind as K};

/// Reads a statement: its own action or actions first, then those of a body in it.
pub(in crate::sql) fn statement(node: At, within: Within, found: &mut Vec<Action>) {
    let mut reader = Reader { within, found };
    reader.statement(node);
}

impl Reader<'_> {
    pub(super) fn statement(&mut self, node: At) {
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

    /// Reads statements on the session and the transaction; false for any other.
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
                on: node.all().filter(|found| matches!(found.kind(), K::PATH | K::PATH_REF)).map(path_name).collect(),
                schemas: node.all().filter(|found| found.kind() == K::SCHEMA_REF).map(plain_name).collect(),
            },
            K::DROP_OWNED => Operation::DropOwned,
            _ => return self.non_transactional(node),
        };
        self.push(node.span(), operation);
        true
    }

    /// Reads statements whose only modelled property is that they cannot run in a transaction; false for
    /// any other.
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
