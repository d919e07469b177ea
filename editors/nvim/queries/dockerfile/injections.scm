; Copied from grammar/queries/injections.scm by editors/queries.sh.
((comment) @injection.content
  (#set! injection.language "comment"))

; Shell text. The fragments of one command are one program.

((shell_command
  (shell_fragment) @injection.content)
  (#set! injection.language "bash")
  (#set! injection.combined))

; `RUN <<EOF`: the body is the script.

((run_instruction
  command: (shell_command . (heredoc_redirect))
  (heredoc_block body: (heredoc_body) @injection.content))
  (#set! injection.language "bash"))

; `RUN python3 - <<EOF`: the body belongs to the interpreter before it.

((run_instruction
  command: (shell_command . (shell_fragment) @_command . (heredoc_redirect))
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_command "(^|[/ ])python[0-9.]*( |$)")
  (#set! injection.language "python"))

((run_instruction
  command: (shell_command . (shell_fragment) @_command . (heredoc_redirect))
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_command "(^|[/ ])(ba|da|z)?sh( |$)")
  (#set! injection.language "bash"))

((run_instruction
  command: (shell_command . (shell_fragment) @_command . (heredoc_redirect))
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_command "(^|[/ ])node( |$)")
  (#set! injection.language "javascript"))

((run_instruction
  command: (shell_command . (shell_fragment) @_command . (heredoc_redirect))
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_command "(^|[/ ])perl( |$)")
  (#set! injection.language "perl"))

((run_instruction
  command: (shell_command . (shell_fragment) @_command . (heredoc_redirect))
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_command "(^|[/ ])ruby( |$)")
  (#set! injection.language "ruby"))

; A shebang says it itself.

((heredoc_body) @injection.content
  (#match? @injection.content "^#!.*python")
  (#set! injection.language "python"))

; `COPY <<EOF /etc/app.toml`: by what the file is called.

((copy_instruction
  destination: (word) @_path
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_path "\\.(sh|bash)[\"']?$")
  (#set! injection.language "bash"))

((copy_instruction
  destination: (word) @_path
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_path "\\.py[\"']?$")
  (#set! injection.language "python"))

((copy_instruction
  destination: (word) @_path
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_path "\\.ya?ml[\"']?$")
  (#set! injection.language "yaml"))

((copy_instruction
  destination: (word) @_path
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_path "\\.json[\"']?$")
  (#set! injection.language "json"))

((copy_instruction
  destination: (word) @_path
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_path "\\.toml[\"']?$")
  (#set! injection.language "toml"))

((copy_instruction
  destination: (word) @_path
  (heredoc_block body: (heredoc_body) @injection.content))
  (#match? @_path "\\.(ini|cfg|conf)[\"']?$")
  (#set! injection.language "ini"))
