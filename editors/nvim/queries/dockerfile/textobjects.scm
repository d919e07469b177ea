; Copied from grammar/queries/textobjects.scm by editors/queries.sh.
; Helix's and Neovim's names, side by side.

(stage) @class.around @class.outer
(stage (_)+ @class.inside)
(stage (_)+ @class.inner)

(run_instruction command: (_) @function.inside @function.inner) @function.around @function.outer
(cmd_instruction command: (_) @function.inside @function.inner) @function.around @function.outer
(entrypoint_instruction command: (_) @function.inside @function.inner) @function.around @function.outer
(healthcheck_instruction command: (_) @function.inside @function.inner) @function.around @function.outer

(pair value: (word) @parameter.inside @parameter.inner) @parameter.around @parameter.outer
(flag value: (word) @parameter.inside @parameter.inner) @parameter.around @parameter.outer
(mount_option value: (word) @parameter.inside @parameter.inner) @parameter.around @parameter.outer

(comment) @comment.inside @comment.inner
(comment)+ @comment.around @comment.outer
