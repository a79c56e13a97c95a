import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * JSON, for nodes without dependencies, as Map, List, String, Long, Double, Boolean and null. In a project with libraries,
 * Gson or Jackson takes its place.
 */
public final class Json {
  private final String text;
  private int at = 0;

  private Json(String text) {
    this.text = text;
  }

  public static Object read(String text) {
    var json = new Json(text);
    var value = json.value();
    if (json.peek() != END) throw json.error("the end");
    return value;
  }

  public static String write(Object value) {
    if (value instanceof Map<?, ?> map)
      return map.entrySet().stream()
          .map(field -> quote(String.valueOf(field.getKey())) + ":" + write(field.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    if (value instanceof Collection<?> list)
      return list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
    return value instanceof String string ? quote(string) : String.valueOf(value);
  }

  private static String quote(String string) {
    var quoted = new StringBuilder("\"");
    for (var c : string.toCharArray()) {
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c < ' ') quoted.append(String.format("\\u%04x", (int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  private static final char END = 0;

  /** The next character that is no blank. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    return at < text.length() ? text.charAt(at) : END;
  }

  private void take(char expected) {
    if (peek() != expected) throw error("'" + expected + "'");
    at++;
  }

  /** Takes a comma, if one comes next. */
  private boolean comma() {
    if (peek() != ',') return false;
    at++;
    return true;
  }

  private IllegalArgumentException error(String expected) {
    return new IllegalArgumentException("expected " + expected + " at " + at + " of " + text);
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> object() {
    var map = new LinkedHashMap<String, Object>();
    take('{');
    if (peek() != '}') {
      do {
        peek();
        var name = string();
        take(':');
        map.put(name, value());
      } while (comma());
    }
    take('}');
    return map;
  }

  private List<Object> list() {
    var list = new ArrayList<Object>();
    take('[');
    if (peek() != ']') {
      do list.add(value());
      while (comma());
    }
    take(']');
    return list;
  }

  /** A number, true, false or null. */
  private Object word() {
    var start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) == -1) at++;
    var word = text.substring(start, at);
    return switch (word) {
      case "null" -> null;
      case "true" -> true;
      case "false" -> false;
      default -> number(word);
    };
  }

  private Number number(String word) {
    try {
      return Long.valueOf(word);
    } catch (NumberFormatException noLong) {
      try {
        return Double.valueOf(word);
      } catch (NumberFormatException noNumber) {
        throw error("a value instead of " + word);
      }
    }
  }

  private String string() {
    take('"');
    var string = new StringBuilder();
    while (true) {
      if (at >= text.length()) throw error("the end of a string");
      var c = text.charAt(at++);
      if (c == '"') return string.toString();
      if (c == '\\') c = escaped(text.charAt(at++));
      string.append(c);
    }
  }

  private char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
      default -> c;
    };
  }
}
