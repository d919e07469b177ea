; What continues an instruction stands one level deeper; a heredoc's body keeps its own indent.
(run_instruction command: (shell_command) @indent)
(cmd_instruction command: (_) @indent)
(entrypoint_instruction command: (_) @indent)
(healthcheck_instruction command: (_) @indent)
(env_instruction) @indent
(label_instruction) @indent
(arg_instruction) @indent
