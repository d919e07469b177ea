// The lexer with a count of what was read, and the logical line: what is left of the text when
// continuations, and the comments and blank lines inside them, are taken out.

#ifndef DOCKERFILE_CURSOR_H_
#define DOCKERFILE_CURSOR_H_

#include <stdbool.h>
#include <stdint.h>

#include "tree_sitter/parser.h"

#define END (-1)
#define REPLACEMENT 0xFFFD

typedef struct {
  TSLexer *lexer;
  int32_t escape;
  uint32_t position;  // code points read by this call, skipped ones included
  uint32_t marked;    // `position` at the end of the token
} Cursor;

/// The next code point; bytes that are no UTF-8 (the lexer gives -1) are characters like others.
static inline int32_t peek(const Cursor *c) {
  int32_t ch = c->lexer->lookahead;
  if (ch > 0) return ch;
  if (ch < 0) return REPLACEMENT;
  return c->lexer->eof(c->lexer) ? END : ch;
}

static inline void advance(Cursor *c) {
  c->lexer->advance(c->lexer, false);
  c->position++;
}

static inline void skip(Cursor *c) {
  c->lexer->advance(c->lexer, true);
  c->position++;
}

static inline void mark(Cursor *c) {
  c->lexer->mark_end(c->lexer);
  c->marked = c->position;
}

/// White space of Unicode, as Go's unicode.IsSpace has it.
static inline bool is_space(int32_t ch) {
  if (ch <= 0x7F) return ch == ' ' || (ch >= '\t' && ch <= '\r');
  return ch == 0x85 || ch == 0xA0 || ch == 0x1680 || (ch >= 0x2000 && ch <= 0x200A) ||
         ch == 0x2028 || ch == 0x2029 || ch == 0x202F || ch == 0x205F || ch == 0x3000;
}

/// White space inside a line.
static inline bool is_blank(int32_t ch) { return ch != '\n' && is_space(ch); }

/// What separates words inside a line; a carriage return needs a look at what follows.
static inline bool is_separator(int32_t ch) {
  return ch == ' ' || ch == '\t' || ch == '\v' || ch == '\f';
}

static inline bool is_line_end(int32_t ch) { return ch == '\n' || ch == END; }

static inline bool is_digit(int32_t ch) { return ch >= '0' && ch <= '9'; }

static inline bool is_letter(int32_t ch) {
  return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

/// Reads carriage returns; true if the line ends behind them.
static inline bool advance_returns(Cursor *c) {
  while (peek(c) == '\r') advance(c);
  return is_line_end(peek(c));
}

/// Reads to the end of the physical line; its carriage returns are read, too.
static inline void advance_line(Cursor *c) {
  while (!is_line_end(peek(c))) advance(c);
}

/// Behind an escape character: reads blanks and tells whether it continues the line.
static inline bool advance_continuation(Cursor *c, uint32_t *blanks) {
  uint32_t start = c->position;
  while (peek(c) == ' ' || peek(c) == '\t') advance(c);
  bool continues = advance_returns(c);
  *blanks = c->position - start;
  return continues;
}

/// The logical line, one code point ahead. It reads on; only marks decide where a token ends.
typedef struct {
  Cursor *cursor;
  int32_t ch;            // END at the end of the logical line
  uint32_t at;           // position of `ch`
  uint32_t held;         // blanks read but not yet given out
  bool held_tab;         // some of them are no plain spaces
  bool after_escape;     // the character before is an escape: the next one continues nothing
} Logical;

/// Behind a continued line's newline: passes blank lines and comments, holds the indentation.
static inline void logical_join(Logical *l) {
  Cursor *c = l->cursor;
  for (;;) {
    if (peek(c) == '\n') advance(c);
    uint32_t start = c->position;
    l->held_tab = false;
    while (is_blank(peek(c))) {
      if (peek(c) != ' ') l->held_tab = true;
      advance(c);
    }
    int32_t ch = peek(c);
    if (ch == '#') {
      advance_line(c);
    } else if (ch != '\n') {
      l->held = ch == END ? 0 : c->position - start;
      return;
    }
    if (peek(c) == END) return;
  }
}

static inline void logical_next(Logical *l) {
  Cursor *c = l->cursor;
  for (;;) {
    l->at = c->position;
    if (l->held) {
      l->held--;
      l->ch = l->held_tab ? '\t' : ' ';
      return;
    }
    int32_t ch = peek(c);
    if (is_line_end(ch)) {
      l->ch = END;
      return;
    }
    if (ch == '\r') {
      if (advance_returns(c)) {
        l->ch = END;
        return;
      }
      l->held = c->position - l->at;
      l->held_tab = true;
      continue;
    }
    advance(c);
    bool escapes = ch == c->escape;
    if (escapes && !l->after_escape && peek(c) != c->escape) {
      uint32_t blanks;
      if (advance_continuation(c, &blanks)) {
        logical_join(l);
        continue;
      }
      l->held = blanks;
      l->held_tab = true;
    }
    l->after_escape = escapes && !l->held;
    l->ch = ch;
    return;
  }
}

static inline Logical logical_start(Cursor *c) {
  Logical l = {.cursor = c};
  logical_next(&l);
  return l;
}

#endif  // DOCKERFILE_CURSOR_H_
