// Where the next heredoc marker of a logical line stands, by BuildKit's own rules: the whole line
// is split like shell words (always with `\` as the escape), and a word `[fd]<<[-]name` is a
// marker. One error anywhere on the line (an open quote, a `${x[0]}`) and BuildKit sees none.

#ifndef DOCKERFILE_HEREDOC_H_
#define DOCKERFILE_HEREDOC_H_

#include "cursor.h"
#include "state.h"

/// Markers considered in one look ahead, and the code points of all their names.
#define MAX_CANDIDATES 16
#define MAX_NAMES 1024
/// Nested `${x:-${y:-…}}`: beyond it the line counts as broken.
#define MAX_NESTING 64

typedef struct {
  uint32_t start, length;  // of the marker, as the cursor counts
  uint32_t name, name_length;
  bool quoted, strip;
  uint32_t matched;  // code points of the current line that equal the name
  bool alive;        // the current line may still be the terminator
  bool found;
  uint32_t lines;
} Candidate;

enum WordPhase { WORD_NONE, WORD_DIGITS, WORD_ARROW, WORD_NAME, WORD_OTHER };

typedef struct {
  Logical line;
  enum WordPhase phase;
  uint32_t word_start, word_end;
  Candidate word;
  Candidate items[MAX_CANDIDATES];
  uint32_t count;
  int32_t names[MAX_NAMES];
  uint32_t names_used;
} Markers;

static inline int32_t current(const Markers *m) { return m->line.ch; }

static inline void next(Markers *m) {
  m->word_end = m->line.at + 1;
  logical_next(&m->line);
}

static void word_begin(Markers *m) {
  if (m->phase != WORD_NONE) return;
  m->phase = WORD_DIGITS;
  m->word_start = m->line.at;
  m->word = (Candidate){.start = m->line.at, .name = m->names_used};
}

static void name_add(Markers *m, int32_t ch) {
  if (m->word.name + m->word.name_length == MAX_NAMES) {
    m->phase = WORD_OTHER;
  } else {
    m->names[m->word.name + m->word.name_length++] = ch;
  }
}

/// One character of a word that stands for itself.
static void word_add(Markers *m, int32_t ch) {
  word_begin(m);
  if (m->phase == WORD_ARROW && ch == '-') {
    m->word.strip = true;
    m->phase = WORD_NAME;
  } else if (m->phase == WORD_ARROW || m->phase == WORD_NAME) {
    m->phase = WORD_NAME;
    if (ch == '<') m->phase = WORD_OTHER;
    else name_add(m, ch);
  } else if (m->phase == WORD_DIGITS && !is_digit(ch)) {
    m->phase = WORD_OTHER;
  }
}

/// A quote or an escape character that is no part of the name.
static void word_quote(Markers *m) {
  word_begin(m);
  if (m->phase == WORD_DIGITS) m->phase = WORD_OTHER;
  if (m->phase == WORD_ARROW) m->phase = WORD_NAME;
}

static void word_finish(Markers *m) {
  if (m->phase == WORD_NAME && m->word.name_length && m->count < MAX_CANDIDATES) {
    m->word.length = m->word_end - m->word_start;
    m->items[m->count++] = m->word;
    m->names_used = m->word.name + m->word.name_length;
  }
  m->phase = WORD_NONE;
}

static bool is_special_parameter(int32_t ch) {
  return ch == '@' || ch == '*' || ch == '#' || ch == '?' || ch == '-' || ch == '$' || ch == '!' ||
         ch == '0';
}

static inline bool is_name_char(int32_t ch) {
  return is_letter(ch) || is_digit(ch) || ch == '_' || ch > 0x7F;
}

static inline void take(Markers *m) {
  word_add(m, current(m));
  next(m);
}

static void take_name(Markers *m) {
  if (is_special_parameter(current(m)) && current(m) != '0') {
    take(m);
  } else if (is_digit(current(m))) {
    while (is_digit(current(m))) take(m);
  } else {
    while (is_name_char(current(m))) take(m);
  }
}

static bool take_until(Markers *m, int32_t stop, unsigned depth);

/// `${name…}` behind its brace; false where BuildKit gives up.
static bool take_braces(Markers *m, unsigned depth) {
  int32_t ch = current(m);
  if (ch == END || ch == '{' || ch == '}' || ch == ':') return false;
  take_name(m);
  ch = current(m);
  if (ch == END) return false;
  take(m);
  switch (ch) {
    case '}':
      return true;
    case ':':
      ch = current(m);
      if (ch == END || ch == '#' || ch == '%') return false;
      take(m);
      return take_until(m, '}', depth + 1);
    case '+':
    case '-':
    case '?':
    case '#':
    case '%':
      return take_until(m, '}', depth + 1);
    case '/':
      if (current(m) == '/') take(m);
      return take_until(m, '/', depth + 1) && take_until(m, '}', depth + 1);
    default:
      return false;
  }
}

static bool take_dollar(Markers *m, unsigned depth) {
  take(m);
  if (current(m) == '{') {
    take(m);
    return take_braces(m, depth);
  }
  take_name(m);
  return true;
}

static bool take_single_quoted(Markers *m) {
  word_quote(m);
  m->word.quoted = true;
  for (next(m); current(m) != '\''; take(m)) {
    if (current(m) == END) return false;
  }
  next(m);
  return true;
}

