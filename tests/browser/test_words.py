"""What a person reads of the browser and of passkeys, word by word, in both languages; the numbers are those of the design."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.passkeys import KeyStage
from desktop_login.domain.passkeys import PasskeyAction as A
from desktop_login.messages import account, browser, browser_offer, passkeys
from desktop_login.messages.message import Message
from desktop_login.messages.problems import PROBLEMS
from desktop_login.messages.select import message_of_error
from desktop_login.messages.translate import Catalogue

# B14 is the deployer's own text, and B17 that of a wrong client secret: `test_rows.py` has both.
SENTENCES: Mapping[str, tuple[Message, str, str]] = {
    "B1": (
        browser.NOT_OPENED,
        "No browser could be opened. Copy the link and open it yourself.",
        "ブラウザーを開けませんでした。リンクをコピーして、ブラウザーで開いてください。",
    ),
    "B2": (
        browser.WAITING_FOR,
        "Sign in on {host}. This window continues by itself.",
        "{host} でサインインしてください。完了すると、この画面は自動的に切り替わります。",
    ),
    "B3": (
        PROBLEMS[ErrorCode.BROWSER_PORTS_BUSY],
        "Another program is using the ports that the browser needs to return ({name}). Close that program, then try again.",
        "ブラウザーから戻るためのポート（{name}）を別のプログラムが使用しています。そのプログラムを終了してから、もう一度お試しください。",
    ),
    "B4": (
        browser.NOT_REGISTERED,
        "Ask your administrator to add these callback URLs to the app client.",
        "次のコールバックURLをアプリクライアントに追加するよう、管理者に依頼してください。",
    ),
    "B5": (
        PROBLEMS[ErrorCode.BROWSER_OFF],
        "Sign-in with the browser is switched off for this app client. Ask your administrator.",
        "このアプリクライアントでは、ブラウザーでのサインインが無効です。管理者に連絡してください。",
    ),
    "B6": (
        PROBLEMS[ErrorCode.BROWSER_CANCELLED],
        "The sign-in was canceled in the browser.",
        "サインインはブラウザーでキャンセルされました。",
    ),
    "B7": (
        browser.TIMED_OUT,
        "It hasn’t come back for 10 minutes. Start again when you’re ready.",
        "10分間戻りませんでした。準備ができたら、もう一度始めてください。",
    ),
    "B8": (
        PROBLEMS[ErrorCode.BROWSER_TOO_LATE],
        "This sign-in took too long or was used already. Please start again.",
        "このサインインは時間切れか、すでに使用されています。もう一度始めてください。",
    ),
    "B9": (
        PROBLEMS[ErrorCode.BROWSER_OTHER_ADDRESS],
        "This address doesn’t belong to this sign-in. Copy the whole address from the browser.",
        "このアドレスは、今回のサインインでは使用できません。ブラウザーのアドレス全体をコピーしてください。",
    ),
    "B10": (
        PROBLEMS[ErrorCode.BROWSER_OTHER_ANSWER],
        "The answer doesn’t belong to this sign-in and wasn’t used. Please start again.",
        "応答が今回のサインインと一致しないため、使用しませんでした。もう一度始めてください。",
    ),
    "B11": (
        PROBLEMS[ErrorCode.BROWSER_STAYS_SIGNED_IN],
        "You’re signed out here. The browser may still be signed in for up to an hour.",
        "このアプリからサインアウトしました。ブラウザーでは最長1時間サインインが続くことがあります。",
    ),
    "B12": (
        PROBLEMS[ErrorCode.PROVIDER_STAYS_SIGNED_IN],
        "You may still be signed in at {name}. Sign out there too on a shared computer.",
        "{name} にはサインイン中かもしれません。共用の場合は、そちらもサインアウトしてください。",
    ),
    "B13": (
        PROBLEMS[ErrorCode.PROVIDER_TROUBLE],
        "{name} couldn’t complete the sign-in. Please try again later.",
        "{name} でサインインを完了できませんでした。しばらくしてから、もう一度お試しください。",
    ),
    "B15": (
        PROBLEMS[ErrorCode.BROWSER_SCOPES],
        "This app client doesn’t allow what this program asks for. Ask your administrator.",
        "このアプリクライアントでは、必要なスコープが許可されていません。管理者に連絡してください。",
    ),
    "B16": (
        PROBLEMS[ErrorCode.BROWSER_ACCOUNT_CLOSED],
        "Changes to the account aren’t allowed through this sign-in.",
        "このサインイン方法では、アカウントを変更できません。",
    ),
    "tab, earlier": (
        browser.TAB_EARLIER,
        "This page belongs to an earlier attempt. Continue in the newest tab, or return to the app.",
        "このページは以前のサインインのものです。新しいタブで続けるか、アプリに戻ってください。",
    ),
    "tab, not signed in": (
        browser.TAB_NOT_SIGNED_IN,
        "The sign-in was not completed. Return to the app to see why.",
        "サインインが完了しませんでした。アプリに戻って理由を確認してください。",
    ),
    "tab, signed in": (
        browser.TAB_SIGNED_IN,
        "You are signed in. You can close this page and return to the app.",
        "サインインしました。このページを閉じて、アプリに戻ってください。",
    ),
    "tab, signed out": (
        browser.TAB_SIGNED_OUT,
        "You are signed out. You can close this page.",
        "サインアウトしました。このページを閉じてください。",
    ),
    "P1": (
        PROBLEMS[ErrorCode.PASSKEY_ELSEWHERE],
        "Your passkey is on another device or in the browser. Continue in the browser, or choose another way.",
        "パスキーは別のデバイスまたはブラウザーにあります。ブラウザーで続けるか、別の方法を選んでください。",
    ),
    "P2": (
        passkeys.STAGES[KeyStage.INSERT],
        "Insert your security key.",
        "セキュリティキーを挿入してください。",
    ),
    "P3": (
        passkeys.STAGES[KeyStage.TOUCH],
        "Touch your security key.",
        "セキュリティキーに触れてください。",
    ),
    "P4": (
        passkeys.PIN_WRONG_MANY,
        "That PIN is incorrect. {n} tries left.",
        "PINが正しくありません。あと{n}回入力できます。",
    ),
    "P5, blocked": (
        PROBLEMS[ErrorCode.KEY_BLOCKED],
        "This key is locked. It must be reset before it can be used.",
        "このキーはロックされています。使用するにはリセットが必要です。",
    ),
    "P5, paused": (
        PROBLEMS[ErrorCode.KEY_PIN_PAUSED],
        "Too many wrong PINs. Remove the key and insert it again.",
        "PINの誤りが続きました。キーを抜いて、もう一度挿入してください。",
    ),
    "P6": (
        passkeys.STAGES[KeyStage.NO_PIN],
        "This security key has no PIN yet. Set one to use it here.",
        "このセキュリティキーにはPINがありません。使用するにはPINを設定してください。",
    ),
    "P7": (
        PROBLEMS[ErrorCode.PASSKEY_NOT_ON_KEY],
        "There’s no passkey for this account on this key. Try another key or another way.",
        "このキーには、このアカウントのパスキーがありません。別のキーか別の方法をお試しください。",
    ),
    "P8, exists": (
        PROBLEMS[ErrorCode.PASSKEY_EXISTS],
        "This key already has a passkey for your account.",
        "このキーには、すでにパスキーが登録されています。",
    ),
    "P8, full": (
        PROBLEMS[ErrorCode.KEY_FULL],
        "This key has no room for another passkey.",
        "このキーには空きがありません。",
    ),
    "P9": (
        passkeys.STAGES[KeyStage.NO_PERMISSION],
        "A security key was found, but this program may not use it. Ask your administrator (udev rule for FIDO keys).",
        "セキュリティキーは見つかりましたが、使用する権限がありません。管理者に連絡してください（FIDOキーの udev ルール）。",
    ),
    "P10": (
        PROBLEMS[ErrorCode.PASSKEY_NOT_USED],
        "The passkey wasn’t used. Please try again, or choose another way.",
        "パスキーは使用されませんでした。もう一度試すか、別の方法を選んでください。",
    ),
    "P11": (
        PROBLEMS[ErrorCode.PASSKEYS_NOT_SET_UP],
        "Passkeys aren’t set up for this user pool.",
        "このユーザープールでは、パスキーを使用できません。",
    ),
    "P12": (
        PROBLEMS[ErrorCode.PASSKEY_SETTINGS_UNFIT],
        "The pool’s passkey settings don’t fit this program. Add the passkey in the browser.",
        "プールのパスキー設定がこのプログラムに合いません。ブラウザーで追加してください。",
    ),
    "P13": (
        PROBLEMS[ErrorCode.KEY_NOT_SUPPORTED],
        "This pool doesn’t accept this kind of key.",
        "このプールでは、この種類のキーを使用できません。",
    ),
    "P14": (
        PROBLEMS[ErrorCode.PASSKEY_TOOK_TOO_LONG],
        "That took too long. Please start again.",
        "時間切れです。もう一度始めてください。",
    ),
    "P15": (
        PROBLEMS[ErrorCode.TOO_MANY_PASSKEYS],
        "You have as many passkeys as allowed. Remove one first.",
        "パスキーの数が上限に達しています。先に1つ削除してください。",
    ),
    "P16, added": (
        passkeys.PASSKEY_ADDED,
        "Passkey added.",
        "パスキーを追加しました。",
    ),
    "P16, removed": (
        passkeys.PASSKEY_REMOVED,
        "Passkey removed. It’s still on your device: delete it there too.",
        "パスキーを削除しました。デバイス側には残っているため、そちらでも削除してください。",
    ),
    "P17": (
        PROBLEMS[ErrorCode.PASSKEY_REFUSED],
        "The passkey wasn’t accepted. Please try again, or choose another way.",
        "パスキーが受け付けられませんでした。もう一度試すか、別の方法を選んでください。",
    ),
}

# What stands on buttons, fields and links.
LABELS: Mapping[str, tuple[Message, str]] = {
    "Sign in with {name}": (browser_offer.SIGN_IN_WITH, "{name} でサインイン"),
    "Continue with {name}": (browser_offer.CONTINUE_WITH, "{name} で続ける"),
    "Sign in with browser": (browser_offer.SIGN_IN_WITH_BROWSER, "ブラウザーでサインイン"),
    "Open the browser again": (browser.OPEN_AGAIN, "もう一度ブラウザーを開く"),
    "Copy link": (browser.COPY_LINK, "リンクをコピー"),
    "Use another account": (browser.ANOTHER_ACCOUNT, "別のアカウントを使用"),
    "Did the browser not come back?": (browser.DID_NOT_COME_BACK, "ブラウザーから戻らない場合"),
    "Address from the browser": (browser.ADDRESS_FROM_BROWSER, "ブラウザーのアドレス"),
    "Callback URLs": (browser.CALLBACK_URLS, "コールバックURL"),
    "Copy callback URLs": (browser.COPY_CALLBACK_URLS, "コールバックURLをコピー"),
    "Open the browser anyway": (browser.OPEN_ANYWAY, "それでもブラウザーを開く"),
    "Start again": (browser.START_AGAIN, "もう一度始める"),
    "Also sign out in the browser": (
        browser.ALSO_IN_BROWSER,
        "ブラウザーからもサインアウトする",
    ),
    "Use your passkey": (passkeys.USE_YOUR_PASSKEY, "パスキーを使用"),
    "Use a security key": (passkeys.ACTIONS[A.USE_KEY], "セキュリティキーを使用"),
    "Continue with Windows": (passkeys.ACTIONS[A.USE_SYSTEM], "Windows で続ける"),
    "Continue in the browser": (passkeys.ACTIONS[A.IN_BROWSER], "ブラウザーで続ける"),
    "Choose another way": (passkeys.ACTIONS[A.ANOTHER_WAY], "別の方法を選ぶ"),
    "Security key PIN": (passkeys.KEY_PIN, "セキュリティキーのPIN"),
    "Add a passkey": (passkeys.ACTIONS[A.ADD], "パスキーを追加"),
    "Remove passkey": (passkeys.REMOVE_PASSKEY, "パスキーを削除"),
    "Add in the browser": (passkeys.ACTIONS[A.ADD_IN_BROWSER], "ブラウザーで追加"),
    "Set a PIN": (passkeys.ACTIONS[A.SET_PIN], "PINを設定"),
    "Go on without a PIN": (passkeys.ACTIONS[A.WITHOUT_PIN], "PINなしで続ける"),
    "Not now": (account.NOT_NOW, "後で"),
}


@pytest.mark.parametrize("english", LABELS)
def test_label_is_said_in_both_languages(english: str) -> None:
    label, japanese = LABELS[english]
    assert Catalogue("en").tr(label) == english
    assert Catalogue("ja").tr(label) == japanese


@pytest.mark.parametrize("number", SENTENCES)
def test_sentence_is_said_in_both_languages(number: str) -> None:
    sentence, english, japanese = SENTENCES[number]
    assert Catalogue("en").tr(sentence) == english
    assert Catalogue("ja").tr(sentence) == japanese


def test_every_problem_of_the_browser_and_of_passkeys_has_its_own_sentence() -> None:
    tables = (browser.BROWSER_PROBLEMS, passkeys.PASSKEY_PROBLEMS)
    shown = [sentence.source for table in tables for sentence in table.values()]
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize(("language", "ports"), [("en", "(1, 2, 3)"), ("ja", "（1、2、3）")])
def test_ports_that_are_busy_are_listed_as_the_language_does_it(language: str, ports: str) -> None:
    busy = AuthErrorInfo(ErrorCode.BROWSER_PORTS_BUSY, name="1, 2, 3")
    assert ports in Catalogue(language).translate(message_of_error(busy))
