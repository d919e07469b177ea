//! The command line's grammar.

use std::path::PathBuf;

use analysis::facts::Platform;
use analysis::lint::Severity;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Dockerfiles that know machine learning: CUDA image tags, layer sizes before you build, checks of
/// PyTorch and CUDA, and RUN chains merged without changing the build.
#[derive(Debug, Parser)]
#[command(name = "layerwise", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Arguments {
    /// Same as `layerwise lsp`, as editors call it
    #[arg(long)]
    pub stdio: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the language server on standard input and output
    Lsp(LspArguments),
    /// Lint files, or the Dockerfiles below folders
    Check(CheckArguments),
    /// Apply safe fixes until nothing changes
    Fix(FixArguments),
    /// Format files without changing what they build
    Format(FormatArguments),
    /// Estimate the size of each layer before anything is built
    Size(SizeArguments),
    /// List the tags of an image, newest first
    Tags(TagsArguments),
    /// Show the syntax tree, or the instructions with their ranges
    Parse(ParseArguments),
    /// List the rules
    Rules(RulesArguments),
    /// Show the page of a rule
    Explain(ExplainArguments),
    /// Say what the embedded data knows and how old it is
    Facts,
}

#[derive(Debug, Args)]
pub struct LspArguments {
    /// Standard input and output, the only transport
    #[arg(long)]
    pub stdio: bool,
    /// Process id of the editor; when it ends, so does the server
    #[arg(long = "clientProcessId", value_name = "PID")]
    pub client_process_id: Option<u32>,
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Files, folders, or `-` for standard input; the current folder if none is given
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
    /// Run only these rules: codes, aliases or categories
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Leave these rules out: codes, aliases or categories
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Print findings from this severity on [default: info]
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub min_severity: Option<Severity>,
    /// Exit with 1 from this severity on [default: `failure-threshold` of .hadolint.yaml, else warning]
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub fail_on: Option<Severity>,
    /// Print what each stage holds (Python, CUDA, compilers), with reasons, instead of findings
    #[arg(long)]
    pub explain_env: bool,
    #[command(flatten)]
    pub network: NetworkArguments,
}

#[derive(Debug, Args)]
pub struct FixArguments {
    /// Files, or `-` for standard input with the result on standard output
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Fix only what these rules find: codes or aliases
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Apply fixes that may change what the build leaves behind, too
    #[arg(long = "unsafe")]
    pub with_unsafe: bool,
    /// Print the fixed text instead of writing the file
    #[arg(long, conflicts_with = "diff")]
    pub stdout: bool,
    /// Print a unified diff instead of writing the file
    #[arg(long)]
    pub diff: bool,
    #[command(flatten)]
    pub network: NetworkArguments,
}

#[derive(Debug, Args)]
pub struct FormatArguments {
    /// Files, or `-` for standard input with the result on standard output
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Write nothing; exit with 1 where a file is not formatted
    #[arg(long, conflicts_with = "stdout")]
    pub check: bool,
    /// Print the formatted text instead of writing the file
    #[arg(long)]
    pub stdout: bool,
}

#[derive(Debug, Args)]
pub struct SizeArguments {
    /// A Dockerfile, or `-` for standard input
    pub file: PathBuf,
    /// Folder of the build context [default: the Dockerfile's]
    pub context: Option<PathBuf>,
    /// Stage to build, by name or number [default: the last]
    #[arg(long, value_name = "STAGE")]
    pub target: Option<String>,
    /// Compare layer by layer with another Dockerfile, in the same build context, or with a git revision
    /// (REV or REV:PATH) and its tracked files. A file of that name wins; `REV:` is always a revision
    #[arg(long, value_name = "REV|FILE")]
    pub against: Option<PathBuf>,
    /// Value of an ARG; may be given several times
    #[arg(long = "build-arg", value_name = "NAME=VALUE", value_parser = build_argument)]
    pub build_args: Vec<(String, String)>,
    #[arg(long, value_enum, default_value_t)]
    pub format: SizeFormat,
    #[command(flatten)]
    pub network: NetworkArguments,
}

#[derive(Debug, Args)]
pub struct TagsArguments {
    /// An image, with or without the beginning of a tag: `nvidia/cuda:12.4`
    #[arg(value_name = "IMAGE[:PREFIX]")]
    pub image: String,
    #[arg(long, value_enum, default_value_t)]
    pub format: PlainFormat,
    #[command(flatten)]
    pub network: NetworkArguments,
}

#[derive(Debug, Args)]
pub struct ParseArguments {
    /// Files, or `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: ParseFormat,
}

#[derive(Debug, Args)]
pub struct RulesArguments {
    #[arg(long, value_enum, default_value_t)]
    pub format: PlainFormat,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Code or alias of a rule
    pub code: String,
}

#[derive(Debug, Clone, Args)]
pub struct NetworkArguments {
    /// Never use the network: embedded and cached facts only
    #[arg(long)]
    pub offline: bool,
    /// Platform that images and packages are looked up for [default: linux/amd64]
    #[arg(long, value_name = "OS/ARCH", value_parser = platform)]
    pub platform: Option<Platform>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    #[default]
    Text,
    Json,
    Sarif,
    Github,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum SizeFormat {
    #[default]
    Text,
    Json,
    Html,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ParseFormat {
    #[default]
    Tree,
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    #[default]
    Text,
    Json,
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::parse(text).ok_or_else(|| "expected error, warning, info or hint".to_owned())
}

fn platform(text: &str) -> Result<Platform, String> {
    Platform::parse(text).ok_or_else(|| "expected OS/ARCH, such as linux/amd64".to_owned())
}

/// `NAME=VALUE`; a bare name takes the value of this environment, as Docker does.
fn build_argument(text: &str) -> Result<(String, String), String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, value.to_owned()),
        None => (text, std::env::var(text).unwrap_or_default()),
    };
    if name.is_empty() { Err("expected NAME=VALUE".to_owned()) } else { Ok((name.to_owned(), value)) }
}
