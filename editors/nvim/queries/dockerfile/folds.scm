; Copied from grammar/queries/folds.scm by editors/queries.sh.
[
  (stage)
  (run_instruction)
  (cmd_instruction)
  (entrypoint_instruction)
  (healthcheck_instruction)
  (copy_instruction)
  (add_instruction)
  (env_instruction)
  (label_instruction)
  (arg_instruction)
  (onbuild_instruction)
  (heredoc_block)
] @fold

(comment)+ @fold
