//! What several rules ask: facts about commands, mounts, words and the places where a fix may write.
//! Nothing here reports anything.

pub mod apt_lists;
pub mod arguments;
pub mod base_shell;
pub mod chain;
pub mod commands;
pub mod conda_terms;
pub mod copy;
pub mod dates;
pub mod expandable;
pub mod flags;
pub mod heredoc;
pub mod images;
pub mod labels;
pub mod marks;
pub mod mounts;
pub mod nvidia_packages;
pub mod ports;
pub mod posix_script;
pub mod python_installs;
pub mod stages;
pub mod system_cuda;
