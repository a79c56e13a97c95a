#include "maelstrom.h"

/* A message {"type": "echo", "echo": …} comes in; the fields of the reply go back, with the right "in_reply_to". */
static void echo(Message request) {
  Json value = json_field(request.body, "echo");
  reply(request, "\"type\":\"echo_ok\",\"echo\":%.*s", JSON(value));
}

int main(void) {
  on("echo", echo);
  return run();
}
