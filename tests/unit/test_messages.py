"""Every sentence exists in both languages, with the same placeholders; every fact has a sentence."""

from __future__ import annotations

import pkgutil
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

import pytest
from babel.messages.pofile import read_po

from desktop_login import messages
from desktop_login.demo.stories import STORIES, STORIES_OF_FLOWS
from desktop_login.domain.errors import (
    CLEARS_PASSWORD,
    ENDS_SESSION,
    STAYS_ON_PAGE,
    TRANSIENT,
    AuthErrorInfo,
    ErrorCode,
)
from desktop_login.domain.password_policy import Rule
from desktop_login.domain.pool_report import Finding, Verdict
from desktop_login.domain.states import Activity, Notice
from desktop_login.messages import checks, durations, pages, problems
from desktop_login.messages import select as facts
from desktop_login.messages.message import Message, in_english
from desktop_login.system.resources import resource

DATA = Path(__file__).parent.parent / "data"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@cache
def catalogue() -> frozenset[Message]:
    found: set[Message] = set()
    for name in sorted(module.name for module in pkgutil.iter_modules(messages.__path__)):
        module = import_module(f"{messages.__name__}.{name}")
        for value in vars(module).values():
            if isinstance(value, Message):
                found.add(value)
            elif isinstance(value, dict):
                found.update(entry for entry in value.values() if isinstance(entry, Message))
    for advice in (*checks.ADVICE.values(), *checks.ADVICE_AT_ENDPOINT.values()):
        found.update(text for text in (advice.sentence, advice.remedy) if text is not None)
    return frozenset(found)


@cache
def japanese() -> Mapping[Message, str]:
    with resource("translations", "ja.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale="ja", abort_invalid=True) if entry.id]
    found: dict[Message, str] = {}
    for entry in entries:
        assert entry.context, "an entry without a key"
        assert isinstance(entry.id, str)
        assert isinstance(entry.string, str)
        found[Message(entry.context, entry.id)] = entry.string
    return MappingProxyType(found)


def test_every_message_has_a_key_of_its_own() -> None:
    texts = catalogue()
    keys = [text.key for text in texts]
    assert len(keys) == len(set(keys)) == len(texts)
    assert all(re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_.]+)?", key) for key in keys)


def test_every_sentence_is_said_somewhere() -> None:
    """By its name: in a table of its module, or in the module that says it."""
    package = Path(messages.__path__[0]).parent
    texts = [path.read_text("utf-8") for path in package.rglob("*.py")]
    named = Counter(word for text in texts for word in re.findall(r"\b_?[A-Z][A-Z0-9_]+\b", text))
    defined = [
        name
        for module in pkgutil.iter_modules(messages.__path__)
        for name, value in vars(import_module(f"{messages.__name__}.{module.name}")).items()
        if isinstance(value, Message)
    ]
    assert len(defined) > 300
    assert [name for name in defined if named[name] < 2] == []


def test_every_sentence_is_translated_and_no_translation_is_left_over() -> None:
    assert set(japanese()) == catalogue()
    assert all(japanese().values())


def test_a_translation_has_the_placeholders_of_its_sentence_and_japanese_full_stops() -> None:
    for text, translated in sorted(japanese().items()):
        assert set(PLACEHOLDER.findall(text.source)) == set(PLACEHOLDER.findall(translated)), text
        assert not re.search(r"[ぁ-ん一-龥]\.", translated), text


def test_an_english_sentence_has_no_typewriter_apostrophe() -> None:
    straight = [text.source for text in sorted(catalogue()) if "'" in text.source]
    assert straight == []


