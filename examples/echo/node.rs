// Echo in Rust, without a crate: `rustc -O node.rs`.
use std::io::{self, BufRead, Write};

/// The value of a field of an object, as the JSON text that it is.
fn field<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let bytes = object.as_bytes();
    let (mut depth, mut start, mut key, mut i) = (0, 0, None, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'"' => {
                let quote = i;
                i += 1;
                while bytes[i] != b'"' {
                    i += if bytes[i] == b'\\' { 2 } else { 1 };
                }
                if depth == 1 && key.is_none() {
                    key = Some(&object[quote + 1..i]);
                }
            }
            b'{' | b'[' => depth += 1,
            b':' if depth == 1 => start = i + 1,
            b',' | b'}' if depth == 1 => {
                if key == Some(name) {
                    return Some(object[start..i].trim());
                }
                key = None;
            }
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        i += 1;
    }
    None
}

fn answer(message: &str) -> Option<String> {
    let body = field(message, "body")?;
    let reply = match field(body, "type")? {
        r#""init""# => r#""type":"init_ok""#.to_string(),
        r#""echo""# => format!(r#""type":"echo_ok","echo":{}"#, field(body, "echo")?),
        _ => return None,
    };
    Some(format!(
        r#"{{"src":{},"dest":{},"body":{{"in_reply_to":{},{reply}}}}}"#,
        field(message, "dest")?,
        field(message, "src")?,
        field(body, "msg_id")?,
    ))
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        if let Some(reply) = answer(&line?) {
            writeln!(out, "{reply}")?;
        }
    }
    Ok(())
}
