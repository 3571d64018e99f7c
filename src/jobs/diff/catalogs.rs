//! Catalogs of a comparison as scripts are written from them.

use super::error::Error;
use crate::alter::{self, Options, Script};
use crate::catalog::{Catalog, Identity};
use crate::diff::Change;
use crate::jobs::verify;
use crate::postgres;
use crate::replay::ComparedSides;
use std::collections::BTreeSet;

/// Returns the SQL that leads from one catalog to another.
pub(in crate::jobs) fn script(expected: &Catalog, actual: &Catalog, options: &Options) -> Result<Script, Error> {
    alter::script(expected, actual, options)
        .map_err(|cause| Error::Verify(verify::Error::Postgres(postgres::Error::Catalog { cause: cause.to_string() })))
}

/// Objects that differ only in how the server prints them: they were among the differences, and no longer are.
pub(super) fn forgiven(before: &BTreeSet<Identity>, after: &[Change]) -> BTreeSet<Identity> {
    let left: BTreeSet<&Identity> = after.iter().map(|change| &change.object).collect();
    before.iter().filter(|object| !left.contains(object)).cloned().collect()
}

/// Returns the actual catalog, in which these objects are printed as in the expected one.
pub(in crate::jobs) fn aligned(compared: &ComparedSides, forgiven: &BTreeSet<Identity>) -> Catalog {
    let mut actual = compared.actual.clone();
    for identity in forgiven {
        if let Some(expected) = compared.expected.objects.get(identity) {
            actual.objects.insert(identity.clone(), expected.clone());
        }
    }
    actual
}
