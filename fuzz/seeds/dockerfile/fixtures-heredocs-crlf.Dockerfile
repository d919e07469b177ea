FROM a
RUN <<A
b

A
COPY <<-"C" /d
	e
	C
CMD f
