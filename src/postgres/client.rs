//! The driver, which is asynchronous, as a client that waits for each answer.

use super::stream::{Encrypted, RowsUnread, Shortened, Unencrypted};
use futures_sink::Sink;
#[cfg(unix)]
use pg_driver::config::TargetSessionAttrs;
use pg_driver::config::{Host, SslMode, SslNegotiation};
use pg_driver::error::DbError;
use pg_driver::{AsyncMessage, Config, CopyInSink, Error, NoTls, SimpleQueryMessage, Statement};
use rustls::ClientConfig;
use std::future::poll_fn;
use std::io::{self, Cursor};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The messages that a connection receives besides answers. It has to be asked for them, or nothing is sent or received.
type Messages = Box<dyn FnMut(&mut Context<'_>) -> Poll<Option<Result<AsyncMessage, Error>>> + Send>;

/// Receives each notice.
pub(super) type Receiver = Arc<dyn Fn(&DbError) + Send + Sync>;

/// A connection to a database.
pub(super) struct Client {
    runtime: Runtime,
    /// `None` while it is being closed.
    session: Option<pg_driver::Client>,
    messages: Messages,
    receive: Receiver,
    rows_unread: RowsUnread,
}

/// Reason why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error(transparent)]
    Driver(#[from] Error),
    #[error(transparent)]
    System(#[from] io::Error),
}

impl Client {
    /// Opens a session.
    pub(super) fn connect(
        config: &Config,
        tls: Option<&ClientConfig>,
        receive: Receiver,
    ) -> Result<Self, ConnectError> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let rows_unread = RowsUnread::default();
        let (session, messages) = runtime.block_on(opened(config, tls, rows_unread.clone()))?;
        Ok(Self { runtime, session: Some(session), messages, receive, rows_unread })
    }

    /// Runs SQL and reads none of its rows.
    pub(super) fn batch_execute(&mut self, sql: &str) -> Result<(), Error> {
        self.rows_unread.set(true);
        let result = self.wait(async |client| client.batch_execute(sql).await);
        self.rows_unread.set(false);
        result
    }

    pub(super) fn simple_query(&mut self, sql: &str) -> Result<Vec<SimpleQueryMessage>, Error> {
        self.wait(async |client| client.simple_query(sql).await)
    }

    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        self.wait(async |client| client.prepare(sql).await)
    }

    /// Runs `COPY … FROM stdin` with pieces of its data; the outer error is that of a copy that did not begin. When the
    /// server ends the copy early, its reason is the error.
    pub(super) fn copy_in<'d>(
        &mut self,
        statement: &Statement,
        data: impl Iterator<Item = &'d [u8]>,
    ) -> Result<Result<u64, Error>, Error> {
        let sink: CopyInSink<Cursor<Vec<u8>>> = self.wait(async |client| client.copy_in(statement).await)?;
        Ok(self.wait(async move |_| {
            let mut sink = pin!(sink);
            for piece in data {
                let sent = poll_fn(|cx| sink.as_mut().poll_ready(cx)).await;
                if sent.and_then(|()| sink.as_mut().start_send(Cursor::new(piece.to_vec()))).is_err() {
                    break;
                }
            }
            sink.finish().await
        }))
    }

    /// Whether the connection answers in time.
    pub(super) fn is_valid(&mut self, timeout: Duration) -> bool {
        self.wait(async |client| Ok(tokio::time::timeout(timeout, client.simple_query("")).await))
            .is_ok_and(|answer| answer.is_ok_and(|answer| answer.is_ok()))
    }

    pub(super) fn is_closed(&self) -> bool {
        self.session.as_ref().is_none_or(pg_driver::Client::is_closed)
    }

    /// Waits for an answer.
    fn wait<T>(&mut self, ask: impl AsyncFnOnce(&pg_driver::Client) -> Result<T, Error>) -> Result<T, Error> {
        let Self { runtime, session, messages, receive, .. } = self;
        let session = session.as_ref().expect("it is there until it is dropped");
        let mut answer = pin!(ask(session));
        runtime.block_on(poll_fn(|cx| {
            loop {
                match messages(cx) {
                    Poll::Ready(Some(Ok(AsyncMessage::Notice(notice)))) => receive(&notice),
                    Poll::Ready(Some(Ok(_))) => {}
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                    Poll::Ready(None) | Poll::Pending => break,
                }
            }
            answer.as_mut().poll(cx)
        }))
    }
}

impl Drop for Client {
    /// Ends the session, and waits until the server has received that.
    fn drop(&mut self) {
        drop(self.session.take());
        let messages = &mut self.messages;
        self.runtime.block_on(poll_fn(|cx| {
            loop {
                match messages(cx) {
                    Poll::Ready(Some(Ok(_))) => {}
                    Poll::Ready(_) => return Poll::Ready(()),
                    Poll::Pending => return Poll::Pending,
                }
            }
        }));
    }
}

/// Opens a session on the way that the parameters name.
async fn opened(
    config: &Config,
    tls: Option<&ClientConfig>,
    rows_unread: RowsUnread,
) -> Result<(pg_driver::Client, Messages), ConnectError> {
    if let Some(tls) = tls {
        let encrypted = Encrypted { inner: MakeRustlsConnect::new(tls.clone()), rows_unread };
        let (client, connection) = config.connect(encrypted).await?;
        return Ok((client, messages(connection)));
    }
    match config.get_hosts() {
        #[cfg(unix)]
        [Host::Unix(folder)] if config.get_target_session_attrs() == TargetSessionAttrs::Any => {
            let port = config.get_ports().first().copied().unwrap_or(5432);
            let connecting = tokio::net::UnixStream::connect(folder.join(format!(".s.PGSQL.{port}")));
            let socket = match config.get_connect_timeout() {
                Some(limit) => tokio::time::timeout(*limit, connecting).await.map_err(io::Error::from)?,
                None => connecting.await,
            };
            let socket = Shortened::new(socket?, rows_unread);
            let (client, connection) = config.connect_raw(socket, NoTls).await?;
            Ok((client, messages(connection)))
        }
        [Host::Tcp(_)] => {
            let mut config = config.clone();
            // No request for encryption is sent.
            config.ssl_mode(SslMode::Require).ssl_negotiation(SslNegotiation::Direct);
            let (client, connection) = config.connect(Unencrypted(rows_unread)).await?;
            Ok((client, messages(connection)))
        }
        _ => {
            let (client, connection) = config.connect(NoTls).await?;
            Ok((client, messages(connection)))
        }
    }
}

fn messages<S, T>(mut connection: pg_driver::Connection<S, T>) -> Messages
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    Box::new(move |cx| connection.poll_message(cx))
}
