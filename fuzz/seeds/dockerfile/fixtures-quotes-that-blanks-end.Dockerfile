FROM 'a\
 b" \
  AS c
COPY "d\
	e\
 \
 f
RUN g
