//! __title__. __doc__
mod json;
mod maelstrom;

use maelstrom::{Node, RpcError, NOT_SUPPORTED};

fn main() {
    let mut node = Node::new();

    // [[each request]]
    // __what__
    //   request  __request__
    //   reply    __reply__
    node.on("__type__", |_node, _request| {
        Err(RpcError::new(NOT_SUPPORTED, "__todo__"))
    });

    // [[end]]
    node.run();
}
