//! The order of items: by class and name, with as few of them moved as their needs demand.

use super::age;
use super::cycles;
use super::graph::Graph;
use super::item::Item;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Returns the items in an order in which each follows those that it needs. Cycles are broken, which makes some of
/// them separate.
pub(super) fn ordered(graph: &mut Graph<'_>) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..graph.items.len()).collect();
    sorted.sort_by(|one, other| compare(&graph.items[*one], &graph.items[*other]));
    let mut ages = None;
    loop {
        let mut left = match attempt(graph, &sorted) {
            Ok(order) => return order,
            Err(left) => left,
        };
        let ages = ages.get_or_insert_with(|| age::ages(graph));
        left.sort_by_key(|item| ages[*item]);
        cycles::repair(graph, &left);
    }
}

fn compare(one: &Item<'_>, other: &Item<'_>) -> Ordering {
    let by_schema = match (one.schema, other.schema) {
        (Some(one), Some(other)) => one.cmp(other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    };
    one.class
        .rank()
        .cmp(&other.class.rank())
        .then(by_schema)
        .then_with(|| one.name.cmp(&other.name))
        .then_with(|| one.class.cmp(&other.class))
        .then_with(|| one.ties.cmp(&other.ties))
}

/// Sorts from the end: the last item that nothing else needs is next. Returns the items that could not be sorted.
fn attempt(graph: &Graph<'_>, sorted: &[usize]) -> Result<Vec<usize>, Vec<usize>> {
    let count = graph.items.len();
    let mut place = vec![0; count];
    for (at, item) in sorted.iter().enumerate() {
        place[*item] = at;
    }
    let mut needed_by = vec![0_usize; count];
    for need in graph.items.iter().flat_map(|item| &item.needs) {
        needed_by[*need] += 1;
    }
    let free = (0..count).filter(|item| needed_by[*item] == 0).map(|item| place[item]);
    let mut heap: BinaryHeap<usize> = free.collect();
    let mut order = Vec::with_capacity(count);
    while let Some(at) = heap.pop() {
        let item = sorted[at];
        order.push(item);
        for need in &graph.items[item].needs {
            needed_by[*need] -= 1;
            if needed_by[*need] == 0 {
                heap.push(place[*need]);
            }
        }
    }
    if order.len() == count {
        order.reverse();
        return Ok(order);
    }
    Err((0..count).filter(|item| needed_by[*item] > 0).collect())
}
