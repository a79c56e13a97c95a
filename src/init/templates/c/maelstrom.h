/*
 * All that a node in C needs: it reads messages from stdin, calls the handler of their type, and writes replies to stdout.
 * Everything runs in one thread, so handlers need no locks; none may block.
 */
#ifndef MAELSTROM_H
#define MAELSTROM_H

#include <stddef.h>

/* A value of JSON, as the piece of text that it is: it goes out as it came in. Of length 0: there is none. */
typedef struct {
  const char *at;
  size_t length;
} Json;

/* For printf: printf("%.*s", JSON(value)) */
#define JSON(value) (int)(value).length, (value).at

Json json_field(Json object, const char *name);
/* for (Json element = {0}; json_next(array, &element);) … */
int json_next(Json array, Json *element);
long long json_int(Json number);
/* Whether it is this string. */
int json_is(Json string, const char *text);
/* The characters of a string, in memory that the caller frees. Handles \" and \\ and the like; \u… stays as it is. */
char *json_string(Json string);

/* What came in. It is gone when the handler returns; whoever replies later keeps a copy. */
typedef struct {
  Json src, body;
} Message;

Message *message_keep(Message message);
void message_free(Message *kept);

/* This node's id and those of all nodes, itself included; known from init on. */
extern char *node_id;
extern char **node_ids;
extern int node_count;

/* The error codes of the protocol that a node has a use for. */
enum {
  TIMEOUT = 0,
  NOT_SUPPORTED = 10,
  TEMPORARILY_UNAVAILABLE = 11,
  CRASH = 13,
  ABORT = 14,
  KEY_DOES_NOT_EXIST = 20,
  PRECONDITION_FAILED = 22,
  TXN_CONFLICT = 30
};

/* Registers the handler of a type of message. One for "init" is called when the ids are known. */
void on(const char *type, void (*handler)(Message request));

/* The fields of a body are given as to printf, without the braces: reply(request, "\"type\":\"read_ok\",\"value\":%d", value) */
#ifdef __GNUC__
#define PRINTF_LIKE(text, values) __attribute__((format(printf, text, values)))
#else
#define PRINTF_LIKE(text, values)
#endif

void reply(Message request, const char *fields, ...) PRINTF_LIKE(2, 3);
/* `text` must need no escaping in JSON. */
void reply_error(Message request, int code, const char *text);
/* Sends a body and forgets about it. */
void send_message(const char *dest, const char *fields, ...) PRINTF_LIKE(2, 3);
/*
 * Sends a request. `done` is called once, with `data` and the body of the reply: one of the type "error" when an error came back, or,
 * with code 0, when nothing came within timeout_ms.
 */
void rpc(const char *dest, int timeout_ms, void (*done)(Json body, void *data), void *data, const char *fields, ...)
    PRINTF_LIKE(5, 6);
/* Calls `action` again and again. */
void every(int interval_ms, void (*action)(void));

/* Serves messages until stdin ends. */
int run(void);

#endif
