//! The certificates of a connection: which authorities are trusted, and the one that this side shows.

use super::super::environment::Environment;
use super::super::error::Error;
use super::parameters::Parameters;
use super::ssl_mode::SslMode;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    ALL_VERSIONS, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme, SupportedProtocolVersion,
    version::TLS13,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const NEWEST: &[&SupportedProtocolVersion] = &[&TLS13];

/// The files of trusted authorities and of the certificate of this side.
pub(super) struct Certificates {
    /// A file of `sslrootcert`; without one the authorities that the system trusts.
    pub(super) roots: Option<PathBuf>,
    client: Option<(PathBuf, PathBuf)>,
    versions: &'static [&'static SupportedProtocolVersion],
}

impl Certificates {
    /// Finds the files that parameters name, otherwise those in `~/.postgresql`.
    pub(super) fn find(parameters: &Parameters, environment: &Environment) -> Self {
        let usual = |name: &str| {
            let path = environment.home.as_ref()?.join(".postgresql").join(name);
            path.exists().then_some(path)
        };
        let named = |name: &str| parameters.get(name).map(|path| environment.current_dir.join(path));
        let roots = match parameters.get("sslrootcert") {
            Some("system") => None,
            Some(_) => named("sslrootcert"),
            None => usual("root.crt"),
        };
        let certificate = named("sslcert").or_else(|| usual("postgresql.crt"));
        let client = certificate.zip(named("sslkey").or_else(|| usual("postgresql.key")));
        let is_newest = parameters.get("ssl_min_protocol_version") == Some("TLSv1.3");
        Self { roots, client, versions: if is_newest { NEWEST } else { ALL_VERSIONS } }
    }

    /// The settings of an encrypted connection; they are the same for every host.
    pub(super) fn config(&self, mode: SslMode) -> Result<ClientConfig, Error> {
        let provider = Arc::new(ring::default_provider());
        let algorithms = provider.signature_verification_algorithms;
        let (roots, pinned) =
            if mode < SslMode::VerifyCa { (RootCertStore::empty(), Vec::new()) } else { self.authorities()? };
        let verifier = Arc::new(Verifier { roots, pinned, mode, algorithms });
        let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(self.versions);
        let builder = builder.map_err(|error| wrong(&error.to_string()))?;
        let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
        let Some((certificate, key)) = &self.client else { return Ok(builder.with_no_client_auth()) };
        check_private(key)?;
        let chain = certificates(certificate)?;
        let key = PrivateKeyDer::from_pem_file(key)
            .map_err(|error| wrong(&format!("{} has no usable private key: {error}", key.display())))?;
        builder.with_client_auth_cert(chain, key).map_err(|error| wrong(&format!("{}: {error}", certificate.display())))
    }

    fn authorities(&self) -> Result<(RootCertStore, Vec<CertificateDer<'static>>), Error> {
        let mut store = RootCertStore::empty();
        let Some(path) = &self.roots else {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            return if store.is_empty() {
                Err(wrong("the system has no list of certificate authorities: name a file with `sslrootcert`"))
            } else {
                Ok((store, Vec::new()))
            };
        };
        let pinned = certificates(path)?;
        store.add_parsable_certificates(pinned.iter().cloned());
        Ok((store, pinned))
    }
}

fn wrong(reason: &str) -> Error {
    Error::Address { reason: reason.to_owned() }
}

/// The certificates of a PEM file, at least one.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let unusable = |reason: &str| wrong(&format!("{} has no usable certificate: {reason}", path.display()));
    let found = CertificateDer::pem_file_iter(path).map_err(|error| unusable(&error.to_string()))?;
    let found = found.collect::<Result<Vec<_>, _>>().map_err(|error| unusable(&error.to_string()))?;
    if found.is_empty() { Err(unusable("it is empty")) } else { Ok(found) }
}

/// Refuses a private key that other users can read, as libpq does.
fn check_private(key: &Path) -> Result<(), Error> {
    let metadata = key.metadata().map_err(Error::files("read", key))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        let others = if metadata.uid() == 0 { 0o037 } else { 0o077 };
        if metadata.permissions().mode() & others != 0 {
            return Err(wrong(&format!("other users can read the private key {}: `chmod 600` it", key.display())));
        }
    }
    if metadata.is_file() { Ok(()) } else { Err(wrong(&format!("{} is not a regular file", key.display()))) }
}

/// Verifies as much of a server's certificate as the mode asks for. rustls itself only knows `verify-full`.
#[derive(Debug)]
struct Verifier {
    roots: RootCertStore,
    /// The certificates of `sslrootcert`: a server may show one of them itself, which `openssl req -x509` makes.
    pinned: Vec<CertificateDer<'static>>,
    mode: SslMode,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.mode < SslMode::VerifyCa {
            return Ok(ServerCertVerified::assertion());
        }
        let certificate = ParsedCertificate::try_from(end_entity)?;
        if !self.pinned.contains(end_entity) {
            let algorithms = self.algorithms.all;
            verify_server_cert_signed_by_trust_anchor(&certificate, &self.roots, intermediates, now, algorithms)?;
        }
        if self.mode == SslMode::VerifyFull {
            verify_server_name(&certificate, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
