#define _POSIX_C_SOURCE 200809L
#include "maelstrom.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

char *node_id = "";
char **node_ids;
int node_count;

static void die(const char *reason) {
  fprintf(stderr, "maelstrom.c: %s\n", reason);
  exit(1);
}

static void *grow(void *memory, size_t size) {
  memory = realloc(memory, size);
  if (!memory) die("out of memory");
  return memory;
}

/* ---- JSON ---- */

static const char *skip_space(const char *p, const char *end) {
  while (p < end && strchr(" \t\r\n", *p)) p++;
  return p;
}

static const char *skip_string(const char *p, const char *end) {
  for (p++; p < end && *p != '"'; p++)
    if (*p == '\\') p++;
  if (p >= end) die("a string does not end");
  return p + 1;
}

/* The first character after the value that starts at p, however deep it is. */
static const char *skip_value(const char *p, const char *end) {
  int depth = 0;
  if (*p != '"' && *p != '{' && *p != '[') {
    while (p < end && !strchr(",}] \t\r\n", *p)) p++;
    return p;
  }
  do {
    if (p >= end) die("a value does not end");
    if (*p == '"') {
      p = skip_string(p, end);
      continue;
    }
    if (*p == '{' || *p == '[') depth++;
    if (*p == '}' || *p == ']') depth--;
    p++;
  } while (depth > 0);
  return p;
}

Json json_field(Json object, const char *name) {
  const char *end = object.at + object.length, *p = skip_space(object.at, end);
  if (p < end && *p == '{') p = skip_space(p + 1, end);
  while (p < end && *p == '"') {
    Json key = {p, 0};
    p = skip_string(p, end);
    key.length = (size_t)(p - key.at);
    p = skip_space(skip_space(p, end) + 1, end); /* over the colon */
    Json value = {p, 0};
    p = skip_value(p, end);
    value.length = (size_t)(p - value.at);
    if (json_is(key, name)) return value;
    p = skip_space(p, end);
    if (p < end && *p == ',') p = skip_space(p + 1, end);
  }
  return (Json){"", 0};
}

int json_next(Json array, Json *element) {
  if (array.length == 0 || *array.at != '[') return 0;
  const char *end = array.at + array.length;
  const char *p = skip_space(element->at ? element->at + element->length : array.at + 1, end);
  if (element->at && p < end && *p == ',') p = skip_space(p + 1, end);
  if (p >= end || *p == ']') return 0;
  *element = (Json){p, (size_t)(skip_value(p, end) - p)};
  return 1;
}

long long json_int(Json number) { return number.length ? strtoll(number.at, NULL, 10) : 0; }

int json_is(Json string, const char *text) {
  size_t length = strlen(text);
  return string.length == length + 2 && *string.at == '"' && !memcmp(string.at + 1, text, length);
}

char *json_string(Json string) {
  char *text = grow(NULL, string.length + 1), *to = text;
  for (const char *p = string.at + 1; p + 1 < string.at + string.length; p++) {
    static const char ESCAPED[] = "n\nt\tr\rb\bf\f";
    if (*p == '\\' && p[1] != 'u') {
      const char *found = strchr(ESCAPED, *++p);
      *to++ = found ? found[1] : *p;
    } else {
      *to++ = *p;
    }
  }
  *to = '\0';
  return text;
}

/* ---- Sending ---- */

/* Not from 1: a node that was killed and restarted must not take a late reply to its former self for its own. */
static long long next_msg_id;

static void send_fields(const char *dest, int dest_length, const char *extra, const char *fields, va_list values) {
  printf("{\"src\":\"%s\",\"dest\":%.*s,\"body\":{%s", node_id, dest_length, dest, extra);
  vprintf(fields, values);
  puts("}}");
}

void reply(Message request, const char *fields, ...) {
  char extra[64] = "";
  Json id = json_field(request.body, "msg_id");
  if (id.length) snprintf(extra, sizeof extra, "\"in_reply_to\":%.*s,", JSON(id));
  va_list values;
  va_start(values, fields);
  send_fields(request.src.at, (int)request.src.length, extra, fields, values);
  va_end(values);
}

void reply_error(Message request, int code, const char *text) {
  reply(request, "\"type\":\"error\",\"code\":%d,\"text\":\"%s\"", code, text);
}

void send_message(const char *dest, const char *fields, ...) {
  char quoted[256];
  int length = snprintf(quoted, sizeof quoted, "\"%s\"", dest);
  va_list values;
  va_start(values, fields);
  send_fields(quoted, length, "", fields, values);
  va_end(values);
}

/* ---- Waiting: for replies, and for the time to come ---- */

typedef struct Waiting {
  long long msg_id, deadline;
  void (*done)(Json body, void *data);
  void *data;
  struct Waiting *next;
} Waiting;

typedef struct Timer {
  long long due, interval;
  void (*action)(void);
  struct Timer *next;
} Timer;

static Waiting *waiting;
static Timer *timers;

static long long microseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static long long now_ms(void) { return microseconds(CLOCK_MONOTONIC) / 1000; }

