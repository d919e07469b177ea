/**
 * A total grammar for Dockerfiles, as BuildKit reads them.
 *
 * Every token comes from the external scanner (src/scanner.c), which knows logical lines, the
 * escape directive, JSON forms and heredocs. Every part of an instruction is optional, so that a
 * half-typed line never reaches into its neighbours: every instruction is followed by its own `_eol`.
 *
 * @license MIT OR Apache-2.0
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

/** A word of several parts that stand side by side. `text` is the token for its unquoted stretches. */
const wordOf = ($, text) => {
  const part = choice(
    text === $.unquoted ? text : alias(text, $.unquoted),
    $.escape_sequence,
    $.double_quoted,
    $.single_quoted,
    $.expansion,
  );
  return seq(part, repeat(seq($._concat, part)));
};

/** A word: most are one unquoted stretch, which makes them a leaf. */
const word = ($, parts = $.word) =>
  choice(alias($._plain, $.word), parts === $.word ? parts : alias(parts, $.word));

/** A separator and what touches it. The scanner knows whether anything does. */
const separated = (bare, open, sign, rule) => choice(alias(bare, sign), seq(alias(open, sign), rule));

/** The same where quotes or blanks between the two mean nothing, so that no look ahead can tell. */
const glued = ($, rule) => optional(seq($._concat, rule));

/** keyword, flags, arguments. The line's end is no part of it. */
const instruction = ($, keyword, ...rest) =>
  seq(field('keyword', alias(keyword, $.keyword)), optional($._flags), ...rest, optional($._tail));

/** What COPY and ADD take. */
const path = ($) => choice(word($), $.heredoc_redirect);

/** The exec form or the shell form. */
const command = ($) => optional(field('command', choice($.json_array, $.shell_command)));

