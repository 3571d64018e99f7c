//! The order in which cycles are searched: that in which objects can have been created.
//!
//! `pg_dump` searches in the order of OIDs: a view over a view that needs a key comes later, and is whole when the first
//! one was broken.

use super::graph::Graph;
use super::item::{Class, Section};

/// The place of an item: tables first, then functions, types and the rest; within them, what others need first.
pub(super) type Age = (u8, usize, usize);

/// Returns the age of each item.
pub(super) fn ages(graph: &Graph<'_>) -> Vec<Age> {
    let groups = groups(graph);
    let age = |(at, item): (usize, &super::item::Item<'_>)| {
        let kind = match item.class {
            Class::Extension | Class::Schema => 0,
            Class::Table => 1,
            Class::Function => 2,
            Class::Type | Class::Shell | Class::DummyType => 3,
            Class::PreData | Class::PostData => 5,
            _ => 4,
        };
        (kind, groups[at], at)
    };
    graph.items.iter().enumerate().map(age).collect()
}

/// An item on the way of a search.
struct Step {
    item: usize,
    /// The next need to follow.
    next: usize,
}

/// Numbers groups of items that need each other (Tarjan), each after the groups that it needs. The boundaries are left
/// out: with them, everything needs everything else.
fn groups(graph: &Graph<'_>) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let count = graph.items.len();
    let (mut group, mut number, mut low) = (vec![NONE; count], vec![NONE; count], vec![NONE; count]);
    let mut open: Vec<usize> = Vec::new();
    let (mut numbers, mut groups) = (0, 0);
    for start in 0..count {
        if number[start] != NONE {
            continue;
        }
        let mut path = vec![Step { item: start, next: 0 }];
        while let Some(Step { item, next }) = path.last_mut() {
            let item = *item;
            if number[item] == NONE {
                (number[item], low[item]) = (numbers, numbers);
                numbers += 1;
                open.push(item);
            }
            let need = graph.items[item].needs.get(*next).copied();
            *next += 1;
            match need {
                Some(need) if graph.items[need].class.section() == Section::Boundary => {}
                Some(need) if number[need] == NONE => path.push(Step { item: need, next: 0 }),
                Some(need) if group[need] == NONE => low[item] = low[item].min(number[need]),
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some(Step { item: above, .. }) = path.last() {
                        low[*above] = low[*above].min(low[item]);
                    }
                    if low[item] == number[item] {
                        while let Some(member) = open.pop() {
                            group[member] = groups;
                            if member == item {
                                break;
                            }
                        }
                        groups += 1;
                    }
                }
            }
        }
    }
    group
}
