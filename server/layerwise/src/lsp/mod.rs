//! The language server.
//!
//! How tower-lsp behaves shapes this module: handlers are polled by one task, so everything heavier
//! than a look-up runs on a blocking thread over a snapshot; handlers of notifications never await,
//! so they act in wire order; nothing here awaits an answer of the client inside a handler. Answers that
//! grow with the document go around it ([`parcel`]).

mod at_once;
mod background;
mod capabilities;
mod configuration;
mod convert;
mod documents;
mod everywhere;
mod frames;
mod input;
mod large_answers;
mod lifecycle;
mod log;
mod outbox;
mod output;
mod parcel;
mod parent;
mod positions;
mod progress;
mod publisher;
mod replay;
mod requests;
mod server;
mod snapshot;
mod state;
mod work;
mod workspace_images;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use tokio::runtime::Builder;
use tower_lsp::{LspService, Server};

pub use replay::replay;

use at_once::AtOnce;
use background::Background;
use configuration::Configuration;
use frames::Frames;
use input::Input;
use lifecycle::{Lifecycle, Watch};
use output::Output;
use parcel::Parcels;
use server::Backend;
use work::Workers;

/// Requests under way at the same time. A cancellation waits for a slot like any message, so there
/// must always be one.
const CONCURRENCY: usize = 1024;
/// Writing, reading the disk, looking up names: they wait more than they work, and must not wait for each
/// other. Analyses have their own threads.
const BLOCKING_THREADS: usize = 64;
/// How long answers that are under way may take after `exit`.
const GRACE: Duration = Duration::from_millis(300);

/// Serves standard input and output until the client says exit, goes away or dies.
pub fn run(parent: Option<u32>) -> ExitCode {
    log::install_panic_hook();
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(BLOCKING_THREADS).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            log::line(&format!("no event queue ({error}); check the limit of open files"));
            return ExitCode::from(2);
        }
    };
    let code = runtime.block_on(serve(parent));
    runtime.shutdown_background(); // a read of standard input may still be waiting
    code
}

async fn serve(parent: Option<u32>) -> ExitCode {
    let watch = Watch::default();
    parent::expect(&watch, parent);
    let (input, workers, background) = match threads() {
        Ok(started) => started,
        Err(error) => {
            log::line(&format!("no thread to work on ({error}); check the limit of processes"));
            return ExitCode::from(2);
        }
    };
    let parcels = Parcels::default();
    let output = Frames::new(Output::new(AtOnce::new(), watch.clone()), parcels.clone());
    let (service, socket) = build(&watch, Configuration::default(), workers, background, parcels);
    let transport = Server::new(input, output, socket).concurrency_level(CONCURRENCY);
    tokio::select! {
        () = transport.serve(Lifecycle::new(service, watch.clone())) => {}
        () = watch.exited(GRACE) => {}
        () = watch.output_lost() => log::line("nobody reads standard output any more"),
        () = parent::died(&watch) => log::line("the editor is gone"),
    }
    if watch.ended_in_order() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn threads() -> io::Result<(Input, Workers, Background)> {
    Ok((Input::start()?, Workers::start()?, Background::start()?))
}

fn build(
    watch: &Watch,
    configuration: Configuration,
    workers: Workers,
    background: Background,
    parcels: Parcels,
) -> (LspService<Backend>, tower_lsp::ClientSocket) {
    let watch = watch.clone();
    let builder = LspService::build(move |client| {
        Backend::new(client, watch, configuration, workers, background, parcels)
    });
    let builder = large_answers::register(builder);
    // A debug build can be asked to fail, so that a test sees what a failure does.
    #[cfg(debug_assertions)]
    let builder = builder.custom_method("layerwise/test/panic", Backend::panic_for_test);
    // tower-lsp has no handler of its own for this notification.
    let builder = builder.custom_method("window/workDoneProgress/cancel", Backend::cancel_progress);
    builder.finish()
}
