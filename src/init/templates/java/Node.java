import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * All that a node in Java needs: it reads messages from stdin, calls the handler of their type, and writes what the handler
 * returns to stdout as the reply. Each handler runs in a thread of its own, so that it may wait for replies of others; state
 * that handlers share needs `synchronized`.
 */
public class Node {
  /** What came in. Values are Map, List, String, Long, Double, Boolean and null. */
  public record Message(String src, Map<String, Object> body) {}

  public interface Handler {
    /** Returns the body of the reply; null for none. */
    Map<String, Object> handle(Message message) throws Exception;
  }

  private volatile String id = "";
  private volatile List<String> ids = List.of();
  private final Map<String, Handler> handlers = new HashMap<>();
  private final Map<Long, CompletableFuture<Map<String, Object>>> waiting = new ConcurrentHashMap<>();
  // Not from 1: a node that was killed and restarted must not take a late reply to its former self for its own.
  private final AtomicLong nextMsgId = new AtomicLong(System.currentTimeMillis() * 1000);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final PrintStream out = new PrintStream(System.out, true, UTF_8);

  /** This node's id; known from init on. */
  public String id() {
    return id;
  }

  /** The ids of all nodes. */
  public List<String> ids() {
    return ids;
  }

  /** All other nodes. */
  public List<String> peers() {
    return ids.stream().filter(other -> !other.equals(id)).toList();
  }

  /** Registers the handler of a type of message. One for "init" is called when the ids are known. */
  public void on(String type, Handler handler) {
    handlers.put(type, handler);
  }

  /** Sends a body and forgets about it. */
  public void send(String dest, Map<String, ?> body) {
    var line = Json.write(Map.of("src", id, "dest", dest, "body", body));
    synchronized (out) {
      out.println(line);
    }
  }

  /** Sends a request. Wait for the body of the reply with `join()`: it fails with an RpcError, after the timeout with code 0. */
  public CompletableFuture<Map<String, Object>> rpc(String dest, Map<String, ?> body, Duration timeout) {
    var msgId = nextMsgId.getAndIncrement();
    var reply = new CompletableFuture<Map<String, Object>>();
    waiting.put(msgId, reply);
    send(dest, with(body, "msg_id", msgId));
    return reply
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle((answer, failure) -> {
          waiting.remove(msgId);
          if (failure != null) throw new RpcError(RpcError.TIMEOUT, dest + " did not answer within " + timeout);
          if (!"error".equals(answer.get("type"))) return answer;
          throw new RpcError(((Long) answer.get("code")).intValue(), String.valueOf(answer.get("text")));
        });
  }

  /** Serves messages until stdin ends. */
  public void run() {
    var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try {
      for (String line; (line = in.readLine()) != null; ) {
        var message = asMap(Json.read(line));
        receive(new Message((String) message.get("src"), asMap(message.get("body"))));
      }
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    System.exit(0);
  }

  private void receive(Message message) {
    var body = message.body();
    if (body.get("in_reply_to") instanceof Long request) {
      var reply = waiting.get(request);
      // In a thread of its own: what waits for the reply must not keep the next message waiting.
      if (reply != null) threads.execute(() -> reply.complete(body));
    } else if ("init".equals(body.get("type"))) {
      id = (String) body.get("node_id");
      ids = ((List<?>) body.get("node_ids")).stream().map(String.class::cast).toList();
      handle(message);
    } else {
      threads.execute(() -> handle(message));
    }
  }

  private void handle(Message message) {
    var type = (String) message.body().get("type");
    Map<String, ?> answer;
    try {
      var handler = handlers.get(type);
      if (handler == null && !type.equals("init"))
        throw new RpcError(RpcError.NOT_SUPPORTED, id + " does not know " + type);
      answer = handler == null ? null : handler.handle(message);
      if (type.equals("init")) answer = Map.of("type", "init_ok");
    } catch (Exception error) {
      answer = asBody(error);
    }
    if (answer != null) send(message.src(), with(answer, "in_reply_to", message.body().get("msg_id")));
  }

  private static Map<String, ?> asBody(Exception error) {
    var cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof RpcError known) return Map.of("type", "error", "code", known.code, "text", known.getMessage());
    cause.printStackTrace();
    return Map.of("type", "error", "code", RpcError.CRASH, "text", cause.toString());
  }

  private static Map<String, Object> with(Map<String, ?> body, String name, Object value) {
    var extended = new HashMap<String, Object>(body);
    extended.put(name, value);
    return extended;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object json) {
    return (Map<String, Object>) json;
  }
}
