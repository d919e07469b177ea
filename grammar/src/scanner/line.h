// Starts and ends: of the file's lines, of instructions, of heredoc bodies.

#ifndef DOCKERFILE_LINE_H_
#define DOCKERFILE_LINE_H_

#include "heredoc.h"
#include "scan.h"

/// The longest keyword is `HEALTHCHECK`; longer words are unknown.
#define MAX_KEYWORD 16

static const struct {
  const char *name;
  uint8_t type;
  uint8_t mode;
} KEYWORDS[] = {
  {"add", KW_ADD, MODE_BLANKS},
  {"arg", KW_ARG, MODE_QUOTES},
  {"cmd", KW_CMD, MODE_BLANKS},
  {"copy", KW_COPY, MODE_BLANKS},
  {"entrypoint", KW_ENTRYPOINT, MODE_BLANKS},
  {"env", KW_ENV, MODE_QUOTES},
  {"expose", KW_EXPOSE, MODE_BLANKS},
  {"from", KW_FROM, MODE_IMAGE},
  {"healthcheck", KW_HEALTHCHECK, MODE_BLANKS},
  {"label", KW_LABEL, MODE_QUOTES},
  {"maintainer", KW_MAINTAINER, MODE_BLANKS},
  {"onbuild", KW_ONBUILD, MODE_BLANKS},
  {"run", KW_RUN, MODE_BLANKS},
  {"shell", KW_SHELL, MODE_BLANKS},
  {"stopsignal", KW_STOPSIGNAL, MODE_REST},
  {"user", KW_USER, MODE_REST},
  {"volume", KW_VOLUME, MODE_BLANKS},
  {"workdir", KW_WORKDIR, MODE_REST},
};

/// A word of letters, read across continuations.
typedef struct {
  char text[MAX_KEYWORD];
  unsigned length;  // may exceed the buffer: then the word is none that we know
  bool open;        // it ends in a continuation, behind which nothing follows
} Name;

static void name_push(Name *name, int32_t ch) {
  if (ch >= 'A' && ch <= 'Z') ch += 'a' - 'A';
  if (name->length < MAX_KEYWORD) name->text[name->length] = ch > 0 && ch < 0x80 ? (char)ch : '?';
  name->length++;
}

static bool name_is(const Name *name, const char *text) {
  size_t length = strlen(text);
  return name->length == length && memcmp(name->text, text, length) == 0;
}

/// Behind a continued line's newline: passes blank and comment lines. True if text follows at
/// the very start of its line.
static bool pass_to_next_line(Cursor *c) {
  Logical l = {.cursor = c};
  logical_join(&l);
  return l.held == 0 && !is_line_end(peek(c));
}

/// At an escape inside a name: true if the name goes on behind it. Otherwise the token's end is
/// marked before it, or, where nothing follows up to the end of the file, before the newline.
static bool name_goes_on(Scan *s, Name *name, bool quoted) {
  Cursor *c = &s->cursor;
  bool takes = quoted || !name->length;
  if (name->length) mark(c);
  advance(c);
  if (peek(c) == c->escape) {
    while (peek(c) == c->escape) advance(c);
    name_push(name, '\\');
    return true;
  }
  uint32_t blanks;
  if (advance_continuation(c, &blanks)) {
    if (takes) mark(c);
    bool touches = pass_to_next_line(c);
    name->open = takes && is_line_end(peek(c));
    return !is_line_end(peek(c)) && (touches || takes);
  }
  if (!name->length && blanks) mark(c);
  name_push(name, '\\');
  return blanks == 0 || quoted;
}

/// Reads a name up to a blank, a line end or `stop`, and marks its end. With a stop, quotes keep
/// blanks together.
static void read_name(Scan *s, int32_t stop, Name *name) {
  Cursor *c = &s->cursor;
  int32_t quote = 0;
  for (;;) {
    int32_t ch = peek(c);
    if (ch == c->escape) {
      if (!name_goes_on(s, name, quote)) return;
      continue;
    }
    if (is_line_end(ch) || (!quote && (ch == stop || (ch <= 0x7F && is_space(ch))))) break;
    if (ch == '\r') mark(c);
    if (ch == '\r' && advance_returns(c)) return;
    if (stop != END && (quote ? ch == quote : ch == '"' || ch == '\'')) quote = quote ? 0 : ch;
    name_push(name, ch);
    if (ch != '\r') advance(c);
  }
  mark(c);
}

static bool emit_name(Scan *s, enum TokenType type, const Name *name) {
  emit(s, type);
  if (name->open) s->state->continuation = CONTINUED_BEFORE_NEWLINE;
  return true;
}

/// Behind the keyword of an instruction that may have heredocs. Most shell text has none, and is read
/// anyway: the search waits until that finds a `<<`, unless it begins with one or with a flag.
static void begin_search(Scan *s, bool has_text) {
  Logical l = logical_start(&s->cursor);
  while (is_space(l.ch)) logical_next(&l);
  if (has_text && l.ch != '-' && l.ch != '<') s->state->search = SEARCH_LATER;
  else find_marker(s->state, l);
}

