# note
# escape=`
FROM a
RUN b `
CMD c \
  d
