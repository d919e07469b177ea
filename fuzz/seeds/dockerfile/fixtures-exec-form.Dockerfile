FROM a
RUN ["a", "b"]
RUN [ "a" , \
  "b\
c" ] 	
RUN \
  ["a"]
RUN []
RUN ["a",]
RUN ['a']
RUN ["a
RUN ["a", "b" "c"]
RUN ["\u00e9\n\"\\", "😀"]
RUN ["a\q"]
RUN ["a	b"]
CMD [ a ]
ENTRYPOINT [
COPY ["a b", "c"]
COPY [a-z].txt /b/
ADD ["a", "b"]
VOLUME ["a"]
VOLUME [ a
SHELL ["a"]
HEALTHCHECK CMD ["a"]
HEALTHCHECK --retries=3 CMD \
  ["a"]
HEALTHCHECK NONE
ONBUILD CMD ["a"]
