//! The connection between `pg_dump` and the backend: two queues in memory.
//!
//! They replace those of the runtime, which hang: of a response larger than their buffer they take
//! what fits without waking the reader, and then both sides wait forever (`virtual-net` 0.702.1,
//! `tcp_pair.rs`, `try_send`). These take a response as a whole; it is in memory anyway.

use std::collections::VecDeque;
use std::mem::MaybeUninit;
use std::net::{IpAddr, Ipv4Addr, Shutdown, SocketAddr};
use std::pin::Pin;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use wasmer_wasix::virtual_net::{
    InterestHandler, InterestType, NetworkError, Result, SocketStatus, VirtualConnectedSocket, VirtualIoSource,
    VirtualNetworking, VirtualSocket, VirtualTcpSocket,
};

/// The address that `pg_dump` connects to; no port is opened on the machine.
pub(super) const SERVER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 5432);

/// The address it appears to connect from.
const CLIENT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 49152);

/// The number of bytes that can always be written.
const CAPACITY: usize = 64 * 1024;

/// A report of the program.
#[derive(Debug)]
pub(super) enum Event {
    Sent(Vec<u8>),
    /// It ended, with its output or the reason of its failure.
    Ended(std::result::Result<Vec<u8>, String>),
}

/// The data that the program has not read yet.
#[derive(Debug, Default)]
struct Inbox {
    bytes: VecDeque<u8>,
    is_closed: bool,
    /// Tasks that wait for data.
    wakers: Vec<Waker>,
    handler: Option<Box<dyn InterestHandler + Send + Sync>>,
}

impl Inbox {
    fn is_readable(&self) -> bool {
        self.is_closed || !self.bytes.is_empty()
    }

    fn notify(&mut self) {
        if let Some(handler) = &mut self.handler {
            handler.push_interest(InterestType::Readable);
        }
        self.wakers.drain(..).for_each(Waker::wake);
    }
}

/// An inbox shared by both sides. Its content is consistent after a panic too.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared(Arc<Mutex<Inbox>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the program a response.
    pub(super) fn send(&self, response: &[u8]) {
        let mut inbox = self.lock();
        inbox.bytes.extend(response);
        inbox.notify();
    }

    /// Ends the data after what the program has not read yet.
    pub(super) fn close(&self) {
        let mut inbox = self.lock();
        inbox.is_closed = true;
        inbox.notify();
    }
}

/// A network with one address, which accepts one connection.
#[derive(Debug)]
pub(super) struct Network(Mutex<Option<Socket>>);

impl Network {
    /// A network whose connection reads from this inbox.
    pub(super) fn new(inbox: Shared, sent: Sender<Event>) -> Self {
        Self(Mutex::new(Some(Socket { inbox, sent })))
    }
}

/// The result of an asynchronous method of the runtime.
type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

impl VirtualNetworking for Network {
    fn connect_tcp<'a, 'b>(
        &'a self,
        _: SocketAddr,
        peer: SocketAddr,
    ) -> Later<'b, Box<dyn VirtualTcpSocket + Sync + 'static>>
    where
        'a: 'b,
        Self: 'b,
    {
        let mut socket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = if peer == SERVER { socket.take() } else { None };
        let taken = taken.ok_or(NetworkError::ConnectionRefused);
        Box::pin(async move { Ok(Box::new(taken?) as Box<dyn VirtualTcpSocket + Sync>) })
    }

    fn resolve<'a, 'b, 'c>(&'a self, host: &'b str, _: Option<u16>, _: Option<IpAddr>) -> Later<'c, Vec<IpAddr>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        let is_ours = host.parse() == Ok(SERVER.ip());
        let found = if is_ours { Ok(vec![SERVER.ip()]) } else { Err(NetworkError::AddressNotAvailable) };
        Box::pin(async move { found })
    }
}

/// The program's end of the connection.
#[derive(Debug)]
struct Socket {
    inbox: Shared,
    sent: Sender<Event>,
}