void rpc(const char *dest, int timeout_ms, void (*done)(Json, void *), void *data, const char *fields, ...) {
  Waiting *entry = grow(NULL, sizeof *entry);
  *entry = (Waiting){next_msg_id++, now_ms() + timeout_ms, done, data, waiting};
  waiting = entry;
  char quoted[256], extra[64];
  int length = snprintf(quoted, sizeof quoted, "\"%s\"", dest);
  snprintf(extra, sizeof extra, "\"msg_id\":%lld,", entry->msg_id);
  va_list values;
  va_start(values, fields);
  send_fields(quoted, length, extra, fields, values);
  va_end(values);
}

void every(int interval_ms, void (*action)(void)) {
  Timer *timer = grow(NULL, sizeof *timer);
  *timer = (Timer){now_ms() + interval_ms, interval_ms, action, timers};
  timers = timer;
}

/* Takes an entry out of the list and calls it back; `at` is where the list points to it. */
static void finish(Waiting **at, Json body) {
  Waiting *entry = *at;
  *at = entry->next;
  entry->done(body, entry->data);
  free(entry);
}

/* Does what is due. Returns the milliseconds until something is due again, -1 for never. */
static int tick(void) {
  static const char TIMED_OUT[] = "{\"type\":\"error\",\"code\":0,\"text\":\"no answer in time\"}";
  long long now = now_ms(), next = -1;
  for (Waiting **at = &waiting; *at;) {
    if ((*at)->deadline <= now) {
      finish(at, (Json){TIMED_OUT, sizeof TIMED_OUT - 1});
      at = &waiting; /* the callback may have changed the list */
    } else {
      if (next < 0 || (*at)->deadline < next) next = (*at)->deadline;
      at = &(*at)->next;
    }
  }
  for (Timer *timer = timers; timer; timer = timer->next) {
    if (timer->due <= now) {
      timer->action();
      timer->due = now + timer->interval;
    }
    if (next < 0 || timer->due < next) next = timer->due;
  }
  /* What was called may have asked others in turn. */
  for (Waiting *entry = waiting; entry; entry = entry->next)
    if (next < 0 || entry->deadline < next) next = entry->deadline;
  return next < 0 ? -1 : next > now ? (int)(next - now) : 0;
}

/* ---- Receiving ---- */

typedef struct Handler {
  const char *type;
  void (*handle)(Message request);
  struct Handler *next;
} Handler;

static Handler *handlers;

void on(const char *type, void (*handle)(Message request)) {
  Handler *handler = grow(NULL, sizeof *handler);
  *handler = (Handler){type, handle, handlers};
  handlers = handler;
}

Message *message_keep(Message message) {
  size_t size = message.src.length + message.body.length;
  Message *kept = grow(NULL, sizeof *kept + size);
  char *text = (char *)(kept + 1);
  memcpy(text, message.src.at, message.src.length);
  memcpy(text + message.src.length, message.body.at, message.body.length);
  *kept = (Message){{text, message.src.length}, {text + message.src.length, message.body.length}};
  return kept;
}

void message_free(Message *kept) { free(kept); }

static void learn_ids(Json body) {
  Json ids = json_field(body, "node_ids");
  node_id = json_string(json_field(body, "node_id"));
  for (Json id = {0}; json_next(ids, &id); node_count++) {
    node_ids = grow(node_ids, (size_t)(node_count + 1) * sizeof *node_ids);
    node_ids[node_count] = json_string(id);
  }
}

static void receive(const char *line, size_t length) {
  Json all = {line, length};
  Message message = {json_field(all, "src"), json_field(all, "body")};
  Json type = json_field(message.body, "type"), in_reply_to = json_field(message.body, "in_reply_to");
  if (in_reply_to.length) {
    for (Waiting **at = &waiting; *at; at = &(*at)->next)
      if ((*at)->msg_id == json_int(in_reply_to)) {
        finish(at, message.body);
        return;
      }
    return; /* whoever asked has given up */
  }
  int init = json_is(type, "init");
  if (init) learn_ids(message.body);
  Handler *handler = handlers;
  while (handler && !json_is(type, handler->type)) handler = handler->next;
  if (handler) handler->handle(message);
  if (init) reply(message, "\"type\":\"init_ok\"");
  else if (!handler) reply_error(message, NOT_SUPPORTED, "this node does not know such requests");
}

int run(void) {
  static char output[1 << 16];
  setvbuf(stdout, output, _IOFBF, sizeof output);
  next_msg_id = microseconds(CLOCK_REALTIME);
  size_t capacity = 1 << 16, used = 0;
  char *input = grow(NULL, capacity);
  for (;;) {
    int wait = tick();
    fflush(stdout); /* once for all that came in together */
    struct pollfd in = {STDIN_FILENO, POLLIN, 0};
    if (poll(&in, 1, wait) <= 0) continue;
    if (used == capacity) input = grow(input, capacity *= 2);
    ssize_t got = read(STDIN_FILENO, input + used, capacity - used);
    if (got <= 0) return 0;
    char *line = input, *fresh = input + used, *end = fresh + got, *newline;
    while ((newline = memchr(fresh, '\n', (size_t)(end - fresh)))) {
      receive(line, (size_t)(newline - line));
      line = fresh = newline + 1;
    }
    used = (size_t)(end - line);
    memmove(input, line, used);
  }
}
