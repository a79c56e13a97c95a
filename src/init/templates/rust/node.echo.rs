mod json;
mod maelstrom;

use maelstrom::Node;

fn main() {
    let mut node = Node::new();

    // A message {"type": "echo", "echo": …} comes in; what this returns goes back, with the right "in_reply_to".
    node.on("echo", |_node, request| {
        Ok(object! { "type" => "echo_ok", "echo" => request.body.get("echo").clone() })
    });

    node.run();
}
