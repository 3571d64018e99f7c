//! Operators, operator classes and families.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::name::named;
use crate::catalog::{FamilyFunction, FamilyOperator, Object, Operator, OperatorFamily};

/// Says how an operator is altered: only its estimators can be.
pub(super) fn operator(context: &Context<'_>, after: &Operator, changed: &Changed<'_>) -> Outcome {
    if changed.0.iter().any(|name| !matches!(*name, "restrict" | "join")) {
        return Outcome::Recreate;
    }
    let function = |function: &Option<String>| match function {
        Some(function) => function.split('(').next().unwrap_or_default().to_owned(),
        None => "NONE".to_owned(),
    };
    let mut options = Vec::new();
    for (name, word, value) in [("restrict", "RESTRICT", &after.restrict), ("join", "JOIN", &after.join)] {
        options.extend(changed.has(name).then(|| format!("{word} = {}", function(value))));
    }
    let object = named(&context.new, &Object::Operator(after.clone())).full();
    Alteration::of(vec![format!("ALTER {object} SET ({});", options.join(", "))])
}

/// Says how an operator family is altered: members are dropped and added.
pub(super) fn family(context: &Context<'_>, before: &OperatorFamily, after: &OperatorFamily) -> Outcome {
    let object = named(&context.new, &Object::OperatorFamily(after.clone())).full();
    let mut main = Vec::new();
    let (old, new) = (members(before), members(after));
    let gone: Vec<&str> =
        old.iter().filter(|member| !new.contains(member)).map(|member| member.dropped.as_str()).collect();
    let added: Vec<&str> =
        new.iter().filter(|member| !old.contains(member)).map(|member| member.added.as_str()).collect();
    if !gone.is_empty() {
        main.push(format!("ALTER {object} DROP {};", gone.join(", ")));
    }
    if !added.is_empty() {
        main.push(format!("ALTER {object} ADD {};", added.join(", ")));
    }
    Alteration::of(main)
}

fn members(family: &OperatorFamily) -> Vec<Member> {
    let operators = family.operators.iter().flatten().map(Member::of_operator);
    operators.chain(family.functions.iter().flatten().map(Member::of_function)).collect()
}

/// A member of a family, as it is added and as it is dropped.
#[derive(PartialEq, Eq)]
struct Member {
    added: String,
    dropped: String,
}

impl Member {
    fn of_operator(operator: &FamilyOperator) -> Self {
        let types = [&operator.left, &operator.right].map(|side| side.clone().unwrap_or_else(|| "NONE".to_owned()));
        let order = operator.order_by.as_ref().map(|family| {
            format!(" FOR ORDER BY {}.{}", crate::object::quoted(&family.schema), crate::object::quoted(&family.name))
        });
        Self {
            added: format!("OPERATOR {} {}{}", operator.strategy, operator.operator, order.unwrap_or_default()),
            dropped: format!("OPERATOR {} ({})", operator.strategy, types.join(", ")),
        }
    }

    fn of_function(function: &FamilyFunction) -> Self {
        let types: Vec<String> = [&function.left, &function.right].into_iter().flatten().cloned().collect();
        let types = if types.is_empty() { String::new() } else { format!(" ({})", types.join(", ")) };
        Self {
            added: format!("FUNCTION {}{types} {}", function.number, function.function),
            dropped: format!("FUNCTION {}{types}", function.number),
        }
    }
}
