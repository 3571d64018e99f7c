//! The order of steps: each after those that it needs, and otherwise what is dropped first.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// Returns an order in which each item follows its needs, by their keys where they leave a choice, and the items that
/// are in a cycle or need one.
pub(super) fn ordered<Key: Ord>(keys: &[Key], needs: &[BTreeSet<usize>]) -> (Vec<usize>, Vec<usize>) {
    let count = keys.len();
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut open: Vec<usize> = vec![0; count];
    for (at, needs) in needs.iter().enumerate() {
        open[at] = needs.len();
        for need in needs {
            needed_by[*need].push(at);
        }
    }
    let mut place: Vec<usize> = (0..count).collect();
    place.sort_by(|one, other| keys[*one].cmp(&keys[*other]));
    let mut rank = vec![0; count];
    for (at, item) in place.iter().enumerate() {
        rank[*item] = at;
    }
    let free = (0..count).filter(|item| open[*item] == 0);
    let mut heap: BinaryHeap<Reverse<usize>> = free.map(|item| Reverse(rank[item])).collect();
    let mut order = Vec::with_capacity(count);
    while let Some(Reverse(at)) = heap.pop() {
        let item = place[at];
        order.push(item);
        for next in &needed_by[item] {
            open[*next] -= 1;
            if open[*next] == 0 {
                heap.push(Reverse(rank[*next]));
            }
        }
    }
    let left = (0..count).filter(|item| open[*item] > 0).collect();
    (order, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_first_and_a_cycle_is_left() {
        let needs = |lists: &[&[usize]]| -> Vec<BTreeSet<usize>> {
            lists.iter().map(|list| list.iter().copied().collect()).collect()
        };
        assert_eq!(ordered(&["c", "b", "a"], &needs(&[&[], &[], &[]])), (vec![2, 1, 0], vec![]));
        assert_eq!(ordered(&["c", "b", "a"], &needs(&[&[], &[], &[0]])), (vec![1, 0, 2], vec![]));
        assert_eq!(ordered(&["a", "b", "c"], &needs(&[&[1], &[0], &[]])), (vec![2], vec![0, 1]));
    }
}
