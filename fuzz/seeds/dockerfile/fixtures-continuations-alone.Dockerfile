FROM a
 \
# b

\