module.exports = grammar({
  name: 'dockerfile',

  // In the order of `enum TokenType` in src/scanner/tokens.h.
  externals: $ => [
    $.comment,
    $.line_continuation,
    $._blank,
    $.quote_mark,
    $._eol,
    $._section_end,
    $._tail,
    // Parser directives and template lines.
    $._directive_start,
    $.directive_name,
    $.directive_value,
    $._template_text,
    // Keywords.
    $._kw_add,
    $._kw_arg,
    $._kw_cmd,
    $._kw_copy,
    $._kw_entrypoint,
    $._kw_env,
    $._kw_expose,
    $._kw_from,
    $._kw_healthcheck,
    $._kw_label,
    $._kw_maintainer,
    $._kw_onbuild,
    $._kw_run,
    $._kw_shell,
    $._kw_stopsignal,
    $._kw_user,
    $._kw_volume,
    $._kw_workdir,
    $._kw_unknown,
    // Flags.
    $._dashes,
    $.flag_name,
    $._mount_name,
    $._flags_end,
    // Separators; each touches what stands before it.
    $._leading_equals,
    $._comma,
    $._equals,
    $._slash,
    $._colon,
    $._at,
    // The same, in the same order, with something that touches them on the other side.
    $._equals_open,
    $._slash_open,
    $._colon_open,
    $._at_open,
    // Zero-width decisions.
    $._concat,
    $._registry_ahead,
    $._repository_ahead,
    $._spaced_pair_ahead,
    $._pairs_ahead,
    $._json_ahead,
    $._words_ahead,
    $._heredoc_doubt,
    $._heredoc_known,
    $.unterminated,
    // Whole words without quotes, escapes and expansions.
    $._plain,
    $._registry_plain,
    $._spaced_key,
    // Unquoted parts of words, by what ends them.
    $.unquoted,
    $._key_text,
    $._mount_key_text,
    $._mount_value_text,
    $._registry_text,
    $._name_text,
    $._tag_text,
    $._user_text,
    $._argument_text,
    // Quotes, escapes, expansions.
    $.escape_sequence,
    $._double_open,
    $._double_content,
    $._double_close,
    $._single_open,
    $._single_content,
    $._single_close,
    $._dollar,
    $._dollar_brace,
    $.variable_name,
    $.operator,
    $._brace_close,
    // The exec form.
    $._bracket_open,
    $._json_plain,
    $._json_open,
    $._json_content,
    $._json_close,
    $._json_comma,
    $.json_value,
    $._bracket_close,
    // Free text and heredocs.
    $._as,
    $.healthcheck_type,
    $._text,
    $.file_descriptor,
    $._heredoc_arrow,
    $._heredoc_strip,
    $.heredoc_delimiter,
    $.quoted_heredoc_delimiter,
    $.heredoc_body,
    $.heredoc_end,
    $._error_sentinel,
  ],

  extras: $ => [$.comment, $.line_continuation, $._blank, $.quote_mark],

  // Hidden rules that would cost a node for each use.
  inline: $ => [$._lines, $._repository, $._tag, $._digest, $._pairs, $._transfer, $._value, $._keyless],

  rules: {
    source_file: $ => seq(
      repeat(choice(seq($.parser_directive, $._eol), $._line)),
      repeat($.stage),
    ),

    parser_directive: $ => seq(
      alias($._directive_start, '#'),
      field('name', $.directive_name),
      alias($._equals, '='),
      field('value', $.directive_value),
    ),

    stage: $ => seq($.from_instruction, $._eol, repeat($._section), optional($._lines)),

    // After an edit the runtime takes up each member of a list again, but not what a member holds. So a
    // long stage is a list of sections. The scanner ends one where the text that follows says so, which
    // no edit elsewhere changes.
    _section: $ => seq($._lines, $._section_end),

    // The runtime never reuses a node that begins with a list of more than one member, so the first line
    // stands apart.
    _lines: $ => seq($._line, repeat($._line)),

    // `_eol` has the newline. Were that a gap before what follows, an edit at the end of a line would
    // cost the reuse of everything below it, since that would begin where the edit is.
    _line: $ => seq(choice($._instruction, $.template_line), $._eol),

    template_line: $ => seq(
      alias($._template_text, $.text),
      repeat(alias($._text, $.text)),
      optional($._tail),
    ),

    _instruction: $ => choice(
      $.add_instruction,
      $.arg_instruction,
      $.cmd_instruction,
      $.copy_instruction,
      $.entrypoint_instruction,
      $.env_instruction,
      $.expose_instruction,
      $.healthcheck_instruction,
      $.label_instruction,
      $.maintainer_instruction,
      $.onbuild_instruction,
      $.run_instruction,
      $.shell_instruction,
      $.stopsignal_instruction,
      $.unknown_instruction,
      $.user_instruction,
      $.volume_instruction,
      $.workdir_instruction,
    ),

    // Images and stages.

    from_instruction: $ => instruction($, $._kw_from,
      optional(seq(
        field('image', $.image_spec),
        optional(choice(
          seq(field('as', alias($._as, $.as)), optional(seq(field('alias', word($)), optional($._extra)))),
          $._extra,
        )),
      )),
    ),

    // Words that BuildKit refuses after the image or the stage's name.
    _extra: $ => repeat1(field('extra', word($))),

    // Where the image does not begin with plain text up to a slash, a tag or its end, the scanner says
    // first whether it begins with a registry.
    image_spec: $ => choice(
      seq(
        choice(
          field('registry', choice(alias($._registry_plain, $.word), alias($._registry_port, $.word))),
          seq($._registry_ahead, field('registry', alias($._registry, $.word))),
        ),
        separated($._slash, $._slash_open, '/', $._repository),
      ),
      seq(
        choice(
          field('name', alias($._plain, $.word)),
          seq($._repository_ahead, field('name', alias($._name, $.word))),
        ),
        optional($._tag),
        optional($._digest),
      ),
      seq($._tag, optional($._digest)),
      $._digest,
    ),

    _repository: $ => choice(
      seq(field('name', word($, $._name)), optional($._tag), optional($._digest)),
      seq($._tag, optional($._digest)),
      $._digest,
    ),

    _tag: $ => separated($._colon, $._colon_open, ':', field('tag', word($, $._tag_word))),
    _digest: $ => separated($._at, $._at_open, '@', field('digest', word($))),
    _registry: $ => wordOf($, $._registry_text),
    // `host:$PORT`
    _registry_port: $ => seq(alias($._registry_text, $.unquoted), $._concat, $._registry),
    _name: $ => wordOf($, $._name_text),
    _tag_word: $ => wordOf($, $._tag_text),

    // Commands.

    run_instruction: $ => instruction($, $._kw_run, command($), repeat($.heredoc_block)),
    cmd_instruction: $ => instruction($, $._kw_cmd, command($)),
    entrypoint_instruction: $ => instruction($, $._kw_entrypoint, command($)),
    shell_instruction: $ => instruction($, $._kw_shell, command($)),
    healthcheck_instruction: $ => instruction($, $._kw_healthcheck,
      optional(seq(field('type', $.healthcheck_type), command($))),
    ),

    shell_command: $ => seq(
      optional($._words_ahead),
      optional(seq(optional($._heredoc_doubt), $._heredoc_known)),
      repeat1(choice(alias($._text, $.shell_fragment), $.heredoc_redirect)),
    ),

    json_array: $ => seq(
      $._json_ahead,
      alias($._bracket_open, '['),
      optional(seq(
        $._json_element,
        repeat(seq(alias($._json_comma, ','), $._json_element)),
      )),
      alias($._bracket_close, ']'),
    ),

    _json_element: $ => choice(alias($._json_plain, $.json_string), $.json_string, $.json_value),

    // With escapes, or over several lines.
    json_string: $ => seq(
      alias($._json_open, '"'),
      repeat(choice(alias($._json_content, $.string_content), $.escape_sequence)),
      alias($._json_close, '"'),
    ),

    // Files.

    add_instruction: $ => instruction($, $._kw_add, optional($._transfer), repeat($.heredoc_block)),
    copy_instruction: $ => instruction($, $._kw_copy, optional($._transfer), repeat($.heredoc_block)),

    _transfer: $ => choice(
      field('paths', $.json_array),
      seq(optional($._words_ahead), choice(
        field('source', path($)),
        seq(repeat1(field('source', path($))), field('destination', path($))),
      )),
    ),

    volume_instruction: $ => instruction($, $._kw_volume,
      optional(choice(
        field('paths', $.json_array),
        seq(optional($._words_ahead), repeat1(field('path', word($)))),
      )),
    ),
    workdir_instruction: $ => instruction($, $._kw_workdir, optional(field('path', word($)))),

    // Metadata.

    env_instruction: $ => instruction($, $._kw_env, optional($._pairs)),
    label_instruction: $ => instruction($, $._kw_label, optional($._pairs)),
    arg_instruction: $ => instruction($, $._kw_arg, repeat($.pair)),

    _pairs: $ => choice(
      alias($._old_pair, $.pair),
      seq(choice(alias($._plain_pair, $.pair), seq($._pairs_ahead, $.pair)), repeat($.pair)),
    ),

    // `ENV key the rest of the line`
    _old_pair: $ => seq(
      choice(
        field('key', alias($._spaced_key, $.word)),
        seq($._spaced_pair_ahead, field('key', alias($._key, $.word))),
      ),
      optional(field('value', word($))),
    ),

    pair: $ => choice(
      seq(field('key', word($, $._key)), optional($._value)),
      $._keyless,
    ),
    // The first of a line, whose key needs no look ahead.
    _plain_pair: $ => choice(
      seq(field('key', alias($._plain, $.word)), optional($._value)),
      $._keyless,
    ),
    _value: $ => separated($._equals, $._equals_open, '=', field('value', word($))),
    _keyless: $ => seq(alias($._leading_equals, '='), glued($, field('value', word($)))),
    _key: $ => wordOf($, $._key_text),

    expose_instruction: $ => instruction($, $._kw_expose, repeat(field('port', word($)))),
    stopsignal_instruction: $ => instruction($, $._kw_stopsignal, optional(field('signal', word($)))),
    user_instruction: $ => instruction($, $._kw_user,
      optional(choice(
        seq(field('user', word($, $._user)), optional($._group)),
        $._group,
      )),
    ),
    _user: $ => wordOf($, $._user_text),
    _group: $ => seq(alias($._colon, ':'), glued($, field('group', word($)))),

    maintainer_instruction: $ => instruction($, $._kw_maintainer,
      repeat(field('name', alias($._text, $.text))),
    ),
    unknown_instruction: $ => instruction($, $._kw_unknown,
      repeat(field('arguments', alias($._text, $.text))),
    ),

    onbuild_instruction: $ => seq(
      field('keyword', alias($._kw_onbuild, $.keyword)),
      optional($._flags),
      choice(
        field('trigger', choice($._instruction, $.from_instruction)),
        optional($._tail),
      ),
    ),

    // Flags.

    _flags: $ => choice(
      seq(repeat1(choice($.flag, $.mount_flag)), optional(alias($._flags_end, '--'))),
      alias($._flags_end, '--'),
    ),

    flag: $ => seq(
      alias($._dashes, '--'),
      optional(field('name', $.flag_name)),
      optional(separated($._equals, $._equals_open, '=', field('value', word($)))),
    ),

    mount_flag: $ => seq(
      alias($._dashes, '--'),
      field('name', alias($._mount_name, $.flag_name)),
      optional(seq(
        alias($._equals, '='),
        glued($, $.mount_option),
        repeat(seq(alias($._comma, ','), glued($, $.mount_option))),
      )),
    ),

    mount_option: $ => choice(
      seq(
        field('key', word($, $._mount_key)),
        optional(seq(alias($._equals, '='), glued($, field('value', word($, $._mount_value))))),
      ),
      seq(alias($._leading_equals, '='), glued($, field('value', word($, $._mount_value)))),
    ),
    _mount_key: $ => wordOf($, $._mount_key_text),
    _mount_value: $ => wordOf($, $._mount_value_text),

    // Words.

    word: $ => wordOf($, $.unquoted),

    double_quoted: $ => seq(
      alias($._double_open, '"'),
      repeat(choice(
        alias($._double_content, $.string_content),
        $.escape_sequence,
        $.expansion,
      )),
      choice(alias($._double_close, '"'), $.unterminated),
    ),

    single_quoted: $ => seq(
      alias($._single_open, '\''),
      repeat(alias($._single_content, $.string_content)),
      choice(alias($._single_close, '\''), $.unterminated),
    ),

    expansion: $ => choice(
      seq(alias($._dollar, '$'), field('name', $.variable_name)),
      seq(
        alias($._dollar_brace, '${'),
        optional(field('name', $.variable_name)),
        optional(field('operator', $.operator)),
        optional(field('argument', alias($._argument, $.word))),
        choice(alias($._brace_close, '}'), $.unterminated),
      ),
    ),

    _argument: $ => repeat1(choice(
      alias($._argument_text, $.unquoted),
      $.escape_sequence,
      $.double_quoted,
      $.single_quoted,
      $.expansion,
    )),

    // Heredocs.

    heredoc_redirect: $ => seq(
      optional(field('fd', $.file_descriptor)),
      alias($._heredoc_arrow, '<<'),
      optional(field('strip', alias($._heredoc_strip, '-'))),
      field('delimiter', choice($.heredoc_delimiter, $.quoted_heredoc_delimiter)),
    ),

    heredoc_block: $ => seq(
      optional(field('body', $.heredoc_body)),
      field('end', $.heredoc_end),
    ),
  },
});
