; What continues an instruction stands one level deeper.
(line_continuation) @indent
