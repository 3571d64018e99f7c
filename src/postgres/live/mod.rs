//! A live database: one that people use, and on whose server nothing is created or cleaned up.
//!
//! [`Live::connect`] is the only way from parameters to such a connection. Hosts on other machines must prove who they
//! are unless the parameters say otherwise. Poolers are recognised, because behind one a session is not what it is
//! elsewhere.
//!
//! Never: reads a configuration, writes on its own.

mod connect;
mod place;
mod pooler;
mod probe;

pub use connect::Live;
pub use place::Place;
pub use pooler::{Pooler, PoolerKind};
