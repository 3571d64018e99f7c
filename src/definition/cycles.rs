//! Cycles of needs, and where each of them is broken.

use super::graph::Graph;
use super::item::{Class, Section, What};
use crate::catalog::{ConstraintForm, Object, ViewForm};
use std::collections::HashSet;

/// Breaks cycles among items that could not be sorted. Cycles that share an item with another one wait: breaking the
/// first may break them, too.
pub(super) fn repair(graph: &mut Graph<'_>, left: &[usize]) {
    let mut done = vec![false; graph.items.len()];
    let mut failed = vec![usize::MAX; graph.items.len()];
    for start in left {
        match find(graph, *start, &done, &mut failed) {
            Some(cycle) => {
                break_one(graph, &cycle);
                // All cycles through the boundaries share them.
                for item in cycle.into_iter().filter(|item| graph.items[*item].class.section() != Section::Boundary) {
                    done[item] = true;
                }
            }
            None => done[*start] = true,
        }
    }
}

/// Finds a way from an item back to itself.
fn find(graph: &Graph<'_>, start: usize, done: &[bool], failed: &mut [usize]) -> Option<Vec<usize>> {
    let mut path: Vec<usize> = Vec::new();
    let mut is_on_path = HashSet::new();
    // The next need to follow, for each item of the path.
    let mut next: Vec<usize> = Vec::new();
    let mut enter = Some(start);
    loop {
        if let Some(item) = enter.take()
            && !done[item]
            && failed[item] != start
            && is_on_path.insert(item)
        {
            path.push(item);
            next.push(0);
            if graph.items[item].needs.contains(&start) {
                return Some(path);
            }
        }
        let (item, at) = (*path.last()?, next.last_mut()?);
        if let Some(need) = graph.items[item].needs.get(*at) {
            *at += 1;
            enter = Some(*need);
        } else {
            failed[item] = start;
            is_on_path.remove(&item);
            path.pop();
            next.pop();
        }
    }
}

fn remove(graph: &mut Graph<'_>, from: usize, to: usize) {
    graph.items[from].needs.retain(|need| *need != to);
}

/// Makes a part of a table, domain or view a statement of its own.
fn separate(graph: &mut Graph<'_>, whole: usize, part: usize, is_post_data: bool) {
    remove(graph, whole, part);
    graph.items[part].is_separate = true;
    graph.items[part].needs.push(whole);
    if is_post_data {
        let post_data = graph.post_data;
        graph.items[part].needs.push(post_data);
    }
}

/// Breaks a cycle at the first place that suits it, as `repairDependencyLoop` does.
fn break_one(graph: &mut Graph<'_>, cycle: &[usize]) {
    let is_pair = cycle.len() == 2;
    if is_pair && (break_pair(graph, cycle[0], cycle[1]) || break_pair(graph, cycle[1], cycle[0])) {
        return;
    }
    if cycle.len() > 2 && break_long(graph, cycle) {
        return;
    }
    let to = cycle.get(1).copied().unwrap_or(cycle[0]);
    remove(graph, cycle[0], to);
}

/// Breaks a cycle of an object and a part of it, or of a type and a function.
fn break_pair(graph: &mut Graph<'_>, whole: usize, part: usize) -> bool {
    if graph.items[whole].class == Class::Type && graph.items[part].class == Class::Function {
        remove(graph, part, whole);
        if let Some(shell) = shell_of(graph, whole) {
            graph.items[part].needs.push(shell);
            graph.items[shell].is_separate = true;
        }
        return true;
    }
    if is_part(graph, whole, part) {
        remove(graph, part, whole);
        return true;
    }
    let attaches = match (&graph.items[whole].what, &graph.items[part].what) {
        (What::Object(Object::Index(parent)), What::Object(Object::Index(index))) => {
            index.attached_to.as_ref().is_some_and(|of| of.schema == parent.schema && of.name == parent.name)
        }
        _ => false,
    };
    if attaches {
        remove(graph, whole, part);
    }
    attaches
}

/// Returns the item of the shell of a type.
fn shell_of(graph: &Graph<'_>, data_type: usize) -> Option<usize> {
    let What::Object(Object::DataType(data_type)) = &graph.items[data_type].what else { return None };
    let is_it = |item: &super::item::Item<'_>| matches!(&item.what, What::Shell(of) if std::ptr::eq(*of, data_type));
    graph.items.iter().position(is_it)
}

