// Whether the rest of a logical line is a JSON array, as Go's encoding/json decides it: no
// trailing comma, no single quotes, nothing behind the bracket. Everything else is shell form.

#ifndef DOCKERFILE_JSON_H_
#define DOCKERFILE_JSON_H_

#include "cursor.h"

/// Depth of arrays and objects inside the array; nobody needs any.
#define MAX_JSON_NESTING 64

static void json_blanks(Logical *l) {
  while (l->ch == ' ' || l->ch == '\t' || l->ch == '\r') logical_next(l);
}

static bool is_hex(int32_t ch) {
  return is_digit(ch) || (ch >= 'a' && ch <= 'f') || (ch >= 'A' && ch <= 'F');
}

static bool json_escape(Logical *l) {
  logical_next(l);
  switch (l->ch) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
      logical_next(l);
      return true;
    case 'u':
      logical_next(l);
      for (int i = 0; i < 4; i++, logical_next(l)) {
        if (!is_hex(l->ch)) return false;
      }
      return true;
    default:
      return false;
  }
}

static bool json_string(Logical *l) {
  if (l->ch != '"') return false;
  logical_next(l);
  while (l->ch != '"') {
    if (l->ch < 0x20) return false;  // control characters and END
    if (l->ch != '\\') logical_next(l);
    else if (!json_escape(l)) return false;
  }
  logical_next(l);
  return true;
}

static bool json_digits(Logical *l) {
  if (!is_digit(l->ch)) return false;
  while (is_digit(l->ch)) logical_next(l);
  return true;
}

static bool json_number(Logical *l) {
  if (l->ch == '-') logical_next(l);
  if (l->ch == '0') logical_next(l);
  else if (!json_digits(l)) return false;
  if (l->ch == '.') {
    logical_next(l);
    if (!json_digits(l)) return false;
  }
  if (l->ch == 'e' || l->ch == 'E') {
    logical_next(l);
    if (l->ch == '+' || l->ch == '-') logical_next(l);
    return json_digits(l);
  }
  return true;
}

static bool json_literal(Logical *l, const char *text) {
  for (; *text; text++, logical_next(l)) {
    if (l->ch != *text) return false;
  }
  return true;
}

static bool json_any(Logical *l, unsigned depth);

/// The elements of an array or the members of an object, behind the opening bracket.
static bool json_items(Logical *l, bool object, unsigned depth) {
  int32_t close = object ? '}' : ']';
  if (depth > MAX_JSON_NESTING) return false;
  json_blanks(l);
  if (l->ch == close) {
    logical_next(l);
    return true;
  }
  for (;;) {
    json_blanks(l);
    if (object) {
      if (!json_string(l)) return false;
      json_blanks(l);
      if (l->ch != ':') return false;
      logical_next(l);
      json_blanks(l);
    }
    if (!json_any(l, depth)) return false;
    json_blanks(l);
    int32_t ch = l->ch;
    if (ch != ',' && ch != close) return false;
    logical_next(l);
    if (ch == close) return true;
  }
}

static bool json_any(Logical *l, unsigned depth) {
  int32_t ch = l->ch;
  if (ch == '"') return json_string(l);
  if (ch == 't') return json_literal(l, "true");
  if (ch == 'f') return json_literal(l, "false");
  if (ch == 'n') return json_literal(l, "null");
  if (ch != '[' && ch != '{') return json_number(l);
  logical_next(l);
  return json_items(l, ch == '{', depth + 1);
}

/// Whether the logical line from `l` on is one JSON array.
static bool json_array_ahead(Logical *l) {
  if (l->ch != '[') return false;
  logical_next(l);
  if (!json_items(l, false, 0)) return false;
  while (is_space(l->ch)) logical_next(l);
  return l->ch == END;
}

#endif  // DOCKERFILE_JSON_H_
