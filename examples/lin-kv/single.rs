// A store in the memory of one node, in Rust without a crate. Keys and values stay the JSON text that they came as.
use std::collections::HashMap;
use std::io::{self, BufRead, Write};

/// What follows `"name":` in the line, up to the end of a number or a string. Enough for messages whose only nesting is
/// that of the body.
fn field<'a>(line: &'a str, name: &str) -> &'a str {
    let key = format!("\"{name}\"");
    let Some(at) = line.find(&key) else { return "null" };
    let value = line[at + key.len()..].trim_start_matches([':', ' ']);
    let end = if value.starts_with('"') { value[1..].find('"').map(|i| i + 2) } else { value.find([',', '}']) };
    &value[..end.unwrap_or(value.len())]
}

fn error(code: u32, text: &str) -> String {
    format!(r#""type":"error","code":{code},"text":"{text}""#)
}

fn handle(store: &mut HashMap<String, String>, line: &str) -> String {
    let key = field(line, "key");
    match field(line, "type") {
        r#""init""# => r#""type":"init_ok""#.into(),
        r#""read""# => match store.get(key) {
            Some(value) => format!(r#""type":"read_ok","value":{value}"#),
            None => error(20, "there is no such key"),
        },
        r#""write""# => {
            store.insert(key.into(), field(line, "value").into());
            r#""type":"write_ok""#.into()
        }
        r#""cas""# => match store.get_mut(key) {
            Some(value) if value == field(line, "from") => {
                *value = field(line, "to").into();
                r#""type":"cas_ok""#.into()
            }
            Some(value) => error(22, &format!("it is {}", value.replace('"', "'"))),
            None => error(20, "there is no such key"),
        },
        _ => error(10, "not supported"),
    }
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let mut store = HashMap::new();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let reply = handle(&mut store, &line);
        let (src, dest, msg_id) = (field(&line, "src"), field(&line, "dest"), field(&line, "msg_id"));
        writeln!(out, r#"{{"src":{dest},"dest":{src},"body":{{"in_reply_to":{msg_id},{reply}}}}}"#)?;
    }
    Ok(())
}
