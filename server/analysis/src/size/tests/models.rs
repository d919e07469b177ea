//! Downloads from a model hub.

use super::{best, live};
use crate::size::fake_store::FakeStore;

fn store() -> FakeStore {
    let mut store = FakeStore::default();
    let files = vec![
        ("model.safetensors", 400_000_000),
        ("pytorch_model.bin", 410_000_000),
        ("config.json", 500),
        ("tokenizer.json", 1_000_000),
        ("onnx/model.onnx", 300_000_000),
    ];
    store.hubs.insert("org/model@main".into(), files);
    store.hubs.insert("data/set@v1".into(), vec![("train.parquet", 90_000_000)]);
    store
}

#[test]
fn sizes_are_those_of_the_hub() {
    let store = store();
    let all = 1_111_000_500;
    for (script, expected) in [
        ("hf download org/model", all),
        ("huggingface-cli download org/model --local-dir /models --quiet", all),
        ("hf download org/model config.json tokenizer.json", 1_000_500),
        ("hf download org/model --include '*.safetensors' '*.json'", 401_000_500),
        ("hf download org/model --include='*.json' --exclude=tokenizer*", 500),
        ("hf download org/model --exclude 'onnx/' --exclude '*.bin'", 401_000_500),
        ("hf download data/set --repo-type dataset --revision v1", 90_000_000),
        ("hf download org/model && rm -rf ~/.cache/huggingface", 0),
        ("python -c 'from huggingface_hub import snapshot_download; snapshot_download(\"org/model\")'", all),
        (
            "python3 -c \"from huggingface_hub import snapshot_download; snapshot_download(repo_id='org/model', allow_patterns=['*.json'], local_dir='/m')\"",
            1_000_500,
        ),
        (
            "python -c \"from huggingface_hub import hf_hub_download; hf_hub_download('org/model', filename='config.json')\"",
            500,
        ),
        (
            "python -c \"from transformers import AutoModel, AutoTokenizer; AutoTokenizer.from_pretrained('org/model'); m = AutoModel.from_pretrained('org/model')\"",
            401_000_500 + 1_000_500,
        ),
    ] {
        let layer = live(&format!("FROM debian:12\nRUN {script}\n"), &store);
        assert_eq!(layer.bytes.best, Some(expected), "{script}: {layer:#?}");
        assert!(layer.bytes.high.is_some(), "{script}: {layer:#?}");
    }
}

#[test]
fn heredocs_of_python_are_read() {
    for text in [
        "RUN python3 <<EOF\nfrom huggingface_hub import snapshot_download\nsnapshot_download(\n    'org/model',\n    allow_patterns='*.json',\n)\nEOF\n",
        "RUN <<EOF\n#!/usr/bin/env python3\nfrom huggingface_hub import snapshot_download\nsnapshot_download('org/model', allow_patterns='*.json')\nEOF\n",
        "RUN <<EOF python3\nimport os\nfrom huggingface_hub import snapshot_download\nsnapshot_download('org/model', allow_patterns=['*.json'])\nEOF\n",
    ] {
        let layer = live(&format!("FROM debian:12\n{text}"), &store());
        assert_eq!((best(layer.bytes), layer.bytes.high.is_some()), (1_000_500, true), "{text}: {layer:#?}");
    }
}

#[test]
fn what_is_not_known_stays_unknown_and_mounts_keep_the_cache_out() {
    for script in [
        "hf download org/none",
        "hf download $MODEL",
        "python -c 'import torch; torch.save(1, \"x\")'",
        "python -c \"from huggingface_hub import snapshot_download; snapshot_download(NAME)\"",
        "python -c \"DiffusionPipeline.from_pretrained('org/model')\"",
    ] {
        let layer = live(&format!("FROM debian:12\nRUN {script}\n"), &store());
        assert!(layer.bytes.is_unknown(), "{script}: {layer:#?}");
    }
    let mounted =
        "FROM debian:12\nENV HF_HOME=/hf\nRUN --mount=type=cache,target=/hf hf download org/model\n";
    assert_eq!(best(live(mounted, &store()).bytes), 0);
    let layer = live("FROM debian:12\nRUN hf download org/model\n", &store());
    assert!(layer.notes.iter().any(|note| note.contains("710 MB less")), "{:?}", layer.notes);
    assert!(layer.parts[0].source.contains("the model hub's list"), "{:?}", layer.parts);
}
