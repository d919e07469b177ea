; A stage is what a class is elsewhere, a RUN what a function is.

(stage) @class.around
(stage (from_instruction) . (_)+ @class.inside)

(run_instruction) @function.around
(run_instruction command: (_) @function.inside)

(pair) @entry.around
(pair value: (_) @entry.inside)

(shell_fragment) @parameter.inside
(copy_instruction source: (_) @parameter.inside)

(comment) @comment.inside
(comment)+ @comment.around
