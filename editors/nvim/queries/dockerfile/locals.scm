; Copied from grammar/queries/locals.scm by editors/queries.sh.
(stage) @local.scope

(from_instruction alias: (word) @local.definition.type)
(arg_instruction (pair key: (word) @local.definition.var))
(env_instruction (pair key: (word) @local.definition.var))

(variable_name) @local.reference
