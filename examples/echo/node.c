/* Echo in C. It builds no tree: a field's value is a slice of the line, and goes back out as it came in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct { const char *at; size_t length; } Slice;

static void die(const char *reason) { fprintf(stderr, "echo: %s\n", reason); exit(1); }

static const char *skip_space(const char *p) { return p + strspn(p, " \t\r"); }

/* The first character after the string that starts at p. */
static const char *skip_string(const char *p) {
  for (p++; *p != '"'; p++) {
    if (*p == '\\') p++;
    if (!*p) die("a string does not end");
  }
  return p + 1;
}

/* The first character after the value that starts at p, however deep it is. */
static const char *skip_value(const char *p) {
  int depth = 0;
  do {
    if (*p == '"') { p = skip_string(p); continue; }
    if (*p == '{' || *p == '[') depth++;
    else if (*p == '}' || *p == ']') depth--;
    else if (!*p) die("a value does not end");
    p++;
  } while (depth > 0 || (*p && !strchr(",}] \t\r", *p)));
  return p;
}

/* The value of a field of an object; empty when the object has no such field. */
static Slice field(Slice object, const char *name) {
  size_t length = strlen(name);
  const char *p = skip_space(object.at + 1);
  while (*p == '"') {
    const char *key = p + 1;
    p = skip_string(p);
    size_t key_length = (size_t)(p - 1 - key);
    p = skip_space(skip_space(p) + 1); /* over the colon */
    const char *value = p;
    p = skip_value(p);
    if (key_length == length && !memcmp(key, name, length)) return (Slice){value, (size_t)(p - value)};
    p = skip_space(p);
    if (*p == ',') p = skip_space(p + 1);
  }
  return (Slice){"", 0};
}

static int is(Slice value, const char *text) {
  return value.length == strlen(text) && !memcmp(value.at, text, value.length);
}

static void answer(const char *line) {
  Slice message = {skip_space(line), 0};
  Slice src = field(message, "src"), dest = field(message, "dest"), body = field(message, "body");
  if (!body.length) die("a message has no body");
  Slice type = field(body, "type"), id = field(body, "msg_id"), echo = field(body, "echo");
#define TEXT(slice) (int)(slice).length, (slice).at
  if (is(type, "\"init\""))
    printf("{\"src\":%.*s,\"dest\":%.*s,\"body\":{\"type\":\"init_ok\",\"in_reply_to\":%.*s}}\n", TEXT(dest), TEXT(src),
           TEXT(id));
  else if (is(type, "\"echo\""))
    printf("{\"src\":%.*s,\"dest\":%.*s,\"body\":{\"type\":\"echo_ok\",\"in_reply_to\":%.*s,\"echo\":%.*s}}\n", TEXT(dest),
           TEXT(src), TEXT(id), TEXT(echo));
}

int main(void) {
  static char output[1 << 16];
  setvbuf(stdout, output, _IOFBF, sizeof output);
  size_t capacity = 1 << 16, used = 0;
  char *input = malloc(capacity);
  if (!input) die("out of memory");
  for (;;) {
    if (used + 1 >= capacity && !(input = realloc(input, capacity *= 2))) die("out of memory");
    ssize_t got = read(STDIN_FILENO, input + used, capacity - used - 1);
    if (got <= 0) return 0;
    char *line = input, *fresh = input + used, *end = fresh + got, *newline;
    while ((newline = memchr(fresh, '\n', (size_t)(end - fresh)))) {
      *newline = '\0';
      answer(line);
      line = fresh = newline + 1;
    }
    fflush(stdout); /* once for all that came in together */
    used = (size_t)(end - line);
    memmove(input, line, used);
  }
}
