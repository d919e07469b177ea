#	escape = `
FROM mcr.example/windows:ltsc2022
SHELL ["powershell", "-Command"]
RUN dir `
  C:\ `
  # note
  C:\Users
WORKDIR C:\app
COPY a\b c:\
ENV P=C:\x Q="a`"b" R=C:\
CMD ["C:\\app\\run.exe"]
