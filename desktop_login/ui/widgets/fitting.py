"""Text that fits its place: a line in the longest wording that has room, and where a line may end. Knows no page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel

from desktop_login.ui.qt_constants import CENTRE, PLAIN_TEXT

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QResizeEvent

_CUT = "…"
_NEW_LINE = "\n"
_HIGHEST = 10_000  # pixels; no sentence is
_BREAK = "\u200b"  # zero width: a line may end here
_LEAST_REST = 8  # characters: the end of a host, such as co.jp, does not stand on a line alone
_LONGEST_RUN = 24  # characters that a line has room for in the narrowest window

_JOINER = "\u2060"  # zero width: no line may end here
NO_BREAK_SPACE = "\u00a0"
_LONGEST_PHRASE = 16  # full-width characters that a line has room for in the narrowest window
_LEFT_TOGETHER = 5
_ONE_LINE = 40  # characters that need no second line in a card
_LONGEST_NAME = 16  # of a button that a sentence quotes
_HIRAGANA = frozenset(map(chr, range(ord("ぁ"), ord("ゖ") + 1)))
_OPENING = frozenset("「『（［")
_BRACKETS = frozenset("」』）］")
_CLOSING = _BRACKETS | frozenset("、。，．？！…：")
# Of a sentence in the middle of its page; a full-width character counts as two.
_LAST_SENTENCE = 38
_BEFORE_IT = 56
_AGAIN = "もう一度"  # one word, although its second half is kanji
_HONORIFICS = frozenset("おご")  # belong to the word behind them, as in お問い合わせ
_POINTING = ("この", "その", "あの", "どの")  # so do these: 「このウィンドウは」
_IS_NOT = "ありません"  # a phrase of its own behind a long word with は or が, not behind では
_LONG_WORD = 8
# Between two kanji these are the middle of a verb, as in 受け取る; particles are not among them.
_LINKS = frozenset("いきしちりえけげせてねべめれみびぎじ")


class FittingLabel(QLabel):
    """`wordings` go from the whole to the shortest; the last one is cut at its end if need be.

    The whole is the accessible name, so that nothing is lost where it is not seen.
    """

    def __init__(self, role: str, *, centred: bool = False) -> None:
        super().__init__()
        self._wordings: Sequence[str] = ("",)
        self.setProperty("textFormat", PLAIN_TEXT)
        self.setProperty("loginRole", role)
        if centred:  # as wide as its place, or the middle would be that of the text
            self.setProperty("alignment", CENTRE)
        else:
            _keep_to_its_text(self)

    def set_wordings(self, wordings: Sequence[str]) -> None:
        self._wordings = wordings
        self.setAccessibleName(wordings[0])
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        usual = super().sizeHint()
        return QSize(self._wide(self._wordings[0]) + self._around(), usual.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._around(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self._around()
        chosen = next((text for text in self._wordings if self._wide(text) <= room), None)
        if chosen is None:
            chosen = self._wordings[-1]
            while chosen and self._wide(chosen + _CUT) > room:
                chosen = chosen[:-1]
            chosen = chosen.rstrip() + _CUT
        if chosen != self.text():
            self.setText(chosen)

    def _wide(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _around(self) -> int:
        """Padding and border of the style sheet."""
        return super().sizeHint().width() - self._wide(self.text())


def _keep_to_its_text(label: QLabel) -> None:
    """Not on the page of the first paint, which builds no type for a policy."""
    from PySide6.QtWidgets import QSizePolicy

    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)


def breakable(text: str) -> str:
    """An id, a host or a path that may wrap behind its dots, hyphens and separators.

    For what must be seen whole: the end of a host name says whose it is.
    """
    if all(len(word) <= _LONGEST_RUN for word in text.split()):
        return text
    shown: list[str] = []
    start = 0
    for at, character in enumerate(text):
        if character.isspace() or character in (_BREAK, _JOINER) or _is_full_width(character):
            shown += (_breakable_word(text[start:at]), character)
            start = at + 1
    return "".join((*shown, _breakable_word(text[start:])))


def _breakable_word(word: str) -> str:
    if len(word) <= _LONGEST_RUN:
        return word
    shown, run = [], 0
    for left, character in zip(reversed(range(len(word))), word, strict=True):
        run = 0 if character in "./\\-_" else run + 1
        shown.append(character)
        if (run == 0 and left > _LEAST_REST) or (run and run % _LONGEST_RUN == 0):
            shown.append(_BREAK)
    return "".join(shown)


class Wrapped(QLabel):
    """Text that wraps wherever it has to, so that no address and no host makes its page wider.

    `text()` and the accessible name are the text without the characters that see to it. Text that
    can be selected has none of them, because they would be copied too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self._selectable = False

    def text(self) -> str:
        return self._said

    def setText(self, text: str) -> None:
        shown = self._in_lines(text)
        if self.accessibleName() in ("", self._said):  # nobody gave it another name
            self.setAccessibleName(text if shown != text else "")
        self._said = text
        super().setText(shown)

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        super().setTextInteractionFlags(flags)
        self._selectable = bool(flags.value)
        self.setText(self._said)

    def _in_lines(self, text: str) -> str:
        return text if self._selectable else breakable(text)


