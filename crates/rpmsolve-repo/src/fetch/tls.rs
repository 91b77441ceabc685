//! Which servers are believed and who one is to them: the options sslverify, sslcacert, sslclientcert and sslclientkey
//! (dnf5.conf(5)). TLS is rustls with graviola's algorithms, which are Rust and assembler.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, WebPkiServerVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::FetchError;
use crate::Access;

/// Longer files hold no certificates.
const FILE_MAX_BYTES: u64 = 16 << 20;

/// How secure connections are made. What the options name is read at once; the system's certificates not before the
/// first such connection, for nobody else needs any.
pub(super) struct Tls {
    trust: Trust,
    client: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    config: OnceLock<Arc<ClientConfig>>,
}

enum Trust {
    Everybody,
    System,
    These(Arc<RootCertStore>),
}

impl Tls {
    pub(super) fn new(access: &Access) -> Result<Self, FetchError> {
        let trust = match &access.sslcacert {
            _ if !access.sslverify => Trust::Everybody,
            None => Trust::System,
            Some(path) => Trust::These(Arc::new(authorities(path)?)),
        };
        let client = match (&access.sslclientcert, &access.sslclientkey) {
            (None, None) => None,
            (Some(certificate), key) => Some(client(certificate, key.as_ref().unwrap_or(certificate))?),
            (None, Some(key)) => {
                return Err(unusable(
                    key,
                    "a key without its certificate; name that with the option sslclientcert",
                ));
            }
        };
        let tls = Self { trust, client, config: OnceLock::new() };
        if tls.client.is_some() && !matches!(tls.trust, Trust::System) {
            // A key that does not fit is said at once as well.
            tls.config()?;
        }
        Ok(tls)
    }

    /// For a connection.
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, FetchError> {
        if let Some(config) = self.config.get() {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(self.make()?);
        Ok(Arc::clone(self.config.get_or_init(|| config)))
    }

    fn make(&self) -> Result<ClientConfig, FetchError> {
        let error =
            |place: &str, reason: String| FetchError::TlsConfiguration { place: place.to_owned(), reason };
        if !is_cpu_supported() {
            let reason = "lacks the instructions that TLS is done with here (x86-64: AES, PCLMULQDQ, AVX2, BMI1, ADX; \
                          ARM: AES, PMULL, SHA2); use http: or a local mirror";
            return Err(error("the processor", reason.to_owned()));
        }
        let provider = Arc::new(rustls_graviola::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|reason| error("TLS", reason.to_string()))?;
        let verifier: Arc<dyn ServerCertVerifier> = match &self.trust {
            Trust::Everybody => Arc::new(Unverified(provider)),
            Trust::System => Arc::new(Verifier::new(provider).map_err(|reason| {
                let advice = "install them (ca-certificates), or name a file with the option sslcacert";
                error("the system's certificates", format!("{reason}; {advice}"))
            })?),
            Trust::These(roots) => WebPkiServerVerifier::builder_with_provider(Arc::clone(roots), provider)
                .build()
                .map_err(|reason| error("sslcacert", reason.to_string()))?,
        };
        let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
        let Some((certificates, key)) = &self.client else { return Ok(builder.with_no_client_auth()) };
        builder.with_client_auth_cert(certificates.clone(), key.clone_key()).map_err(|reason| {
            let advice = "the key has to be that of the first certificate, and RSA, P-256, P-384 or Ed25519";
            error("sslclientcert, sslclientkey", format!("{reason}; {advice}"))
        })
    }
}

/// What graviola asks for, and would panic without.
fn is_cpu_supported() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        has!("aes") && has!("pclmulqdq") && has!("bmi1") && has!("adx") && has!("avx") && has!("avx2")
    }
    #[cfg(target_arch = "aarch64")]
    {
        use std::arch::is_aarch64_feature_detected as has;
        has!("neon") && has!("aes") && has!("pmull") && has!("sha2")
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    false
}

fn authorities(path: &Path) -> Result<RootCertStore, FetchError> {
    let mut roots = RootCertStore::empty();
    let (_, ignored) = roots.add_parsable_certificates(certificates(path)?);
    if roots.is_empty() {
        let reason =
            if ignored > 0 { "none of its certificates can be read" } else { "has no certificate in it" };
        return Err(unusable(path, &format!("{reason}; it should be those of authorities, in PEM")));
    }
    Ok(roots)
}

fn client(
    certificate: &Path,
    key: &Path,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), FetchError> {
    let certificates = certificates(certificate)?;
    if certificates.is_empty() {
        return Err(unusable(certificate, "has no certificate in it; it should be in PEM"));
    }
    let key_pem = read(key)?;
    let key = PrivateKeyDer::from_pem_slice(&key_pem).map_err(|reason| {
        unusable(
            key,
            &format!("has no key in it that can be read ({reason}); it should be in PEM, not encrypted"),
        )
    })?;
    Ok((certificates, key))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, FetchError> {
    let pem = read(path)?;
    CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|reason| unusable(path, &format!("cannot be read as PEM: {reason}")))
}

fn read(path: &Path) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FILE_MAX_BYTES + 1).read_to_end(&mut bytes));
    match read {
        Ok(length) if length as u64 > FILE_MAX_BYTES => {
            Err(unusable(path, "is too long to hold certificates"))
        }
        Ok(_) => Ok(bytes),
        Err(error) => Err(unusable(path, &said(&error))),
    }
}

fn said(error: &io::Error) -> String {
    format!("{error}; see the options sslcacert, sslclientcert and sslclientkey")
}

fn unusable(path: &Path, reason: &str) -> FetchError {
    FetchError::TlsConfiguration { place: path.display().to_string(), reason: reason.to_owned() }
}

/// For `sslverify=0`: anybody is believed.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
