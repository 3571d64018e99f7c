//! Encrypted connections: what each `sslmode` verifies, through a proxy that ends the encryption before a real server.

use crate::support::Server;
use crate::support::server::new_database;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tidegate::postgres::live::Live;
use tidegate::postgres::{Engine as _, Environment, Error, Parameters, Session};

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/postgres/tls").join(name)
}

/// Starts a proxy before a socket; returns its port. Its certificate is for `db.test`.
pub(crate) fn proxy(socket: PathBuf, has_tls: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let chain = vec![CertificateDer::from_pem_file(fixture("server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(fixture("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(builder.with_no_client_auth().with_single_cert(chain, key).unwrap());
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (socket, config) = (socket.clone(), Arc::clone(&config));
            std::thread::spawn(move || serve(client, &socket, has_tls.then_some(config)));
        }
    });
    port
}

fn serve(mut client: TcpStream, socket: &Path, config: Option<Arc<ServerConfig>>) -> Option<()> {
    const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
    let pause = Some(Duration::from_millis(2));
    let mut server = UnixStream::connect(socket).ok()?;
    server.set_read_timeout(pause).ok()?;
    let mut first = [0; 8];
    client.read_exact(&mut first).ok()?;
    let is_asked = first == SSL_REQUEST;
    if !is_asked {
        server.write_all(&first).ok()?;
    }
    match config.filter(|_| is_asked) {
        Some(config) => {
            client.write_all(b"S").ok()?;
            let mut tls = ServerConnection::new(config).ok()?;
            client.set_read_timeout(pause).ok()?;
            pump(&mut Stream::new(&mut tls, &mut client), &mut server)
        }
        None => {
            if is_asked {
                client.write_all(b"N").ok()?;
            }
            client.set_read_timeout(pause).ok()?;
            pump(&mut client, &mut server)
        }
    }
}

/// Passes bytes on in both directions until one side ends.
fn pump(client: &mut (impl Read + Write), server: &mut (impl Read + Write)) -> Option<()> {
    loop {
        pass(client, server)?;
        pass(server, client)?;
    }
}

fn pass(from: &mut impl Read, to: &mut impl Write) -> Option<()> {
    let mut bytes = [0; 16384];
    match from.read(&mut bytes) {
        Ok(0) => None,
        Ok(length) => to.write_all(&bytes[..length]).and_then(|()| to.flush()).ok(),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Some(()),
        Err(_) => None,
    }
}

#[test]
fn each_mode_verifies_what_libpq_verifies() {
    let Some(server) = Server::new() else { return };
    let mut local = server.start();
    local.create_database(&new_database("theirs")).unwrap();
    local.open("theirs", &Session::default()).unwrap().run("create role reader login").unwrap();
    let socket = local.sockets().join(".s.PGSQL.5432");
    let (encrypted, plain) = (proxy(socket.clone(), true), proxy(socket, false));
    let environment = Environment { root: PathBuf::from("/"), ..Environment::default() };
    let connect = |host: &str, port: u16, more: &str| {
        let text = format!("host={host} hostaddr=127.0.0.1 port={port} user=reader dbname=theirs {more}");
        Live::connect(&Parameters::parse(&text).unwrap(), &environment).map(|live| live.user().to_owned())
    };
    let roots = format!("sslrootcert={}", fixture("ca.pem").display());
    for (host, mode) in [
        ("db.test", format!("sslmode=verify-full {roots}")),
        ("other.test", format!("sslmode=verify-ca {roots}")),
        ("other.test", "sslmode=require".to_owned()),
        // As in libpq, `require` with a file verifies the authority and not the name.
        ("other.test", format!("sslmode=require {roots}")),
        ("other.test", "sslmode=prefer".to_owned()),
        ("other.test", "sslmode=allow".to_owned()),
        ("other.test", "sslmode=disable".to_owned()),
        ("other.test", String::new()),
        ("db.test", format!("sslmode=verify-full sslrootcert={}", fixture("server.pem").display())),
    ] {
        assert_eq!(connect(host, encrypted, &mode).unwrap(), "reader", "{host} {mode}");
    }
    for (host, mode, cause) in [
        ("other.test", format!("sslmode=verify-full {roots}"), "not valid for name"),
        ("db.test", "sslmode=verify-full".to_owned(), "UnknownIssuer"),
        ("db.test", "sslrootcert=system".to_owned(), "UnknownIssuer"),
    ] {
        match connect(host, encrypted, &mode) {
            Err(Error::Untrusted { cause: found, .. }) => assert!(found.contains(cause), "{host} {mode}: {found}"),
            other => panic!("{host} {mode}: {other:?}"),
        }
    }
    for mode in ["sslmode=prefer", "sslmode=allow", "sslmode=disable"] {
        assert_eq!(connect("db.test", plain, mode).unwrap(), "reader", "{mode}");
    }
    let refused = connect("db.test", plain, "sslmode=require").unwrap_err().to_string();
    assert!(refused.contains("does not support TLS"), "{refused}");
}
