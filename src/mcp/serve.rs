//! The life of the server: from its start until its client has closed the connection.

use super::job::Commands;
use super::server::{Options, Server};
use rmcp::ServiceExt as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// The stack of a job, in bytes: that of a main thread, for which the parsers are made.
const STACK: usize = 8 << 20;

/// The time that jobs get to end when the client has gone; a migration that is applied is to reach a state that a
/// person can continue from.
const GRACE: Duration = Duration::from_secs(20);

/// Serves a client on standard input and output until it closes the connection. Jobs that still run are ended then.
pub fn serve(commands: Arc<dyn Commands>, options: Options) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().thread_stack_size(STACK).build()?;
    let served = runtime.block_on(async {
        let server = Server::new(commands, options);
        let running = Arc::clone(&server.running);
        let served = match server.serve(rmcp::transport::stdio()).await {
            Ok(service) => service.waiting().await.map(drop).map_err(io::Error::other),
            // A client that goes before it has said anything is not a failure.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(io::Error::other(error)),
        };
        running.cancel();
        let _ = tokio::time::timeout(GRACE, running.writing.lock()).await;
        served
    });
    // Threads that still wait, such as one that reads standard input, end with the process.
    runtime.shutdown_background();
    served
}
