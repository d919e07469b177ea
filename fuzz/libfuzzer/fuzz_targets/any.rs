//! The target that `LAYERWISE_FUZZ` names, under libFuzzer.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

static TARGET: OnceLock<fuzz::Target> = OnceLock::new();

fuzz_target!(|data: &[u8]| {
    let target = TARGET.get_or_init(|| {
        let name = std::env::var("LAYERWISE_FUZZ").unwrap_or_default();
        fuzz::named(&name).unwrap_or_else(|| {
            let names = fuzz::TARGETS.map(|target| target.name).join(", ");
            panic!("set LAYERWISE_FUZZ to one of: {names}")
        })
    });
    (target.run)(data);
});
