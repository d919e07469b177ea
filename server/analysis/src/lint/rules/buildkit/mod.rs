//! Rules of the category `buildkit`.

rules!["buildkit":
    duplicate_stage_name,
    empty_continuation,
    from_as_casing,
    inconsistent_instruction_casing,
    legacy_key_value,
    maintainer_deprecated,
    relative_workdir,
    repeated_instruction,
    required_build_argument,
    reserved_stage_name,
    secret_in_environment,
    shell_form_command,
    stage_name_casing,
    undeclared_from_argument,
    undefined_variable,
];
