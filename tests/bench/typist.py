"""Somebody who types: edits of every shape, with the requests that an editor sends meanwhile."""

import json
import os
import threading
import time

from language_server import LanguageServer

ANSWER_SECONDS = 30
# Nothing has come for this long: the server is at rest.
QUIET_SECONDS = 1.5
REQUESTS_BETWEEN = ("completion", "hover", "semanticTokens/full", "inlayHint", "codeAction", "documentSymbol", "signatureHelp", "definition")
REQUESTS_AT_THE_END = ("semanticTokens/full", "documentSymbol", "foldingRange", "documentLink", "codeLens", "formatting")
REQUEST_CANCELLED = (-32800, -32801)


class Session(LanguageServer):
    """A server whose messages are read by a thread of their own."""

    def __init__(self, command, folder, settings):
        super().__init__(command, folder, options={**settings})
        self.settings = settings
        self.lock = threading.Condition()
        self.diagnostics, self.results, self.cancelled = {}, {}, set()
        self.answers = self.errors = 0
        self.last_heard = time.monotonic()
        threading.Thread(target=self.listen, daemon=True).start()

    def send(self, message):
        with getattr(self, "lock", threading.Lock()):
            super().send(message)

    def listen(self):
        try:
            while True:
                self.hear(json.loads(self.receive()))
        except (EOFError, ValueError, TypeError):
            return  # the session is over

    def hear(self, message):
        if "method" in message:
            if message["method"] == "textDocument/publishDiagnostics":
                params = message["params"]
                self.diagnostics[params["uri"]] = (params.get("version"), params["diagnostics"])
            self.refuse(message)
        else:
            self.take(message)
        self.last_heard = time.monotonic()

    def take(self, message):
        with self.lock:
            self.answers += 1
            error = message.get("error")
            if error and error["code"] not in REQUEST_CANCELLED:
                self.errors += 1
                print("error:", error, flush=True)
            if message["id"] in self.results:
                self.results[message["id"]] = message
                self.lock.notify_all()

    def ask(self, method, params):
        """Sends a request whose answer nobody waits for; its id."""
        self.next_id += 1
        self.send({"id": self.next_id, "method": method, "params": params})
        return self.next_id

    def request(self, method, params):
        if not hasattr(self, "lock"):
            return super().request(method, params)
        self.next_id += 1
        number = self.next_id
        self.results[number] = None
        self.send({"id": number, "method": method, "params": params})
        with self.lock:
            assert self.lock.wait_for(lambda: self.results[number], ANSWER_SECONDS), f"no answer to {method}"
            return self.results.pop(number)

    def open(self, uri, version, text):
        item = {"uri": uri, "languageId": "dockerfile", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def freeze(self):
        """No more of the network from here on; what is on disk is what is known."""
        self.notify("workspace/didChangeConfiguration", {"settings": {"layerwise": {**self.settings, "offline": True}}})
        self.rest()

    def rest(self):
        while time.monotonic() - self.last_heard < QUIET_SECONDS:
            time.sleep(0.05)

    def said(self, typist):
        """Everything that can be said about a document, once the server is at rest."""
        self.rest()
        document = {"textDocument": {"uri": typist.uri}, "options": {"tabSize": 4, "insertSpaces": True}}
        answers = {method: self.request(f"textDocument/{method}", document).get("result") for method in REQUESTS_AT_THE_END}
        answers["semanticTokens/full"].pop("resultId", None)
        return {"diagnostics": self.diagnostics.get(typist.uri), **answers}


class Typist:
    """One document and the text that it must have by now."""

    def __init__(self, session, number, text, texts, chance):
        folder = os.path.join(session.folder, str(number))
        os.makedirs(folder, exist_ok=True)
        self.uri = f"file://{folder}/Dockerfile"
        self.session, self.texts, self.chance = session, texts, chance
        self.text, self.version, self.edits, self.undo = text, 1, 0, []
        self.at = 0
        session.open(self.uri, self.version, text)

    def close(self):
        self.session.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})

    def step(self):
        """One change, of one edit or of a few, and perhaps a request."""
        self.version += 1
        changes = [self.edit() for _ in range(1 if self.chance.random() < 0.9 else 3)]
        document = {"uri": self.uri, "version": self.version}
        self.session.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
        self.edits += 1
        if self.chance.random() < 0.5:
            self.look()

    def edit(self):
        start, end, text = self.choose()
        start, end = self.place(start), self.place(end)
        change = {"range": {"start": self.position(start), "end": self.position(end)}, "text": text}
        self.undo.append((start, start + len(text), self.text[start:end]))
        self.text = self.text[:start] + text + self.text[end:]
        self.at = start + len(text)
        return change

    def choose(self):
        """Mostly the next character of a line that somebody wrote; else something larger."""
        chance, length = self.chance, len(self.text)
        kind = chance.random()
        if kind < 0.65:
            at = min(self.at, length)
            return at, at, chance.choice(chance.choice(self.texts))
        if kind < 0.75:
            at = min(self.at, length)
            return max(0, at - 1), at, ""
        if kind < 0.85:
            self.at = chance.randrange(length + 1)
            return self.at, self.at, ""
        if kind < 0.9 and self.undo:
            start, end, text = self.undo.pop()
            return min(start, length), min(end, length), text
        if kind < 0.97:
            lines = chance.choice(self.texts).splitlines(keepends=True)
            at = self.text.rfind("\n", 0, chance.randrange(length + 1)) + 1
            return at, at, chance.choice(lines) if lines else "\n"
        start = chance.randrange(length + 1)
        return start, min(length, start + chance.randrange(200)), ""

    def place(self, offset):
        """The offset, or the one before it: no position lies between `\\r` and `\\n`."""
        return offset - 1 if self.text[max(0, offset - 1) : offset + 1] == "\r\n" else offset

    def position(self, offset):
        """Line and UTF-16 unit; `\\r\\n`, `\\n` and a lone `\\r` end a line."""
        before = self.text[: self.place(offset)]
        lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return {"line": len(lines) - 1, "character": len(lines[-1].encode("utf-16-le")) // 2}

    def look(self):
        method = self.chance.choice(REQUESTS_BETWEEN)
        place = self.position(min(self.at, len(self.text)))
        params = {"textDocument": {"uri": self.uri}, "position": place}
        params["range"] = {"start": {"line": 0, "character": 0}, "end": place} if method == "inlayHint" else {"start": place, "end": place}
        params["context"] = {"diagnostics": []} if method == "codeAction" else {"triggerKind": 1, "isRetrigger": False}
        number = self.session.ask(f"textDocument/{method}", params)
        if self.chance.random() < 0.2:
            self.session.notify("$/cancelRequest", {"id": number})
