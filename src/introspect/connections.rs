//! The addresses of subscriptions, which only some roles may read.

use super::text::sql;
use crate::catalog::{Catalog, Object};
use crate::postgres::{Database, Error};
use std::collections::BTreeMap;

const MAY_READ: &str = "select has_column_privilege('pg_subscription', 'subconninfo', 'select')";

/// Adds the addresses of publishers to the subscriptions of a catalog, without secrets.
pub(super) fn add(database: &mut dyn Database, catalog: &mut Catalog) -> Result<(), Error> {
    let has_any = catalog.objects.values().any(|object| matches!(object, Object::Subscription(_)));
    if !has_any || database.value(MAY_READ)?.as_deref() != Some("t") {
        return Ok(());
    }
    let rows = database.query(&sql(include_str!("connection.sql"), catalog.server))?;
    let pairs = rows.rows.into_iter().filter_map(|row| {
        let mut row = row.into_iter();
        Some((row.next()??, row.next()?))
    });
    let mut connections: BTreeMap<String, Option<String>> = pairs.collect();
    for object in catalog.objects.values_mut() {
        if let Object::Subscription(subscription) = object {
            subscription.connection = connections.remove(&subscription.name).flatten();
        }
    }
    Ok(())
}
