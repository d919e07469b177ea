\
FROM a
RU\
N b
RUN c \\
RUN d \ 	
  e
RUN f \
# g
  # h

  i
RUN if \
  [ -f j ]; then k; fi
RUN l\
# m
n
COPY o\
p q \
 r
ENV S="t \
# u
 v" \
 W='x \
  y'
CMD z \
