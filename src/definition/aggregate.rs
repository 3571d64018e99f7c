//! Aggregates.

use super::entry::{Described, Entry};
use super::name::{literal, without_defaults};
use super::source::{Source, function_name};
use crate::catalog::{Aggregate, AggregateKind, Modify, Parallel, Routine};

pub(super) fn aggregate(source: &Source<'_>, routine: &Routine, aggregate: &Aggregate) -> Vec<Entry> {
    // `*` is the argument of an aggregate without arguments.
    let list = |list: &str| if routine.signature.is_empty() { "*".to_owned() } else { list.to_owned() };
    let named = |arguments: &str| format!("{}({})", source.id(&routine.name), list(arguments));
    let options: Vec<String> =
        options(source, routine, aggregate).iter().map(|option| format!("    {option}")).collect();
    let (schema, name) = (source.id(&routine.schema), named(&routine.arguments));
    let create = format!("CREATE AGGREGATE {schema}.{name} (\n{}\n);", options.join(",\n"));
    let tag = format!("{}({})", routine.name, list(&routine.signature));
    let mut entries = vec![Entry::new("AGGREGATE", Some(&routine.schema), tag).with(create)];
    let name = named(&without_defaults(&routine.arguments));
    let described = Described { kind: "AGGREGATE", schema: Some(&routine.schema), name };
    entries.extend(described.entries(source, routine.comment.as_deref(), routine.labels.as_ref()));
    entries
}

fn options(source: &Source<'_>, routine: &Routine, aggregate: &Aggregate) -> Vec<String> {
    let usual = if aggregate.kind == AggregateKind::Normal { Modify::ReadOnly } else { Modify::ReadWrite };
    let mut options = Vec::new();
    let mut add = |name: &str, value: Option<&str>| options.extend(value.map(|value| format!("{name} = {value}")));
    let function = |function: &'_ Option<String>| function.as_ref().map(|function| function_name(function).to_owned());
    let size = |size: i64| (size != 0).then(|| size.to_string());
    add("SFUNC", Some(function_name(&aggregate.transition)));
    add("STYPE", Some(&aggregate.state));
    add("SSPACE", size(aggregate.state_size).as_deref());
    add("INITCOND", aggregate.initial.as_deref().map(literal).as_deref());
    add("FINALFUNC", function(&aggregate.r#final).as_deref());
    if aggregate.r#final.is_some() {
        options.extend(aggregate.final_extra.then(|| "FINALFUNC_EXTRA".to_owned()));
        options.extend(modify("FINALFUNC_MODIFY", aggregate.final_modify, usual));
    }
    let mut add = |name: &str, value: Option<&str>| options.extend(value.map(|value| format!("{name} = {value}")));
    add("COMBINEFUNC", function(&aggregate.combine).as_deref());
    add("SERIALFUNC", function(&aggregate.serialize).as_deref());
    add("DESERIALFUNC", function(&aggregate.deserialize).as_deref());
    add("MSFUNC", function(&aggregate.moving_transition).as_deref());
    add("MINVFUNC", function(&aggregate.moving_inverse).as_deref());
    add("MSTYPE", aggregate.moving_state.as_deref());
    add("MSSPACE", size(aggregate.moving_state_size).as_deref());
    add("MINITCOND", aggregate.moving_initial.as_deref().map(literal).as_deref());
    add("MFINALFUNC", function(&aggregate.moving_final).as_deref());
    if aggregate.moving_final.is_some() {
        options.extend(aggregate.moving_final_extra.then(|| "MFINALFUNC_EXTRA".to_owned()));
        options.extend(modify("MFINALFUNC_MODIFY", aggregate.moving_final_modify, usual));
    }
    options.extend(aggregate.sort_operator.as_ref().map(|operator| format!("SORTOP = {}", source.operator(operator))));
    if aggregate.kind == AggregateKind::Hypothetical {
        options.push("HYPOTHETICAL".to_owned());
    }
    match routine.parallel {
        Parallel::Safe => options.push("PARALLEL = safe".to_owned()),
        Parallel::Restricted => options.push("PARALLEL = restricted".to_owned()),
        Parallel::Unsafe => {}
    }
    options
}

fn modify(name: &str, modify: Modify, usual: Modify) -> Option<String> {
    let word = match modify {
        Modify::ReadOnly => "READ_ONLY",
        Modify::Shareable => "SHAREABLE",
        Modify::ReadWrite => "READ_WRITE",
    };
    (modify != usual).then(|| format!("{name} = {word}"))
}
