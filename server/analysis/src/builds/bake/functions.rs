//! Functions of the bake language. Those that depend on the world outside (the time, random numbers, files)
//! stay unknown.

use hcl::Value;
use hcl::eval::{Context, FuncArgs, FuncDef, ParamType};

use super::evaluate::text_of;

/// Declares them in a scope.
pub(super) fn declare(scope: &mut Context<'_>) {
    let texts = |count: usize| vec![ParamType::String; count];
    for (name, count, function) in [
        ("lower", 1, (|it| Ok(text(&it, 0)?.to_lowercase().into())) as hcl::eval::Func),
        ("upper", 1, |it| Ok(text(&it, 0)?.to_uppercase().into())),
        ("trimspace", 1, |it| Ok(text(&it, 0)?.trim().into())),
        ("trimprefix", 2, |it| Ok(trimmed(text(&it, 0)?.strip_prefix(text(&it, 1)?), &it)?.into())),
        ("trimsuffix", 2, |it| Ok(trimmed(text(&it, 0)?.strip_suffix(text(&it, 1)?), &it)?.into())),
        ("replace", 3, |it| Ok(text(&it, 0)?.replace(text(&it, 1)?, text(&it, 2)?).into())),
        ("split", 2, |it| Ok(text(&it, 1)?.split(text(&it, 0)?).map(Value::from).collect::<Vec<_>>().into())),
    ] {
        scope.declare_func(name, FuncDef::new(function, texts(count)));
    }
    let any = |function| FuncDef::builder().variadic_param(ParamType::Any).build(function);
    scope.declare_func("equal", any(|it| Ok((it.first() == it.get(1)).into())));
    scope.declare_func("notequal", any(|it| Ok((it.first() != it.get(1)).into())));
    scope.declare_func("coalesce", any(coalesce));
    scope.declare_func("concat", any(concat));
    scope.declare_func("join", FuncDef::new(join, [ParamType::String, ParamType::Any]));
}

fn text(arguments: &FuncArgs, at: usize) -> Result<&str, String> {
    arguments.get(at).and_then(Value::as_str).ok_or_else(|| "a text is missing".to_owned())
}

fn trimmed<'a>(rest: Option<&'a str>, arguments: &'a FuncArgs) -> Result<&'a str, String> {
    rest.map_or_else(|| text(arguments, 0), Ok)
}

/// The first that is neither null nor an empty text.
fn coalesce(arguments: FuncArgs) -> Result<Value, String> {
    let is_there = |value: &&Value| !value.is_null() && value.as_str() != Some("");
    arguments.iter().find(is_there).cloned().ok_or_else(|| "every argument is empty".to_owned())
}

fn concat(arguments: FuncArgs) -> Result<Value, String> {
    let lists = arguments.iter().map(|list| list.as_array().cloned());
    let lists: Vec<Vec<Value>> = lists.collect::<Option<_>>().ok_or("an argument is no list")?;
    Ok(lists.concat().into())
}

fn join(arguments: FuncArgs) -> Result<Value, String> {
    let items = arguments.get(1).and_then(Value::as_array).ok_or("the second argument is no list")?;
    let items: Vec<String> = items.iter().map(text_of).collect::<Option<_>>().ok_or("an item is no text")?;
    Ok(items.join(text(&arguments, 0)?).into())
}
