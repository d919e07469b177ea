// The external scanner: every token of the grammar is made here, so that nothing is read twice
// with different ideas of where a line ends. See grammar/README.md for the whole picture.

#include "scanner/content.h"
#include "scanner/decide.h"
#include "scanner/line.h"

/// Between instructions: blank lines, comments, directives, then a keyword or a template line.
static bool scan_between(Scan *s) {
  Cursor *c = &s->cursor;
  State *state = s->state;
  for (; is_space(peek(c)); skip(c)) {
    if (peek(c) == '\n') state->head = HEAD_OVER;
  }
  if (peek(c) == END) return c->position && emit_here(s, BLANK);
  if (peek(c) == '#') return scan_hash(s);
  if (peek(c) != '{') return scan_keyword(s);
  advance(c);
  int32_t ch = peek(c);
  s->taken = true;
  if (ch != '{' && ch != '%' && ch != '#') return scan_keyword(s);
  state->head = HEAD_OVER;
  return scan_text(s, TEMPLATE_TEXT);
}

/// Passes blanks, and in a continued line its newline and the blank and comment lines below.
/// True if it made a token of them. The mark is where a zero-width token belongs.
static bool pass_blanks(Scan *s) {
  Cursor *c = &s->cursor;
  State *state = s->state;
  bool continued = state->continuation != CONTINUED_NOT;
  uint32_t line_start = continued && state->continuation == CONTINUED_BEFORE_NEWLINE ? 0 : UINT32_MAX;
  s->gap = state->gap;
  mark(c);
  if (state->continuation == CONTINUED_BEFORE_NEWLINE) {
    while (peek(c) == '\r') skip(c);
    if (peek(c) == '\n') skip(c);
    line_start = c->position;
  }
  for (;;) {
    int32_t ch = peek(c);
    if (ch == '\r') {
      if (c->position != line_start) mark(c);
      if (!advance_returns(c)) {
        mark(c);
        s->gap = true;
        return emit_extra(s, BLANK, state->continuation);
      }
      if (!continued || peek(c) == END) return false;
      ch = '\n';
    }
    if (ch == '\n' && continued) {
      mark(c);
      skip(c);
      line_start = c->position;
      s->gap = state->gap;
    } else if (ch == '#' && continued) {
      return scan_comment(s, CONTINUED_BEFORE_NEWLINE);
    } else if (is_blank(ch)) {
      skip(c);
      s->gap = true;
    } else {
      break;
    }
  }
  if (!is_line_end(peek(c)) || c->position != line_start) mark(c);
  return false;
}

/// The parts of a heredoc marker, `3<<-"EOF"`.
static bool scan_heredoc_marker(Scan *s) {
  Cursor *c = &s->cursor;
  State *state = s->state;
  Marker *marker = &state->marker;
  uint32_t end = marker->distance + marker->length;
  if (s->valid[HEREDOC_DELIMITER] || s->valid[QUOTED_HEREDOC_DELIMITER]) {
    bool quoted = marker->quoted;
    uint32_t lines = marker->lines;
    if (s->valid[HEREDOC_STRIP] && !s->gap && !s->taken && peek(c) == '-') {
      advance(c);
      return emit_here(s, HEREDOC_STRIP);
    }
    while (c->position < end && peek(c) != END) advance(c);
    mark(c);
    emit(s, quoted ? QUOTED_HEREDOC_DELIMITER : HEREDOC_DELIMITER);
    if (state_has_room(state)) state->pending[state->pending_count++] = lines;
    find_marker(state, logical_start(c));
    return true;
  }
  if (is_digit(peek(c))) {
    while (is_digit(peek(c))) advance(c);
    return emit_here(s, FILE_DESCRIPTOR);
  }
  for (unsigned arrows = 0; arrows < 2 && c->position < end; advance(c)) arrows += peek(c) == '<';
  return emit_here(s, HEREDOC_ARROW);
}

/// Whether the next heredoc marker, or the rest of one, stands here.
static bool at_heredoc_marker(const Scan *s) {
  const Marker *marker = &s->state->marker;
  if (!marker->length) return false;
  if (s->valid[HEREDOC_DELIMITER]) return true;
  return s->valid[HEREDOC_ARROW] && s->cursor.position == marker->distance;
}

