; What continues an instruction stands one level deeper. Shell text runs over its own continuations.
[
  (line_continuation)
  (shell_fragment)
] @indent