impl VirtualIoSource for Socket {
    fn remove_handler(&mut self) {
        self.inbox.lock().handler = None;
    }

    fn poll_read_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<usize>> {
        let mut inbox = self.inbox.lock();
        if inbox.is_readable() {
            return Poll::Ready(Ok(inbox.bytes.len()));
        }
        if !inbox.wakers.iter().any(|waker| waker.will_wake(context.waker())) {
            inbox.wakers.push(context.waker().clone());
        }
        Poll::Pending
    }

    fn poll_write_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<usize>> {
        Poll::Ready(Ok(CAPACITY))
    }
}

impl VirtualSocket for Socket {
    fn set_ttl(&mut self, _: u32) -> Result<()> {
        Ok(())
    }

    fn ttl(&self) -> Result<u32> {
        Ok(64)
    }

    fn addr_local(&self) -> Result<SocketAddr> {
        Ok(CLIENT)
    }

    fn status(&self) -> Result<SocketStatus> {
        Ok(if self.is_closed() { SocketStatus::Closed } else { SocketStatus::Opened })
    }

    fn set_handler(&mut self, mut handler: Box<dyn InterestHandler + Send + Sync>) -> Result<()> {
        let mut inbox = self.inbox.lock();
        if inbox.is_readable() {
            handler.push_interest(InterestType::Readable);
        }
        // Only once: a reader sets it again each time it is woken.
        if inbox.handler.is_none() {
            handler.push_interest(InterestType::Writable);
        }
        inbox.handler = Some(handler);
        Ok(())
    }
}

impl VirtualConnectedSocket for Socket {
    fn set_linger(&mut self, _: Option<Duration>) -> Result<()> {
        Ok(())
    }

    fn linger(&self) -> Result<Option<Duration>> {
        Ok(None)
    }

    fn try_send(&mut self, bytes: &[u8]) -> Result<usize> {
        if self.is_closed() {
            return Err(NetworkError::ConnectionReset);
        }
        self.sent.send(Event::Sent(bytes.to_vec())).map_err(|_| NetworkError::ConnectionReset)?;
        Ok(bytes.len())
    }

    fn try_flush(&mut self) -> Result<()> {
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        self.inbox.close();
        Ok(())
    }

    fn try_recv(&mut self, buffer: &mut [MaybeUninit<u8>], is_peek: bool) -> Result<usize> {
        let mut inbox = self.inbox.lock();
        if !inbox.is_readable() {
            return Err(NetworkError::WouldBlock);
        }
        let count = buffer.len().min(inbox.bytes.len());
        for (slot, byte) in buffer.iter_mut().zip(inbox.bytes.iter()) {
            slot.write(*byte);
        }
        if !is_peek {
            inbox.bytes.drain(..count);
        }
        Ok(count)
    }
}

impl VirtualTcpSocket for Socket {
    fn set_recv_buf_size(&mut self, _: usize) -> Result<()> {
        Ok(())
    }

    fn recv_buf_size(&self) -> Result<usize> {
        Ok(CAPACITY)
    }

    fn set_send_buf_size(&mut self, _: usize) -> Result<()> {
        Ok(())
    }

    fn send_buf_size(&self) -> Result<usize> {
        Ok(CAPACITY)
    }

    fn set_nodelay(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn nodelay(&self) -> Result<bool> {
        Ok(true)
    }

    fn set_keepalive(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn keepalive(&self) -> Result<bool> {
        Ok(false)
    }

    fn set_dontroute(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn dontroute(&self) -> Result<bool> {
        Ok(false)
    }

    fn addr_peer(&self) -> Result<SocketAddr> {
        Ok(SERVER)
    }

    fn shutdown(&mut self, _: Shutdown) -> Result<()> {
        self.inbox.close();
        Ok(())
    }

    fn is_closed(&self) -> bool {
        self.inbox.lock().is_closed
    }
}
