//! The names of hooks as arguments.

use crate::hooks::Event;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// A parser of the names.
pub(super) fn parser() -> impl TypedValueParser<Value = Event> {
    PossibleValuesParser::new(Event::ALL.map(Event::name))
        .map(|name| Event::from_name(&name).expect("clap accepts only the names of hooks"))
}
