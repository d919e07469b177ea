// Places where blanks are text: inside quotes, JSON strings and `${…}`.

#ifndef DOCKERFILE_CONTENT_H_
#define DOCKERFILE_CONTENT_H_

#include "words.h"

/// What stands at the start of a line that continues the text above it.
enum Start { START_CONTENT, START_TOKEN };

/// Passes the newline of a continued line and the blank and comment lines below it. Blanks before
/// the text are read, not skipped: they belong to it.
static enum Start start_content(Scan *s) {
  Cursor *c = &s->cursor;
  mark(c);
  s->gap = false;
  if (s->state->continuation == CONTINUED_NOT) return START_CONTENT;
  if (s->state->continuation == CONTINUED_BEFORE_NEWLINE) {
    while (peek(c) == '\r') skip(c);
    if (peek(c) == '\n') skip(c);
  }
  for (;;) {
    uint32_t start = c->position;
    while (is_blank(peek(c)) && peek(c) != '\r') advance(c);
    s->taken = c->position != start;
    if (peek(c) == '#') {
      if (!s->taken) {
        scan_comment(s, CONTINUED_BEFORE_NEWLINE);
      } else {
        mark(c);
        emit_extra(s, BLANK, CONTINUED_AFTER_NEWLINE);
      }
      return START_TOKEN;
    }
    if (peek(c) != '\r' && peek(c) != '\n') return START_CONTENT;
    uint32_t end = c->position;
    mark(c);
    if (!advance_returns(c)) {
      s->taken = c->position != end || s->taken;
      return START_CONTENT;
    }
    if (peek(c) == END) return START_CONTENT;
    skip(c);
    s->taken = false;
  }
}

/// At a blank that begins a continued line: it ends quotes that do not keep blanks together. The line
/// goes on behind them.
static bool end_at_indentation(Scan *s) {
  enum Continuation continuation = s->cursor.marked ? CONTINUED_BEFORE_NEWLINE : s->state->continuation;
  emit(s, UNTERMINATED);
  s->state->continuation = continuation;
  return true;
}

/// The escape character inside single quotes or JSON: only a continuation is special. True if
/// the token is made.
static bool scan_plain_escape(Scan *s, enum TokenType content) {
  Cursor *c = &s->cursor;
  mark(c);
  advance(c);
  uint32_t blanks;
  if (peek(c) != c->escape && advance_continuation(c, &blanks)) {
    if (s->taken) return emit(s, content);
    mark(c);
    return emit_extra(s, LINE_CONTINUATION, CONTINUED_BEFORE_NEWLINE);
  }
  while (peek(c) == c->escape) advance(c);
  s->taken = true;
  return false;
}

static bool end_content(Scan *s, enum TokenType content, enum TokenType otherwise) {
  if (s->taken) return emit_here(s, content);
  return emit(s, otherwise);
}

static bool scan_double_content(Scan *s) {
  Cursor *c = &s->cursor;
  State *state = s->state;
  for (;; s->taken = true) {
    int32_t ch = peek(c);
    if (ch == '"') {
      if (s->taken) return emit_here(s, DOUBLE_CONTENT);
      advance(c);
      state->double_quoted = false;
      return emit_part(s, DOUBLE_CLOSE);
    }
    if (ch == '$') {
      mark(c);
      advance(c);
      if (!s->taken && scan_dollar(s)) return true;
      if (s->taken && begins_expansion(peek(c))) return emit(s, DOUBLE_CONTENT);
      continue;
    }
    if (ch == c->escape) {
      if (s->taken) return emit_here(s, DOUBLE_CONTENT);
      return scan_escape(s, false);
    }
    if (is_line_end(ch) || (splits_quotes(state) && is_space(ch))) {
      if (!s->taken) state->double_quoted = false;
      return end_content(s, DOUBLE_CONTENT, UNTERMINATED);
    }
    if (ch == '\r') {
      mark(c);
      if (advance_returns(c)) {
        if (!s->taken) state->double_quoted = false;
        return emit(s, s->taken ? DOUBLE_CONTENT : UNTERMINATED);
      }
      continue;
    }
    advance(c);
  }
}

