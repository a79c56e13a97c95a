// Echo in Java, without a JSON library: `java Node.java`.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

public class Node {
  public static void main(String[] args) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line; (line = in.readLine()) != null; ) {
      var message = fields(line);
      var body = fields(message.get("body"));
      var answer =
          switch (body.get("type")) {
            case "\"init\"" -> "\"type\":\"init_ok\"";
            case "\"echo\"" -> "\"type\":\"echo_ok\",\"echo\":" + body.get("echo");
            default -> null;
          };
      if (answer != null) {
        out.println(
            "{\"src\":%s,\"dest\":%s,\"body\":{\"in_reply_to\":%s,%s}}"
                .formatted(message.get("dest"), message.get("src"), body.get("msg_id"), answer));
      }
    }
  }

  /** The fields of an object. Their values stay JSON text, so that what is echoed goes back as it came. */
  static Map<String, String> fields(String json) {
    var fields = new LinkedHashMap<String, String>();
    String name = null;
    int start = 0;
    int depth = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        int quote = i++;
        while (json.charAt(i) != '"') i += json.charAt(i) == '\\' ? 2 : 1;
        if (depth == 1 && name == null) name = json.substring(quote + 1, i);
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == ':' && depth == 1) {
        start = i + 1;
      } else if (depth == 1 && name != null && (c == ',' || c == '}')) {
        fields.put(name, json.substring(start, i).strip());
        name = null;
      }
      if (c == '}' || c == ']') depth--;
    }
    return fields;
  }
}
