"""Japanese sentences end their lines with a phrase, at every width."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.basics import sentence
from desktop_login.ui.widgets.fitting import in_phrases, with_company
from desktop_login.ui.widgets.history_view import HistoryView
from tests.ui.sessions import NOW, signed_in
from tests.unit.test_messages import japanese

JOINER = "\u2060"
PLAIN = {0x2060: None, 0xA0: " "}
MAY_BREAK = rf"(?<=[^{JOINER}\u00a0「（A-Z])(?=[^{JOINER}\u00a0、。）」A-Z])"
WIDTHS = range(260, 441, 20)
# How a line must not begin: with a particle or an ending, a small or a long sound, or a stop.
CONTINUES = re.compile(r"[ぁぃぅぇぉっゃゅょァィゥェォッャュョーンんをはがにへとでの、。！？…）」]")


def lines(text: str, width: int, font: QFont | None = None) -> Iterator[str]:
    layout = QTextLayout(text, QApplication.font() if font is None else font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        yield text[line.textStart() : line.textStart() + line.textLength()].translate(PLAIN)
    layout.endLayout()


def sentences() -> list[str]:
    """Those with a full stop; values stand in for their names, as short as a name can be."""
    texts = [text for text in japanese().values() if "。" in text]
    return [re.sub(r"\{\w+\}", "2", text) for text in sorted(set(texts))]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_begins_within_a_phrase_or_holds_less_than_one(width: int) -> None:
    faults = []
    for text in sentences():
        _, *later = lines(in_phrases(text), width)
        faults += [
            (text, line)
            for line in later
            if CONTINUES.match(line) or re.fullmatch(r"[ぁ-ん]{0,2}[。！？…]?", line)
        ]
    assert faults == []


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("width", WIDTHS)
def test_last_line_of_an_english_sentence_is_no_short_word_alone(width: int) -> None:
    texts = [
        "You signed in with a temporary password. Choose your own to continue.",
        "We sent a code to a@b.c. It may take a minute to arrive.",
    ]
    for text in texts:
        made = sentence(text)
        *before, last = lines(QLabel.text(made), width)
        assert not before or " " in last
        assert made.text() == text


def test_long_words_at_the_end_are_not_held_together() -> None:
    assert (
        with_company("This account signs in at somewhere.example.com instead.").count("\u00a0") == 0
    )
    assert with_company("Try again.") == "Try again."


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("This account is disabled. Ask your administrator to enable it.", "to enable it."),
        ("A passkey on your phone or on this computer works in the browser.", "in the browser."),
        ("Ask your administrator to add these URLs to the app client.", "the app client."),
        ("We sent a code to a@b.c. It may take a minute to arrive.", "minute to arrive."),
    ],
)
def test_short_words_at_the_end_are_held_together(text: str, end: str) -> None:
    shown = with_company(text)
    assert shown.replace("\u00a0", " ") == text
    assert shown.rpartition(" ")[2].replace("\u00a0", " ") == end


@pytest.mark.usefixtures("qapp")
def test_without_it_lines_do_begin_within_a_phrase() -> None:
    """So that the test above could fail."""
    broken = [
        text
        for text in sentences()
        for line in list(lines(text, 300))[1:]
        if line[0] in "いでしすま"
    ]
    assert broken


@pytest.mark.usefixtures("qapp")
def test_what_holds_a_phrase_together_takes_no_room() -> None:
    text = "確認コードを受け取るメールアドレスを入力してください。"
    metrics = QLabel().fontMetrics()
    assert JOINER in in_phrases(text)
    wider = metrics.horizontalAdvance(in_phrases(text)) - metrics.horizontalAdvance(text)
    assert abs(wider) <= 1, "rounding"


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("コードを入力してください。", "コードを|入力してください。"),
        ("メールアドレスを受け取る場合", "メールアドレスを|受け取る|場合"),
        ("管理者にお問い合わせください。", "管理者に|お問い合わせください。"),
        ("OSの鍵（キーチェーン）から、保存", "OSの|鍵|（キーチェーン）から、|保存"),
        ("「設定」という名前", "「設定」という|名前"),
        ("確認してもう一度入力します。", "確認して|もう一度|入力します。"),
        ("「もう一度」を選ぶ", "「もう一度」を|選ぶ"),
        ("目に見えない文字", "目に|見えない|文字"),
        ("完了すると、このウィンドウは", "完了すると、|このウィンドウは"),
        ("ブラウザーからこのプログラムに戻れません", "ブラウザーから|このプログラムに|戻れません"),
        ("ID を使う", "ID\u00a0を|使う"),
        ("このIDのアプリクライアントはありません。", "このIDの|アプリクライアントは|ありません。"),
        ("設定がありません。", "設定がありません。"),
        ("アプリケーションではありません。", "アプリケーションではありません。"),
    ],
)
def test_phrases(text: str, phrases: str) -> None:
    shown = in_phrases(text)
    assert shown.translate(PLAIN) == text
    ends = "|".join(phrase.replace(JOINER, "") for phrase in re.split(MAY_BREAK, shown))
    assert ends == phrases


def test_a_unit_stays_with_its_number() -> None:
    shown = in_phrases("84 ミリ秒、334 バイト").replace(JOINER, "")
    assert shown == "84\u00a0ミリ秒、334\u00a0バイト"


@pytest.mark.parametrize(
    "text", ["", "Sign in.", "2 s", "us-east-1_AbCdEfGhI", "Prüfen Sie “Namen”.", "🔒 \n\n"]
)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert in_phrases(text) == text


def test_the_name_of_a_button_stays_on_one_line() -> None:
    shown = in_phrases("Choose “Not now”, or “a b c d e f g h i” of “x y” and “z z.")
    assert shown == "Choose “Not\u00a0now”, or “a b c d e f g h i” of “x\u00a0y” and “z z."


def test_a_value_is_never_held_together() -> None:
    address = "https://login.example.com/a/b"
    assert address in in_phrases(f"{address} に接続できません。")


def test_a_phrase_longer_than_a_line_is_held_together_at_its_end_only() -> None:
    shown = in_phrases("ア" * 60 + "。")
    assert shown.count(JOINER) == 3
    assert shown.endswith(f"ア{JOINER}ア。")


@pytest.mark.usefixtures("qapp")
class TestSentence:
    def test_the_text_and_what_is_read_aloud_are_the_sentence_itself(self) -> None:
        text = "コードを入力してください。"
        made = sentence(text)
        assert (made.text(), made.accessibleName()) == (text, text)
        assert QLabel.text(made) == in_phrases(text)

    def test_in_english_the_label_needs_no_name_of_its_own(self) -> None:
        made = sentence("コードを入力してください。")
        made.setText("Enter the code.")
        assert (made.text(), made.accessibleName()) == ("Enter the code.", "")

    def test_a_name_that_somebody_gave_stays(self) -> None:
        made = sentence("数字を含む")
        made.setAccessibleName("数字を含む 達成")
        for text in ("Include a number.", "記号を含む"):
            made.setText(text)
            assert made.accessibleName() == "数字を含む 達成"


LEADS = [
    ("You signed in with a temporary password. ", "Choose your own to continue."),
    ("We sent a code to robin@example.com. ", "It may take a minute to arrive."),
    ("仮パスワードでサインインしました。続けるには、", "新しいパスワードを設定してください。"),
    ("アカウントを復旧できるように、", "次のいずれかを確認してください。"),
    ("先にメールアドレスの確認が必要です。", "u***@e*** にコードを送信しました。"),
]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("before", "last"), LEADS)
def test_second_line_of_a_lead_is_its_last_sentence_or_clause(before: str, last: str) -> None:
    made = sentence(before + last, centred=True)
    wide = QFontMetrics(QApplication.font()).horizontalAdvance
    for width in (wide(before + last) - 4, max(wide(before), wide(last)) + 4):
        assert list(lines(QLabel.text(made), width)) == [before, last]
    assert made.text() == before + last


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    "text",
    [
        "We sent a code. It is on its way to somebody.with.a.long.name@somewhere.example.com.",
        "コードを送信しました。somebody.with.a.long.name@somewhere.example.com に届きます。",
    ],
)
def test_last_sentence_of_a_lead_that_is_too_long_for_a_line_wraps(text: str) -> None:
    made = sentence(text, centred=True)
    assert QLabel.text(made) == QLabel.text(sentence(text))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("そのあと、アプリに表示されたコードを入力してください。", "コードを入力してください。"),
        ("アプリクライアントが見つかりました。設定も一致しています。", "設定も一致しています。"),
        ("サインインしました。続けます。", "続けます。"),
    ],
)
def test_short_object_stays_with_the_verb_at_the_end(text: str, together: str) -> None:
    last = re.split(MAY_BREAK, QLabel.text(sentence(text, centred=True)))[-1]
    assert last.translate(PLAIN) == together


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a@example.com 宛てのコード: 123456", True),
        ("現在のコード: 123456", True),
        ("セットアップキー: ABCD EFGH", False),
        ("サイト: acme.example.com", False),
    ],
)
def test_a_number_stays_with_the_name_before_it(text: str, held: bool) -> None:
    assert (":\u00a0" in in_phrases(text)) is held


def test_line_of_the_history_ends_with_a_phrase(qapp: QApplication) -> None:
    install_language(qapp, "ja")
    try:
        view = HistoryView(lambda: NOW)
        view.show_history(signed_in().history)
        shown = [one for one in view.findChildren(QLabel) if "認証アプリ" in one.text()]
        assert (
            [QLabel.text(one) for one in shown] == [in_phrases(one.text()) for one in shown] != []
        )
        view.deleteLater()
    finally:
        install_language(qapp, "en")


PARTS = [
    ("コードが正しくありません。", "確認してもう一度入力してください。"),
    ("このアカウントは無効になっています。", "管理者に有効化を依頼してください。"),
    ("仮パスワードでサインインしました。", "続けるには、新しいパスワードを設定してください。"),
]


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("parts", PARTS)
def test_a_line_ends_with_its_sentence_where_that_takes_no_more_lines(
    parts: tuple[str, str], centred: bool, qapp: QApplication, qtbot: QtBot
) -> None:
    theme_of(qapp).dress()
    made = sentence("".join(parts), centred=centred)
    qtbot.addWidget(made)
    made.setContentsMargins(16, 0, 16, 0)
    made.show()
    wide = made.fontMetrics().horizontalAdvance
    whole, longer = wide("".join(parts)), max(map(wide, parts))
    # to the sum of the advances, because Qt measures a line by fractions of pixels
    whole, longer = whole + 4, longer + 4
    widths = ((whole, 1), (longer, 2), (whole, 1), (longer - 24, None))
    for width, expected in widths:
        made.resize(width + 32, 200)
        shown = QLabel.text(made)
        found = [line for part in shown.split("\n") for line in lines(part, width, made.font())]
        if expected is None:
            usual = list(lines(in_phrases("".join(parts)), width, made.font()))
            assert len(found) <= len(usual)
        else:
            assert found == ["".join(parts)] if expected == 1 else list(parts)
        high = made.fontMetrics().boundingRect("。").height()
        assert round(made.heightForWidth(width + 32) / high) == len(found)
        asked = made.heightForWidth(longer + 32), made.heightForWidth(whole + 32)
        assert [round(one / high) for one in asked] == [2, 1], "while it has another width"
    assert made.text() == made.accessibleName() == "".join(parts)


def test_other_text_ends_its_lines_anywhere(qtbot: QtBot) -> None:
    words = "That code is incorrect. Check it and try again."
    made = sentence(words)
    qtbot.addWidget(made)
    made.resize(made.fontMetrics().horizontalAdvance(words) - 8, 200)
    assert "\n" not in QLabel.text(made)


HOST = "acme.auth.eu-west-1.amazoncognito.com"


@pytest.mark.parametrize(
    ("before", "after"), [("You’re signing in to ", "."), ("パスキーで ", " を使用します。")]
)
def test_a_host_is_parted_only_where_it_has_no_room_on_a_line(
    before: str, after: str, qtbot: QtBot
) -> None:
    made = sentence(f"{before}{HOST}{after}", centred=True)
    qtbot.addWidget(made)
    made.show()
    room = made.fontMetrics().horizontalAdvance(f"{HOST}{after}") + 4
    for width, whole in ((room, True), (room - 60, False), (room + 20, True)):
        assert made.minimumSizeHint().width() < room // 2, "it can become narrower"
        made.resize(width, 200)
        shown = list(lines(QLabel.text(made), width))
        assert any(HOST in line for line in shown) == whole, shown
        assert all(made.fontMetrics().horizontalAdvance(line) <= width + 1 for line in shown)
        high = made.fontMetrics().boundingRect("。").height()
        assert round(made.heightForWidth(width) / high) == len(shown)
