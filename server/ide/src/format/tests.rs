use syntax::ast::{CommandForm, Instruction};
use syntax::continuation::Joined;
use syntax::shell::Script;

use super::*;

fn formatted(text: &str) -> String {
    format_text(text, &FormatStyle::default())
}

#[test]
fn files_are_formatted() {
    for (text, expected) in [
        ("from   a  as  b\n", "FROM a AS b\n"),
        ("  FROM a\n\tRUN x  \n", "FROM a\nRUN x\n"),
        ("FROM a\n\n\n\nRUN x\n\n\n", "FROM a\n\nRUN x\n"),
        ("FROM a\nFROM b", "FROM a\n\nFROM b\n"),
        ("FROM a\n# about b\nFROM b\n", "FROM a\n\n# about b\nFROM b\n"),
        ("FROM a\nRUN x && \\\n y && \\\n   z\n", "FROM a\nRUN x && \\\n    y && \\\n      z\n"),
        ("FROM a\nRUN x    \\\n&& y \\   \n\n&& z\n", "FROM a\nRUN x \\\n    && y \\\n    && z\n"),
        (
            "FROM a\nRUN if x; then \\\n        y; \\\n    fi\n",
            "FROM a\nRUN if x; then \\\n        y; \\\n    fi\n",
        ),
        ("FROM a\nRUN x \\\n# note\n  y\n", "FROM a\nRUN x \\\n    # note\n    y\n"),
        ("FROM a\nCOPY   --from=b   x\ty   /z\n", "FROM a\nCOPY --from=b x y /z\n"),
        ("FROM a\nENV A=1   B=2\n", "FROM a\nENV A=1 B=2\n"),
        ("FROM a\nENV A  b  c\n", "FROM a\nENV A  b  c\n"),
        ("FROM a\nhealthcheck   cmd  x\n", "FROM a\nHEALTHCHECK CMD x\n"),
        ("FROM a\nonbuild run   x  y\n", "FROM a\nONBUILD RUN x  y\n"),
        ("FROM a\r\nrun x\r\n\r\n\r\n\r\nRUN y", "FROM a\r\nRUN x\r\n\r\nRUN y\r\n"),
    ] {
        assert_eq!(formatted(text), expected, "{text:?}");
    }
}

#[test]
fn what_belongs_to_a_value_stays() {
    for text in [
        "FROM a\nRUN echo \"x   \\\n y\"\n",
        "FROM a\nRUN <<EOF\n  x   \n\n\n\ty\nEOF\n",
        "FROM a\nRUN foo\\\nbar\n",
        "FROM a\nCOPY <<E /f\n   x  \nE\n",
        "FROM a\n# x\r \nRUN y\r\t\n",
        "from a\nRUN <<EOF\n  EOF\nrun   x\n",
        "FROM a\nCOPY <<A /x\n\n\n\nA \n",
        "# syntax=a\n\n# escape=x\nFROM a\n",
        "\n\n# escape=`\nFROM a\n",
        "FROM a\nRUN x \\\n",
        "FROM a\n{{ if x }}\nRUN y\n",
        "",
        "\n",
    ] {
        assert_eq!(formatted(text), text, "{text:?}");
    }
}

#[test]
fn operators_move_where_the_style_asks() {
    let start = FormatStyle { operators: OperatorPlacement::LineStart, ..FormatStyle::default() };
    let end = FormatStyle { operators: OperatorPlacement::LineEnd, ..FormatStyle::default() };
    let trailing = "FROM a\nRUN x && \\\n    y || \\\n    z \"q && \\\n  r\"\n";
    let leading = "FROM a\nRUN x \\\n    && y \\\n    || z \"q && \\\n  r\"\n";
    assert_eq!(format_text(trailing, &start), leading);
    assert_eq!(format_text(leading, &end), trailing);
    assert_eq!(format_text(leading, &start), leading);
}

