; Copied from grammar/queries/indents.scm by editors/queries.sh.
; A continued line stands one step further in than its keyword.

[
  (add_instruction)
  (arg_instruction)
  (cmd_instruction)
  (copy_instruction)
  (entrypoint_instruction)
  (env_instruction)
  (expose_instruction)
  (healthcheck_instruction)
  (label_instruction)
  (run_instruction)
  (shell_instruction)
  (volume_instruction)
] @indent.begin @indent

; What a heredoc holds keeps the indentation that it has.

[
  (heredoc_body)
  (heredoc_end)
] @indent.zero
