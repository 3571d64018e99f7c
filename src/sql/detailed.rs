//! The details of an operation, by the kind of its object.

use super::action::Operation;
use super::details::{Details, DomainDetails, PolicyDetails, ViewDetails};

impl Operation {
    /// The clauses of a policy, if the operation creates or alters one.
    pub fn policy(&self) -> Option<&PolicyDetails> {
        match self.details()? {
            Details::Policy(policy) => Some(policy),
            _ => None,
        }
    }

    /// The clauses of a view.
    pub fn view(&self) -> Option<&ViewDetails> {
        match self.details()? {
            Details::View(view) => Some(view),
            _ => None,
        }
    }

    /// The clauses of a domain.
    pub fn domain(&self) -> Option<&DomainDetails> {
        match self.details()? {
            Details::Domain(domain) => Some(domain),
            _ => None,
        }
    }

    fn details(&self) -> Option<&Details> {
        match self {
            Self::Create { details, .. } | Self::Alter { details, .. } => details.as_deref(),
            _ => None,
        }
    }
}
