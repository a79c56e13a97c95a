// A snowflake: 41 bits of milliseconds, 10 bits of node, 12 bits of a sequence number. Never hands out a time earlier
// than one that it has used, and borrows from the next millisecond when the sequence runs over.
//
// Node numbers come from the ids n0, n1, …; a clock that is set back across a restart would break it.
use std::io::{self, BufRead, Write};
use std::time::{SystemTime, UNIX_EPOCH};

/// What follows `"name":` in the line, up to the end of a number or a string. Enough for messages without nesting.
fn field<'a>(line: &'a str, name: &str) -> &'a str {
    let key = format!("\"{name}\"");
    let Some(at) = line.find(&key) else { return "" };
    let rest = line[at + key.len()..].trim_start_matches([':', ' ']);
    match rest.strip_prefix('"') {
        Some(text) => &text[..text.find('"').unwrap_or(text.len())],
        None => &rest[..rest.find([',', '}']).unwrap_or(rest.len())],
    }
}

fn milliseconds() -> u64 {
    let since_2024 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as u64;
    since_2024.saturating_sub(1_704_067_200_000)
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (mut id, mut number) = (String::new(), 0u64);
    let mut last = milliseconds() << 12; // time and sequence in one, so that the sequence runs over into the time
    for line in io::stdin().lock().lines() {
        let line = line?;
        let reply = match field(&line, "type") {
            "init" => {
                id = field(&line, "node_id").to_string();
                number = id.trim_start_matches('n').parse().expect("an id like n7");
                r#""type":"init_ok""#.to_string()
            }
            "generate" => {
                last = (last + 1).max(milliseconds() << 12);
                let snowflake = (last >> 12 << 22) | (number << 12) | (last & 0xfff);
                format!(r#""type":"generate_ok","id":"{snowflake}""#)
            }
            _ => continue,
        };
        let (src, msg_id) = (field(&line, "src"), field(&line, "msg_id"));
        writeln!(out, r#"{{"src":"{id}","dest":"{src}","body":{{"in_reply_to":{msg_id},{reply}}}}}"#)?;
    }
    Ok(())
}
