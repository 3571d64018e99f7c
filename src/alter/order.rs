//! The order of steps: each after those that it needs, after those that it would rather follow where nothing stands
//! against it, and otherwise what is dropped first.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// Returns an order in which each item follows its needs, and its wishes as far as possible, by their keys where they
/// leave a choice; and the items that are in a cycle of needs or need one.
pub(super) fn ordered<Key: Ord>(
    keys: &[Key],
    needs: &[BTreeSet<usize>],
    wishes: &[BTreeSet<usize>],
) -> (Vec<usize>, Vec<usize>) {
    let count = keys.len();
    let needed_by = followers(needs);
    let wishes = possible(wishes, &needed_by);
    let wished_by = followers(&wishes);
    let mut open: Vec<usize> = needs.iter().map(BTreeSet::len).collect();
    let mut wished: Vec<usize> = wishes.iter().map(BTreeSet::len).collect();
    let mut place: Vec<usize> = (0..count).collect();
    place.sort_by(|one, other| keys[*one].cmp(&keys[*other]));
    let mut rank = vec![0; count];
    for (at, item) in place.iter().enumerate() {
        rank[*item] = at;
    }
    let entry = |item: usize, wished: &[usize]| Reverse((wished[item] > 0, rank[item]));
    let free = (0..count).filter(|item| open[*item] == 0);
    let mut heap: BinaryHeap<_> = free.map(|item| entry(item, &wished)).collect();
    let mut is_done = vec![false; count];
    let mut order = Vec::with_capacity(count);
    while let Some(Reverse((_, at))) = heap.pop() {
        let item = place[at];
        // It came a second time when its wishes were met.
        if std::mem::replace(&mut is_done[item], true) {
            continue;
        }
        order.push(item);
        for next in &needed_by[item] {
            open[*next] -= 1;
            if open[*next] == 0 {
                heap.push(entry(*next, &wished));
            }
        }
        for next in &wished_by[item] {
            wished[*next] -= 1;
            if wished[*next] == 0 && open[*next] == 0 {
                heap.push(entry(*next, &wished));
            }
        }
    }
    let left = (0..count).filter(|item| open[*item] > 0).collect();
    (order, left)
}

/// The wishes that stand against no need: whatever needs an item, also through others, cannot come before it.
fn possible(wishes: &[BTreeSet<usize>], needed_by: &[Vec<usize>]) -> Vec<BTreeSet<usize>> {
    let mut possible = wishes.to_vec();
    for (at, wishes) in possible.iter_mut().enumerate().filter(|(_, wishes)| !wishes.is_empty()) {
        let (mut later, mut open) = (BTreeSet::from([at]), vec![at]);
        while let Some(item) = open.pop() {
            open.extend(needed_by[item].iter().copied().filter(|next| later.insert(*next)));
        }
        wishes.retain(|other| !later.contains(other));
    }
    possible
}

/// The items that follow each item.
fn followers(needs: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (at, needs) in needs.iter().enumerate() {
        for need in needs {
            followers[*need].push(at);
        }
    }
    followers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_first_and_a_cycle_is_left() {
        let needs = |lists: &[&[usize]]| -> Vec<BTreeSet<usize>> {
            lists.iter().map(|list| list.iter().copied().collect()).collect()
        };
        let check = |keys: &[&str], (of, wishes): (&[&[usize]], &[&[usize]]), expected: (&[usize], &[usize])| {
            let (order, left) = ordered(keys, &needs(of), &needs(wishes));
            assert_eq!((order.as_slice(), left.as_slice()), expected);
        };
        let none: &[&[usize]] = &[&[], &[], &[]];
        check(&["c", "b", "a"], (none, none), (&[2, 1, 0], &[]));
        check(&["c", "b", "a"], (&[&[], &[], &[0]], none), (&[1, 0, 2], &[]));
        check(&["a", "b", "c"], (&[&[1], &[0], &[]], none), (&[2], &[0, 1]));
        // A wish is met, also one for an item that is free later.
        check(&["a", "b", "c"], (none, &[&[2], &[], &[]]), (&[1, 2, 0], &[]));
        check(&["a", "b", "c"], (&[&[], &[2], &[]], &[&[1], &[], &[]]), (&[2, 1, 0], &[]));
        // Wishes in a cycle, and those against a need, are not.
        check(&["a", "b", "c"], (none, &[&[1], &[0], &[]]), (&[2, 0, 1], &[]));
        check(&["a", "b", "c"], (&[&[], &[0], &[]], &[&[1], &[], &[]]), (&[0, 1, 2], &[]));
    }
}