#[test]
fn a_range_formats_the_instructions_that_it_touches() {
    let text = "from a\nrun x  \\\n  y\ncmd z\n";
    let source = Source::parse(text);
    let at = text.find('y').expect("there");
    let edits = format_range(&source, syntax::range(at, at), &FormatStyle::default());
    assert_eq!(syntax::edit::apply(text, &edits).as_deref(), Ok("from a\nRUN x \\\n    y\ncmd z\n"));
}

#[test]
fn a_new_line_is_indented_as_one_types() {
    for (fixture, expected) in [
        ("FROM a\nRUN x \\\n<CURSOR>", "FROM a\nRUN x \\\n    "),
        ("FROM a\nRUN x \\\n      y \\\n<CURSOR>z", "FROM a\nRUN x \\\n      y \\\n      z"),
        ("FROM a\nRUN x\n<CURSOR>", "FROM a\nRUN x\n"),
        ("FROM a\nRUN <<E\nx \\\n<CURSOR>\nE\n", "FROM a\nRUN <<E\nx \\\n\nE\n"),
    ] {
        let (text, offset) = crate::fixture::cursor(fixture);
        let edits = format_on_type(&Source::parse(&text), offset, &FormatStyle::default());
        assert_eq!(syntax::edit::apply(&text, &edits).as_deref(), Ok(expected), "{fixture:?}");
    }
}

/// What the build reads of an instruction: everything but blanks that mean nothing.
fn meaning(source: &Source, instruction: Instruction<'_>) -> Vec<String> {
    let escape = source.escape();
    let joined = |range: TextRange| {
        Joined::new(source.slice(range), usize::from(range.start()), escape).text().to_owned()
    };
    let mut parts = vec![format!("{:?}", instruction.kind())];
    parts.extend(instruction.flags().iter().map(|flag| joined(flag.range())));
    parts.extend(instruction.image().map(|image| joined(image.word.range())));
    parts.extend(instruction.stage_name().map(|name| name.text.to_owned()));
    parts.extend(instruction.words().iter().map(|word| joined(word.range())));
    parts.extend(instruction.pairs().iter().flat_map(|pair| {
        [Some(joined(pair.key.range())), pair.value.map(|value| joined(value.range()))].into_iter().flatten()
    }));
    parts
        .extend(instruction.json_array().iter().flat_map(|array| array.strings()).map(|string| string.value));
    parts.extend(instruction.heredocs().iter().map(|heredoc| source.slice(heredoc.body).to_owned()));
    if matches!(instruction.command(), Some(CommandForm::Shell(_)))
        && let Some(text) = instruction.shell_text(escape)
    {
        let script = Script::parse(&text);
        if script.incomplete {
            parts.push(text.text().split_whitespace().collect::<Vec<_>>().join(" "));
        }
        for command in &script.commands {
            parts.extend(command.name.iter().chain(&command.args).map(|word| {
                // The script inside a substitution is compared by its own commands.
                let has_script = word.value.contains("$(") || word.value.contains('`');
                let words = || word.value.split_whitespace().collect::<Vec<_>>().join(" ");
                if has_script { words() } else { word.value.clone() }
            }));
            parts.push(format!("{:?} {:?}", command.after, command.nesting));
        }
    }
    parts.extend(instruction.trigger().into_iter().flat_map(|trigger| meaning(source, trigger)));
    parts
}

fn meanings(text: &str) -> Vec<Vec<String>> {
    let source = Source::parse(text);
    let comments = syntax::ast::comments(&source).len();
    let directives = syntax::ast::directives(&source).len();
    let counts = vec![comments.to_string(), directives.to_string()];
    std::iter::once(counts)
        .chain(source.instructions().into_iter().map(|one| meaning(&source, one)))
        .collect()
}

