FORM a
{% if b %}
FROM c
{{ d }} e \
  f
RUN g
from h as i
rUn j
  COPY k l
INCLUDE m n
RUN<<O
RUN[ "p" ]