/// Behind a separator, which is marked: whether something touches it. A tag may be missing before a
/// digest.
static bool is_open(Scan *s, enum TokenType separator) {
  Cursor *c = &s->cursor;
  if (separator > AT || separator == COMMA || !s->valid[separator + (EQUALS_OPEN - EQUALS)]) return false;
  while (peek(c) == c->escape) {
    advance(c);
    uint32_t blanks;
    if (peek(c) == c->escape || !advance_continuation(c, &blanks)) return true;
    if (!pass_to_next_line(c)) return false;
  }
  int32_t ch = peek(c);
  return !is_line_end(ch) && !is_space(ch) && !(separator == COLON && ch == '@');
}

/// `:`, `@`, `/`, `=`, `,` where they separate something, or a part that touches the last one.
static bool scan_glued(Scan *s, bool glued, bool *made) {
  Cursor *c = &s->cursor;
  enum TokenType type = ERROR_SENTINEL;
  switch (peek(c)) {
    case ':': type = COLON; break;
    case '@': type = AT; break;
    case '/': type = SLASH; break;
    case '=': type = EQUALS; break;
    case ',': type = COMMA; break;
    default: break;
  }
  *made = true;
  if (type != ERROR_SENTINEL && s->valid[type]) {
    advance(c);
    mark(c);
    return emit(s, is_open(s, type) ? (enum TokenType)(type + (EQUALS_OPEN - EQUALS)) : type);
  }
  if (glued && s->valid[CONCAT]) return emit_here(s, CONCAT);
  *made = false;
  return false;
}

/// `--`: a flag, or the end of the flags. Otherwise a dash is taken for the text that follows.
static bool scan_dashes(Scan *s) {
  Cursor *c = &s->cursor;
  mark(c);
  advance(c);
  s->taken = true;
  if (peek(c) != '-') return false;
  advance(c);
  int32_t ch = peek(c);
  bool ends = is_line_end(ch) || is_space(ch);
  s->state->flag = ends ? FLAG_NONE : FLAG_PLAIN;
  s->state->arguments = ends;
  return emit_here(s, ends ? FLAGS_END : DASHES);
}

/// `AS` before a stage's name; otherwise its letters are taken for a word.
static bool scan_as(Scan *s) {
  static const char AS[] = "as";
  Cursor *c = &s->cursor;
  for (int i = 0; i < 2; i++, s->taken = true) {
    if ((peek(c) | 0x20) != AS[i]) return false;
    advance(c);
  }
  if (!is_line_end(peek(c)) && !is_space(peek(c))) return false;
  return emit_here(s, AS_);
}

static bool scan_quote_mark(Scan *s) {
  State *state = s->state;
  int32_t ch = peek(&s->cursor);
  if (!is_quote(state, ch)) return false;
  state->mount_quote = state->mount_quote ? 0 : (uint8_t)ch;
  advance(&s->cursor);
  return emit_here(s, QUOTE_MARK);
}

static bool scan_healthcheck_type(Scan *s) {
  Name name = {0};
  read_name(s, END, &name);
  return emit_name(s, HEALTHCHECK_TYPE, &name);
}

/// A part of a word, by the kind of text that may stand here.
static bool scan_part(Scan *s) {
  static const enum TokenType TEXTS[] = {
    KEY_TEXT, MOUNT_KEY_TEXT, MOUNT_VALUE_TEXT, REGISTRY_TEXT, NAME_TEXT, TAG_TEXT, USER_TEXT, UNQUOTED,
  };
  int32_t ch = peek(&s->cursor);
  for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
    if (!s->valid[TEXTS[i]]) continue;
    bool quote = (ch == '"' || ch == '\'') && !s->taken && s->state->flag != FLAG_MOUNT;
    return quote ? scan_quote_open(s) : scan_unquoted(s, TEXTS[i]);
  }
  return false;
}

