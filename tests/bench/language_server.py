"""A language server under measurement: its process, and one document open in it.

Works with servers that take changes as ranges or as whole texts, and that push diagnostics or are asked
for them; which of these is read from the capabilities that the server announces.
"""

import json
import os
import re
import subprocess

CAPABILITIES = {
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True},
        "hover": {"contentFormat": ["markdown"]},
        "completion": {
            "completionItem": {"snippetSupport": True},
            "completionList": {"itemDefaults": ["commitCharacters", "editRange", "insertTextFormat", "data"]},
        },
        "semanticTokens": {
            "requests": {"full": True},
            "tokenTypes": ["keyword", "comment", "string", "variable", "operator", "parameter", "property", "macro", "class", "modifier", "decorator"],
            "tokenModifiers": [],
            "formats": ["relative"],
        },
    }
}
INCREMENTAL = 2


class LanguageServer:
    """One server process; `command` is run in `folder`, which is its workspace."""

    def __init__(self, command, folder, options={"offline": True}):
        environment = dict(os.environ, LAYERWISE_CACHE_DIR=os.path.join(folder, "cache"))
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=environment
        )
        self.next_id = 0
        self.folder = folder
        answer = self.request(
            "initialize",
            {"processId": None, "rootUri": None, "capabilities": CAPABILITIES, "initializationOptions": options},
        )
        self.capabilities = answer["result"]["capabilities"]
        self.notify("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self):
        """The bytes of the next message; raises when the server has closed its output."""
        length = None
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if length is None:
            raise EOFError(f"{self.process.args[0]} ended")
        return self.process.stdout.read(length)

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        return json.loads(self.exchange(method, params))

    def exchange(self, method, params):
        """Sends a request, waits for its answer, and answers what the server asks meanwhile with null.

        The answer is not parsed: how long this client reads hundreds of items says nothing of the server.
        """
        self.next_id += 1
        self.send({"id": self.next_id, "method": method, "params": params})
        own_id = re.compile(rb'"id":\s*%d\b' % self.next_id)
        while True:
            message = self.receive()
            ends = message[:80] + message[-80:]
            if b'"method"' in ends:
                self.refuse(json.loads(message))
            elif own_id.search(ends):
                return message

    def refuse(self, message):
        if "id" in message:
            self.send({"id": message["id"], "result": None})

    def memory(self):
        """Resident megabytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            line = next(line for line in status if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def processor_time(self):
        """Milliseconds that the threads of the process have run so far."""
        threads = f"/proc/{self.process.pid}/task"
        return sum(int(open(f"{threads}/{thread}/schedstat").read().split()[0]) for thread in os.listdir(threads)) / 1e6

    def stop(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait(10)

    def kill(self):
        self.process.kill()
        self.process.wait(10)


class OpenDocument:
    """`text` as the Dockerfile that is open in `server`, diagnosed once unless `waits` is false."""

    def __init__(self, server, text, name="Dockerfile", waits=True):
        self.server, self.text, self.version = server, text, 1
        self.identifier = {"uri": f"file://{server.folder}/{name}"}
        sync = server.capabilities.get("textDocumentSync")
        self.incremental = (sync.get("change") if isinstance(sync, dict) else sync) == INCREMENTAL
        self.pulls = "diagnosticProvider" in server.capabilities
        server.notify("textDocument/didOpen", {"textDocument": {**self.identifier, "languageId": "dockerfile", "version": 1, "text": text}})
        if waits:
            self.diagnosed()

    def type_character(self):
        """Types one character at the end of the second line and waits for the diagnostics."""
        self.type_unseen()
        self.diagnosed()

    def type_unseen(self):
        """Types the character without waiting."""
        at = {"line": 1, "character": len("WORKDIR /app") + self.version - 1}
        self.version += 1
        change = {"range": {"start": at, "end": at}, "text": "x"} if self.incremental else {"text": self.typed()}
        self.server.notify("textDocument/didChange", {"textDocument": {**self.identifier, "version": self.version}, "contentChanges": [change]})

    def typed(self):
        """The whole text with one character more."""
        lines = self.text.split("\n", 2)
        self.text = "\n".join([lines[0], lines[1] + "x", lines[2]])
        return self.text

    def diagnosed(self):
        """Waits until this version's diagnostics are there: asked for, where the server says that one may."""
        if self.pulls:
            self.server.exchange("textDocument/diagnostic", {"textDocument": self.identifier})
            return
        while True:
            message = self.server.receive()
            if b"publishDiagnostics" in message[:100]:
                version = json.loads(message)["params"].get("version")
                if version in (None, self.version):
                    return
            elif b'"method"' in message:
                self.server.refuse(json.loads(message))

    def ask(self, method, **params):
        """A request about this document: the bytes of its answer."""
        return self.server.exchange(f"textDocument/{method}", {"textDocument": self.identifier, **params})
