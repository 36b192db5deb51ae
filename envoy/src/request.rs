//! One request.

use std::cell::RefCell;
use std::rc::Rc;

use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext};
use proxy_wasm::types::{Action, MapType};

use crate::filter::{Filter, Outcome};
use crate::host::{Headers, remove_identity};

/// The context that lives as long as a request.
#[derive(Debug)]
pub(crate) struct Request {
    context: u32,
    /// Nothing if the plugin was never configured.
    filter: Option<Rc<RefCell<Filter>>>,
}

impl Request {
    pub(crate) const fn new(context: u32, filter: Option<Rc<RefCell<Filter>>>) -> Self {
        Self { context, filter }
    }

    fn unless_waiting(&self) -> Action {
        match &self.filter {
            Some(filter) if !filter.borrow().is_waiting(self.context) => Action::Continue,
            _ => Action::Pause,
        }
    }
}

impl Context for Request {
    fn on_done(&mut self) -> bool {
        if let Some(filter) = &self.filter {
            filter.borrow_mut().forget(self.context);
        }
        true
    }
}

impl HttpContext for Request {
    fn on_http_request_headers(&mut self, _headers: usize, _is_whole: bool) -> Action {
        let outcome = self.filter.as_ref().map(|filter| filter.borrow_mut().decide(self.context, true));
        match outcome {
            Some(Outcome::Passed) => Action::Continue,
            Some(Outcome::Waits | Outcome::Refused) => Action::Pause,
            None => {
                // No host lets a request in before the plugin is configured; if one does, nothing can be decided.
                let _gone = hostcalls::send_http_response(503, Vec::new(), None);
                Action::Pause
            }
        }
    }

    /// A host that goes on with the body of a request whose headers wait would let it through undecided.
    fn on_http_request_body(&mut self, _bytes: usize, _is_whole: bool) -> Action {
        self.unless_waiting()
    }

    /// Some servers read trailers as if they were headers.
    fn on_http_request_trailers(&mut self, _trailers: usize) -> Action {
        remove_identity(MapType::HttpRequestTrailers, &Headers::of(MapType::HttpRequestTrailers));
        self.unless_waiting()
    }
}
