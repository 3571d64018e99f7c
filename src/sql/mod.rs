//! SQL: tokens, statements, what each statement does, and comments addressed to tidegate.
//!
//! There are two readers. The lexical one (`lex`, `split`) knows strings, dollar quotes, comments
//! and where psql ends a statement; that is enough to distinguish an edit of comments from an edit
//! of SQL, and it never fails. The other parses each statement separately with a full grammar
//! (`tree`) and turns it into [`Action`]s (`read`), so that an error in one statement never hides
//! the next, and rules never see a syntax tree.
//!
//! Never: opens a file, decides what is a problem.

mod action;
mod allow;
mod class;
mod constant;
mod content;
mod declared;
mod depth;
mod detailed;
mod details;
mod doubled;
mod encoding;
mod expression;
mod keeper;
mod lex;
mod lock;
mod non_transactional;
mod other_database;
mod outside;
mod parser_gaps;
mod psql_line;
mod psql_restrict;
mod psql_variables;
mod purpose;
mod read;
mod rows;
mod script;
mod secret;
mod split;
mod stack;
mod strings;
mod timeline;
mod transaction;
mod tree;
mod types;
mod version;
mod version_bodies;
mod version_clauses;
mod version_options;
mod words;

pub use action::{Action, ColumnChange, Operation, ReindexScope, RowSecurity, TransactionControl, Within, WriteVerb};
pub use allow::{Allowance, allowances, may_be_allowance};
pub use content::{is_empty, same_statements};
pub use declared::{Column, Constraint, ConstraintKind, CreateIndex, CreateRoutine, CreateTable, Generated};
pub use details::{Details, DomainCheck, DomainDetails, PolicyDetails, ViewDetails};
pub use doubled::with_doubled_quotes;
pub use encoding::decoded;
pub use expression::Expression;
pub use lex::{Kind, Token, tokens};
pub use lock::locks;
pub use non_transactional::NonTransactional;
pub use other_database::{Foreign, other_database};
pub use outside::{OutsideAccess, Reach, of_psql_command, outside_accesses};
pub use psql_restrict::refused_by_psql;
pub use psql_variables::assembled_by_psql;
pub use purpose::{Purpose, is_schema_dump, may_change_schema, purpose};
pub use script::{Portion, Script, Statement, SyntaxError};
pub use secret::{Secret, secrets, without};
pub use split::{ends_data, open_comment, psql_commands, statements, visit_statements};
pub use timeline::{Origin, Timeline};
pub use transaction::{TransactionKind, transaction_kind};
pub use types::{Cost, Type};
pub use words::{Word, on_one_line, words};
