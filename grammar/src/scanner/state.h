// What the scanner remembers between tokens. Outside an instruction only `escape`, `head` and
// `unterminated` are set, and `section_ended` for one token, so that the state after every instruction is
// the same and subtrees can be reused.

#ifndef DOCKERFILE_STATE_H_
#define DOCKERFILE_STATE_H_

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

/// How far parser directives are still possible.
enum Head {
  HEAD_START,       // nothing read yet
  HEAD_DIRECTIVES,  // only directives so far
  HEAD_OVER,        // anything else: `# escape=` is a comment from here on
};

/// How the arguments of the current instruction fall into words.
enum Mode {
  MODE_BLANKS,      // at every blank, even in quotes: COPY, ADD, EXPOSE, VOLUME
  MODE_QUOTES,      // at blanks outside quotes: ENV, LABEL, ARG
  MODE_SPACED_KEY,  // the key of `ENV key the rest`
  MODE_REST,        // not at all: WORKDIR, USER, STOPSIGNAL, the rest of `ENV key the rest`
  MODE_IMAGE,       // as MODE_BLANKS: FROM
  MODE_ESCAPE_DIRECTIVE,
};

/// Where a continued line stands.
enum Continuation {
  CONTINUED_NOT,
  CONTINUED_BEFORE_NEWLINE,  // the newline of the continued line comes next
  CONTINUED_AFTER_NEWLINE,   // past it, with the indentation of a comment consumed
};

enum Flag { FLAG_NONE, FLAG_PLAIN, FLAG_MOUNT };

/// Whether the rest of the line was searched for heredoc markers.
enum Search {
  SEARCH_DONE,   // `marker` says what was found
  SEARCH_LATER,  // only if the text proves to have `<<` in it
  SEARCH_NOW,    // it has: the next token must search
};

/// Lines with a heredoc marker and no terminator, after which nobody looks for terminators any more.
/// BuildKit refuses a file that has a single one; each costs a look to the end of the file.
#define MAX_UNTERMINATED 7

/// Bodies that may wait behind one instruction: bounded by the runtime's serialization buffer.
#define MAX_PENDING 1000

/// The next heredoc marker of the logical line. Its offsets count code points.
typedef struct {
  uint32_t distance;  // from the end of the last token to the marker
  uint32_t length;    // of the marker; 0 when there is none
  uint32_t lines;     // of its body, without the terminator
  bool quoted;
} Marker;

typedef struct {
  int32_t escape;
  uint8_t head;
  uint8_t mode;
  uint8_t continuation;
  uint8_t flag;
  uint8_t search;
  uint8_t unterminated;  // lines with an open heredoc so far; not forgotten at their ends
  uint8_t mount_quote;  // 0, '"' or '\''
  bool gap;             // blanks stood before the extras just read
  bool arguments;       // the flags are over
  bool joined;          // the last token says that the next one touches it
  bool double_quoted;
  bool section_ended;   // behind a line's end only: the next token is the end of the section
  bool in_body;         // the front heredoc's body is read, its terminator comes next
  Marker marker;
  uint32_t pending[MAX_PENDING];  // lines of each heredoc body to come
  uint32_t pending_count;
} State;

static inline bool splits_at_blanks(const State *state) {
  return state->mode == MODE_BLANKS || state->mode == MODE_IMAGE;
}

/// Forgets everything that belongs to the instruction just ended.
static inline void state_end_instruction(State *state) {
  state->mode = MODE_BLANKS;
  state->continuation = CONTINUED_NOT;
  state->flag = FLAG_NONE;
  state->search = SEARCH_DONE;
  state->mount_quote = 0;
  state->gap = false;
  state->arguments = false;
  state->joined = false;
  state->double_quoted = false;
  state->section_ended = false;
  state->in_body = false;
  memset(&state->marker, 0, sizeof state->marker);
  state->pending_count = 0;
}

static inline void state_init(State *state) {
  state->escape = '\\';
  state->head = HEAD_START;
  state->unterminated = 0;
  state_end_instruction(state);
}

