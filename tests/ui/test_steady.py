"""A sentence in a place that does not move: as high as the highest of those that may stand there."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop_login.ui.widgets.steady import SteadySentence

SHORT = "Insert your security key."
LONG = "This security key has no PIN yet. Set one to use it here, or use another security key."


def test_it_is_as_high_as_the_highest_of_its_sentences_at_every_width(qtbot: QtBot) -> None:
    sentence, alone = SteadySentence([SHORT, LONG]), SteadySentence([SHORT])
    for one in (sentence, alone):
        qtbot.addWidget(one)
    for width in (200, 300, 400, 900):
        heights = set()
        for words in (SHORT, LONG):
            sentence.setText(words)
            heights.add(sentence.heightForWidth(width))
        assert len(heights) == 1, width
        alone.setText(SHORT)

    alone.setText(SHORT)
    assert sentence.heightForWidth(200) > alone.heightForWidth(200)
    assert sentence.heightForWidth(900) == alone.heightForWidth(900)