/// Whether an item is a rule, check or default of a table, view or domain.
fn is_part(graph: &Graph<'_>, whole: usize, part: usize) -> bool {
    is_rule(graph, whole, part) || is_check(graph, whole, part) || is_default(graph, whole, part)
}

fn is_rule(graph: &Graph<'_>, whole: usize, part: usize) -> bool {
    match (&graph.items[whole].what, &graph.items[part].what) {
        (What::Object(Object::View(view)), What::ViewRule(of)) => std::ptr::eq(view, *of),
        _ => false,
    }
}

fn is_check(graph: &Graph<'_>, whole: usize, part: usize) -> bool {
    let check = match &graph.items[part].what {
        What::Object(Object::Constraint(check)) if check.form == ConstraintForm::Check => check,
        What::RepeatedCheck(check) => check.as_ref(),
        _ => return false,
    };
    match &graph.items[whole].what {
        What::Object(Object::Table(table)) => {
            !check.of_domain && table.schema == check.schema && table.name == check.on
        }
        What::Object(Object::DataType(domain)) => {
            check.of_domain && domain.schema == check.schema && domain.name == check.on
        }
        _ => false,
    }
}

fn is_default(graph: &Graph<'_>, whole: usize, part: usize) -> bool {
    let What::Default { column, .. } = &graph.items[part].what else { return false };
    let of = match &graph.items[whole].what {
        What::Object(Object::Table(table)) => (&table.schema, &table.name),
        What::Object(Object::View(view)) => (&view.schema, &view.name),
        _ => return false,
    };
    of == (&column.schema, &column.table)
}

/// A test for an object and a part of it.
type Test = fn(&Graph<'_>, usize, usize) -> bool;

fn is_plain_view(graph: &Graph<'_>, item: usize) -> bool {
    matches!(&graph.items[item].what, What::Object(Object::View(view)) if view.form == ViewForm::Plain)
}

fn is_materialized(graph: &Graph<'_>, item: usize) -> bool {
    matches!(&graph.items[item].what, What::Object(Object::View(view)) if view.form == ViewForm::Materialized)
}

fn break_long(graph: &mut Graph<'_>, cycle: &[usize]) -> bool {
    // A cycle may be as long as the catalog.
    let of = |graph: &Graph<'_>, classes: &[Class]| -> Vec<usize> {
        cycle.iter().copied().filter(|item| classes.contains(&graph.items[*item].class)).collect()
    };
    let wholes = of(graph, &[Class::Table, Class::Type]);
    let parts = of(graph, &[Class::Rule, Class::Constraint, Class::Default]);
    let find_pair = |graph: &Graph<'_>, test: Test| {
        let mut pairs = wholes.iter().flat_map(|whole| parts.iter().map(move |part| (*whole, *part)));
        pairs.find(|(whole, part)| test(graph, *whole, *part))
    };
    let rule: Test = |graph, whole, part| is_plain_view(graph, whole) && is_rule(graph, whole, part);
    if let Some((view, rule)) = find_pair(graph, rule) {
        separate(graph, view, rule, true);
        return true;
    }
    let is_function = |graph: &Graph<'_>, item: usize| graph.items[item].class == Class::Function;
    let waits = cycle.iter().any(|item| is_materialized(graph, *item) || is_function(graph, *item));
    if let Some(at) = cycle.iter().position(|item| *item == graph.pre_data).filter(|_| waits) {
        // A materialized view or a function may need a key, which is added below the data.
        let after = cycle.get(at + 1).copied().unwrap_or(cycle[0]);
        remove(graph, cycle[at], after);
        return true;
    }
    let of_table: Test = |graph, whole, part| graph.items[whole].class == Class::Table && is_check(graph, whole, part);
    if let Some((table, check)) = find_pair(graph, of_table) {
        separate(graph, table, check, true);
        return true;
    }
    if let Some((table, default)) = find_pair(graph, is_default) {
        separate(graph, table, default, false);
        return true;
    }
    if let Some((domain, check)) = find_pair(graph, is_check) {
        separate(graph, domain, check, true);
        return true;
    }
    false
}
