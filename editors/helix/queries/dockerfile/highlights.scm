; Helix's scopes for Layerwise's grammar. No two patterns capture the same node.

(comment) @comment

(keyword) @keyword
(as) @keyword
(healthcheck_type) @keyword

(parser_directive
  "#" @comment
  name: (directive_name) @keyword.directive
  "=" @operator
  value: (directive_value) @string)

(template_line) @special

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
(mount_option key: (word (unquoted) @variable.parameter))
(mount_option "=" @operator)
(mount_option value: (word (unquoted) @string.special))
(flag value: (word (unquoted) @string.special))

; Variables, labels, metadata.
(pair key: (word (unquoted) @variable))
(pair "=" @operator)
(pair value: (word (unquoted) @string))
(expose_instruction port: (word (unquoted) @constant.numeric))
(user_instruction user: (word (unquoted) @constant))
(user_instruction group: (word (unquoted) @constant))
(stopsignal_instruction signal: (word (unquoted) @constant))

; Paths.
(workdir_instruction path: (word (unquoted) @string.special.path))
(volume_instruction path: (word (unquoted) @string.special.path))
(copy_instruction [source: (word (unquoted) @string.special.path) destination: (word (unquoted) @string.special.path)])
(add_instruction [source: (word (unquoted) @string.special.path) destination: (word (unquoted) @string.special.path)])

; Words and what they are made of.
[(double_quoted) (single_quoted) (json_string)] @string
(json_value) @constant
(json_array ["[" "]"] @punctuation.bracket)
(json_array "," @punctuation.delimiter)
(escape_sequence) @constant.character.escape
(expansion ["$" "${" "}"] @punctuation.special)
(expansion name: (variable_name) @variable.other.member)
(expansion operator: (operator) @operator)

; Heredocs.
(heredoc_redirect "<<" @operator)
(heredoc_delimiter) @label
(quoted_heredoc_delimiter) @label
(heredoc_end) @label
