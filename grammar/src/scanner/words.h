// Parts of words: unquoted text, quotes, escapes, expansions.

#ifndef DOCKERFILE_WORDS_H_
#define DOCKERFILE_WORDS_H_

#include "heredoc.h"
#include "scan.h"

/// Whether `$` before this character begins an expansion: a name, a digit, `$?` and the like.
static bool begins_expansion(int32_t ch) {
  return ch == '{' || is_special_parameter(ch) || (is_name_char(ch) && !is_space(ch));
}

/// Whether `ch` ends unquoted text of the kind `type`.
static bool ends_text(enum TokenType type, int32_t ch) {
  switch (type) {
    case KEY_TEXT: return ch == '=';
    case MOUNT_KEY_TEXT: return ch == '=' || ch == ',';
    case MOUNT_VALUE_TEXT: return ch == ',';
    case REGISTRY_TEXT: return ch == '/';
    case NAME_TEXT: return ch == ':' || ch == '@';
    case TAG_TEXT: return ch == '@';
    case USER_TEXT: return ch == ':';
    default: return false;
  }
}

/// Whether `ch` is a quote here. In the quotes of a mount flag the other kind stands for itself.
static bool is_quote(const State *state, int32_t ch) {
  return state->mount_quote ? ch == state->mount_quote : ch == '"' || ch == '\'';
}

/// Behind `$`: the expansion's opening token, or nothing if the dollar stands for itself. The
/// mark is moved only for an expansion.
static bool scan_dollar(Scan *s) {
  Cursor *c = &s->cursor;
  if (!begins_expansion(peek(c))) return false;
  bool brace = peek(c) == '{';
  if (brace) advance(c);
  return emit_here(s, brace ? DOLLAR_BRACE : DOLLAR);
}

/// Spaces beyond ASCII belong to a word that splits at blanks, unless only blanks follow.
static bool ends_at_wide_space(Scan *s) {
  Cursor *c = &s->cursor;
  if (!splits_at_blanks(s->state) || s->state->flag != FLAG_NONE) return true;
  while (is_blank(peek(c))) advance(c);
  return is_line_end(peek(c));
}

/// Ends a part of a word. Whether the next part touches it may be decided on the next line: looking
/// there now makes an edit there reach this token.
static bool look_across(Scan *s, enum TokenType type) {
  Cursor *c = &s->cursor;
  if (peek(c) == c->escape) {
    Logical l = logical_start(c);
    (void)l;
  }
  return emit(s, type);
}

static bool emit_part(Scan *s, enum TokenType type) {
  mark(&s->cursor);
  return look_across(s, type);
}

/// Whether the text up to here, which is marked, is a whole word: nothing more can touch it.
static bool is_whole_word(Scan *s, enum TokenType type) {
  Cursor *c = &s->cursor;
  int32_t ch = peek(c);
  if (!s->valid[PLAIN]) return false;
  if (is_line_end(ch) || ends_text(type, ch)) return true;
  if (s->state->mount_quote) return false;
  if (ch == '\r') return advance_returns(c);
  return is_separator(ch) && splits_words(s->state);
}

static bool scan_unquoted(Scan *s, enum TokenType type) {
  Cursor *c = &s->cursor;
  bool blanks_end = !s->state->mount_quote;
  for (;; s->taken = true) {
    int32_t ch = peek(c);
    if (ch == '$') {
      mark(c);
      advance(c);
      if (!s->taken && scan_dollar(s)) return true;
      if (s->taken && begins_expansion(peek(c))) return emit(s, type);
      continue;
    }
    if (is_line_end(ch) || ch == '\r' || (blanks_end && is_separator(ch)) ||
        is_quote(s->state, ch) || ch == c->escape || ends_text(type, ch)) {
      mark(c);
      if (s->taken && is_whole_word(s, type)) return emit(s, PLAIN);
      return look_across(s, type);
    }
    if (ch > 0x7F && is_space(ch) && blanks_end) {
      mark(c);
      if (ends_at_wide_space(s)) return emit(s, type);
      continue;
    }
    advance(c);
  }
}

/// At an escape character. A token if it continues the line or is a token's start here; else
/// what was read belongs to the text that follows (`taken`).
static bool scan_escape(Scan *s, bool glued) {
  Cursor *c = &s->cursor;
  bool concat = glued && s->valid[CONCAT];
  bool sequence = !concat && s->valid[ESCAPE_SEQUENCE];
  mark(c);
  advance(c);
  if (peek(c) == c->escape) {
    if (concat) return emit(s, CONCAT);
    uint32_t run = 1;
    for (; peek(c) == c->escape; run++) advance(c);
    if (!sequence) {
      s->taken = true;
      return false;
    }
    bool ends = is_line_end(peek(c)) || peek(c) == '\r' || (is_space(peek(c)) && splits_quotes(s->state));
    if (run % 2 && !ends) advance(c);
    return emit_part(s, ESCAPE_SEQUENCE);
  }
  bool blank = peek(c) == ' ' || peek(c) == '\t';
  if (sequence && blank && !splits_quotes(s->state)) advance(c);
  if (sequence) mark(c);
  uint32_t blanks = 0;
  if ((blank || peek(c) == '\r' || is_line_end(peek(c))) && advance_continuation(c, &blanks)) {
    mark(c);
    return emit_extra(s, LINE_CONTINUATION, CONTINUED_BEFORE_NEWLINE);
  }
  if (concat) return emit(s, CONCAT);
  s->taken = true;
  if (!sequence) return false;
  if (blank || blanks) return emit(s, ESCAPE_SEQUENCE);
  advance(c);
  return emit_part(s, ESCAPE_SEQUENCE);
}

/// `$name` or the name in `${name…}`, as the shell takes it.
static bool scan_variable_name(Scan *s) {
  Cursor *c = &s->cursor;
  int32_t ch = peek(c);
  if (is_special_parameter(ch) && ch != '0') {
    advance(c);
  } else if (is_digit(ch)) {
    while (is_digit(peek(c))) advance(c);
  } else {
    while (is_name_char(peek(c)) && !is_space(peek(c))) advance(c);
  }
  return emit_part(s, VARIABLE_NAME);
}

/// `:-`, `##`, `/` … and any other character that stands where an operator should.
static bool scan_operator(Scan *s) {
  Cursor *c = &s->cursor;
  int32_t ch = peek(c);
  advance(c);
  int32_t after = peek(c);
  bool doubled = (ch == '#' || ch == '%' || ch == '/') && after == ch;
  bool with_null = ch == ':' && (after == '-' || after == '+' || after == '?');
  if (doubled || with_null) advance(c);
  return emit_here(s, OPERATOR);
}

static bool scan_quote_open(Scan *s) {
  bool wide = peek(&s->cursor) == '"';
  advance(&s->cursor);
  s->state->double_quoted = wide;
  return emit_here(s, wide ? DOUBLE_OPEN : SINGLE_OPEN);
}

#endif  // DOCKERFILE_WORDS_H_
