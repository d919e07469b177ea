; Derived from editors/helix/queries/dockerfile/highlights.scm by editors/queries.sh.

(comment) @comment

(keyword) @keyword
(as) @keyword
(healthcheck_type) @keyword

(parser_directive
  "#" @comment
  name: (directive_name) @preproc
  "=" @operator
  value: (directive_value) @string)

(template_line) @preproc

; Images and stages.
(image_spec registry: (word (unquoted) @namespace))
(image_spec name: (word (unquoted) @type))
(image_spec tag: (word (unquoted) @constant))
(image_spec digest: (word (unquoted) @constant))
(image_spec ["/" ":" "@"] @punctuation.delimiter)
(from_instruction alias: (word (unquoted) @label))

; Flags.
"--" @operator
(flag_name) @attribute
(flag "=" @operator)
(mount_flag "=" @operator)
(mount_flag "," @punctuation.delimiter)
(mount_option key: (word (unquoted) @property))
(mount_option "=" @operator)
(mount_option value: (word (unquoted) @string.special))
(flag value: (word (unquoted) @string.special))

; Variables, labels, metadata.
(pair key: (word (unquoted) @variable))
(pair "=" @operator)
(pair value: (word (unquoted) @string))
(expose_instruction port: (word (unquoted) @number))
(user_instruction user: (word (unquoted) @constant))
(user_instruction group: (word (unquoted) @constant))
(stopsignal_instruction signal: (word (unquoted) @constant))

; Paths.
(workdir_instruction path: (word (unquoted) @string.special))
(volume_instruction path: (word (unquoted) @string.special))
(copy_instruction [source: (word (unquoted) @string.special) destination: (word (unquoted) @string.special)])
(add_instruction [source: (word (unquoted) @string.special) destination: (word (unquoted) @string.special)])

; Words and what they are made of.
[(double_quoted) (single_quoted) (json_string)] @string
(json_value) @constant
(json_array ["[" "]"] @punctuation.bracket)
(json_array "," @punctuation.delimiter)
(escape_sequence) @string.escape
(expansion ["$" "${" "}"] @punctuation.special)
(expansion name: (variable_name) @variable.special)
(expansion operator: (operator) @operator)

; Heredocs.
(heredoc_redirect "<<" @operator)
(heredoc_delimiter) @label
(quoted_heredoc_delimiter) @label
(heredoc_end) @label
