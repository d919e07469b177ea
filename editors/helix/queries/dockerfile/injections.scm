; Languages inside a Dockerfile, in Helix's terms.

((comment) @injection.content
  (#set! injection.language "comment"))

; Each shell form is a script of its own: a quote left open in one does not reach the next.
((shell_command) @injection.content
  (#set! injection.language "bash")
  (#set! injection.include-children))

; A heredoc under RUN: its shebang decides, then the program that it is fed to, then the shell.
((run_instruction
  (heredoc_block
    body: (heredoc_body) @injection.content @injection.shebang))
  (#match? @injection.content "^#!"))

((run_instruction
  command: (shell_command
    (shell_fragment) @_program
    (heredoc_redirect))
  (heredoc_block
    body: (heredoc_body) @injection.content))
  (#match? @_program "(^|[/ ])python[0-9.]*( -)?\\s*$")
  (#not-match? @injection.content "^#!")
  (#set! injection.language "python"))

((run_instruction
  command: (shell_command
    .
    (heredoc_redirect))
  (heredoc_block
    body: (heredoc_body) @injection.content))
  (#not-match? @injection.content "^#!")
  (#set! injection.language "bash"))

; A heredoc that becomes a file: the file's name decides.
((copy_instruction
  source: (heredoc_redirect)
  destination: (word) @injection.filename
  (heredoc_block
    body: (heredoc_body) @injection.content)))

((add_instruction
  source: (heredoc_redirect)
  destination: (word) @injection.filename
  (heredoc_block
    body: (heredoc_body) @injection.content)))
