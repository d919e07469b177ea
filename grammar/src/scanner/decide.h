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

/// What a look over plain text comes to: quotes, expansions and escapes need the whole line.
static bool ends_plain(const Scan *s, int32_t ch) {
  return ch == '"' || ch == '\'' || ch == '$' || ch == s->cursor.escape || (ch > 0x7F && is_space(ch));
}

static bool ends_word(int32_t ch) { return is_line_end(ch) || is_separator(ch) || ch == '\r'; }

static bool emit_spaced_key(Scan *s, enum TokenType type) {
  emit(s, type);
  s->state->mode = MODE_SPACED_KEY;
  return true;
}

/// `ENV key=value …`, or `ENV key the rest of the line`: a plain key is read at once.
static bool decide_pairs(Scan *s) {
  Cursor *c = &s->cursor;
  if (!s->taken) {
    mark(c);
    if (peek(c) == '=') {
      advance(c);
      return emit_here(s, LEADING_EQUALS);
    }
    while (!ends_word(peek(c)) && peek(c) != '=' && !ends_plain(s, peek(c))) advance(c);
    if (peek(c) == '=') return emit_here(s, PLAIN);
    if (ends_word(peek(c))) {
      mark(c);
      return emit_spaced_key(s, SPACED_KEY);
    }
  }
  Logical l = logical_start(c);
  if (first_word_has_equals(&l, c->escape)) return emit(s, PAIRS_AHEAD);
  return emit_spaced_key(s, SPACED_PAIR_AHEAD);
}

/// How much of an image was read before its form is clear.
typedef struct {
  uint32_t length;
  uint32_t same;   // characters that equal those of `localhost`
  uint32_t depth;  // of `${…}`
  bool named;      // a dot or a port: what stands before the first slash is a registry
  int32_t before;
} Image;

static bool is_registry(const Image *image) {
  return image->named || (image->length == 9 && image->same == 9);
}

static void image_push(Image *image, int32_t ch) {
  static const char LOCALHOST[] = "localhost";
  if (ch == '.' || (ch == ':' && image->depth == 0)) image->named = image->length > 0;
  if (ch == '{' && image->before == '$') image->depth++;
  if (ch == '}' && image->depth) image->depth--;
  if (image->same == image->length && image->same < 9 && LOCALHOST[image->same] == ch) image->same++;
  image->length++;
  image->before = ch;
}

/// Whether the image begins with a registry: something before the first slash that has a dot or
/// a port, or is `localhost`. A quoted or escaped slash separates nothing.
static bool registry_ahead(Logical *l, Image *image) {
  for (; l->ch != END && !is_space(l->ch); logical_next(l)) {
    int32_t ch = l->ch;
    if (ch == '"' || ch == '\'' || ch == l->cursor->escape) return false;
    if (ch == '/' && image->depth == 0) return is_registry(image);
    if (ch == '@' && image->depth == 0) return false;
    image_push(image, ch);
  }
  return false;
}

/// Behind the name, at a colon: a tag follows, or the port of a registry.
static bool decide_port(Scan *s, Image *image) {
  Cursor *c = &s->cursor;
  mark(c);
  do {
    image_push(image, peek(c));
    advance(c);
    if (peek(c) == '/') return emit_here(s, REGISTRY_PLAIN);
  } while (!ends_word(peek(c)) && peek(c) != '@' && !ends_plain(s, peek(c)));
  Logical l = logical_start(c);
  return emit(s, registry_ahead(&l, image) ? REGISTRY_TEXT : PLAIN);
}

/// The image's registry or name, if that is plain text; else whether it begins with a registry.
static bool decide_image(Scan *s) {
  Cursor *c = &s->cursor;
  Image image = {0};
  bool slashed = false;
  // Where a flag may still stand its dash is taken before; elsewhere it must come to the same.
  bool dashed = s->taken || peek(c) == '-';
  if (!s->taken) {
    mark(c);
    if (dashed) advance(c);
  }
  if (dashed) image_push(&image, '-');
  while (!dashed) {
    int32_t ch = peek(c);
    if (ch == ':' && !slashed) return decide_port(s, &image);
    if (ends_word(ch) || ch == ':' || ch == '@') return emit_here(s, PLAIN);
    if (ends_plain(s, ch)) break;
    if (ch == '/' && !slashed && is_registry(&image)) return emit_here(s, REGISTRY_PLAIN);
    slashed |= ch == '/';
    image_push(&image, ch);
    advance(c);
  }
  Logical l = logical_start(c);
  return emit(s, !slashed && registry_ahead(&l, &image) ? REGISTRY_AHEAD : REPOSITORY_AHEAD);
}

#endif  // DOCKERFILE_DECIDE_H_
