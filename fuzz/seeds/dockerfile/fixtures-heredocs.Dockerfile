FROM a
RUN <<A cat >b && <<-"C" cat \
  # note
  >>d
one
A
	two
	C
COPY <<E <<'F' <<"G H" /x/
$e
E
F
g
 G H
G H
ONBUILD RUN <<I
i
I
ADD --chmod=644 <<-J /y
		j
		J
RUN cat 3<<K 0<<L
k
K
l
L
RUN <<M
FROM b
# no comment
RUN x \
M
RUN cat<<N
RUN cat <<<O
RUN echo "<<P" '<<P' $((1<<2))
RUN <<Q ${a[0]}
RUN "unclosed <<R
RUN <<S"T"U
v
STU
CMD <<W
COPY <<X\
Y /z
body
XY
RUN <<Z
Z
