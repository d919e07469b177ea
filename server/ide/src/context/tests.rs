use super::*;
use crate::fixture::World;

/// The place and the text that a completion replaces.
fn place(fixture: &str) -> (Place, String) {
    World::default().at_cursor(fixture, |analysis, offset| {
        let site = site(analysis, offset);
        (site.place, analysis.source.slice(site.range).to_owned())
    })
}

fn mount(options: &[(&str, &str)]) -> Vec<(String, String)> {
    options.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
}

#[test]
fn half_typed_lines_have_a_place() {
    let keyword = || Place::Keyword { after_onbuild: false };
    for (fixture, expected, word) in [
        ("<CURSOR>", keyword(), ""),
        ("FR<CURSOR>", keyword(), "FR"),
        ("FROM a\n<CURSOR>", keyword(), ""),
        ("FROM a\nCO<CURSOR>PY . .", keyword(), "COPY"),
        ("FROM a\nONBUILD <CURSOR>", Place::Keyword { after_onbuild: true }, ""),
        ("FROM a\nONBUILD RU<CURSOR>", Place::Keyword { after_onbuild: true }, "RU"),
        ("FROM <CURSOR>", Place::Image, ""),
        ("FROM nvidia/cu<CURSOR>da:12 AS x", Place::Image, "nvidia/cuda:12"),
        ("FROM --plat<CURSOR>", Place::FlagName, "--plat"),
        ("FROM --platform=li<CURSOR> a", Place::FlagValue { flag: "platform".into() }, "li"),
        ("FROM a <CURSOR>", Place::AfterImage, ""),
        (
            "FROM a\nRUN --mount=type=ca<CURSOR>che,id=x ls",
            Place::MountValue { key: "type".into(), options: mount(&[("id", "x")]) },
            "cache",
        ),
        (
            "FROM a\nRUN --mount=type=cache,<CURSOR>",
            Place::MountKey { options: mount(&[("type", "cache")]) },
            "",
        ),
        ("FROM a\nRUN --mount=type=bind,from=b<CURSOR> ls", Place::Image, "b"),
        ("FROM a\nCOPY --from=<CURSOR> x y", Place::Image, ""),
        ("FROM a\nCOPY --from=b /x<CURSOR>", Place::Path { index: 0, from: Some("b".into()) }, "/x"),
        ("FROM a\nCOPY [\"a\", \"sr<CURSOR>c\"]", Place::Path { index: 1, from: None }, "src"),
        ("FROM a\nENV A<CURSOR>", Place::DefinedName, "A"),
        ("FROM a\nENV A=b<CURSOR>c", Place::DefinedValue { name: "A".into() }, "bc"),
        ("FROM a\nENV A=\"b <CURSOR>c\" D=e", Place::DefinedValue { name: "A".into() }, "b c"),
        ("FROM a\nENV A <CURSOR>", Place::DefinedValue { name: "A".into() }, ""),
        ("FROM a\nENV B=1 A=$<CURSOR>", Place::Variable { in_braces: false }, ""),
        ("FROM a:${CU<CURSOR>DA}-x", Place::Variable { in_braces: true }, "CUDA"),
        ("FROM a\nEXPOSE 8<CURSOR>", Place::Argument, "8"),
        ("# sy<CURSOR>\nFROM a", Place::Comment, " sy"),
        ("FROM a\nHEALTHCHECK --interval=3s <CURSOR>", Place::HealthcheckType, ""),
    ] {
        assert_eq!(place(fixture), (expected, word.to_owned()), "{fixture:?}");
    }
}

#[test]
fn shell_places_reach_over_continuations_and_heredocs() {
    for fixture in [
        "FROM a\nRUN pip install to<CURSOR>rch && ls",
        "FROM a\nRUN apt-get update && \\\n    # note\n    pip install to<CURSOR>rch \\\n && ls",
        "FROM a\nRUN --network=none pip install \"to<CURSOR>rch\"",
        "FROM a\nRUN <<EOF\nset -e\npip install to<CURSOR>rch\nEOF",
        "FROM a\nONBUILD RUN pip install to<CURSOR>rch",
    ] {
        let shell = ShellPlace { words: vec!["pip".into(), "install".into()], current: "to".into() };
        assert_eq!(place(fixture), (Place::Shell(shell), "torch".to_owned()), "{fixture:?}");
    }
    let fixture = "FROM a\nRUN pip install \\\n    <CURSOR>";
    let shell = ShellPlace { words: vec!["pip".into(), "install".into()], current: String::new() };
    assert_eq!(place(fixture), (Place::Shell(shell), String::new()));
}

#[test]
fn an_offset_anywhere_has_a_place() {
    let text = "# syntax=x\nARG A=1\nFROM a:${A}\nRUN <<EOF\nx\nEOF\nCOPY [\"é\", \"b\"]\nRUN a \\\n\n";
    let world = World::default();
    let source = syntax::Source::parse(text);
    let analysis = Analysis::new(&source, world.inputs());
    for at in 0..=text.len() as u32 + 2 {
        let site = site(&analysis, TextSize::new(at));
        assert!(site.range.start() <= site.offset && site.offset <= site.range.end(), "{at}");
        let _ = site.typed();
    }
}
