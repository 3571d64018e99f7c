//! Work on many scripts, in threads where that is faster.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The least work for which a second thread is started, in bytes of scripts: it takes as long to start as to check a few
/// statements.
const WORTH: usize = 1 << 10;

/// The work from which every processor takes part.
pub(super) const LARGE: usize = 1 << 17;

/// The stack of a thread: that of the main thread, of which the parser may need a part.
const STACK: usize = 8 << 20;

/// The threads that run at once. Linux reads files to find the number, so it is asked for only where it matters.
pub(super) fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(4)
}

/// The results of `run` for each item, in order. `size` is about the number of bytes that `run` reads for an item.
pub(super) fn map<T: Sync, R: Send>(items: &[T], size: impl Fn(&T) -> usize, run: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let all: usize = items.iter().map(size).sum();
    let wanted = if all >= LARGE { threads() } else { 2 };
    if items.len() < 2 || all < WORTH || wanted < 2 {
        return items.iter().map(run).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, run(item)));
        }
    };
    let mut done = thread::scope(|scope| {
        let start = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        // Without room for another thread, this one does the work alone.
        let others: Vec<_> = (1..wanted.min(items.len())).map_while(|number| start(number).ok()).collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        for size in [0, WORTH, LARGE] {
            let items: Vec<usize> = (0..100).collect();
            assert_eq!(map(&items, |_| size, |item| item * 2), (0..200).step_by(2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_in_a_thread_is_passed_on() {
        let items: Vec<usize> = (0..100).collect();
        let fails = |item: &usize| assert!(*item != 50, "item 50");
        let caught = std::panic::catch_unwind(|| map(&items, |_| WORTH, fails));
        assert_eq!(caught.expect_err("a panic").downcast_ref::<&str>(), Some(&"item 50"));
    }
}