static bool scan_keyword(Scan *s) {
  Name name = {.length = s->taken ? MAX_KEYWORD + 1 : 0};
  read_name(s, END, &name);
  s->state->head = HEAD_OVER;
  enum TokenType type = KW_UNKNOWN;
  for (size_t i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++) {
    if (!name_is(&name, KEYWORDS[i].name)) continue;
    type = KEYWORDS[i].type;
    s->state->mode = KEYWORDS[i].mode;
  }
  s->state->flag = FLAG_NONE;
  s->state->arguments = false;
  emit_name(s, type, &name);
  if (type == KW_RUN || type == KW_COPY || type == KW_ADD) begin_search(s, type == KW_RUN);
  return true;
}

/// `name` in `--name`; `mount` has a grammar of its own.
static bool scan_flag_name(Scan *s) {
  Name name = {.length = s->taken ? MAX_KEYWORD + 1 : 0};
  read_name(s, '=', &name);
  bool mount = name.length == 5 && name_is(&name, "mount") && s->valid[MOUNT_NAME];
  if (mount) s->state->flag = FLAG_MOUNT;
  return emit_name(s, mount ? MOUNT_NAME : FLAG_NAME, &name);
}

// Parser directives.

static bool is_directive_name(const Name *name) {
  return name_is(name, "syntax") || name_is(name, "escape") || name_is(name, "check");
}

static void read_directive_name(Cursor *c, Name *name) {
  while (is_letter(peek(c)) || is_digit(peek(c))) {
    name_push(name, peek(c));
    advance(c);
  }
}

static void advance_blanks(Cursor *c) {
  while (is_blank(peek(c))) advance(c);
}

/// At `#`: a directive as long as nothing but directives came before, else a comment.
static bool scan_hash(Scan *s) {
  Cursor *c = &s->cursor;
  State *state = s->state;
  if (state->head == HEAD_OVER) {
    return scan_comment(s, CONTINUED_NOT);
  }
  advance(c);
  mark(c);
  advance_blanks(c);
  Name name = {0};
  read_directive_name(c, &name);
  advance_blanks(c);
  if (is_directive_name(&name) && peek(c) == '=') {
    advance(c);
    advance_blanks(c);
    if (!is_line_end(peek(c))) {
      state->head = HEAD_DIRECTIVES;
      return emit(s, DIRECTIVE_START);
    }
  }
  state->head = HEAD_OVER;
  return scan_comment(s, CONTINUED_NOT);
}

static bool scan_directive_name(Scan *s) {
  Name name = {0};
  read_directive_name(&s->cursor, &name);
  if (name_is(&name, "escape")) s->state->mode = MODE_ESCAPE_DIRECTIVE;
  return emit_here(s, DIRECTIVE_NAME);
}

static bool scan_directive_value(Scan *s) {
  Cursor *c = &s->cursor;
  int32_t first = peek(c);
  uint32_t start = c->position;
  while (!is_line_end(peek(c))) {
    while (!is_line_end(peek(c)) && !is_space(peek(c))) advance(c);
    mark(c);
    advance_blanks(c);
  }
  bool escapes = s->state->mode == MODE_ESCAPE_DIRECTIVE && c->marked == start + 1;
  if (escapes && (first == '`' || first == '\\')) s->state->escape = first;
  return emit(s, DIRECTIVE_VALUE);
}

// Heredoc bodies.

/// The lines up to the terminator; their number is known since the marker.
static bool scan_heredoc_body(Scan *s) {
  Cursor *c = &s->cursor;
  if (peek(c) == '\n') skip(c);
  for (uint32_t line = 0; line < s->state->pending[0]; line++) {
    advance_line(c);
    if (peek(c) == '\n') advance(c);
  }
  s->state->in_body = true;
  return emit_here(s, HEREDOC_BODY);
}

static bool scan_heredoc_end(Scan *s) {
  Cursor *c = &s->cursor;
  State *state = s->state;
  if (!state->in_body && peek(c) == '\n') skip(c);
  while (peek(c) == '\t') skip(c);
  while (!is_line_end(peek(c)) && peek(c) != '\r') advance(c);
  state->in_body = false;
  state->pending_count--;
  memmove(state->pending, state->pending + 1, state->pending_count * sizeof *state->pending);
  return emit_here(s, HEREDOC_END);
}

/// Code points that decide whether a section ends before them, and one in how many places it does.
#define SECTION_LOOK 24
#define SECTION_LINES 8

/// Whether a section of lines ends here: told by the next instruction alone, so that sections elsewhere
/// stay as they are when a line comes or goes. None ends before FROM: the state there would differ from
/// edit to edit, and the runtime passes over whatever begins behind another state, be it all of the other
/// stages.
static bool section_ends(Cursor *c) {
  while (is_space(peek(c)) || peek(c) == '#') {
    if (peek(c) == '#') advance_line(c);
    if (peek(c) != END) advance(c);
  }
  if (peek(c) == 'F' || peek(c) == 'f') return false;
  uint32_t hash = 1;
  for (int i = 0; i < SECTION_LOOK && peek(c) != END; i++) {
    hash = (hash ^ (uint32_t)peek(c)) * 0x9E3779B1u;
    hash ^= hash >> 15;
    advance(c);
  }
  return hash % SECTION_LINES == 0;
}

