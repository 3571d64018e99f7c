//! Parts of policies, views and domains that decide what they protect or demand.

use crate::object::Name;

/// The clauses of `CREATE` or `ALTER` of some kinds of objects.
#[derive(Clone, Debug, PartialEq)]
pub enum Details {
    Policy(PolicyDetails),
    View(ViewDetails),
    Domain(DomainDetails),
}

/// `CREATE POLICY` and `ALTER POLICY`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyDetails {
    /// The command in upper case; none for all, and in `ALTER POLICY`, which cannot change it.
    pub command: Option<&'static str>,
    /// `AS RESTRICTIVE`
    pub restrictive: bool,
    /// The roles after `TO`; none for all.
    pub roles: Vec<String>,
    /// Whether the conditions of `USING` and `WITH CHECK` are written, and always true.
    pub using: Option<bool>,
    pub check: Option<bool>,
}

/// `CREATE VIEW`, `ALTER VIEW … SET`, `CREATE MATERIALIZED VIEW`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewDetails {
    /// Whether the privileges and policies of the caller apply.
    pub security_invoker: bool,
    /// The relations in its query.
    pub reads: Vec<Name>,
}

/// `CREATE DOMAIN` and `ALTER DOMAIN`: the constraints that it adds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainDetails {
    pub check: Option<DomainCheck>,
    pub not_null: bool,
    /// `DEFAULT`
    pub default: bool,
}

/// The values that a `CHECK` of a domain applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainCheck {
    /// Every value.
    All,
    /// With `NOT VALID`: those that are written from then on.
    New,
}
