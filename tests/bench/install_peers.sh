#!/bin/sh
# install_peers.sh FOLDER: puts the servers that peers.py compares with into FOLDER. Needs npm and Python.
set -eu
folder=${1:?"usage: install_peers.sh FOLDER"}
mkdir -p "$folder"
npm install --silent --no-save --prefix "$folder" dockerfile-language-server-nodejs@0.15.0
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet tally-cli==0.45.0
