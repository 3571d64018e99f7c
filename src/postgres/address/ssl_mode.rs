//! The encryption of a connection and the verification of its server, as libpq names them.

use std::net::IpAddr;

/// `sslmode` (documentation of libpq, "SSL Support").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::postgres) enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl SslMode {
    const ALL: [(&str, Self); 6] = [
        ("disable", Self::Disable),
        ("allow", Self::Allow),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
        ("verify-ca", Self::VerifyCa),
        ("verify-full", Self::VerifyFull),
    ];

    /// The mode of a name.
    pub(in crate::postgres) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, mode)| mode)
    }

    /// The name of the mode.
    pub(in crate::postgres) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }
}

/// Whether a connection to a host stays on this machine.
pub(super) fn is_local(host: &str) -> bool {
    host.starts_with('/') || host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_and_loopback_addresses_are_local() {
        assert!(["/run/postgresql", "localhost", "127.0.0.1", "::1", "127.1.2.3"].into_iter().all(is_local));
        assert!(!["db", "localhost.example", "10.0.0.1", "::2"].into_iter().any(is_local));
    }
}
