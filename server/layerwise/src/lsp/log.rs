//! The log: lines on standard error, which editors keep.

use std::io::{self, Write};

use crate::text::printable;

/// One line. Where standard error is closed nobody reads it.
pub fn line(text: &str) {
    let _ = writeln!(io::stderr(), "layerwise: {}", printable(text));
}

/// A panic becomes one line with its place; who started the work answers with an error.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let payload = info.payload();
        let owned = payload.downcast_ref::<String>().map(String::as_str);
        let why = payload.downcast_ref::<&str>().copied().or(owned).unwrap_or("no message");
        line(&format!("internal error at {place}: {why}"));
    }));
}