static bool scan_single_content(Scan *s) {
  Cursor *c = &s->cursor;
  for (;; s->taken = true) {
    int32_t ch = peek(c);
    if (ch == '\'') {
      if (s->taken) return emit_here(s, SINGLE_CONTENT);
      advance(c);
      return emit_part(s, SINGLE_CLOSE);
    }
    if (ch == c->escape) {
      if (scan_plain_escape(s, SINGLE_CONTENT)) return true;
      continue;
    }
    if (is_line_end(ch) || (splits_quotes(s->state) && is_space(ch))) {
      return end_content(s, SINGLE_CONTENT, UNTERMINATED);
    }
    if (ch == '\r') {
      mark(c);
      if (advance_returns(c)) return emit(s, s->taken ? SINGLE_CONTENT : UNTERMINATED);
      continue;
    }
    advance(c);
  }
}

/// `\n`, `\u00e9` … in a JSON string; the look ahead has proven them.
static bool scan_json_escape(Scan *s) {
  Cursor *c = &s->cursor;
  mark(c);
  advance(c);
  uint32_t blanks;
  int32_t ch = peek(c);
  if (ch == ' ' || ch == '\t' || ch == '\r' || is_line_end(ch)) {
    advance_continuation(c, &blanks);
    mark(c);
    return emit_extra(s, LINE_CONTINUATION, CONTINUED_BEFORE_NEWLINE);
  }
  advance(c);
  for (int i = 0; ch == 'u' && i < 4 && (is_digit(peek(c)) || is_letter(peek(c))); i++) advance(c);
  return emit_here(s, ESCAPE_SEQUENCE);
}

static bool scan_json_content(Scan *s) {
  Cursor *c = &s->cursor;
  for (;; s->taken = true) {
    int32_t ch = peek(c);
    if (ch == '"') {
      if (s->taken) return emit_here(s, JSON_CONTENT);
      advance(c);
      return emit_here(s, JSON_CLOSE);
    }
    if (ch == '\\') {
      if (s->taken) return emit_here(s, JSON_CONTENT);
      return scan_json_escape(s);
    }
    if (ch == c->escape) {
      if (scan_plain_escape(s, JSON_CONTENT)) return true;
      continue;
    }
    if (is_line_end(ch)) {  // the look ahead rules it out; never read on
      mark(c);
      return emit(s, s->taken ? JSON_CONTENT : JSON_CLOSE);
    }
    advance(c);
  }
}

/// Inside `${`: what can come at the current character, when no text precedes it.
static bool scan_argument_start(Scan *s, bool *done) {
  Cursor *c = &s->cursor;
  int32_t ch = peek(c);
  bool quote = ch == '"' || (ch == '\'' && !s->state->double_quoted);
  *done = true;
  if (ch == '}') {
    advance(c);
    return emit_part(s, BRACE_CLOSE);
  }
  if (ch == c->escape) return scan_escape(s, false);
  if (is_line_end(ch) || (is_space(ch) && splits_here(s->state))) return emit(s, UNTERMINATED);
  if (quote) return s->state->double_quoted ? emit(s, UNTERMINATED) : scan_quote_open(s);
  bool names = is_special_parameter(ch) || (is_name_char(ch) && !is_space(ch));
  if (s->valid[VARIABLE_NAME] && names) return scan_variable_name(s);
  if (s->valid[OPERATOR] && ch != '$' && ch != '\r') return scan_operator(s);
  *done = false;
  return false;
}

static bool ends_argument(const Scan *s, int32_t ch) {
  return ch == '}' || ch == '"' || (ch == '\'' && !s->state->double_quoted) ||
         ch == s->cursor.escape || is_line_end(ch) || (is_space(ch) && splits_here(s->state));
}

static bool scan_argument(Scan *s) {
  Cursor *c = &s->cursor;
  if (!s->taken) {
    bool done;
    bool made = scan_argument_start(s, &done);
    if (done && (made || !s->taken)) return made;
  }
  for (;; s->taken = true) {
    int32_t ch = peek(c);
    if (ch == '$') {
      mark(c);
      advance(c);
      if (!s->taken && scan_dollar(s)) return true;
      if (s->taken && begins_expansion(peek(c))) return emit(s, ARGUMENT_TEXT);
      continue;
    }
    if (ends_argument(s, ch)) return emit_here(s, ARGUMENT_TEXT);
    if (ch == '\r') {
      mark(c);
      if (advance_returns(c)) return emit(s, s->taken ? ARGUMENT_TEXT : UNTERMINATED);
      continue;
    }
    advance(c);
  }
}

#endif  // DOCKERFILE_CONTENT_H_