# What is called otherwise everywhere else. Japanese words are looked for in translations.
OTHER_WORDS = {
    r"[Ss]econd factor": "second step",
    r"\bfor ever\b|\b[Mm]end\b|\bshall\b": "everyday English",
    r"\b[Ff]orget (?!password)|\bforgotten\b": "remove",
    r"[Ee]-mail": "email",
    r"[Cc]ancelled|[Ll]icence|(?<!\{)[Cc]olour|[Bb]ehaviour|[Oo]rganis|[Rr]ecognis": "as in the USA",
    "端末": "デバイス, or ターミナル",
    "クレーム(?!名)": "トークンの内容",
    "保管先|パスワードストア": "資格情報ストア",
    "シークレットキー": "セットアップキー",
    "再度|改めて": "もう一度",
    "お問い合わせください": "連絡してください",
    "インポート": "読み込む",
    "今後|優先(?!される)": "既定",
    "パソコン": "コンピューター",
    "共有の": "共用の",
    "～": "〜",
    "？ ": "？",
}


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_one_thing_has_one_name(word: str) -> None:
    sentences = {text.source for text in catalogue()} | set(japanese().values())
    assert [sentence for sentence in sorted(sentences) if re.search(word, sentence)] == []


def test_a_japanese_sentence_is_polite_and_ends_as_one() -> None:
    """What is no sentence, such as a button, a chip or a rule of a checklist, has no full stop."""
    polite = re.compile(r"(です|ます|ません|ました|でした|ください)$")
    for text, translated in sorted(japanese().items()):
        *sentences, last = re.split(r"(?<=[。？！…])", translated)
        for sentence in sentences:
            if sentence.endswith("。") and not sentence.endswith(("）。", "}。")):
                assert polite.search(sentence[:-1]), text
        assert not polite.search(last), text


# Of the sentences that were written down first: said otherwise, or by what is yet to be built.
SAID_OTHERWISE = {
    "An English sentence per verdict of the check stands in `checks`": (
        "The app client was found.",
        "The app client was not found in this pool.",
        "The sign-in method is turned on.",
        "The sign-in method is turned off for this client: {name}.",
        "The signing keys can be read.",
        "The signing keys cannot be read.",
        "A client secret in a desktop app is not a security boundary. Prefer a client without one.",
    ),
    "A refused certificate, by where the certificates come from": (
        "The secure connection failed. A proxy or wrong clock may be the cause.",
    ),
    "An endpoint that is not Amazon's is named by its host, in colours of a warning": (
        "Test server: {url}",
    ),
    "What an import read is told by pool and client, not by a number": (
        "{n} settings were read from {file}.",
    ),
    "A copy is told by a toast, whose line shows how long it lasts": (
        "ID token copied. The clipboard will be cleared in {t}.",
    ),
    "Commands have names of their own, not only flags": (
        (
            "No display was found. Start the program on a desktop, or use --demo --tour DIR to save"
            " pictures of its screens."
        ),
    ),
    "Sign-in with the browser": (
        "Continue in your browser, then come back to this window.",
        "You can close this page and return to the app.",
    ),
    "The end of a session is not configurable, nor is the clipboard known to be out of reach": (
        "Session ends {date}",
        "This desktop does not let the app clear the clipboard in the background. Clear it yourself.",
    ),
}


def test_every_sentence_that_was_agreed_on_is_said_word_for_word() -> None:
    agreed = [
        tuple(line.split("\t")) for line in (DATA / "sentences.tsv").read_text("utf-8").splitlines()
    ]
    assert len(agreed) > 200
    ours: dict[str, set[str]] = {}
    for text, translated in japanese().items():
        ours.setdefault(text.source, set()).add(translated)
    otherwise = {sentence for group in SAID_OTHERWISE.values() for sentence in group}
    missing = [en for en, ja in agreed if en not in otherwise and ja not in ours.get(en, ())]
    assert missing == []
    assert otherwise == {en for en, _ in agreed if en not in ours}


def test_every_verdict_has_its_own_sentence() -> None:
    assert set(checks.ADVICE) == set(Verdict) - {Verdict.UNREACHED}
    assert len({advice.sentence for advice in checks.ADVICE.values()}) == len(checks.ADVICE)
    unreached = checks.line_of(
        Finding(Verdict.UNREACHED, error_info=AuthErrorInfo(ErrorCode.PROXY))
    )
    assert unreached.sentence.text == problems.PROBLEMS[ErrorCode.PROXY]


