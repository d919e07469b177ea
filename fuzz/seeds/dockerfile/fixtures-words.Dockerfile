FROM a
ENV A=$B C=${D} E=${F:-g} H=${I:+$J} K=${L:-${M:-n}} O=${P#q} R=${S%%t} U=${V/w/x}
ENV A=$1 B=$$ C=$(x) D=$ E=#f G=a\ b H=\" I="\"" J='\' K=a"b"'c'
ENV A b c $d
ENV A  "b
ENV A=b=c D==
LABEL a b
LABEL "a b"="c d" e.f/g=h
ARG A
ARG A B=c D="e f"
EXPOSE 80 "443" $P ${Q}/udp
USER "a:b"
USER $A:$B
WORKDIR "/a b/${C}"
WORKDIR /a b c
STOPSIGNAL 9
MAINTAINER O'Brien <a@b.c>
COPY "a b" 'c d' e
COPY a --from=b c
COPY -- --a b
VOLUME /a
