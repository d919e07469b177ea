// One call of the scanner, and what every lexing function needs of it.

#ifndef DOCKERFILE_SCAN_H_
#define DOCKERFILE_SCAN_H_

#include "cursor.h"
#include "state.h"
#include "tokens.h"

typedef struct {
  Cursor cursor;
  State *state;
  const bool *valid;
  bool gap;    // blanks stand between the last part and this place
  bool taken;  // characters are already read that belong to the text starting here
} Scan;

/// Ends the token at the last mark. Offsets that the state keeps move along.
static bool emit(Scan *s, enum TokenType type) {
  State *state = s->state;
  Marker *marker = &state->marker;
  uint32_t width = s->cursor.marked;
  s->cursor.lexer->result_symbol = type;
  if (width <= marker->distance) {
    marker->distance -= width;
  } else {
    uint32_t inside = width - marker->distance;
    marker->distance = 0;
    marker->length = inside < marker->length ? marker->length - inside : 0;
  }
  state->gap = false;
  state->joined = type == CONCAT || (type >= EQUALS_OPEN && type <= AT_OPEN);
  state->continuation = CONTINUED_NOT;
  return true;
}

/// An extra inside an instruction: what stands before it still counts for what follows.
static bool emit_extra(Scan *s, enum TokenType type, enum Continuation continuation) {
  bool joined = s->state->joined;
  emit(s, type);
  s->state->gap = s->gap;
  s->state->joined = joined;
  s->state->continuation = continuation;
  return true;
}

static bool emit_here(Scan *s, enum TokenType type) {
  mark(&s->cursor);
  return emit(s, type);
}

/// Quotes do not keep blanks together.
static bool splits_quotes(const State *state) {
  return state->flag == FLAG_NONE && (splits_at_blanks(state) || state->mode == MODE_SPACED_KEY);
}

/// A blank outside quotes ends the word.
static bool splits_words(const State *state) {
  return state->flag != FLAG_NONE || state->mode != MODE_REST;
}

static bool splits_here(const State *state) {
  if (state->mount_quote) return false;
  return state->double_quoted ? splits_quotes(state) : splits_words(state);
}

/// Reads `# …` up to its line end.
static bool scan_comment(Scan *s, enum Continuation continuation) {
  Cursor *c = &s->cursor;
  while (!is_line_end(peek(c))) {
    if (peek(c) == '\r') {
      mark(c);
      if (advance_returns(c)) return emit_extra(s, COMMENT, continuation);
    } else {
      advance(c);
    }
  }
  mark(c);
  return emit_extra(s, COMMENT, continuation);
}

#endif  // DOCKERFILE_SCAN_H_