/// Formatting changes nothing that the build reads, and formatting again changes nothing at all.
fn check(text: &str, name: &str) {
    for operators in [OperatorPlacement::Preserve, OperatorPlacement::LineStart, OperatorPlacement::LineEnd] {
        let style = FormatStyle { operators, ..FormatStyle::default() };
        let once = format_text(text, &style);
        let (before, after) = (meanings(text), meanings(&once));
        for (old, new) in before.iter().zip(&after) {
            assert_eq!(old, new, "{name} with {operators:?}:\n{once}");
        }
        assert_eq!(before.len(), after.len(), "{name} with {operators:?}:\n{once}");
        assert_eq!(format_text(&once, &style), once, "{name} with {operators:?} is not stable");
    }
}

/// Pieces from which files are put together.
const PIECES: [&str; 35] = [
    "FROM a\n",
    "from  b as  c\n",
    "RUN x",
    "  run\ty ",
    " \\\n",
    "\\\n",
    " && \\\n  ",
    " \\\n&& ",
    "\n",
    "\n\n\n",
    "# note\n",
    "   # it's \\\n",
    "\"",
    "'",
    " \"q  \\\n r\" ",
    "\\\"",
    "<<EOF\n  body  \\\n\nEOF\n",
    "ENV A=1   B=\"x  y\"\n",
    "ENV  A   b  c \n",
    "COPY  --from=c [\"a\",   \"b\"]\n",
    "LABEL  a=b \\\n\n  c=d\n",
    "onbuild   copy  a  b\n",
    "\t",
    "$(echo  'z' \\\n  w)",
    " || \\\n # c\n  v",
    "CMD [\"a\"]  \n",
    "{{ if }}\n",
    "é",
    "\r\n",
    "# escape=`\n",
    "HEALTHCHECK  cmd  k\n",
    ";",
    "`",
    " 2>&1 | \\\n tee",
    " '\\\n ",
];

#[test]
fn formatting_never_changes_what_the_build_reads() {
    // A small linear congruential generator: the same files in every run.
    let mut state: u64 = 42;
    let mut next = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % bound
    };
    for nth in 0..250 {
        let length = 1 + next(12);
        let text: String = (0..length).map(|_| PIECES[next(PIECES.len())]).collect();
        check(&text, &format!("file {nth} {text:?}"));
    }
}

#[test]
fn a_comment_of_the_shell_becomes_none_of_the_file() {
    check("FROM a\nRUN x \\\n  && # y \\\n  z\n", "a comment behind an operator");
}

#[test]
fn what_looks_alike_stays_what_it_is() {
    for text in [
        "FROM a\nRUN x \\&& \\\n  y\n",
        "FROM a\nCOPY [\"a\", \"b\t\"]\n",
        "FROM a\r\r\nRUN x; \\ \r\r\n\ty   \\\r\r\n\tz\r\r\n",
        "# escape=`\n# escape=\\\nFROM a\nRUN x \\\n  && y\n",
        "# escape=\\\n# escape=`\nFROM a\nRUN x `\n  && y\n",
    ] {
        check(text, &format!("{text:?}"));
    }
}

#[test]
fn open_quotes_in_continued_lines_stay_in_their_instruction() {
    for text in [
        "# escape=`\nFROM '`\n `",
        "FROM '\\\n  b \\\n  AS c\nRUN x\n",
        "FROM ${a\\\n \\\nRUN x\n",
        "COPY \"a\\\n\n # c\n\tb c\n",
        "FROM a\n\\\n# b\n\n \\\n",
    ] {
        check(text, &format!("{text:?}"));
    }
}

/// Files of a folder, for a check against real ones: `FORMAT_CORPUS=DIR cargo test -p layerwise-ide corpus`.
#[test]
fn a_corpus_keeps_its_meaning() {
    let Some(folder) = std::env::var_os("FORMAT_CORPUS") else { return };
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if let Ok(text) = std::fs::read_to_string(entry.path()) {
            check(&text, &entry.path().display().to_string());
        }
    }
}
