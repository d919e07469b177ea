//! `curl URL | tar -x` and `wget URL && tar -xf FILE && rm FILE` as `ADD --unpack`: the builder downloads
//! and unpacks, and asks again only when the file at the address has changed.

use syntax::shell::{Command, Invocation, ShellWord};
use syntax::{Applicability, Fix, InstructionKind, TextEdit, TextRange};

use super::touched;
use crate::Analysis;
use crate::lint::support::chain::is_plain_chain;
use crate::model::InstructionInfo;

pub(super) fn offer(analysis: &Analysis<'_>, range: TextRange) -> Vec<Fix> {
    let infos = touched(analysis, range);
    let [info] = infos.as_slice() else { return Vec::new() };
    to_add(info).into_iter().collect()
}

fn to_add(info: &InstructionInfo<'_>) -> Option<Fix> {
    let is_plain = info.kind() == InstructionKind::Run
        && !info.is_trigger
        && info.syntax.flags().is_empty()
        && info.syntax.heredoc_redirects().is_empty()
        && info.script().comments.is_empty()
        && info.user().is_none_or(|user| matches!(user, "root" | "0"));
    let found = piped(info.commands()).or_else(|| is_plain_chain(info).then(|| saved(info.commands()))?);
    let (url, folder) = found.filter(|_| is_plain)?;
    let folder = if folder.ends_with('/') { folder.to_owned() } else { format!("{folder}/") };
    let text = format!("ADD --unpack=true {url} {folder}");
    // It needs a frontend of 2025, and the owners of the files may differ.
    let edit = TextEdit::replace(info.syntax.range(), text);
    Some(Fix::single("Download and unpack with ADD", Applicability::Unsafe, edit))
}

/// `curl -fsSL URL | tar -xz -C /folder`
fn piped(commands: &[Command]) -> Option<(&str, &str)> {
    let [download, tar] = commands else { return None };
    let is_pipe = |command: &Command| command.pipeline.is_some_and(|place| place.length == 2);
    let (url, file) = downloaded(download)?;
    let (archive, folder) = unpacked(tar)?;
    let fits = is_pipe(download) && is_pipe(tar) && matches!(file, Some("-")) && archive == "-";
    fits.then_some((url, folder))
}

/// `wget URL && tar -xzf FILE -C /folder && rm FILE`
fn saved(commands: &[Command]) -> Option<(&str, &str)> {
    let [download, tar, rm] = commands else { return None };
    let (url, file) = downloaded(download)?;
    let (archive, folder) = unpacked(tar)?;
    let file = file.unwrap_or_else(|| url.rsplit('/').next().unwrap_or_default());
    let removed = plain(rm).filter(|found| found.program == "rm")?;
    let is_removed = removed.args.iter().any(|word| word.value == file);
    let others = removed.args.iter().filter(|word| word.value != file && !word.value.starts_with('-'));
    (archive == file && is_removed && others.count() == 0).then_some((url, folder))
}

/// A command without redirections and assignments, all of whose words are plain.
fn plain(command: &Command) -> Option<Invocation<'_>> {
    let is_plain = command.redirects.is_empty() && command.assignments.is_empty();
    let found = command.invocation().filter(|_| is_plain)?;
    found.args.iter().all(|word| word.is_literal).then_some(found)
}

/// The address, and the file that it goes to: `-` for the next command, `None` for the address's own name.
fn downloaded(command: &Command) -> Option<(&str, Option<&str>)> {
    let found = plain(command)?;
    let (mut url, mut file) = (None, None);
    let is_curl = found.program == "curl";
    let mut words = found.args.iter().map(|word: &ShellWord| word.value.as_str());
    while let Some(word) = words.next() {
        match (found.program, word) {
            ("curl", "-O" | "--remote-name") => file = None,
            ("curl", "-o" | "--output") | ("wget", "-O") => file = Some(words.next()?),
            ("wget", "-O-" | "-qO-") => file = Some("-"),
            ("wget", "-qO") => file = Some(words.next()?),
            (
                "curl",
                "-fsSL" | "-sSL" | "-sL" | "-L" | "-fL" | "-f" | "-s" | "-S" | "-fsSLO" | "-LO" | "-sSLO",
            ) => {}
            ("wget", "-q" | "-nv" | "--no-verbose" | "--quiet" | "--progress=dot:giga") => {}
            ("curl" | "wget", _) if word.starts_with("https://") && url.is_none() => url = Some(word),
            _ => return None,
        }
    }
    let names_file = found.args.iter().any(|word| word.value.starts_with('-') && word.value.contains('O'));
    // curl writes to its output unless it is told otherwise.
    let file = if is_curl && !names_file { file.or(Some("-")) } else { file };
    Some((url?, file))
}

/// The archive and the folder of a `tar` that unpacks all of it.
fn unpacked(command: &Command) -> Option<(&str, &str)> {
    let found = plain(command).filter(|found| found.program == "tar")?;
    let (mut archive, mut folder, mut unpacks) = ("-", None, false);
    let mut words = found.args.iter().map(|word: &ShellWord| word.value.as_str());
    let mut is_first = true;
    while let Some(word) = words.next() {
        let letters = word.strip_prefix('-').or(is_first.then_some(word));
        is_first = false;
        match (word, letters) {
            ("-C" | "--directory", _) => folder = Some(words.next()?),
            (_, Some(letters)) if letters.chars().all(|c| "xzjJvf".contains(c)) => {
                unpacks |= letters.contains('x');
                if letters.ends_with('f') {
                    archive = words.next()?;
                }
            }
            _ => return None,
        }
    }
    folder.filter(|folder| unpacks && folder.starts_with('/')).map(|folder| (archive, folder))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{check, check_none};
    use super::*;

    #[test]
    fn downloads_are_left_to_the_builder() {
        let after = "FROM x\nADD --unpack=true https://a.example/b.tgz /opt/\nCMD c\n";
        for body in [
            "curl -fsSL https://a.example/b.tgz | tar -xz -C /opt",
            "wget -qO- https://a.example/b.tgz | tar xzf - -C /opt/",
            "wget https://a.example/b.tgz && tar -xzf b.tgz -C /opt && rm b.tgz",
            "curl -L https://a.example/b.tgz -o /tmp/x && \\\n  tar xf /tmp/x -C /opt && rm -f /tmp/x",
            "curl -fsSLO https://a.example/b.tgz && tar xf b.tgz -C /opt && rm b.tgz",
        ] {
            check(offer, &format!("FROM x\nRUN <CURSOR>{body}\nCMD c\n"), after);
        }
    }

    #[test]
    fn what_add_cannot_do_is_not_offered() {
        for body in [
            "curl -fsSL https://a.example/b.tgz | tar -xz -C /opt --strip-components=1",
            "curl -fsSL https://a.example/$V.tgz | tar -xz -C /opt",
            "curl -fsSL -H 'A: b' https://a.example/b.tgz | tar -xz -C /opt",
            "curl -fsSL https://a.example/b.tgz | tar -xz",
            "curl -fsSL https://a.example/b.tgz | tar -xz -C /opt one/file",
            "curl -fsSL http://a.example/b.tgz | tar -xz -C /opt",
            "wget https://a.example/b.tgz && tar -xzf b.tgz -C /opt",
            "wget https://a.example/b.tgz && tar -xzf c.tgz -C /opt && rm b.tgz",
            "curl https://a.example/b.sh | sh",
        ] {
            check_none(offer, &format!("FROM x\nRUN <CURSOR>{body}\n"));
        }
    }
}
