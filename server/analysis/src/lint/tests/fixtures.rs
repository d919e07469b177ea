//! Files with many findings, on which every fix is tried.

pub(super) const ALL: &[&str] = &[
    include_str!("../../../../../examples/noisy-service/Dockerfile"),
    include_str!("../../../../../examples/pytorch-training/Dockerfile"),
    include_str!("fixtures/debian.Dockerfile"),
    include_str!("fixtures/stages.Dockerfile"),
    include_str!("fixtures/refused.Dockerfile"),
    include_str!("fixtures/rpm.Dockerfile"),
    include_str!("fixtures/crlf.Dockerfile"),
];
