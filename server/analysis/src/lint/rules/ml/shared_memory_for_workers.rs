//! ## What it does
//! Finds images that start training on several processes (torchrun, accelerate launch, deepspeed).
//! Off unless switched on: the remedy is not in the Dockerfile.
//!
//! ## Why it matters
//! Loaders and NCCL exchange data in /dev/shm: "Bus error", "unable to open shared memory object".
//! Run the image with --shm-size=8g or --ipc=host.
//!
//! ## Example
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime
//! CMD ["torchrun", "--nproc-per-node=8", "train.py"]
//! ```
//! Use instead:
//! ```dockerfile
//! FROM pytorch/pytorch:2.4.1-cuda12.1-cudnn9-runtime
//! CMD ["python", "train.py"]
//! ```

use crate::Analysis;
use crate::lint::support::arguments::keyword_range;
use crate::lint::{Category, Check, Finding, Findings, Meta, Severity};
use crate::model::InstructionInfo;
use syntax::InstructionKind;

pub const META: Meta = Meta {
    code: "shared-memory-for-workers",
    name: "Workers need shared memory",
    summary: "Several workers or GPUs share memory, of which a container has 64 MB.",
    category: Category::Ml,
    severity: Severity::Hint,
    on_by_default: false,
    aliases: &["ML45"],
    fix: None,
};

pub const CHECK: Check = Check::Instruction(&[InstructionKind::Cmd, InstructionKind::Entrypoint], check);

fn check(_: &Analysis<'_>, info: &InstructionInfo<'_>, findings: &mut Findings) {
    let in_exec = info
        .syntax
        .json_array()
        .map(|array| array.strings().into_iter().map(|string| string.value).collect::<Vec<_>>());
    let words = in_exec.unwrap_or_else(|| {
        let commands = info.script().commands.iter();
        commands
            .flat_map(|command| command.name.iter().chain(&command.args))
            .map(|word| word.value.clone())
            .collect()
    });
    let launches = words.iter().any(|word| {
        matches!(
            word.as_str(),
            "torchrun" | "deepspeed" | "torch.distributed.launch" | "torch.distributed.run"
        )
    }) || words.windows(2).any(|pair| pair[0] == "accelerate" && pair[1] == "launch");
    if launches {
        let message = "workers share memory, of which a container has 64 MB; run the image with --shm-size=8g or --ipc=host";
        findings.push(Finding::new(&META, keyword_range(info), message));
    }
}
