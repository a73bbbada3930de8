"""Tokens of a FEEL text, cut by someone who knows the names (DMN 1.5, 10.3.1.2 rules 25-32, 10.3.1.4).

FEEL names may hold spaces, keywords and operators: `date and time`, `rate/year`, `values in a list`.
Where a known name stands, the longest such name is the token. Known are the names that the caller gives, the
names of the language, and those that the text itself binds (for, some, every, keys, parameters). FEEL never
has two names side by side, so unknown words in a row are one unknown name, and can be reported whole.

The patterns run on the text's shape (see `spelling`), so that they stay small and fast.

The lexer also tells the brackets apart that an LALR parser cannot: `]1..2[` from lists and filters, and the
`<` `>` of types from comparisons.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lark import Token

from motor.errors import FeelError
from motor.feel.problems import feel_error
from motor.feel.spelling import COMMENT, STRING, name_of, shape

MAX_LENGTH = 100_000
"""The longest FEEL text that is read, in characters."""
MAX_TOKENS = 30_000
"""The most words, numbers and signs that a text may hold."""
MAX_DEPTH = 250
"""How many brackets may be open at once."""
MAX_WORDS = 100
"""How many more words than one the name of a key, a parameter or a variable may have."""

_PART = "?A-Z_a-z0-9"
_WORD = rf"[?A-Z_a-z][{_PART}]*+"

_SPACE_PATTERN = re.compile(rf"(?:\s|{COMMENT})+", re.DOTALL)
_WORD_PATTERN = re.compile(_WORD)
_MORE_WORDS = re.compile(rf"\s+([{_PART}]+)")
_NUMBER_PATTERN = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_STRING_PATTERN = re.compile(STRING, re.DOTALL)
_OPERATOR_PATTERN = re.compile(r"\*\*|\.\.|->|<=|>=|!=|[-+*/=<>()\[\]{},.:@]")

# A name being bound may hold the additional name symbols too, and ends where its kind of binding ends.
_PIECE = rf"(?:[{_PART}.\-’'+*]|/(?![/*]))"
_IN = rf"in(?![{_PART}])"
# Atomic groups: up to 3.11.4, Python's possessive ones miss matches where a part of them can go back.
_SPACES = rf"(?>(?:\s|{COMMENT})*)"
_BINDING = rf"([?A-Z_a-z]{_PIECE}*+(?>(?:\s++%s{_PIECE}++){{0,{MAX_WORDS}}})){_SPACES}"
_KEY_PATTERN = re.compile(_BINDING % "" + "(?=:)", re.DOTALL)
_PARAMETER_PATTERN = re.compile(_BINDING % "" + "(?=[:,)])", re.DOTALL)
_ITERATOR_PATTERN = re.compile(_BINDING % f"(?!{_IN})" + f"(?={_IN})", re.DOTALL)
_PLAIN_NAME = re.compile(rf"{_WORD}(?: {_WORD})*+")

KEYWORDS = {
    "if": "IF",
    "then": "THEN",
    "else": "ELSE",
    "for": "FOR",
    "return": "RETURN",
    "in": "IN",
    "some": "QUANTIFIER",
    "every": "QUANTIFIER",
    "satisfies": "SATISFIES",
    "and": "AND",
    "or": "OR",
    "between": "BETWEEN",
    "function": "FUNCTION",
    "true": "CONSTANT",
    "false": "CONSTANT",
    "null": "CONSTANT",
}
_INFIX = {"then", "else", "return", "in", "satisfies", "and", "or", "between"}
_ALONE = {"?", "not"}
"""Words that another word never makes a longer unknown name of."""

_MEANING = KEYWORDS.keys() | {"not", "instance", "external"}
"""Words that make a name one to look for whole."""

_OPERATORS = {
    "+": "PLUS",
    "-": "MINUS",
    "*": "STAR",
    "/": "SLASH",
    "**": "POWER",
    "(": "LPAR",
    ")": "RPAR",
    "[": "LSQB",
    "]": "RSQB",
    "{": "LBRACE",
    "}": "RBRACE",
    ",": "COMMA",
    ".": "DOT",
    "..": "RANGE",
    ":": "COLON",
    "@": "AT",
    "->": "ARROW",
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), "COMPARISON"),
}
_GENERIC = {"list", "range", "context"}
_CLOSES = {
    "RPAR": ("LPAR", "LSQB", "OPENING", "PARAMETERS"),
    "RBRACE": ("LBRACE",),
    "MORETHAN": ("LESSTHAN",),
}
_CLOSES["RSQB"] = _CLOSES["CLOSING"] = ("LSQB", "LPAR", "OPENING")
_OPENS = {"LPAR", "LSQB", "LBRACE", "OPENING", "LESSTHAN"}
_ENDS_OPERAND = {"NAME", "NUMBER", "STRING", "CONSTANT", "RPAR", "RSQB", "RBRACE", "CLOSING", "MORETHAN"}
_BEGINS_OPERAND = re.compile(rf'[0-9"@(\[{{-]|\.[0-9]|(?P<word>{_WORD})')


def tokenize(text: str, names: frozenset[str], unary: bool = False) -> list[Token]:
    """The tokens of a normalised text. `names` are the known names, in `name_of`'s form.

    Raises FeelError for a text that is too long or too deep, an unclosed string or comment,
    a character that has no place.
    """
    if len(text) > MAX_LENGTH:
        message = f"Texten är {len(text)} tecken lång; högst {MAX_LENGTH} tecken läses."
        raise feel_error("för lång", message, text[:1], 0)
    tokens = _tokens(text, names)
    if unary:
        _mark_negation(tokens)
    return tokens


def _tokens(text: str, names: frozenset[str]) -> list[Token]:
    """The tokens, cut once more when the text itself binds names that are not plain words."""
    lexer = _Lexer(text, names)
    try:
        tokens = lexer.run()
    except FeelError:
        if lexer.bound <= names:
            raise
    else:
        if lexer.bound <= names:
            return tokens
    return _Lexer(text, names | lexer.bound).run()


@lru_cache(maxsize=256)
def _known(names: frozenset[str]) -> re.Pattern[str] | None:
    """A pattern of the names that are more than one plain word, longest first."""
    odd = sorted((name for name in names if not _WORD_PATTERN.fullmatch(name)), key=len, reverse=True)
    if not odd:
        return None
    return re.compile(rf"(?:{'|'.join(map(_flexible, odd))})(?![{_PART}])")


def _flexible(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split(" "))


def _mark_negation(tokens: list[Token]) -> None:
    """Make the `not` of unary tests `not( ... )` a keyword, where its parenthesis spans the rest."""
    if len(tokens) < 4 or tokens[0] != "not" or tokens[1].type != "LPAR" or tokens[-1].type != "RPAR":
        return
    depth = 0
    for index, token in enumerate(tokens[1:], 1):
        if token.type in ("LPAR", "LSQB", "OPENING"):
            depth += 1
        elif token.type in ("RPAR", "RSQB", "CLOSING"):
            depth -= 1
        if depth == 0:
            if index == len(tokens) - 1:
                tokens[0] = Token("NOT", "not", tokens[0].start_pos, end_pos=tokens[0].end_pos)
            return


class _Lexer:
    """One pass over a text. `bound` collects the names it binds that are more than plain words."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.shape = shape(text)
        self.known = _known(names)
        self.position = 0
        self.tokens: list[Token] = []
        self.open: list[str] = []
        self.ranged: list[bool] = [False]
        self.headers: list[int] = []
        self.bound: set[str] = set()

    def run(self) -> list[Token]:
        while self._skip_space():
            self._next()
            if len(self.tokens) > MAX_TOKENS:
                message = f"Texten har fler än {MAX_TOKENS} ord, tal och tecken; dela upp den i flera steg."
                raise feel_error("för lång", message, self.text, self.position)
        return self.tokens

    def _skip_space(self) -> bool:
        self.position = self._after_space(self.position)
        return self.position < len(self.text)

    def _after_space(self, position: int) -> int:
        space = _SPACE_PATTERN.match(self.shape, position)
        return space.end() if space else position

    def _next(self) -> None:
        binding = self._binding()
        if binding:
            self._bind(binding.end(1))
        elif word := _WORD_PATTERN.match(self.shape, self.position):
            self._word(word)
        elif number := _NUMBER_PATTERN.match(self.shape, self.position):
            self._add("NUMBER", number.end())
        elif string := _STRING_PATTERN.match(self.shape, self.position):
            self._string(string)
        elif operator := _OPERATOR_PATTERN.match(self.shape, self.position):
            self._operator(operator)
        else:
            self._strange()

    # Words

    def _binding(self) -> re.Match[str] | None:
        """The name that is bound here, when here is a place where names are bound."""
        last, inside = self._last(), self.open[-1] if self.open else ""
        in_header = last == "COMMA" and bool(self.headers) and self.headers[-1] == len(self.open)
        if in_header or last in ("FOR", "QUANTIFIER"):
            return _ITERATOR_PATTERN.match(self.shape, self.position)
        if inside == "PARAMETERS" and last in ("LPAR", "COMMA"):
            return _PARAMETER_PATTERN.match(self.shape, self.position)
        if inside in ("LBRACE", "LPAR", "LESSTHAN") and last in ("COMMA", inside):
            return _KEY_PATTERN.match(self.shape, self.position)
        return None

    def _word(self, word: re.Match[str]) -> None:
        known = self.known.match(self.text, self.position) if self.known else None
        after_dot = self._last() == "DOT"
        text = self._real(word, 0)
        if not (known or after_dot) and (kind := self._keyword(text, word.end())):
            self._keyword_token(kind, word.end())
            return
        end = known.end() if known else word.end()
        self._name(end if text in _ALONE or self._begins_result_type() else self._merged(end))

    def _merged(self, end: int) -> int:
        """Where a name ends that goes on with plain words and whole numbers."""
        while more := _MORE_WORDS.match(self.shape, end):
            text = self._real(more, 1)
            if text in _INFIX or (text == "instance" and self._follows("of", more.end())):
                break
            if text == "external" and self._after_heading():
                break
            end = more.end()
        return end

    def _keyword(self, text: str, end: int) -> str | None:
        if text == "instance" and self._follows("of", end):
            return "INSTANCE"
        if text == "of" and self._last() == "INSTANCE":
            return "OF"
        if text == "external" and self._after_heading():
            return "EXTERNAL"
        return KEYWORDS.get(text)

    def _begins_result_type(self, before: int = 0) -> bool:
        """Whether the tokens, but the last few, end in `):`, as of `function(a): number a + 1`."""
        last = self.tokens[-2 - before :][:2]
        return [token.type for token in last] == ["RPAR", "COLON"]

    def _after_heading(self) -> bool:
        """Whether a function's parameters, or the type of its result, stand just before."""
        return self._last() in ("RPAR", "MORETHAN") or self._begins_result_type(before=1)

    def _follows(self, word: str, end: int) -> bool:
        more = _MORE_WORDS.match(self.shape, end)
        return more is not None and self._real(more, 1) == word

    def _real(self, match: re.Match[str], group: int | str) -> str:
        """What a group of a match on the shape is in the text."""
        return self.text[slice(*match.span(group))]

    def _keyword_token(self, kind: str, end: int) -> None:
        if kind in ("FOR", "QUANTIFIER"):
            self.headers.append(len(self.open))
        elif kind in ("RETURN", "SATISFIES") and self.headers:
            self.headers.pop()
        self._add(kind, end)

    def _name(self, end: int) -> None:
        self._add("NAME", end, name_of(self.text[self.position : end]))

    def _bind(self, end: int) -> None:
        name = name_of(self.text[self.position : end])
        if not _PLAIN_NAME.fullmatch(shape(name)) or not _MEANING.isdisjoint(name.split(" ")):
            self.bound.add(name)
        self._name(end)

    def _string(self, string: re.Match[str]) -> None:
        """A string; as a key in a context it is also a name from there on."""
        is_key = self.open and self.open[-1] == "LBRACE" and self._last() in ("LBRACE", "COMMA")
        if is_key and not _WORD_PATTERN.fullmatch(shape(key := name_of(self._real(string, 0)[1:-1]))):
            self.bound.add(key)
        self._add("STRING", string.end())

    # Brackets and operators

    def _operator(self, operator: re.Match[str]) -> None:
        text, end = operator.group(), operator.end()
        if text == "/" and self.text.startswith("/*", self.position):
            self._strange()
        kind = self._bracket(text, end) or _OPERATORS[text]
        if kind in _OPENS:
            self._push("PARAMETERS" if kind == "LPAR" and self._last() == "FUNCTION" else kind)
        elif kind in _CLOSES:
            self._pop(kind)
        elif kind == "RANGE":
            self.ranged[-1] = True
        self._add(kind, end)

    def _bracket(self, text: str, end: int) -> str | None:
        """The kind of a bracket that only its surroundings tell, else None."""
        if text == "]" and self._opens_interval(end):
            return "OPENING"
        if text == "[" and self._closes_interval(end):
            return "CLOSING"
        if text == "<" and self._opens_type():
            return "LESSTHAN"
        if text == ">" and self.open and self.open[-1] == "LESSTHAN":
            return "MORETHAN"
        return None

    def _opens_interval(self, end: int) -> bool:
        last = self._last()
        if last == "LSQB":  # `[]` is an empty list, `[]1..2]]` a list of an interval
            return self._operand_at(end) and self.shape[self._after_space(end)] not in "-(["
        return last not in _ENDS_OPERAND and self._operand_at(end)

    def _closes_interval(self, end: int) -> bool:
        inside = self.ranged[-1] and bool(self.open) and self._last() in _ENDS_OPERAND
        return inside and not self._operand_at(end)

    def _operand_at(self, position: int) -> bool:
        operand = _BEGINS_OPERAND.match(self.shape, self._after_space(position))
        if operand is None:
            return False
        word = self._real(operand, "word") if operand.group("word") else None
        return word is None or not (word in _INFIX or word == "instance")

    def _opens_type(self) -> bool:
        if len(self.tokens) < 2 or not (self.tokens[-1] in _GENERIC or self.tokens[-1].type == "FUNCTION"):
            return False
        before = self.tokens[-2].type
        if self._begins_result_type(before=1):
            return True
        in_types = bool(self.open) and self.open[-1] in ("LESSTHAN", "PARAMETERS")
        return before in ("OF", "ARROW", "LESSTHAN") or (before in ("COLON", "COMMA") and in_types)

    def _push(self, kind: str) -> None:
        self.open.append(kind)
        self.ranged.append(False)
        if len(self.open) > MAX_DEPTH:
            message = f"Fler än {MAX_DEPTH} parenteser står inuti varandra."
            raise feel_error("för djup", message, self.text, self.position)

    def _pop(self, kind: str) -> None:
        """Close the innermost bracket when this one can; else the parser will object."""
        if self.open and self.open[-1] in _CLOSES[kind]:
            self.open.pop()
            self.ranged.pop()
        while self.headers and self.headers[-1] > len(self.open):
            self.headers.pop()

    # Tokens

    def _last(self) -> str:
        return self.tokens[-1].type if self.tokens else ""

    def _add(self, kind: str, end: int, value: str | None = None) -> None:
        text = self.text[self.position : end] if value is None else value
        self.tokens.append(Token(kind, text, self.position, end_pos=end))
        self.position = end

    def _strange(self) -> None:
        char = self.text[self.position]
        message, hint = f'Tecknet "{char}" kan inte stå här.', _STRANGE.get(char)
        if char == '"':
            message, hint = "Texten avslutas aldrig.", 'Sätt " efter textens sista tecken.'
        elif self.text.startswith("/*", self.position):
            message, hint = "Kommentaren avslutas aldrig.", "Sätt */ efter kommentaren."
        raise feel_error("konstigt tecken", message, self.text, self.position, 1, hint)


_STRANGE = {
    "'": 'Texter skrivs inom dubbla citattecken: "text".',
    "”": 'Texter skrivs inom raka citattecken: "text".',
    "“": 'Texter skrivs inom raka citattecken: "text".',
    "!": 'Skriv "not(…)" för inte, "!=" för skilt från.',
    "&": 'Skriv "and".',
    "|": 'Skriv "or".',
    "%": "Skriv andelen som ett tal: 25 % är 0.25.",
    "–": 'Skriv vanligt minustecken: "-".',
    "−": 'Skriv vanligt minustecken: "-".',
    "≥": 'Skriv ">=".',
    "≤": 'Skriv "<=".',
    "≠": 'Skriv "!=".',
    "×": 'Skriv "*".',
    ";": 'Skilj värden åt med ",".',
}
