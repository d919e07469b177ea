//! A session on one open document.

use layerwise_tests::{Client, Folder, uri_of};
use serde_json::{Value, json};

use crate::PROGRAM;

pub struct Session {
    pub client: Client,
    pub uri: String,
    pub folder: Folder,
    text: String,
    /// Of the open document.
    version: i32,
}

impl Session {
    /// Opens `Dockerfile` with this text beside these files.
    pub fn open(text: &str, files: &[(&str, &str)], capabilities: Value) -> Self {
        Self::started(text, files, capabilities).0
    }

    /// The same, with what the server answered to `initialize`.
    pub fn started(text: &str, files: &[(&str, &str)], capabilities: Value) -> (Self, Value) {
        let folder = Folder::with(files);
        folder.write("Dockerfile", text);
        let uri = uri_of(&folder.file("Dockerfile"));
        let mut client = Client::start(PROGRAM, folder.path());
        let result = client.initialize(folder.path(), capabilities, json!({"offline": true}));
        client.open(&uri, text);
        (Self { client, uri, folder, text: text.to_owned(), version: 1 }, result)
    }

    /// Gives the document another text.
    pub fn replace(&mut self, text: &str) {
        let lines = self.text.matches('\n').count() as u32 + 1;
        self.version += 1;
        self.client.change(&self.uri, self.version, line_range(0, lines), text);
        text.clone_into(&mut self.text);
    }

    /// Asks about the first place of `needle`.
    pub fn at(&mut self, method: &str, needle: &str, more: Value) -> Value {
        let position = position_of(&self.text, needle);
        self.client.request(method, self.about(json!({"position": position}), more))
    }

    /// Gives the document a text and asks about the cursor in it.
    pub fn at_cursor(&mut self, method: &str, marked: &str, more: Value) -> Value {
        let position = position_of(marked, "<CURSOR>");
        self.replace(&marked.replace("<CURSOR>", ""));
        self.client.request(method, self.about(json!({"position": position}), more))
    }

    pub fn whole(&mut self, method: &str) -> Value {
        self.whole_with(method, json!({}))
    }

    pub fn whole_with(&mut self, method: &str, more: Value) -> Value {
        self.client.request(method, self.about(json!({}), more))
    }

    fn about(&self, mut params: Value, more: Value) -> Value {
        params["textDocument"] = json!({"uri": self.uri});
        if let (Value::Object(params), Value::Object(more)) = (&mut params, more) {
            params.extend(more);
        }
        params
    }
}

/// The place of a piece of ASCII text.
pub fn position_of(text: &str, needle: &str) -> Value {
    let at = text.find(needle).unwrap_or_else(|| panic!("{needle} is in the text"));
    let line = text[..at].matches('\n').count();
    let character = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    json!({"line": line, "character": character})
}

/// The lines `from` up to but not including `to`.
pub fn line_range(from: u32, to: u32) -> Value {
    json!({"start": {"line": from, "character": 0}, "end": {"line": to, "character": 0}})
}
