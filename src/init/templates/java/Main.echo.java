import java.util.Map;

public class Main {
  public static void main(String[] args) {
    var node = new Node();

    // A message {"type": "echo", "echo": …} comes in; what this returns goes back, with the right "in_reply_to".
    node.on("echo", request -> Map.of("type", "echo_ok", "echo", request.body().get("echo")));

    node.run();
  }
}