/// At the end of a logical line.
static bool scan_line_end(Scan *s) {
  State *state = s->state;
  if (state->pending_count) {
    return state->pending[0] ? scan_heredoc_body(s) : scan_heredoc_end(s);
  }
  if (peek(&s->cursor) == '\n') advance(&s->cursor);
  emit_here(s, EOL);
  // Behind FROM all sections of its stage begin.
  bool begins_stage = state->mode == MODE_IMAGE;
  state_end_instruction(state);
  state->section_ended = !begins_stage && section_ends(&s->cursor);
  return true;
}

// Free text.

/// What stands below a continued line of text.
enum Below {
  BELOW_CUT,   // text that the escape does not join for bash, too
  BELOW_GAP,   // comments or blank lines
  BELOW_TEXT,
};

/// Behind an escape: whether it continues the line, and how. Bash reads a backslash and a newline as
/// nothing, so that they may stand in one token with the text around them; but it knows neither
/// comments nor blank lines behind them. The newline and the blanks below it are read then.
static bool continue_text(Cursor *c, bool marks, enum Below *below) {
  bool direct = c->escape == '\\' && (peek(c) == '\n' || peek(c) == '\r');
  uint32_t blanks;
  *below = BELOW_CUT;
  if (!advance_continuation(c, &blanks)) return false;
  if (!direct || peek(c) != '\n') return true;
  advance(c);
  if (peek(c) == END) return true;
  if (marks) mark(c);
  while (is_blank(peek(c))) advance(c);
  *below = peek(c) == '#' || is_line_end(peek(c)) ? BELOW_GAP : BELOW_TEXT;
  return true;
}

static bool emit_text(Scan *s, enum TokenType type, enum Below below) {
  emit(s, type);
  if (below == BELOW_GAP) s->state->continuation = CONTINUED_AFTER_NEWLINE;
  return true;
}

/// Shell text and the like: to the end of the line, a comment, a blank line or a heredoc marker,
/// without the blanks before it.
static bool scan_text(Scan *s, enum TokenType type) {
  Cursor *c = &s->cursor;
  const Marker *marker = &s->state->marker;
  uint32_t limit = marker->length ? marker->distance : UINT32_MAX;
  bool trailing = false;  // the mark stands before what was read last
  while (c->position < limit) {
    int32_t ch = peek(c);
    if (is_line_end(ch)) break;
    if (is_space(ch)) {
      if (!trailing) mark(c);
      trailing = true;
      if (ch == '\r' && advance_returns(c)) break;
      if (ch != '\r') advance(c);
    } else if (ch == c->escape) {
      if (!trailing) mark(c);
      trailing = false;
      advance(c);
      enum Below below;
      if (peek(c) == c->escape) {
        while (peek(c) == c->escape) advance(c);
      } else if (continue_text(c, true, &below)) {
        if (below != BELOW_TEXT) return emit_text(s, type, below);
        trailing = true;
      }
    } else {
      trailing = false;
      advance(c);
    }
  }
  if (!trailing) mark(c);
  return emit(s, type);
}

/// Behind an escape: true where the text of the next line does not simply go on. Either way the
/// cursor stands at the text.
static bool breaks_text(Cursor *c) {
  if (peek(c) == c->escape) {
    while (peek(c) == c->escape) advance(c);
    return false;
  }
  enum Below below;
  if (!continue_text(c, false, &below) || below == BELOW_TEXT) return false;
  Logical l = {.cursor = c};
  logical_join(&l);
  return true;
}

/// Text in which no heredoc marker was searched for. Without any `<<` it has none. Then it is one
/// token, unless a comment or the like is in the way, and an empty token says that there is none.
static bool scan_plain_text(Scan *s) {
  Cursor *c = &s->cursor;
  bool whole = true, trailing = false;
  while (!is_line_end(peek(c))) {
    int32_t ch = peek(c);
    trailing = is_space(ch);
    advance(c);
    if (ch == '<' && peek(c) == '<') {
      s->state->search = SEARCH_NOW;
      return emit(s, HEREDOC_DOUBT);
    }
    if (ch == '\r') whole = false;
    if (ch == c->escape && breaks_text(c)) whole = false;
  }
  if (whole && !trailing) return emit_here(s, TEXT);
  s->state->search = SEARCH_DONE;
  return emit(s, HEREDOC_KNOWN);
}

static bool scan_search(Scan *s) {
  s->state->search = SEARCH_DONE;
  emit(s, HEREDOC_KNOWN);
  find_marker(s->state, logical_start(&s->cursor));
  return true;
}

#endif  // DOCKERFILE_LINE_H_