class Sentence(Wrapped):
    """A sentence of ours that wraps; in Japanese a line ends with a phrase, elsewhere the last line
    holds more than one short word.

    Where it takes no more lines, a line ends with a sentence in Japanese, and no address is parted that
    has room on one line: whose it is must be read at once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._usual = ""
        # the same in lines that are better if they fit, the best first
        self._better: list[str] = []

    def setText(self, text: str) -> None:
        self._better = []
        super().setText(text)
        if self._selectable:
            return
        self._usual = QLabel.text(self)
        sentences = _sentences(text)
        better = [_NEW_LINE.join(map(self._in_lines, sentences))] if len(sentences) > 1 else []
        if _BREAK in self._usual:
            ways = (*better, self._usual)
            better = [*map(_whole, ways), *better]
        self._better = better
        if better:
            self._choose()

    def heightForWidth(self, width: int) -> int:
        """Of the text as it would be shown at that width."""
        high = super().heightForWidth(width)
        if self._better:
            within = width - (self.width() - self.contentsRect().width())
            now, then = QLabel.text(self), self._lines_for(within)
            if then != now:
                high += self._size(then, within).height() - self._size(now, within).height()
        return high

    def minimumSizeHint(self) -> QSize:
        """Of the text in its usual lines, or what is not parted now could not become narrower."""
        least = super().minimumSizeHint()
        if self._better and QLabel.text(self) != self._usual:
            around = self.width() - self.contentsRect().width()
            least.setWidth(min(least.width(), self._size(self._usual, 0).width() + around))
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._better:
            self._choose()

    def _choose(self) -> None:
        shown = self._lines_for(self.contentsRect().width())
        if shown != QLabel.text(self):
            QLabel.setText(self, shown)

    def _lines_for(self, width: int) -> str:
        most = self._size(self._usual, width).height()
        sizes = ((way, self._size(way, width)) for way in self._better)
        fit = (way for way, size in sizes if size.height() <= most and size.width() <= width)
        return next(fit, self._usual)

    def _size(self, text: str, width: int) -> QSize:
        """Wider than `width` where a line has no place to end in time."""
        from PySide6.QtCore import QRect, Qt  # not before the first paint, see `qt_constants`

        place = QRect(0, 0, width, _HIGHEST)
        return self.fontMetrics().boundingRect(place, Qt.TextFlag.TextWordWrap, text).size()

    def _in_lines(self, text: str) -> str:
        return breakable(with_company(in_phrases(text)))


def _whole(text: str) -> str:
    """Return text in which no address is parted; Qt would part it behind its hyphens, too."""
    return text.replace(f"-{_BREAK}", f"-{_JOINER}").replace(_BREAK, "")


class Lead(Sentence):
    """A sentence in the middle of its page. What needs a second line begins it with its last
    sentence, or its last clause in Japanese, if that is short: two lines read better than one and a
    piece."""

    def _in_lines(self, text: str) -> str:
        at = _last_part(text)
        if not at:
            japanese = any(map(_is_japanese, text))
            return breakable(_with_object(text)) if japanese else super()._in_lines(text)
        first = text[:at].rstrip(" ")
        return f"{super()._in_lines(first)}{text[len(first) : at]}{_on_one_line(text[at:])}"


def _sentences(text: str) -> list[str]:
    """Return the sentences of Japanese text. Other text is returned in one: it may end a line anywhere."""
    *before, rest = text.split("。")
    return [f"{one}。" for one in before] + ([rest] if rest else [])


def _last_part(text: str) -> int:
    """Return where the part begins that stays on one line; 0 where there is none, or it is too long."""
    ends = ("。", "、") if any(map(_is_japanese, text)) else (". ", "? ")
    for end in ends:
        at = text.rfind(end, 0, -1) + len(end)
        if at >= len(end) and _wide(text[at:]) <= _LAST_SENTENCE and _wide(text[:at]) <= _BEFORE_IT:
            return at
    return 0


def _wide(text: str) -> int:
    return sum(2 if _is_full_width(character) else 1 for character in text)


def _on_one_line(text: str) -> str:
    whole = text.replace(" ", NO_BREAK_SPACE)
    return _JOINER.join(whole) if any(map(_is_japanese, whole)) else whole


def with_company(text: str) -> str:
    """Return text of more than a line, whose last three words stay on one line, or the last two, if they
    are short: “in the browser.” reads better there than “the browser.”"""
    if len(text) <= _ONE_LINE or any(map(_is_japanese, text.rpartition(" ")[2])):
        return text
    for held in (3, 2):
        before, *last = text.rsplit(" ", held)
        if len(last) == held and sum(map(len, last)) <= _LONGEST_NAME:
            return f"{before} {NO_BREAK_SPACE.join(last)}"
    return text


def _with_object(text: str) -> str:
    """Return Japanese text whose last two phrases stay on one line if they are short: the last one is
    often a mere verb, as in コードを入力してください。"""
    phrases = _phrases(text)
    if len(phrases) > 2:
        before, one, last = phrases[-3:]
        held = before[-1] == NO_BREAK_SPACE  # by a name, which may be long
        free = held or one[-1] in _CLOSING or one[-1] == " " or last[0] in _OPENING
        if not free and len(f"{one}{last}".replace(_JOINER, "")) <= _LONGEST_PHRASE:
            phrases[-2:] = [f"{one}{_JOINER}{last}"]
    return "".join(phrases)


def in_phrases(text: str) -> str:
    """Return Japanese text with a word joiner wherever a line must not end.

    In other text, what is quoted stays on one line if it is short, such as the name of a button.

    A line may end behind a phrase. In our sentences one begins where hiragana give way to kanji,
    katakana or letters, and around brackets and punctuation. That takes no dictionary.
    """
    if not any(map(_is_japanese, text)):
        return _with_whole_names(text)
    return "".join(_phrases(text))


def _phrases(text: str) -> list[str]:
    shown, start = [], 0
    for end in range(1, len(text) + 1):
        long_word = end - start > _LONG_WORD and _is_not(text, end)
        if end == len(text) or _may_end(text, end) or long_word:
            phrase = _joined(text[start:end])
            # A particle stays with what stands before its space, a unit with its number, and a
            # number with the name before it.
            after = text[end : end + 1]
            unit = phrase[-2:-1].isdigit() and _is_japanese(after)
            named = phrase.endswith(": ") and text[end:].partition(" ")[0].isdigit()
            both = phrase.endswith(" ") and (after in _HIRAGANA or unit or named)
            shown.append(f"{phrase[:-1]}{NO_BREAK_SPACE}" if both else phrase)
            start = end
    return shown


def _may_end(text: str, at: int) -> bool:
    """Return whether a phrase ends before this place."""
    before, after = text[at - 1], text[at]
    if before == " " or after in _OPENING:
        return True
    if text.startswith(_AGAIN, at) or text.endswith(_AGAIN, 0, at):
        return after not in _CLOSING and before not in _OPENING
    if text[at - 2 : at + 2] == _AGAIN:
        return False
    if before in _CLOSING:
        return after not in _CLOSING and not (before in _BRACKETS and after in _HIRAGANA)
    honorific = after in _HONORIFICS and _is_kanji(text[at + 1 : at + 2])
    return honorific or _points(text, at) or _kana_give_way(text, at)


def _points(text: str, at: int) -> bool:
    """Return whether a word like この begins here, behind a particle."""
    return text.startswith(_POINTING, at) and text[at + 2 : at + 3] not in _HIRAGANA


def _is_not(text: str, at: int) -> bool:
    """Return whether that something is not there begins here."""
    return text.startswith(_IS_NOT, at) and text[at - 1] in "はが" and text[at - 2 : at - 1] != "で"


def _kana_give_way(text: str, at: int) -> bool:
    """Return whether hiragana end here and a new word begins: not within a verb."""
    before, after = text[at - 1], text[at]
    if before not in _HIRAGANA or after in _HIRAGANA or not after.isalnum():
        return False
    if before in _HONORIFICS or text.endswith(_POINTING, 0, at):
        return False
    within_verb = before in _LINKS and at > 1 and _is_kanji(text[at - 2]) and _is_kanji(after)
    return not within_verb


def _joined(phrase: str) -> str:
    """Of a phrase that is too long for a line only the end is held together."""
    free = 0 if len(phrase) <= _LONGEST_PHRASE else len(phrase) - _LEFT_TOGETHER
    shown = [phrase[: free + 1]]
    for before, after in pairwise(phrase[free:]):
        letters = (before.isalnum() or before in _BRACKETS) and after.isalnum()
        if letters and (_is_japanese(before) or _is_japanese(after)):
            shown.append(_JOINER)
        shown.append(after)
    return "".join(shown)


def _with_whole_names(text: str) -> str:
    first, *quotes = text.split("“")
    shown = [first]
    for quote in quotes:
        name, closing, after = quote.partition("”")
        if closing and len(name) <= _LONGEST_NAME:
            name = name.replace(" ", NO_BREAK_SPACE)
        shown.append(f"{name}{closing}{after}")
    return "“".join(shown)


def _is_japanese(character: str) -> bool:
    return "ぁ" <= character <= "ヿ" or character == "々" or _is_kanji(character)


def _is_full_width(character: str) -> bool:
    """A line may end at such a one anyway."""
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _is_kanji(character: str) -> bool:
    return "一" <= character <= "鿿"
