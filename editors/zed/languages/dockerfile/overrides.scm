(comment) @comment.inclusive
[(double_quoted) (single_quoted) (json_string)] @string
