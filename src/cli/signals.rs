//! Ctrl-C and other requests to end while the repository's own jobs run: they are ended first, with all that they
//! started.

use super::failure::Failure;
use super::terminal::Terminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Keeps the signals from ending this process while it exists; a second one ends it at once.
pub(super) struct Interrupts {
    /// Whether a signal has arrived.
    pub(super) arrived: Arc<AtomicBool>,
    /// Whether the next one has its usual effect.
    is_default: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
}

impl Interrupts {
    /// Listens from now on.
    pub(super) fn listen() -> Result<Self, Failure> {
        let interrupts = Self { arrived: Arc::default(), is_default: Arc::default(), signal: Arc::default() };
        #[cfg(unix)]
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
            use signal_hook::flag;
            let number = usize::try_from(signal).unwrap_or_default();
            flag::register_conditional_default(signal, interrupts.is_default.clone())
                .and_then(|_| flag::register(signal, interrupts.is_default.clone()))
                .and_then(|_| flag::register_usize(signal, interrupts.signal.clone(), number))
                .and_then(|_| flag::register(signal, interrupts.arrived.clone()))
                .map_err(|error| Failure::environment(format!("cannot listen to signals: {error}")))?;
        }
        Ok(interrupts)
    }

    /// Passes a failure on; if a signal has arrived, the failure is written, and this process ends by the signal.
    pub(super) fn failure(&self, failure: Failure, terminal: &mut Terminal) -> Failure {
        if self.arrived.load(Ordering::SeqCst) {
            terminal.flush();
            let _ = failure.write(terminal.err());
            terminal.flush();
            self.end_by_signal();
        }
        failure
    }

    /// Ends this process by the signal that has arrived, as if it had not been caught.
    pub(super) fn end_by_signal(&self) {
        #[cfg(unix)]
        if let Ok(signal) = i32::try_from(self.signal.load(Ordering::SeqCst))
            && signal != 0
        {
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        self.is_default.store(true, Ordering::SeqCst);
    }
}
