//! The plugin itself: reads its settings, and fetches keys.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use claimgate::ProxySettings;
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{BufferType, ContextType, LogLevel};

use crate::filter::Filter;
use crate::request::Request;

/// The context that lives as long as the plugin.
#[derive(Debug)]
pub(crate) struct Root {
    context: u32,
    /// Nothing until it is configured.
    filter: Option<Rc<RefCell<Filter>>>,
}

impl Root {
    pub(crate) fn boxed(context: u32) -> Box<dyn RootContext> {
        Box::new(Self { context, filter: None })
    }
}

impl Context for Root {
    fn on_http_call_response(&mut self, call: u32, _headers: usize, _body_size: usize, _trailers: usize) {
        if let Some(filter) = &self.filter {
            filter.borrow_mut().answer(call);
        }
    }
}

impl RootContext for Root {
    /// Whether the settings mean something; else the host refuses them, and keeps those it has.
    fn on_configure(&mut self, _size: usize) -> bool {
        let settings = hostcalls::get_buffer(BufferType::PluginConfiguration, 0, usize::MAX).ok().flatten();
        match ProxySettings::parse(&settings.unwrap_or_default()) {
            Ok((settings, gate)) => {
                let mut filter = Filter::new(self.context, settings, gate);
                for other in others() {
                    filter.inherit(&other.borrow());
                }
                if filter.has_remote_keys() {
                    filter.tick();
                }
                let filter = Rc::new(RefCell::new(filter));
                FILTERS.with_borrow_mut(|filters| filters.push(Rc::downgrade(&filter)));
                self.filter = Some(filter);
                true
            }
            Err(problems) => {
                for problem in problems {
                    let fix = problem.fix().map(|fix| format!("; {fix}")).unwrap_or_default();
                    let _unheard = hostcalls::log(LogLevel::Error, &format!("{problem}{fix}"));
                }
                false
            }
        }
    }

    fn on_tick(&mut self) {
        if let Some(filter) = &self.filter {
            filter.borrow_mut().tick();
        }
    }

    fn create_http_context(&self, context: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Request::new(context, self.filter.clone())))
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
}

thread_local! {
    /// All that were configured in this machine: a new configuration is another plugin, which begins before the old one ends.
    static FILTERS: RefCell<Vec<Weak<RefCell<Filter>>>> = const { RefCell::new(Vec::new()) };
}

/// The filters that live, the newest first.
fn others() -> Vec<Rc<RefCell<Filter>>> {
    FILTERS.with_borrow_mut(|filters| {
        filters.retain(|filter| filter.strong_count() > 0);
        filters.iter().rev().filter_map(Weak::upgrade).collect()
    })
}
