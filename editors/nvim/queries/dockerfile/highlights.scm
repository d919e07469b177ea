; Copied from grammar/queries/highlights.scm by editors/queries.sh.
; Keywords

(keyword) @keyword
(as) @keyword
((healthcheck_type) @keyword
  (#any-of? @keyword "CMD" "NONE" "cmd" "none"))

; Comments, directives, template lines

(comment) @comment
(parser_directive "#" @keyword.directive)
(directive_name) @keyword.directive
(directive_value) @string.special
(template_line) @keyword.directive

; Images and stages

(image_spec registry: (word) @module)
(image_spec name: (word) @type)
(image_spec tag: (word) @constant)
(image_spec digest: (word) @constant)
(image_spec ["/" ":" "@"] @punctuation.delimiter)
(from_instruction alias: (word) @label)

; Flags

(flag "--" @punctuation.delimiter)
(mount_flag "--" @punctuation.delimiter)
(flag_name) @attribute
(flag value: (word) @string)
(mount_option key: (word) @property)
(mount_option value: (word) @string)
(mount_flag "," @punctuation.delimiter)
((flag
  name: (flag_name) @attribute
  value: (word) @label)
  (#eq? @attribute "from"))

; Arguments

(pair key: (word) @property)
(label_instruction (pair value: (word) @string))
(env_instruction (pair value: (word) @string))
(arg_instruction (pair value: (word) @string))
(copy_instruction [source: (word) destination: (word)] @string.special.path)
(add_instruction [source: (word) destination: (word)] @string.special.path)
(workdir_instruction path: (word) @string.special.path)
(volume_instruction path: (word) @string.special.path)
(expose_instruction port: (word) @number)
(user_instruction user: (word) @string)
(user_instruction group: (word) @string)
(user_instruction ":" @punctuation.delimiter)
(stopsignal_instruction signal: (word) @constant)
(maintainer_instruction name: (text) @string)
"=" @operator

; Words

(double_quoted) @string
(single_quoted) @string
(json_string) @string
(json_value) @constant.builtin
(escape_sequence) @string.escape
(line_continuation) @string.escape
(quote_mark) @punctuation.delimiter
(json_array ["[" "]"] @punctuation.bracket)
(json_array "," @punctuation.delimiter)

; Expansions, after the words that hold them

(expansion ["$" "${" "}"] @punctuation.special)
(expansion operator: (operator) @operator)
(variable_name) @variable

; Heredocs

(heredoc_redirect "<<" @operator)
(file_descriptor) @number
[
  (heredoc_delimiter)
  (quoted_heredoc_delimiter)
  (heredoc_end)
] @label
(copy_instruction (heredoc_block body: (heredoc_body) @string))
(add_instruction (heredoc_block body: (heredoc_body) @string))
