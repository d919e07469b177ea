//! Colours and widths, where the output is a terminal that wants them.

use std::io::IsTerminal;

use analysis::lint::Severity;

/// Wraps text in colours, or leaves it alone.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    colored: bool,
    /// Characters in a line of the terminal; `None` where the output is a file or a pipe.
    pub columns: Option<usize>,
}

/// Columns of a terminal that does not tell.
const USUAL_COLUMNS: usize = 80;

/// What the terminal says.
fn columns_of_stdout() -> Option<usize> {
    #[cfg(unix)]
    let columns = rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| size.ws_col.into());
    #[cfg(not(unix))]
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.filter(|columns| *columns > 0)
}

impl Style {
    /// Colours on a terminal, unless `NO_COLOR` is set or the terminal is dumb.
    pub fn of_stdout() -> Self {
        let unset = |name| std::env::var_os(name).is_none_or(|value| value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let is_terminal = std::io::stdout().is_terminal();
        Self {
            colored: is_terminal && unset("NO_COLOR") && !is_dumb,
            columns: is_terminal.then(|| columns_of_stdout().unwrap_or(USUAL_COLUMNS)),
        }
    }

    /// For a pipe, or for a terminal of so many columns.
    #[cfg(test)]
    pub fn plain(columns: Option<usize>) -> Self {
        Self { colored: false, columns }
    }

    pub fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info => "1;34",
            Severity::Hint => "1;36",
        };
        self.paint(code, text)
    }

    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// Frames, arrows and line numbers.
    pub fn frame(self, text: &str) -> String {
        self.paint("34", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colored { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