static bool take_double_quoted(Markers *m, unsigned depth) {
  word_quote(m);
  m->word.quoted = true;
  next(m);
  while (current(m) != '"') {
    if (current(m) == END) return false;
    if (current(m) == '$') {
      if (!take_dollar(m, depth)) return false;
      continue;
    }
    bool escapes = current(m) == '\\';
    int32_t escape = current(m);
    next(m);
    if (!escapes) {
      word_add(m, escape);
    } else if (current(m) == '"' || current(m) == '$' || current(m) == '\\') {
      take(m);
    } else {
      word_add(m, escape);
    }
  }
  next(m);
  return true;
}

static void take_escaped(Markers *m) {
  word_quote(m);
  next(m);
  if (current(m) != END) take(m);
}

static void take_arrow(Markers *m) {
  word_begin(m);
  enum WordPhase before = m->phase;
  next(m);
  if (current(m) != '<') {
    m->phase = WORD_OTHER;
    return;
  }
  next(m);
  m->phase = before == WORD_DIGITS ? WORD_ARROW : WORD_OTHER;
  if (!is_space(current(m))) return;
  while (is_space(current(m))) next(m);
  if (m->phase == WORD_ARROW) m->phase = WORD_NAME;  // `<< -x`: the dash belongs to the name
}

/// Words up to `stop`, or to the end of the line; false where BuildKit gives up.
static bool take_until(Markers *m, int32_t stop, unsigned depth) {
  if (depth > MAX_NESTING) return false;
  while (current(m) != END) {
    int32_t ch = current(m);
    if (ch == stop) {
      take(m);
      return true;
    }
    if (ch == '$') {
      if (!take_dollar(m, depth)) return false;
    } else if (ch == '\'') {
      if (!take_single_quoted(m)) return false;
    } else if (ch == '"') {
      if (!take_double_quoted(m, depth)) return false;
    } else if (ch == '\\') {
      take_escaped(m);
    } else if (ch == '<') {
      take_arrow(m);
    } else if (is_space(ch)) {
      if (depth == 0) word_finish(m);
      next(m);
    } else {
      take(m);
    }
  }
  if (depth == 0) word_finish(m);
  return stop == END;
}

// Bodies.

/// Compares the next character of a body line with every name that it may still be.
static bool body_match(Markers *m, int32_t ch) {
  bool any = false;
  for (uint32_t i = 0; i < m->count; i++) {
    Candidate *candidate = &m->items[i];
    if (!candidate->alive) continue;
    bool stripped = candidate->strip && candidate->matched == 0 && ch == '\t';
    if (!stripped) {
      candidate->alive = candidate->matched < candidate->name_length &&
                         m->names[candidate->name + candidate->matched] == ch;
      candidate->matched++;
    }
    any |= candidate->alive;
  }
  return any;
}

/// Reads one line of the bodies and notes whose terminator it is.
static void body_line(Markers *m, uint32_t number) {
  Cursor *c = m->line.cursor;
  for (uint32_t i = 0; i < m->count; i++) {
    m->items[i].matched = 0;
    m->items[i].alive = !m->items[i].found;
  }
  bool any = true;
  while (any && !is_line_end(peek(c))) {
    if (peek(c) == '\r') {
      any = advance_returns(c);
      continue;
    }
    any = body_match(m, peek(c));
    advance(c);
  }
  for (uint32_t i = 0; any && i < m->count; i++) {
    Candidate *candidate = &m->items[i];
    if (candidate->alive && candidate->matched == candidate->name_length) {
      candidate->found = true;
      candidate->lines = number;
    }
  }
  advance_line(c);
  if (peek(c) == '\n') advance(c);
}

/// The first marker whose terminator stands ahead; behind the bodies that already wait.
static const Candidate *first_terminated(Markers *m, const State *state) {
  Cursor *c = m->line.cursor;
  if (peek(c) == '\n') advance(c);
  for (uint32_t i = 0; i < state->pending_count; i++) {
    for (uint32_t line = 0; line <= state->pending[i]; line++) {
      advance_line(c);
      if (peek(c) == '\n') advance(c);
    }
  }
  for (uint32_t number = 0; peek(c) != END && !m->items[0].found; number++) {
    body_line(m, number);
  }
  for (uint32_t i = 0; i < m->count; i++) {
    if (m->items[i].found) return &m->items[i];
  }
  return NULL;
}

/// Looks over the rest of a logical line and the lines below it for the next marker. The token
/// must be marked before: the marker's distance counts from there.
static void find_marker(State *state, Logical line) {
  memset(&state->marker, 0, sizeof state->marker);
  if (!state_has_room(state) || state->unterminated == MAX_UNTERMINATED) return;
  Markers m;
  m.phase = WORD_NONE;
  m.count = 0;
  m.names_used = 0;
  m.line = line;
  if (!take_until(&m, END, 0) || m.count == 0) return;
  const Candidate *found = first_terminated(&m, state);
  if (found) {
    state->marker = (Marker){
      .distance = found->start - line.cursor->marked,
      .length = found->length,
      .lines = found->lines,
      .quoted = found->quoted,
    };
  } else {
    state->unterminated++;
  }
}

#endif  // DOCKERFILE_HEREDOC_H_
