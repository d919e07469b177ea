// Decisions that need the whole logical line before the first argument is read. Each makes a
// zero-width token: what was looked at is then read again, as what it is.

#ifndef DOCKERFILE_DECIDE_H_
#define DOCKERFILE_DECIDE_H_

#include "json.h"
#include "scan.h"

/// The exec form, or words and shell text.
static bool decide_form(Scan *s) {
  mark(&s->cursor);
  Logical l = logical_start(&s->cursor);
  return emit(s, json_array_ahead(&l) ? JSON_AHEAD : WORDS_AHEAD);
}

/// Whether the first word, quotes respected, has a `=` in it.
static bool first_word_has_equals(Logical *l, int32_t escape) {
  int32_t quote = 0;
  for (; l->ch != END; logical_next(l)) {
    if (!quote && is_space(l->ch)) return false;
    if (l->ch == '=') return true;
    if (l->ch == escape && quote != '\'') {
      logical_next(l);
      if (l->ch == '=') return true;
      if (l->ch == END) return false;
    } else if (quote ? l->ch == quote : l->ch == '"' || l->ch == '\'') {
      quote = quote ? 0 : l->ch;
    }
  }
  return false;
}

/// `ENV key=value …`, or `ENV key the rest of the line`.
static bool decide_pairs(Scan *s) {
  if (!s->taken) mark(&s->cursor);
  Logical l = logical_start(&s->cursor);
  if (first_word_has_equals(&l, s->cursor.escape)) return emit(s, PAIRS_AHEAD);
  emit(s, SPACED_PAIR_AHEAD);
  s->state->mode = MODE_SPACED_KEY;
  return true;
}

/// Whether the image begins with a registry: something before the first slash that has a dot or
/// a port, or is `localhost`. A quoted or escaped slash separates nothing.
static bool registry_ahead(Logical *l) {
  static const char LOCALHOST[] = "localhost";
  uint32_t length = 0, same = 0, depth = 0;
  bool named = false;
  for (int32_t before = 0; l->ch != END && !is_space(l->ch); logical_next(l)) {
    int32_t ch = l->ch;
    if (ch == '"' || ch == '\'' || ch == l->cursor->escape) return false;
    if (ch == '/' && depth == 0) return named || (length == 9 && same == 9);
    if (ch == '@' && depth == 0) return false;
    if (ch == '.' || (ch == ':' && depth == 0)) named = length > 0;
    if (ch == '{' && before == '$') depth++;
    if (ch == '}' && depth) depth--;
    if (same == length && same < 9 && LOCALHOST[same] == ch) same++;
    length++;
    before = ch;
  }
  return false;
}

static bool decide_image(Scan *s) {
  if (!s->taken) mark(&s->cursor);
  Logical l = logical_start(&s->cursor);
  return emit(s, registry_ahead(&l) ? REGISTRY_AHEAD : REPOSITORY_AHEAD);
}

#endif  // DOCKERFILE_DECIDE_H_
