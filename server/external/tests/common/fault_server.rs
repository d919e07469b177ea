//! A server on loopback that misbehaves on request. It knows nothing of the crate that is tested.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server received.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    /// Path with query.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What the server does with one request.
#[derive(Debug, Clone)]
pub enum Act {
    Answer {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// Says nothing and keeps the connection.
    Hang,
    /// Sends the body one byte at a time.
    Drip {
        body: Vec<u8>,
        every: Duration,
    },
    /// Promises more bytes than it sends.
    Truncate {
        promised: usize,
        body: Vec<u8>,
    },
    /// Ends the connection with a reset.
    Reset,
    /// Sends bytes without end.
    Endless,
}

impl Act {
    pub fn json(body: &str) -> Self {
        Self::Answer {
            status: 200,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.into(),
        }
    }

    pub fn status(status: u16) -> Self {
        Self::Answer { status, headers: Vec::new(), body: Vec::new() }
    }

    pub fn bytes(body: &[u8]) -> Self {
        Self::Answer { status: 200, headers: Vec::new(), body: body.to_vec() }
    }

    /// The part of a file that the request's Range asks for, as a server of files does.
    pub fn file(request: &Received, content: &[u8]) -> Self {
        let total = content.len();
        let range = request.header("range").and_then(|range| range.strip_prefix("bytes=")).map(|range| {
            let (start, end) = range.split_once('-').expect("a range");
            match (start.parse::<usize>(), end.parse::<usize>()) {
                (Ok(start), Ok(end)) => start..(end + 1).min(total),
                (Ok(start), Err(_)) => start..total,
                (Err(_), last) => total.saturating_sub(last.expect("a range"))..total,
            }
        });
        match range {
            None => Self::bytes(content),
            Some(range) if range.start >= total => Self::status(416),
            Some(range) => Self::Answer {
                status: 206,
                headers: vec![(
                    "content-range".into(),
                    format!("bytes {}-{}/{total}", range.start, range.end - 1),
                )],
                body: content[range].to_vec(),
            },
        }
    }

    pub fn redirect(to: &str) -> Self {
        Self::status(307).with("location", to)
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name.into(), value.into()));
        }
        self
    }
}

/// A server on loopback whose every answer is a function of the request.
pub struct FaultServer {
    pub port: u16,
    received: Arc<Mutex<Vec<Received>>>,
}

type Script = Arc<dyn Fn(&Received) -> Act + Send + Sync>;

impl FaultServer {
    pub async fn start(script: impl Fn(&Received) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free loopback port");
        let port = listener.local_addr().expect("bound").port();
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let (log, script): (_, Script) = (Arc::clone(&received), Arc::new(script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(serve(stream, Arc::clone(&log), Arc::clone(&script)));
            }
        });
        Self { port, received }
    }

    /// `127.0.0.1:PORT`
    pub fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.authority())
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no panic while held").clone()
    }

    /// How many requests had this in their target.
    pub fn count(&self, part: &str) -> usize {
        self.received().iter().filter(|request| request.target.contains(part)).count()
    }
}

async fn serve(stream: TcpStream, log: Arc<Mutex<Vec<Received>>>, script: Script) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read_request(&mut stream).await {
        log.lock().expect("no panic while held").push(request.clone());
        let head = request.method == "HEAD";
        if perform(&mut stream, script(&request), head).await.is_none() {
            return;
        }
    }
}

async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut words = lines.first()?.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let headers: Vec<(String, String)> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut received = Received { method, target, headers, body: String::new() };
    let length: usize = received.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    received.body = String::from_utf8_lossy(&body).into_owned();
    Some(received)
}

/// `None` where the connection ends here.
async fn perform(stream: &mut BufReader<TcpStream>, act: Act, head: bool) -> Option<()> {
    let socket = stream.get_mut();
    match act {
        Act::Answer { status, headers, body } => {
            let mut text = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
            headers.iter().for_each(|(name, value)| text.push_str(&format!("{name}: {value}\r\n")));
            socket.write_all(format!("{text}\r\n").as_bytes()).await.ok()?;
            if !head {
                socket.write_all(&body).await.ok()?;
            }
            Some(())
        }
        Act::Hang => {
            tokio::time::sleep(Duration::from_secs(30)).await;
            None
        }
        Act::Drip { body, every } => {
            let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            socket.write_all(text.as_bytes()).await.ok()?;
            for byte in body {
                tokio::time::sleep(every).await;
                socket.write_all(&[byte]).await.ok()?;
            }
            Some(())
        }
        Act::Truncate { promised, body } => {
            let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {promised}\r\n\r\n");
            socket.write_all(text.as_bytes()).await.ok()?;
            socket.write_all(&body).await.ok()?;
            None
        }
        Act::Reset => {
            #[expect(deprecated, reason = "the only way to send a reset; the socket is dropped at once")]
            socket.set_linger(Some(Duration::ZERO)).ok()?;
            None
        }
        Act::Endless => {
            let text = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            socket.write_all(text.as_bytes()).await.ok()?;
            let piece = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
            for _ in 0..4096 {
                socket.write_all(piece.as_bytes()).await.ok()?;
            }
            None
        }
    }
}
