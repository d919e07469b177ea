FROM a
RUN <<A
b
A