def test_every_problem_has_a_sentence() -> None:
    assert set(problems.PROBLEMS) == set(ErrorCode)


@pytest.mark.parametrize("problem", ErrorCode)
def test_every_problem_can_be_said_without_facts(problem: ErrorCode) -> None:
    assert "{" not in in_english(facts.message_of_error(AuthErrorInfo(problem)))


def test_every_step_rule_news_and_story_has_words() -> None:
    assert set(facts.BUSY_WORDS) == set(Activity)
    assert set(facts.RULES) == set(Rule)
    more = {story for stories in STORIES_OF_FLOWS.values() for story in stories}
    assert set(pages.DEMO_USERS) == {*STORIES, *more}
    for notice in Notice:
        assert facts.message_of_notice(notice)


def test_every_question_has_a_page() -> None:
    from desktop_login.domain.states import Question
    from desktop_login.ui.page_registry import PAGES

    assert set(PAGES) == set(Question.__args__)


def test_problem_tables_do_not_contradict_each_other() -> None:
    assert not ENDS_SESSION & TRANSIENT
    assert not STAYS_ON_PAGE & ENDS_SESSION
    assert not CLEARS_PASSWORD & STAYS_ON_PAGE


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (1, "1 second"),
        (59.2, "60 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 hour"),
        (86400, "1 day"),
        (10 * 86400, "10 days"),
    ],
)
def test_duration(seconds: float, words: str) -> None:
    assert in_english(durations.duration(seconds)) == words


def test_a_japanese_counter_stands_at_its_number_without_a_space() -> None:
    """As in 30秒; Latin units such as KB keep theirs."""
    apart = re.compile(r"\{n\} (ミリ秒|バイト|[秒分日件人行回]|時間|文字|項目)|ほか.? \{n\}")
    assert [text for text in japanese().values() if apart.search(text)] == []


_KANA = "[ぁ-んァ-ヶー一-龥々]"
_LATIN = r"(?:\{\w+\}|[A-Za-z0-9_./#@*~\"&+=-][A-Za-z0-9_./:#@*~\"&+=-]*)"
_RUN = re.compile(rf"{_LATIN}(?: {_LATIN})*")
# Numbers, which stand at their counters, and words of ours, which are Japanese themselves.
_NO_NAMES = {
    *("{n}", "{m}", "{t}", "{line}", "{duration}", "{low}", "{high}"),
    *("{way}", "{first}", "{second}", "{method}", "{field}"),
}
# Abbreviations are part of a Japanese word, as in ユーザープールID; these are names of other things.
_ABBREVIATION = re.compile(r"(?!FILE|DIR|HOME|GET|SSH)[A-Z]{2,}[0-9]*(-[0-9]+)?")
# Names that are Japanese as a rule, and a part of an address.
_OTHERWISE = {
    "dashboard.copy_claim",
    "dashboard.claim_copied",
    "row_menu",
    "problem.proxy_unusable",
}


def test_a_name_in_a_japanese_sentence_has_a_space_at_each_side_and_an_abbreviation_none() -> None:
    wrong: set[tuple[str, str]] = set()
    for text, translated in japanese().items():
        for run in _RUN.finditer(translated):
            name = run.group()
            if name in _NO_NAMES or text.key in _OTHERWISE or not re.search("[A-Za-z]", name):
                continue
            space = " " if _ABBREVIATION.fullmatch(name) else ""
            before, after = translated[: run.start()], translated[run.end() :]
            if re.search(f"{_KANA}{space}$", before) or re.match(f"{space}{_KANA}", after):
                wrong.add((text.key, name))
    assert wrong == set()


def test_a_japanese_colon_is_the_one_of_the_keyboard_with_a_space_behind_it() -> None:
    """Not one as wide as two letters; in times, addresses and identifiers it has none."""
    wide = re.compile(f"：|{_KANA} ?:(?! )|:{_KANA}")
    allowed = {"problem.proxy_unusable"}  # http://名前:パスワード@…
    assert [text.key for text, words in japanese().items() if wide.search(words)] == sorted(allowed)
