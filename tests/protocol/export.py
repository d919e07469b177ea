#!/usr/bin/env python3
"""Writes model.json: the protocol's types, from the Python package lsprotocol.

lsprotocol is Microsoft's own generation of the protocol's metaModel into Python types (MIT). This turns
them back into the shape of the metaModel, without documentation and with inherited properties written
out, so that the validator reads either file.

    python3 -m venv V && V/bin/pip install lsprotocol && V/bin/python tests/protocol/export.py
"""

import enum
import json
import pathlib
import typing
from importlib.metadata import version

import attrs
from lsprotocol import types, validators

BASES = {str: "string", int: "integer", float: "decimal", bool: "boolean", type(None): "null"}
# May be left out and may be null, which the types of Python do not tell apart.
OPTIONAL_AND_NULL = {
    ("InitializeParams", "root_path"),
    ("InitializeParams", "workspace_folders"),
    ("SignatureHelp", "active_parameter"),
    ("SignatureInformation", "active_parameter"),
    ("WorkspaceFoldersInitializeParams", "workspace_folders"),
}
HERE = pathlib.Path(__file__).parent


def reference(name):
    return {"kind": "reference", "name": name}


def type_of(annotation):
    """A type of Python as one of the metaModel."""
    if annotation in (typing.Any, types.LSPObject):
        return reference("LSPAny")
    if isinstance(annotation, (str, typing.ForwardRef)):
        name = annotation if isinstance(annotation, str) else annotation.__forward_arg__
        known = getattr(types, name)
        return reference(name) if isinstance(known, type) and name != "Pattern" else type_of(known)
    if annotation in BASES:
        return {"kind": "base", "name": BASES[annotation]}
    if isinstance(annotation, type) and (attrs.has(annotation) or issubclass(annotation, enum.Enum)):
        return reference(annotation.__name__)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return {"kind": "stringLiteral", "value": arguments[0]}
    if origin is typing.Union:
        if typing.Any in arguments:
            return reference("LSPAny")
        return {"kind": "or", "items": [type_of(it) for it in arguments]}
    if origin is tuple:
        return {"kind": "tuple", "items": [uinteger(type_of(it)) for it in arguments]}
    if not isinstance(origin, type):
        raise ValueError(f"no such type in the metaModel: {annotation}")
    if issubclass(origin, typing.get_origin(typing.Mapping)):
        return {"kind": "map", "key": type_of(arguments[0]), "value": type_of(arguments[1])}
    if issubclass(origin, typing.get_origin(typing.Sequence)):
        # Lists of whole numbers are those of semantic tokens, pairs are places in a label: none is negative.
        return {"kind": "array", "element": uinteger(type_of(arguments[0]))}
    raise ValueError(f"no such type in the metaModel: {annotation}")


def camel_case(name):
    first, *rest = name.removesuffix("_").split("_")
    return first + "".join(part.title() for part in rest)


def checks_of(attribute):
    """The validators of an attribute, those inside of `optional` included."""
    check = attribute.validator
    return getattr(check, "validator", check)


def property_of(cls, attribute, annotation):
    found = type_of(annotation)
    check = checks_of(attribute)
    if check is validators.uinteger_validator:
        found = uinteger(found)
    if hasattr(check, "options"):
        (value,) = check.options
        found = {"kind": "stringLiteral", "value": value}
    # What is null by default is left out, unless the protocol wants the null itself.
    may_miss = attribute.default is None and not types.is_special_property(cls, attribute.name)
    if may_miss:
        found = without_null(found)
    one = {"name": camel_case(attribute.name), "type": found}
    may_miss |= (cls.__name__, attribute.name) in OPTIONAL_AND_NULL
    return one | {"optional": True} if may_miss else one


def uinteger(found):
    if found["kind"] == "or":
        return {"kind": "or", "items": [uinteger(it) for it in found["items"]]}
    is_integer = found == {"kind": "base", "name": "integer"}
    return {"kind": "base", "name": "uinteger"} if is_integer else found


def without_null(found):
    if found["kind"] != "or":
        return found
    items = [it for it in found["items"] if it != {"kind": "base", "name": "null"}]
    return items[0] if len(items) == 1 else {"kind": "or", "items": items}


def structure(cls):
    hints = typing.get_type_hints(cls, vars(types))
    return {
        "name": cls.__name__,
        "properties": [property_of(cls, it, hints[it.name]) for it in attrs.fields(cls)],
    }


def enumeration(cls):
    kind = "string" if issubclass(cls, str) else "integer"
    values = [{"name": it.name, "value": it.value} for it in cls]
    return {"name": cls.__name__, "type": {"kind": "base", "name": kind}, "values": values}


def messages():
    requests, notifications = [], []
    for method, (message, response, params, registration) in sorted(types.METHOD_TO_TYPES.items()):
        one = {"method": method, "messageDirection": types.message_direction(method)}
        hints = typing.get_type_hints(message, vars(types))
        if params is not None and "params" in hints:
            one["params"] = without_null(type_of(hints["params"]))
        if registration is not None:
            one["registrationOptions"] = type_of(registration)
        if response is None:
            notifications.append(one)
        else:
            result = typing.get_type_hints(response, vars(types))["result"]
            requests.append(one | {"result": type_of(result)})
    return requests, notifications


def is_message(cls):
    names = {it.name for it in attrs.fields(cls)}
    return "jsonrpc" in names


def main():
    known = [it for it in types.ALL_TYPES_MAP.values() if isinstance(it, type)]
    requests, notifications = messages()
    model = {
        "metaData": {"version": types.__lsp_version__, "from": f"lsprotocol {version('lsprotocol')}"},
        "requests": requests,
        "notifications": notifications,
        "structures": [structure(it) for it in known if attrs.has(it) and not is_message(it)],
        "enumerations": [enumeration(it) for it in known if issubclass(it, enum.Enum)],
        "typeAliases": [],
    }
    (HERE / "model.json").write_text("{" + ",\n".join(map(part, model.items())) + "}\n")


def part(item):
    """A key with its list, one entry a line, so that a new version shows what it changes."""
    key, value = item
    compact = lambda it: json.dumps(it, separators=(",", ":"))
    rows = "[\n" + ",\n".join(map(compact, value)) + "\n]" if isinstance(value, list) else compact(value)
    return f'"{key}":{rows}'


if __name__ == "__main__":
    main()
