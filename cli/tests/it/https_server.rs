//! A real https server with a certificate of its own, whose answers a test chooses.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// An answer to a path.
#[derive(Clone)]
pub(crate) enum Reply {
    /// This text.
    Ok(String),
    /// This status and no text.
    Status(u16),
    /// Somewhere else.
    Redirect(String),
    /// White space without end.
    Endless,
    /// Nothing, for a while.
    Silence,
    /// A letter now and then.
    Drip,
}

/// A server until the test ends.
pub(crate) struct HttpsServer {
    /// `https://localhost:PORT`
    pub(crate) base: String,
    /// Its certificate.
    pub(crate) pem: String,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl HttpsServer {
    pub(crate) fn start() -> Self {
        let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certified.cert.der().clone()], key).unwrap();
        let listener = TcpListener::bind("localhost:0").unwrap();
        let server = Self {
            base: format!("https://localhost:{}", listener.local_addr().unwrap().port()),
            pem: certified.cert.pem(),
            replies: Arc::default(),
            asked: Arc::default(),
        };
        let (config, replies, asked) = (Arc::new(config), Arc::clone(&server.replies), Arc::clone(&server.asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (config, replies, asked) = (Arc::clone(&config), Arc::clone(&replies), Arc::clone(&asked));
                // A client that goes away ends the thread, and that is all.
                thread::spawn(move || serve(stream?, config, &replies, &asked));
            }
        });
        server
    }

    /// Says what to answer.
    pub(crate) fn on(&self, path: &str, reply: Reply) -> &Self {
        self.replies.lock().unwrap().insert(path.to_owned(), reply);
        self
    }

    /// An issuer `BASE/name` whose discovery document names these keys; gives the issuer.
    pub(crate) fn issuer(&self, name: &str, jwks_uri: &str) -> String {
        let issuer = format!("{}/{name}", self.base);
        self.on(&discovery_path(name), Reply::Ok(format!(r#"{{"issuer":"{issuer}","jwks_uri":"{jwks_uri}"}}"#)));
        issuer
    }

    /// The paths that were asked, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

pub(crate) fn discovery_path(name: &str) -> String {
    format!("/{name}/.well-known/openid-configuration")
}

fn serve(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    replies: &Mutex<HashMap<String, Reply>>,
    asked: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut request = BufReader::new(StreamOwned::new(connection, stream));
    let mut line = String::new();
    request.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    while line.trim() != "" {
        line.clear();
        request.read_line(&mut line)?;
    }
    asked.lock().unwrap().push(path.clone());
    let reply = replies.lock().unwrap().get(&path).cloned().unwrap_or(Reply::Status(404));
    let mut out = request.into_inner();
    let head = |status: u16, headers: &str| format!("HTTP/1.1 {status} X\r\nconnection: close\r\n{headers}\r\n");
    match reply {
        Reply::Ok(text) => write!(out, "{}{text}", head(200, &format!("content-length: {}\r\n", text.len())))?,
        Reply::Status(status) => write!(out, "{}", head(status, "content-length: 0\r\n"))?,
        Reply::Redirect(target) => write!(out, "{}", head(302, &format!("location: {target}\r\ncontent-length: 0\r\n")))?,
        Reply::Endless => {
            write!(out, "{}", head(200, ""))?;
            loop {
                out.write_all(&[b' '; 4096])?;
            }
        }
        Reply::Silence => thread::sleep(Duration::from_secs(20)),
        Reply::Drip => {
            write!(out, "{}", head(200, ""))?;
            loop {
                out.write_all(b" ")?;
                out.flush()?;
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
    out.conn.send_close_notify();
    out.flush()
}
