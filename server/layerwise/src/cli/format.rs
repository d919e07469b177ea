//! `layerwise format`

use ide::format::{FormatStyle, format_text};

use super::args::FormatArguments;
use super::input::Input;
use super::{Outcome, complain, print_file, warn};
use crate::failure::Failure;
use crate::text::printable;
use crate::workspace::write_atomically;

/// Formats each file; one that cannot be formatted is told, the others still are.
pub fn run(arguments: &FormatArguments) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Success;
    for path in &arguments.files {
        match format_one(&Input::new(path), arguments) {
            Ok(differs) if differs && arguments.check && outcome == Outcome::Success => {
                outcome = Outcome::Findings;
            }
            Ok(_) => {}
            Err(failure) => outcome = complain(&failure),
        }
    }
    Ok(outcome)
}

/// Whether the file was not formatted.
fn format_one(input: &Input, arguments: &FormatArguments) -> Result<bool, Failure> {
    let text = input.read_dockerfile()?;
    if !text.is_utf8 {
        return Err(Failure::new(&input.shown, "is not UTF-8", "convert the file first"));
    }
    let formatted = format_text(&text.content, &FormatStyle::default());
    let differs = formatted != text.content;
    match &input.path {
        _ if arguments.check => {
            if differs {
                warn(format!("{}: is not formatted", printable(&input.shown)));
            }
        }
        Some(path) if !arguments.stdout => {
            if differs {
                write_atomically(path, &formatted).map_err(|error| input.unwritable(&error))?;
            }
        }
        _ => print_file(&formatted)?,
    }
    Ok(differs)
}