/// Whether one more body can wait: its worst size must fit what `state_serialize` may write.
static inline bool state_has_room(const State *s) {
  if (s->pending_count == MAX_PENDING) return false;
  unsigned size = 3 + 3 * 5 + 5;
  for (uint32_t i = 0; i < s->pending_count; i++) {
    uint32_t lines = s->pending[i];
    size += lines < 1u << 7 ? 1 : lines < 1u << 14 ? 2 : lines < 1u << 21 ? 3 : 5;
  }
  return size <= TREE_SITTER_SERIALIZATION_BUFFER_SIZE;
}

static inline unsigned write_varint(char *buffer, unsigned at, uint32_t value) {
  while (value >= 0x80) {
    buffer[at++] = (char)(value | 0x80);
    value >>= 7;
  }
  buffer[at++] = (char)value;
  return at;
}

/// Reads a varint; `*at` never passes `length`.
static inline uint32_t read_varint(const char *buffer, unsigned length, unsigned *at) {
  uint32_t value = 0;
  for (unsigned shift = 0; *at < length && shift < 32; shift += 7) {
    uint8_t byte = (uint8_t)buffer[(*at)++];
    value |= (uint32_t)(byte & 0x7F) << shift;
    if (!(byte & 0x80)) break;
  }
  return value;
}

/// In the place of a search, which no instruction outlives.
#define SEARCH_SECTION_ENDED 3

static inline bool state_is_resting(const State *s) {
  return !s->mode && !s->continuation && !s->flag && !s->mount_quote && !s->gap &&
         !s->arguments && !s->joined && !s->double_quoted && !s->in_body && !s->marker.length && !s->pending_count;
}

static inline unsigned state_serialize(const State *s, char *buffer) {
  unsigned at = 0;
  unsigned search = s->section_ended ? SEARCH_SECTION_ENDED : s->search;
  buffer[at++] = (char)(s->head | (s->escape == '`' ? 4 : 0) | search << 3 | s->unterminated << 5);
  if (state_is_resting(s)) return at;
  buffer[at++] = (char)(s->mode | s->continuation << 3 | s->flag << 5);
  buffer[at++] = (char)(s->gap | s->double_quoted << 1 | s->in_body << 2 | s->marker.quoted << 3 |
                        (s->mount_quote == '"') << 4 | (s->mount_quote == '\'') << 5 | s->arguments << 6 |
                        s->joined << 7);
  at = write_varint(buffer, at, s->marker.distance);
  at = write_varint(buffer, at, s->marker.length);
  at = write_varint(buffer, at, s->marker.lines);
  for (uint32_t i = 0; i < s->pending_count; i++) {
    at = write_varint(buffer, at, s->pending[i]);
  }
  return at;
}

static inline void state_deserialize(State *s, const char *buffer, unsigned length) {
  state_init(s);
  if (length == 0) return;
  unsigned at = 0;
  uint8_t first = (uint8_t)buffer[at++];
  s->head = first & 3;
  if (first & 4) s->escape = '`';
  s->search = first >> 3 & 3;
  if (s->search == SEARCH_SECTION_ENDED) {
    s->search = SEARCH_DONE;
    s->section_ended = true;
  }
  s->unterminated = first >> 5;
  if (length < 3) return;
  uint8_t second = (uint8_t)buffer[at++];
  s->mode = second & 7;
  s->continuation = second >> 3 & 3;
  s->flag = second >> 5 & 3;
  uint8_t third = (uint8_t)buffer[at++];
  s->gap = third & 1;
  s->double_quoted = third >> 1 & 1;
  s->in_body = third >> 2 & 1;
  s->marker.quoted = third >> 3 & 1;
  s->arguments = third >> 6 & 1;
  s->joined = third >> 7 & 1;
  s->mount_quote = third >> 4 & 1 ? '"' : third >> 5 & 1 ? '\'' : 0;
  s->marker.distance = read_varint(buffer, length, &at);
  s->marker.length = read_varint(buffer, length, &at);
  s->marker.lines = read_varint(buffer, length, &at);
  while (at < length && s->pending_count < MAX_PENDING) {
    s->pending[s->pending_count++] = read_varint(buffer, length, &at);
  }
}

#endif  // DOCKERFILE_STATE_H_