/// The first thing of an argument, not touching what stands before it. Whatever these look at in
/// vain is `taken`, and goes into the text that `scan_part` or `scan_text` reads.
static bool scan_argument_begin(Scan *s) {
  const bool *valid = s->valid;
  int32_t ch = peek(&s->cursor);
  bool flags = valid[DASHES] && !s->state->arguments && !s->state->joined;
  if (ch == '-' && flags && !s->taken && scan_dashes(s)) return true;
  if (s->state->flag == FLAG_NONE) s->state->arguments = true;
  if (ch == '[' && valid[JSON_AHEAD] && !s->taken) return decide_form(s);
  if (valid[SPACED_KEY]) return decide_pairs(s);
  if (valid[REPOSITORY_AHEAD]) return decide_image(s);
  if (s->state->search == SEARCH_NOW && valid[HEREDOC_KNOWN]) return scan_search(s);
  if (ch == '=' && valid[LEADING_EQUALS] && !s->taken) {
    advance(&s->cursor);
    return emit_here(s, LEADING_EQUALS);
  }
  if (valid[AS_] && !s->taken && scan_as(s)) return true;
  if (valid[KW_RUN]) return scan_keyword(s);
  if (valid[HEALTHCHECK_TYPE]) return scan_healthcheck_type(s);
  if (valid[TEXT]) return s->state->search == SEARCH_LATER ? scan_plain_text(s) : scan_text(s, TEXT);
  return scan_part(s);
}

/// A string of the exec form as a whole; only its quote where it has escapes or goes on below.
static bool scan_json_string(Scan *s) {
  Cursor *c = &s->cursor;
  advance(c);
  mark(c);
  while (peek(c) != '"') {
    if (peek(c) == '\\' || peek(c) == c->escape || is_line_end(peek(c))) return emit(s, JSON_OPEN);
    advance(c);
  }
  advance(c);
  return emit_here(s, JSON_PLAIN);
}

/// Fixed places: tokens that only one parse state takes.
static bool scan_fixed(Scan *s, bool *made) {
  Cursor *c = &s->cursor;
  const bool *valid = s->valid;
  int32_t ch = peek(c);
  *made = true;
  if (valid[DIRECTIVE_NAME]) return scan_directive_name(s);
  if (valid[DIRECTIVE_VALUE]) return scan_directive_value(s);
  if (valid[FLAG_NAME] && !s->gap && ch != '=') return scan_flag_name(s);
  enum TokenType type = ERROR_SENTINEL;
  if (ch == '=' && valid[EQUALS] && s->state->head != HEAD_OVER) type = EQUALS;  // of a directive
  if (ch == '[' && valid[BRACKET_OPEN]) type = BRACKET_OPEN;
  if (ch == ']' && valid[BRACKET_CLOSE]) type = BRACKET_CLOSE;
  if (ch == ',' && valid[JSON_COMMA]) type = JSON_COMMA;
  if (type != ERROR_SENTINEL) {
    advance(c);
    return emit_here(s, type);
  }
  if (ch == '"' && valid[JSON_OPEN]) return scan_json_string(s);
  *made = false;
  return false;
}

/// A number, a literal, or a nested array or object, which BuildKit refuses by name.
static bool scan_json_value(Scan *s) {
  Cursor *c = &s->cursor;
  unsigned depth = 0;
  bool quoted = false;
  for (;; advance(c)) {
    int32_t ch = peek(c);
    if (ch == END || (!quoted && !depth && (ch == ',' || ch == ']' || is_space(ch)))) break;
    if (ch == '"') quoted = !quoted;
    if (quoted && ch == '\\') advance(c);
    if (!quoted && (ch == '[' || ch == '{')) depth++;
    if (!quoted && (ch == ']' || ch == '}')) depth--;
  }
  return emit_here(s, JSON_VALUE);
}

