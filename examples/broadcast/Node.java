// Broadcast in Java: `java Node.java`. One thread reads, and every 100 ms a timer repeats to each neighbour what it has
// not acknowledged yet. Messages are whole numbers here, so a line needs no more of JSON than a regular expression.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

public class Node {
  private final Set<Long> seen = new TreeSet<>();
  private final Map<String, Set<Long>> unacknowledged = new TreeMap<>();
  private String id;

  public static void main(String[] args) throws IOException {
    var node = new Node();
    var timer = Executors.newSingleThreadScheduledExecutor(
        task -> {
          var thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        });
    timer.scheduleAtFixedRate(node::gossip, 100, 100, TimeUnit.MILLISECONDS);
    var in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) node.receive(line);
  }

  private synchronized void receive(String line) {
    var src = text(line, "src");
    switch (text(line, "type")) {
      case "init" -> {
        id = text(line, "node_id");
        reply(line, "\"type\":\"init_ok\"");
      }
      case "topology" -> {
        for (var neighbour : strings(list(line, id))) unacknowledged.put(neighbour, new TreeSet<>());
        reply(line, "\"type\":\"topology_ok\"");
      }
      case "broadcast" -> {
        learn(List.of(Long.parseLong(value(line, "message", "(-?\\d+)"))), src);
        reply(line, "\"type\":\"broadcast_ok\"");
      }
      case "read" -> reply(line, "\"type\":\"read_ok\",\"messages\":" + seen);
      case "gossip" -> {
        var messages = numbers(list(line, "messages"));
        learn(messages, src);
        send(src, "\"type\":\"gossip_ok\",\"messages\":" + messages);
      }
      case "gossip_ok" -> unacknowledged.get(src).removeAll(numbers(list(line, "messages")));
      default -> System.err.println("What is this? " + line);
    }
  }

  private void learn(Collection<Long> messages, String from) {
    var fresh = new ArrayList<>(messages);
    fresh.removeAll(seen);
    seen.addAll(fresh);
    unacknowledged.forEach((neighbour, pending) -> {
      if (!neighbour.equals(from)) pending.addAll(fresh);
    });
  }

  private synchronized void gossip() {
    unacknowledged.forEach((neighbour, pending) -> {
      if (!pending.isEmpty()) send(neighbour, "\"type\":\"gossip\",\"messages\":" + pending);
    });
  }

  private void reply(String request, String body) {
    send(text(request, "src"), "\"in_reply_to\":" + value(request, "msg_id", "(\\d+)") + "," + body);
  }

  private void send(String dest, String body) {
    System.out.println("{\"src\":\"%s\",\"dest\":\"%s\",\"body\":{%s}}".formatted(id, dest, body));
  }

  private static String text(String json, String field) {
    return value(json, field, "\"([^\"]*)\"");
  }

  private static String list(String json, String field) {
    return value(json, field, "\\[([^\\]]*)\\]");
  }

  private static String value(String json, String field, String pattern) {
    var matcher = Pattern.compile("\"" + field + "\"\\s*:\\s*" + pattern).matcher(json);
    if (!matcher.find()) throw new IllegalArgumentException("no " + field + " in " + json);
    return matcher.group(1);
  }

  private static List<Long> numbers(String list) {
    return Pattern.compile("-?\\d+").matcher(list).results().map(MatchResult::group).map(Long::valueOf).toList();
  }

  private static List<String> strings(String list) {
    return Pattern.compile("\"([^\"]*)\"").matcher(list).results().map(it -> it.group(1)).collect(Collectors.toList());
  }
}
