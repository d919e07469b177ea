FROM --platform=linux/arm64 a
RUN --mount=type=bind,source="a b",target=/c d
RUN --mount="type=cache,target=/x y" z
RUN --mount=type=ssh --network=none --security=insecure a
RUN --mount=type=secret,id=a,env=B,required --mount=target=. c
RUN -- a
RUN - a
RUN --mount=type=cache,target=/a \
  # note
  --mount=type=ssh \
  b
COPY --from=a\
b --link c d
COPY --chown='a b' c d
CMD --a
ENV --b c d
