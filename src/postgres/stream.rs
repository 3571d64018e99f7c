//! Connections of the driver, encrypted or not, whose messages from the server are shortened.

use super::shortened::Shortening;
use pg_driver::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use std::convert::Infallible;
use std::future::{self, Ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes that are read at once.
const PIECE: usize = 16 << 10;

/// Whether rows are read by anyone now.
#[derive(Clone, Debug, Default)]
pub(super) struct RowsUnread(Arc<AtomicBool>);

impl RowsUnread {
    pub(super) fn set(&self, are_unread: bool) {
        self.0.store(are_unread, Ordering::Relaxed);
    }
}

/// A connection whose messages from the server are shortened.
pub(super) struct Shortened<S> {
    inner: S,
    shortening: Shortening,
    rows_unread: RowsUnread,
    piece: Box<[u8]>,
    /// Bytes that were read, and how many of them were taken.
    waiting: Vec<u8>,
    taken: usize,
    binding: fn(&S) -> ChannelBinding,
}

impl<S> Shortened<S> {
    /// Wraps a connection that is not encrypted.
    pub(super) fn new(inner: S, rows_unread: RowsUnread) -> Self {
        Self {
            inner,
            shortening: Shortening::default(),
            rows_unread,
            piece: vec![0; PIECE].into_boxed_slice(),
            waiting: Vec::new(),
            taken: 0,
            binding: |_| ChannelBinding::none(),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Shortened<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while this.taken == this.waiting.len() {
            let mut read = ReadBuf::new(&mut this.piece);
            ready!(Pin::new(&mut this.inner).poll_read(cx, &mut read))?;
            if read.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            this.waiting.clear();
            this.taken = 0;
            this.shortening.push(read.filled(), this.rows_unread.0.load(Ordering::Relaxed), &mut this.waiting);
        }
        let waiting = &this.waiting[this.taken..];
        let taken = waiting.len().min(out.remaining());
        out.put_slice(&waiting[..taken]);
        this.taken += taken;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Shortened<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Shortened<S> {
    fn channel_binding(&self) -> ChannelBinding {
        (self.binding)(&self.inner)
    }
}

/// Begins encrypted connections.
pub(super) struct Encrypted<M> {
    pub(super) inner: M,
    pub(super) rows_unread: RowsUnread,
}

impl<S, M> MakeTlsConnect<S> for Encrypted<M>
where
    M: MakeTlsConnect<S>,
    M::TlsConnect: 'static,
    <M::TlsConnect as TlsConnect<S>>::Future: Send + 'static,
{
    type Stream = Shortened<M::Stream>;
    type TlsConnect = Encrypted<M::TlsConnect>;
    type Error = M::Error;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Self::TlsConnect, M::Error> {
        Ok(Encrypted { inner: self.inner.make_tls_connect(domain)?, rows_unread: self.rows_unread.clone() })
    }
}

impl<S, C> TlsConnect<S> for Encrypted<C>
where
    C: TlsConnect<S> + 'static,
    C::Future: Send + 'static,
{
    type Stream = Shortened<C::Stream>;
    type Error = C::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Stream, C::Error>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        let (connecting, rows_unread) = (self.inner.connect(stream), self.rows_unread);
        Box::pin(async move {
            let encrypted = Shortened::new(connecting.await?, rows_unread);
            Ok(Shortened { binding: TlsStream::channel_binding, ..encrypted })
        })
    }
}

/// Begins connections that are not encrypted, in the place of a library for encryption: the driver shows nothing else what
/// a server sends.
#[derive(Clone)]
pub(super) struct Unencrypted(pub(super) RowsUnread);

impl<S: AsyncRead + AsyncWrite + Unpin> MakeTlsConnect<S> for Unencrypted {
    type Stream = Shortened<S>;
    type TlsConnect = Self;
    type Error = Infallible;

    fn make_tls_connect(&mut self, _domain: &str) -> Result<Self, Infallible> {
        Ok(self.clone())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsConnect<S> for Unencrypted {
    type Stream = Shortened<S>;
    type Error = Infallible;
    type Future = Ready<Result<Shortened<S>, Infallible>>;

    fn connect(self, stream: S) -> Self::Future {
        future::ready(Ok(Shortened::new(stream, self.0)))
    }
}
