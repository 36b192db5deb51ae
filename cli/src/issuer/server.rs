//! HTTP/1.1 on the loopback interface, one request a connection, with limits on what a client sends and on how long it takes.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use tokio::net::TcpStream;

use super::protocol::{Issuer, Reply};

/// A port of 127.0.0.1, and of nothing else.
pub(super) struct Listener {
    listener: TcpListener,
    port: u16,
}

impl Listener {
    /// Takes the port, or a free one for 0.
    pub(super) fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// Answers until the system gives no more connections; says why.
    pub(super) fn serve(self, issuer: Issuer) -> io::Error {
        let issuer = Arc::new(issuer);
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return error,
        };
        runtime.block_on(async {
            let listener = match tokio::net::TcpListener::from_std(self.listener) {
                Ok(listener) => listener,
                Err(error) => return error,
            };
            loop {
                match listener.accept().await {
                    Ok((stream, _)) => drop(tokio::spawn(converse(stream, Arc::clone(&issuer)))),
                    // The client has gone already, or too many are here; both pass.
                    Err(_) => tokio::time::sleep(PAUSE).await,
                }
            }
        })
    }
}

async fn converse(stream: TcpStream, issuer: Arc<Issuer>) {
    let service = service_fn(|request: Request<Incoming>| {
        let issuer = Arc::clone(&issuer);
        async move {
            let (request, _) = request.into_parts();
            // Making a key takes a while, in which others are to be answered.
            let reply = tokio::task::spawn_blocking(move || issuer.answer(&request)).await;
            let broken = (StatusCode::INTERNAL_SERVER_ERROR, Value::Null);
            Ok::<_, Infallible>(respond(reply.unwrap_or(broken)))
        }
    });
    let connection = http1::Builder::new()
        .keep_alive(false)
        // Simple clients close their side when they have asked.
        .half_close(true)
        .max_buf_size(MOST_HEAD_BYTES)
        .timer(TokioTimer::new())
        .header_read_timeout(MOST_TIME)
        .serve_connection(TokioIo::new(stream), service);
    // A client that goes, or that takes too long, ends its own connection and nothing else.
    let _ = tokio::time::timeout(MOST_TIME, connection).await;
}

fn respond((status, document): Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(document.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What a client may take, for sending and for reading.
const MOST_TIME: Duration = Duration::from_secs(10);
/// Of request line and headers; an audience of some kilobytes fits.
const MOST_HEAD_BYTES: usize = 16 * 1024;
const PAUSE: Duration = Duration::from_millis(50);
