//! A stack that is large enough for the recursion of the parser.

/// Tokens whose parsing fits into any stack, even if each of them is a level of its own.
const FEW: usize = if cfg!(debug_assertions) { 100 } else { 1000 };

/// The stack that one level needs at most, in bytes.
const LEVEL: usize = if cfg!(debug_assertions) { 32 << 10 } else { 4 << 10 };

/// Runs something that may recurse once for every token: operators, joins and words such as NOT nest without
/// brackets, so that no limit of brackets prevents it. `None` if the system has no room for such a stack,
/// which takes memory only as far as it is used.
pub(super) fn with_stack_for<T: Send>(tokens: usize, run: impl FnOnce() -> T + Send) -> Option<T> {
    if tokens <= FEW {
        return Some(run());
    }
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(tokens.saturating_mul(LEVEL));
        let running = builder.spawn_scoped(scope, run).ok()?;
        Some(running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
