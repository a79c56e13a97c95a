//! All that a node in Rust needs: it reads messages from stdin, calls the handler of their type, and writes what the handler
//! returns to stdout as the reply. Each handler runs in a thread of its own, so that it may wait for replies of others; state that
//! handlers share goes into a Mutex.

#![allow(dead_code)] // a node uses what it needs

use crate::json::Json;
use crate::object;
use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{channel, Sender};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The error codes of the protocol that a node has a use for.
pub const TIMEOUT: i64 = 0;
pub const NOT_SUPPORTED: i64 = 10;
pub const TEMPORARILY_UNAVAILABLE: i64 = 11;
pub const CRASH: i64 = 13;
pub const ABORT: i64 = 14;
pub const KEY_DOES_NOT_EXIST: i64 = 20;
pub const PRECONDITION_FAILED: i64 = 22;
pub const TXN_CONFLICT: i64 = 30;

/// What a handler returns to answer with an error body, and what `rpc` returns when one comes back.
#[derive(Clone, Debug)]
pub struct RpcError {
    pub code: i64,
    pub text: String,
}

impl RpcError {
    pub fn new(code: i64, text: impl Into<String>) -> RpcError {
        RpcError { code, text: text.into() }
    }
}

pub struct Message {
    pub src: String,
    pub body: Json,
}

/// The body of the reply; `Json::Null` for none.
pub type Answer = Result<Json, RpcError>;
type Handler = Box<dyn Fn(&Arc<Node>, &Message) -> Answer + Send + Sync>;

pub struct Node {
    ids: OnceLock<(String, Vec<String>)>,
    handlers: HashMap<String, Handler>,
    waiting: Mutex<HashMap<i64, Sender<Json>>>,
    next_msg_id: AtomicI64,
}

impl Node {
    pub fn new() -> Node {
        // Not from 1: a node that was killed and restarted must not take a late reply to its former self for its own.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that is past 1970");
        Node {
            ids: OnceLock::new(),
            handlers: HashMap::new(),
            waiting: Mutex::new(HashMap::new()),
            next_msg_id: AtomicI64::new(now.as_micros() as i64),
        }
    }

    /// This node's id; known from init on.
    pub fn id(&self) -> &str {
        self.ids.get().map_or("", |(id, _)| id)
    }

    /// The ids of all nodes.
    pub fn ids(&self) -> &[String] {
        self.ids.get().map_or(&[], |(_, ids)| ids)
    }

    /// All other nodes.
    pub fn peers(&self) -> impl Iterator<Item = &String> {
        self.ids().iter().filter(|id| *id != self.id())
    }

    /// Registers the handler of a type of message. One for "init" is called when the ids are known.
    pub fn on(&mut self, kind: &str, handler: impl Fn(&Arc<Node>, &Message) -> Answer + Send + Sync + 'static) {
        self.handlers.insert(kind.to_string(), Box::new(handler));
    }

    /// Sends a body and forgets about it.
    pub fn send(&self, dest: &str, body: Json) {
        let message = object! { "src" => self.id(), "dest" => dest, "body" => body };
        writeln!(io::stdout(), "{message}").expect("stdout");
    }

    /// Sends a request and waits for the body of the reply. Fails after the timeout with code 0.
    pub fn rpc(&self, dest: &str, body: Json, timeout: Duration) -> Answer {
        let id = self.next_msg_id.fetch_add(1, Ordering::Relaxed);
        let (sender, reply) = channel();
        self.waiting.lock().unwrap().insert(id, sender);
        self.send(dest, with(body, "msg_id", Json::Int(id)));
        let reply = reply.recv_timeout(timeout);
        self.waiting.lock().unwrap().remove(&id);
        match reply {
            Err(_) => Err(RpcError::new(TIMEOUT, format!("{dest} did not answer within {timeout:?}"))),
            Ok(body) if body.get("type").as_str() == Some("error") => {
                Err(RpcError::new(body.get("code").as_int().unwrap_or(CRASH), body.get("text").as_str().unwrap_or("")))
            }
            Ok(body) => Ok(body),
        }
    }

    /// Serves messages until stdin ends.
    pub fn run(self) {
        let node = Arc::new(self);
        for line in io::stdin().lock().lines() {
            let message: Json = line.expect("stdin").parse().expect("a line that is no JSON");
            let src = message.get("src").as_str().unwrap_or("").to_string();
            node.receive(Message { src, body: message.get("body").clone() });
        }
    }

    fn receive(self: &Arc<Node>, message: Message) {
        if let Some(id) = message.body.get("in_reply_to").as_int() {
            if let Some(waiting) = self.waiting.lock().unwrap().remove(&id) {
                let _ = waiting.send(message.body); // whoever asked may have given up
            }
        } else if message.body.get("type").as_str() == Some("init") {
            let text = |json: &Json| json.as_str().unwrap_or("").to_string();
            let ids = message.body.get("node_ids").elements().iter().map(text).collect();
            let _ = self.ids.set((text(message.body.get("node_id")), ids));
            self.handle(&message);
        } else {
            let node = self.clone();
            thread::spawn(move || node.handle(&message));
        }
    }

    fn handle(self: &Arc<Node>, message: &Message) {
        let kind = message.body.get("type").as_str().unwrap_or("");
        let answer = match self.handlers.get(kind) {
            Some(handler) => catch_unwind(AssertUnwindSafe(|| handler(self, message)))
                .unwrap_or_else(|_| Err(RpcError::new(CRASH, format!("the handler of {kind} panicked; stderr says why")))),
            None if kind == "init" => Ok(Json::Null),
            None => Err(RpcError::new(NOT_SUPPORTED, format!("{} does not know {kind}", self.id()))),
        };
        let body = match answer {
            Ok(_) if kind == "init" => object! { "type" => "init_ok" },
            Ok(Json::Null) => return,
            Ok(body) => body,
            Err(RpcError { code, text }) => object! { "type" => "error", "code" => code, "text" => text },
        };
        self.send(&message.src, with(body, "in_reply_to", message.body.get("msg_id").clone()));
    }
}

/// The body, with a field added.
fn with(mut body: Json, name: &str, value: Json) -> Json {
    if let Json::Object(fields) = &mut body {
        fields.insert(name.to_string(), value);
    }
    body
}
