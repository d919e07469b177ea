//! A small LSP client over a real server process.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::LIMIT;
use crate::command::isolated;
use crate::protocol;

/// A message of the server.
pub type Message = Value;

/// A session with a server. Requests of the server are answered at once: settings with
/// [`Client::settings`], everything else with null. A message that the protocol does not allow fails the test.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    /// Holds standard output, as long as `listens`.
    listener: Option<JoinHandle<()>>,
    listens: Arc<AtomicBool>,
    incoming: Receiver<Message>,
    /// Notifications and requests of the server that no one waited for yet.
    waiting: VecDeque<Message>,
    next_id: i64,
    /// Methods of the requests that were sent.
    asked: HashMap<i64, String>,
    /// What `workspace/configuration` is answered with.
    pub settings: Value,
    /// Requests of the server are not answered.
    pub silent: bool,
}

impl Client {
    /// Starts `program lsp` in a folder, cut off from this machine's settings.
    pub fn start(program: &str, folder: &Path) -> Self {
        let mut child = isolated(program, folder)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("a pipe");
        let (sender, incoming) = mpsc::channel();
        let listens = Arc::new(AtomicBool::new(true));
        let goes_on = Arc::clone(&listens);
        let listener = thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            while let Some(message) = read_message(&mut reader) {
                if sender.send(message).is_err() || !goes_on.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        Self {
            child,
            stdin,
            listener: Some(listener),
            listens,
            incoming,
            waiting: VecDeque::new(),
            next_id: 0,
            asked: HashMap::new(),
            settings: json!({}),
            silent: false,
        }
    }

    /// Starts a server and initialises it offline, with these client capabilities.
    pub fn initialized(program: &str, folder: &Path, capabilities: Value) -> Self {
        let mut client = Self::start(program, folder);
        client.initialize(folder, capabilities, json!({"offline": true}));
        client
    }

    /// Sends `initialize` and `initialized`; the result of the former.
    pub fn initialize(&mut self, folder: &Path, capabilities: Value, options: Value) -> Value {
        let result = self.request(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": uri_of(folder),
                "workspaceFolders": [{"uri": uri_of(folder), "name": "test"}],
                "capabilities": capabilities,
                "initializationOptions": options,
            }),
        );
        self.notify("initialized", json!({}));
        result
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Opens a document of version 1.
    pub fn open(&mut self, uri: &str, text: &str) {
        let item = json!({"uri": uri, "languageId": "dockerfile", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
    }

    /// Sends one incremental change.
    pub fn change(&mut self, uri: &str, version: i32, range: Value, text: &str) {
        let document = json!({"uri": uri, "version": version});
        let changes = json!([{"range": range, "text": text}]);
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// Sends a request and waits for its result.
    ///
    /// # Panics
    /// When the answer is an error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let answer = self.exchange(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Sends a request and waits for its answer, result or error.
    pub fn exchange(&mut self, method: &str, params: Value) -> Message {
        let id = self.send_request(method, params);
        self.answer_to(id)
    }

    /// Sends a message as it is and waits for the answer with this id.
    pub fn exchange_raw(&mut self, message: &Value, id: i64) -> Message {
        self.send(message);
        self.answer_to(id)
    }

    /// Sends a request without waiting; its id.
    pub fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.asked.insert(id, method.to_owned());
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Waits for the answer to a request.
    pub fn answer_to(&mut self, id: i64) -> Message {
        self.wait_for("an answer", |message| message["id"] == id && message.get("method").is_none())
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Waits for a notification or request of the server.
    pub fn notification(&mut self, method: &str) -> Value {
        self.wait_for(method, |message| message["method"] == method)["params"].clone()
    }

    /// Waits for the diagnostics of a version of a document.
    pub fn diagnostics(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let message = self.wait_for("diagnostics", |message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
        });
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// Sends shutdown and exit; how the server ended.
    pub fn shut_down(mut self) -> ExitStatus {
        self.request("shutdown", Value::Null);
        self.send(&json!({"jsonrpc": "2.0", "method": "exit"}));
        self.ended()
    }

    /// Closes the server's standard output, as an editor does that stopped listening.
    pub fn close_output(&mut self) {
        self.listens.store(false, Ordering::Relaxed);
        // The thread that listens sees it with the next message.
        self.send(&json!({"jsonrpc": "2.0", "id": "last", "method": "layerwise/nothing"}));
        let listener = self.listener.take().expect("it is closed once");
        listener.join().expect("it ends");
    }

    /// Closes the server's standard input.
    pub fn close_input(&mut self) {
        self.stdin = None;
    }

    /// Waits for the server to end by itself.
    pub fn ended(&mut self) -> ExitStatus {
        self.ended_within(LIMIT)
    }

    /// # Panics
    /// When the server runs on.
    pub fn ended_within(&mut self, limit: Duration) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the server is ours") {
                return status;
            }
            assert!(start.elapsed() < limit, "the server still runs after {limit:?}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends a message as it is.
    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends bytes as they are. A server that has ended takes none, which is no failure here.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(bytes).and_then(|()| stdin.flush());
        }
    }

    /// Takes the first message that fits, from those that came before or still come.
    fn wait_for(&mut self, what: &str, fits: impl Fn(&Message) -> bool) -> Message {
        if let Some(at) = self.waiting.iter().position(&fits) {
            return self.waiting.remove(at).expect("it is there");
        }
        let start = Instant::now();
        loop {
            let left = LIMIT.saturating_sub(start.elapsed());
            let Ok(message) = self.incoming.recv_timeout(left) else {
                panic!("no {what} came; waiting: {:#?}", self.waiting)
            };
            self.check(&message);
            self.answer_server(&message);
            if fits(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
    }

    /// # Panics
    /// When the protocol does not allow the message.
    fn check(&self, message: &Message) {
        let method = message["id"].as_i64().and_then(|id| self.asked.get(&id));
        let fits = match (message.get("method"), method) {
            (Some(_), _) => protocol::check_sent(message),
            (None, Some(method)) => protocol::check_answer(method, message),
            (None, None) => protocol::check_answer("a malformed message", message),
        };
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        fits.unwrap_or_else(|misfit| panic!("the server sent what the protocol does not allow: {misfit}"));
    }

    fn answer_server(&mut self, message: &Message) {
        let (Some(id), Some(method)) = (message.get("id"), message["method"].as_str()) else { return };
        if self.silent {
            return;
        }
        let result = match method {
            "workspace/configuration" => json!([self.settings]),
            _ => Value::Null,
        };
        self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
    }
}

impl Drop for Client {
    /// A test that failed leaves no process behind. What no one waited for is checked, too.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !thread::panicking() {
            self.incoming.try_iter().for_each(|message| self.check(&message));
        }
    }
}

/// One framed message; `None` at the end of the stream.
fn read_message(reader: &mut BufReader<ChildStdout>) -> Option<Message> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                if let Some(value) = header.strip_prefix("Content-Length: ") {
                    length = value.parse().ok()?;
                }
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// A path as a `file:` address.
pub fn uri_of(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encoded: String = path
        .to_string_lossy()
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("file://{encoded}")
}