/// Inside an instruction, where blanks separate.
static bool scan_arguments(Scan *s) {
  Cursor *c = &s->cursor;
  State *state = s->state;
  const bool *valid = s->valid;
  bool rest = state->mode == MODE_REST && state->flag == FLAG_NONE;
  if (pass_blanks(s)) return true;
  uint8_t mode = state->mode, flag = state->flag;
  if (s->gap) {
    state->flag = FLAG_NONE;
    if (mode == MODE_SPACED_KEY) state->mode = MODE_REST;
  }
  if (is_line_end(peek(c))) {
    // A continuation or a quote of a mount's would fall out of the instruction that it ends.
    bool behind_extra = state->continuation != CONTINUED_NOT || flag == FLAG_MOUNT;
    state->flag = FLAG_NONE;
    return behind_extra && valid[TAIL] ? emit(s, TAIL) : scan_line_end(s);
  }
  bool glued = !s->gap || rest;
  if (peek(c) == c->escape && !valid[DIRECTIVE_VALUE] && scan_escape(s, glued)) {
    if (state->continuation != CONTINUED_NOT) {  // what follows the gap is still to come
      state->mode = mode;
      state->flag = flag;
    }
    return true;
  }
  if (at_heredoc_marker(s)) return scan_heredoc_marker(s);
  bool made;
  if (!s->taken) {
    if (state->flag == FLAG_MOUNT && scan_quote_mark(s)) return true;
    bool done = scan_fixed(s, &made);
    if (made) return done;
    if (valid[JSON_VALUE]) return scan_json_value(s);
    bool leading = valid[REPOSITORY_AHEAD] || valid[USER_TEXT];
    if (glued || leading) {
      done = scan_glued(s, glued, &made);
      if (made) return done;
      if (!s->gap && state->flag != FLAG_NONE && !state->joined) return false;
    }
  }
  return scan_argument_begin(s);
}

/// In the quotes of a mount flag, where blanks do not separate; those at the start of a continued
/// line are passed all the same, since no option begins with one.
static bool scan_mount_quoted(Scan *s) {
  Cursor *c = &s->cursor;
  if (s->state->continuation != CONTINUED_NOT && pass_blanks(s)) return true;
  s->gap = false;
  if (is_line_end(peek(c)) || peek(c) == '\r') {
    s->state->mount_quote = 0;
    return scan_arguments(s);
  }
  bool made;
  if (peek(c) == c->escape && scan_escape(s, true)) return true;
  if (!s->taken) {
    if (scan_quote_mark(s)) return true;
    bool done = scan_glued(s, true, &made);
    if (made) return done;
  }
  return scan_part(s);
}

/// Inside quotes and `${…}`.
static bool scan_content(Scan *s) {
  const bool *valid = s->valid;
  if (start_content(s) == START_TOKEN) return true;
  bool argument = valid[ARGUMENT_TEXT] || valid[VARIABLE_NAME];
  bool splits = argument ? splits_here(s->state) : splits_quotes(s->state);
  if (s->taken && splits && !valid[JSON_CONTENT]) {
    if (!argument) s->state->double_quoted = false;
    return end_at_indentation(s);
  }
  if (valid[JSON_CONTENT]) return scan_json_content(s);
  if (valid[DOUBLE_CONTENT]) return scan_double_content(s);
  if (valid[SINGLE_CONTENT]) return scan_single_content(s);
  return scan_argument(s);
}

static bool scan(Scan *s) {
  const bool *valid = s->valid;
  if (valid[ERROR_SENTINEL]) return false;
  bool section_ended = s->state->section_ended;
  s->state->section_ended = false;
  if (section_ended && valid[SECTION_END]) return emit_here(s, SECTION_END);
  if (valid[KW_FROM] && !valid[EOL]) return scan_between(s);
  if (s->state->in_body && valid[HEREDOC_END]) return scan_heredoc_end(s);
  if (valid[JSON_CONTENT] || valid[DOUBLE_CONTENT] || valid[SINGLE_CONTENT] ||
      valid[ARGUMENT_TEXT] || valid[VARIABLE_NAME]) {
    return scan_content(s);
  }
  if (s->state->mount_quote) return scan_mount_quoted(s);
  return scan_arguments(s);
}

void *tree_sitter_dockerfile_external_scanner_create(void) {
  State *state = ts_malloc(sizeof *state);
  if (state) state_init(state);
  return state;
}

void tree_sitter_dockerfile_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_dockerfile_external_scanner_serialize(void *payload, char *buffer) {
  return state_serialize(payload, buffer);
}

void tree_sitter_dockerfile_external_scanner_deserialize(void *payload, const char *buffer,
                                                         unsigned length) {
  state_deserialize(payload, buffer, length);
}

bool tree_sitter_dockerfile_external_scanner_scan(void *payload, TSLexer *lexer,
                                                  const bool *valid_symbols) {
  State *state = payload;
  Scan s = {
    .cursor = {.lexer = lexer, .escape = state->escape},
    .state = state,
    .valid = valid_symbols,
  };
  return scan(&s);
}
