//! Operators, operator classes and families.

use super::entry::{Described, Entry};
use super::source::{Source, function_name};
use crate::catalog::{FamilyFunction, FamilyOperator, Operator, OperatorClass, OperatorFamily};

pub(super) fn operator(source: &Source<'_>, operator: &Operator) -> Vec<Entry> {
    let mut options = vec![format!("FUNCTION = {}", function_name(&operator.function))];
    let mut add = |name: &str, value: Option<&str>| options.extend(value.map(|value| format!("{name} = {value}")));
    let other = |signature: &Option<String>| signature.as_ref().map(|signature| source.operator(signature));
    add("LEFTARG", operator.left.as_deref());
    add("RIGHTARG", operator.right.as_deref());
    add("COMMUTATOR", other(&operator.commutator).as_deref());
    add("NEGATOR", other(&operator.negator).as_deref());
    options.extend(operator.merges.then(|| "MERGES".to_owned()));
    options.extend(operator.hashes.then(|| "HASHES".to_owned()));
    let mut add = |name: &str, value: Option<&str>| options.extend(value.map(|value| format!("{name} = {value}")));
    add("RESTRICT", operator.restrict.as_deref().map(function_name));
    add("JOIN", operator.join.as_deref().map(function_name));
    let options: Vec<String> = options.iter().map(|option| format!("    {option}")).collect();
    let (schema, name) = (source.id(&operator.schema), &operator.name);
    let create = format!("CREATE OPERATOR {schema}.{name} (\n{}\n);", options.join(",\n"));
    let mut entries = vec![Entry::new("OPERATOR", Some(&operator.schema), name).with(create)];
    let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "NONE".to_owned());
    let name = format!("{name} ({}, {})", side(&operator.left), side(&operator.right));
    let described = Described { kind: "OPERATOR", schema: Some(&operator.schema), name };
    entries.extend(described.entries(source, operator.comment.as_deref(), None));
    entries
}

pub(super) fn class(source: &Source<'_>, class: &OperatorClass) -> Vec<Entry> {
    let default = if class.default { "DEFAULT " } else { "" };
    let name = source.qualified(&class.schema, &class.name);
    let (of, method, family) = (&class.r#type, source.id(&class.method), source.full(&class.family));
    let mut items: Vec<String> = class.key_type.iter().map(|key| format!("STORAGE {key}")).collect();
    items.extend(members(source, class.operators.as_deref(), class.functions.as_deref()));
    if items.is_empty() {
        items.push(format!("STORAGE {of}"));
    }
    let create = format!(
        "CREATE OPERATOR CLASS {name}\n    {default}FOR TYPE {of} USING {method} FAMILY {family} AS\n    {};",
        items.join(" ,\n    ")
    );
    let mut entries = vec![Entry::new("OPERATOR CLASS", Some(&class.schema), &class.name).with(create)];
    let name = format!("{} USING {method}", source.id(&class.name));
    let described = Described { kind: "OPERATOR CLASS", schema: Some(&class.schema), name };
    entries.extend(described.entries(source, class.comment.as_deref(), None));
    entries
}

pub(super) fn family(source: &Source<'_>, family: &OperatorFamily) -> Vec<Entry> {
    let (name, method) = (source.qualified(&family.schema, &family.name), source.id(&family.method));
    let mut entry = Entry::new("OPERATOR FAMILY", Some(&family.schema), &family.name)
        .with(format!("CREATE OPERATOR FAMILY {name} USING {method};"));
    let members = members(source, family.operators.as_deref(), family.functions.as_deref());
    if !members.is_empty() {
        let members = members.join(" ,\n    ");
        entry.statements.push(format!("ALTER OPERATOR FAMILY {name} USING {method} ADD\n    {members};"));
    }
    let mut entries = vec![entry];
    let name = format!("{} USING {method}", source.id(&family.name));
    let described = Described { kind: "OPERATOR FAMILY", schema: Some(&family.schema), name };
    entries.extend(described.entries(source, family.comment.as_deref(), None));
    entries
}

fn members(
    source: &Source<'_>,
    operators: Option<&[FamilyOperator]>,
    functions: Option<&[FamilyFunction]>,
) -> Vec<String> {
    let mut operators: Vec<&FamilyOperator> = operators.into_iter().flatten().collect();
    operators.sort_by_key(|operator| operator.strategy);
    let mut functions: Vec<&FamilyFunction> = functions.into_iter().flatten().collect();
    functions.sort_by_key(|function| function.number);
    let operators = operators.into_iter().map(|operator| {
        let order = operator.order_by.as_ref().map(|family| format!(" FOR ORDER BY {}", source.full(family)));
        format!("OPERATOR {} {}{}", operator.strategy, operator.operator, order.unwrap_or_default())
    });
    let functions = functions.into_iter().map(|function| {
        let types = match (&function.left, &function.right) {
            (Some(left), Some(right)) => format!(" ({left}, {right})"),
            _ => String::new(),
        };
        format!("FUNCTION {}{types} {}", function.number, function.function)
    });
    operators.chain(functions).collect()
}
