//! One problem, with its reason, remedy and fix.

use super::place::Place;
use super::rule_info::RuleInfo;
use super::severity::Severity;
use crate::object::Class;
use crate::text::{RelPath, Span};

/// A safe fix: files to rename in the index and the working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// An imperative without a full stop.
    pub title: String,
    /// Done together or not at all.
    pub renames: Vec<Rename>,
}

/// A file to rename.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    pub from: RelPath,
    /// No file has this name now.
    pub to: RelPath,
}

/// A problem: what, where, why it matters, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub rule: &'static RuleInfo,
    pub severity: Severity,
    /// The class of the statement, if it is about one.
    pub class: Option<Class>,
    /// The whole statement, in bytes of the file. Problems of one statement with the same remedy are
    /// reported as one.
    pub statement: Option<Span>,
    /// A fragment in lower case, without a full stop.
    pub message: String,
    pub place: Place,
    /// A few words below the marked place.
    pub label: String,
    /// Reason why it matters: a sentence.
    pub why: String,
    /// An imperative, with the command if there is one.
    pub help: String,
    pub fix: Option<Fix>,
    /// Other files that it concerns; an allowance in one of them covers it as well.
    pub related: Vec<RelPath>,
}

impl Diagnostic {
    /// A diagnostic of `rule` with the rule's own severity.
    pub fn new(rule: &'static RuleInfo, place: Place, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            class: None,
            statement: None,
            message: message.into(),
            place,
            label: String::new(),
            why: String::new(),
            help: String::new(),
            fix: None,
            related: Vec::new(),
        }
    }

    /// Sets the words below the marked place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Sets the reason.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// Sets the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Sets the fix.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Sets other files that it concerns.
    #[must_use]
    pub fn related(mut self, related: Vec<RelPath>) -> Self {
        self.related = related;
        self
    }

    /// Sets the statement and its class.
    #[must_use]
    pub fn statement(mut self, span: Span, class: Option<Class>) -> Self {
        self.statement = Some(span);
        self.class = class;
        self
    }

    /// Sets the severity, for a rule with several.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
