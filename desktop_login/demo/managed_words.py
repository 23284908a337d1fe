"""What the pages of managed login say, in English and in Japanese. The demo shares no words with the client."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "ja")

WORDS: Mapping[str, tuple[str, str]] = {
    "practice": (
        (
            "Practice page on this computer. It is not Amazon: use the demo’s users only, never a"
            " password of yours."
        ),
        (
            "これはこのコンピューター上の練習用ページで、Amazonではありません。デモ用ユーザーだけを使用し、"
            "ご自身のパスワードは入力しないでください。"
        ),
    ),
    "other_language": ("日本語", "English"),
    "pool": ("Demo Cognito", "デモ用Cognito"),
    "company": ("Demo Company", "デモ会社"),
    "sign_in": ("Sign in", "サインイン"),
    "name": ("Email address or user name", "メールアドレスまたはユーザー名"),
    "password": ("Password", "パスワード"),
    "another_way": ("Sign in another way", "別の方法でサインイン"),
    "with_company": ("Continue with Demo Company", "デモ会社で続ける"),
    "no_account": ("Create an account", "アカウントを作成"),
    "forgot": ("Forgot your password?", "パスワードをお忘れですか？"),
    "back": ("Back to sign in", "サインインに戻る"),
    "continue": ("Continue", "続ける"),
    "or": ("or", "または"),
    "new_password": ("Choose a new password", "新しいパスワードを設定"),
    "new_password_lead": (
        "Your password was temporary. Choose one of your own.",
        "仮のパスワードでした。新しいパスワードを設定してください。",
    ),
    "new_password_field": ("New password", "新しいパスワード"),
    "required": ("{name} (required)", "{name}（必須）"),
    "code": ("Enter the code", "コードを入力"),
    "code_field": ("Code", "コード"),
    "code_sent": (
        (
            "A code was sent to {to}. In the demo it stands in the window’s panel, or where"
            " demo-server runs."
        ),
        "{to} にコードを送信しました。デモでは、ウィンドウのパネルまたはdemo-serverの出力に表示されます。",
    ),
    "code_app": (
        "Enter the 6 digits that your authenticator app shows.",
        "認証アプリに表示されている6桁の数字を入力してください。",
    ),
    "resend": ("Send a new code", "新しいコードを送信"),
    "resent": ("A new code was sent.", "新しいコードを送信しました。"),
    "choose": ("Choose how to continue", "続ける方法を選択"),
    "SMS_MFA": ("Text message", "テキストメッセージ"),
    "SMS_OTP": ("Code by text message", "テキストメッセージのコード"),
    "EMAIL_OTP": ("Code by email", "メールのコード"),
    "SOFTWARE_TOKEN_MFA": ("Authenticator app", "認証アプリ"),
    "PASSWORD": ("Password", "パスワード"),
    "WEB_AUTHN": ("Passkey", "パスキー"),
    "set_up": ("Set up a second step", "2段階目を設定"),
    "set_up_lead": (
        "This account needs a second step when you sign in.",
        "このアカウントのサインインには、2段階目の確認が必要です。",
    ),
    "email_field": ("Email address", "メールアドレス"),
    "enrol": ("Set up your authenticator app", "認証アプリを設定"),
    "enrol_lead": (
        "Add this key to your authenticator app, then enter the code that it shows.",
        "このキーを認証アプリに追加し、表示されたコードを入力してください。",
    ),
    "key": ("Key", "キー"),
    "sign_up": ("Create an account", "アカウントを作成"),
    "sign_up_lead": (
        "The account lives in the demo only, and is forgotten when it ends.",
        "アカウントはデモの中だけにあり、終了すると消去されます。",
    ),
    "username_field": ("User name", "ユーザー名"),
    "password_rules": (
        "At least 8 characters, with capital and small letters, a digit and a symbol.",
        "8文字以上で、英大文字・小文字・数字・記号を含めてください。",
    ),
    "confirm": ("Confirm your account", "アカウントを確認"),
    "reset": ("Reset your password", "パスワードをリセット"),
    "reset_lead": (
        "Enter your email address or user name. If there is such an account, a code is sent.",
        "メールアドレスまたはユーザー名を入力してください。該当するアカウントがあればコードを送信します。",
    ),
    "confirmed": (
        "Your account is confirmed. Sign in.",
        "アカウントを確認しました。サインインしてください。",
    ),
    "reset_done": (
        "The password was changed. Sign in with it.",
        "パスワードを変更しました。新しいパスワードでサインインしてください。",
    ),
    "company_sign_in": ("Sign in to Demo Company", "デモ会社にサインイン"),
    "company_lead": (
        "Demo Company stands for the single sign-on of a real one. Who are you there?",
        "デモ会社は、実際の会社のシングルサインオンの代わりです。お名前を入力してください。",
    ),
    "company_name": ("Your name", "お名前"),
    "cancel": ("Cancel", "キャンセル"),
    "error": ("This did not work", "処理できませんでした"),
    "redirect_mismatch": (
        "The app asked to return to an address that is not registered for it.",
        "アプリの戻り先のアドレスが登録されていません。",
    ),
    "invalid_client": ("There is no such app client.", "該当するアプリクライアントがありません。"),
    "logout_mismatch": (
        (
            "The app asked to sign out to an address that is not registered for it. You are still"
            " signed in."
        ),
        "サインアウト後の戻り先が登録されていません。サインインしたままです。",
    ),
    "not_found": ("There is no such page.", "ページが見つかりません。"),
    "bad_request": ("The request is not valid.", "リクエストが正しくありません。"),
    "forged": (
        "This page is no longer valid. Go back to the app and start again.",
        "このページは無効になりました。アプリに戻って、もう一度始めてください。",
    ),
    "about": (
        "This is the domain of the embedded demo. Sign-in pages are opened by the app.",
        "組み込みデモのドメインです。サインインページはアプリから開きます。",
    ),
    "wrong": ("Incorrect user name or password.", "ユーザー名またはパスワードが正しくありません。"),
    "no_such_user": ("There is no such user.", "ユーザーが見つかりません。"),
    "disabled": ("This account is disabled.", "このアカウントは無効です。"),
    "too_many": (
        "Too many attempts. Wait a while, then try again.",
        "試行回数が多すぎます。しばらくしてから、もう一度お試しください。",
    ),
    "wrong_code": ("This code is not right.", "コードが正しくありません。"),
    "old_code": (
        "This code is no longer valid. Ask for a new one.",
        "このコードは無効になりました。新しいコードを請求してください。",
    ),
    "weak": (
        "This password does not meet the rules.",
        "このパスワードは条件を満たしていません。",
    ),
    "used_before": (
        "This password was used before. Choose another one.",
        "以前に使用したパスワードです。別のパスワードを設定してください。",
    ),
    "taken": ("There is such an account already.", "このアカウントはすでに存在します。"),
    "use_passkey": ("Use your passkey", "パスキーを使用"),
    "use_passkey_lead": (
        "The browser asks for the passkey of {name}.",
        "ブラウザーが {name} のパスキーを確認します。",
    ),
    "add_passkey": ("Add a passkey", "パスキーを追加"),
    "add_passkey_lead": (
        (
            "A passkey signs you in without a password: with this device, your phone, or a security"
            " key. It belongs to localhost, and works in the demo only."
        ),
        (
            "パスキーを使うと、パスワードなしで、このデバイス、スマートフォン、またはセキュリティキーで"
            "サインインできます。localhostのもので、デモでのみ使用できます。"
        ),
    ),
    "not_now": ("Not now", "後で"),
    "no_script": (
        "A passkey needs JavaScript, on this page only.",
        "パスキーには、このページに限りJavaScriptが必要です。",
    ),
    "passkey_failed": (
        "The passkey was not used. Please try again, or choose another way.",
        "パスキーは使用されませんでした。もう一度試すか、別の方法を選んでください。",
    ),
    "passkey_exists": (
        "This key already has a passkey for your account.",
        "このキーには、すでにパスキーが登録されています。",
    ),
    "passkey_refused": (
        "The passkey was not accepted. Please try again, or choose another way.",
        "パスキーが受け付けられませんでした。もう一度試すか、別の方法を選んでください。",
    ),
    "over": (
        "That took too long. Please sign in again.",
        "時間切れです。もう一度サインインしてください。",
    ),
    "not_allowed": ("{text}", "{text}"),
    "no_name": ("Enter your name, with letters.", "お名前を文字で入力してください。"),
}


class Words:
    """The words of one language: `say("sign_in")`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._column = LANGUAGES.index(self.language)

    def __call__(self, key: str, **values: str) -> str:
        return WORDS[key][self._column].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in WORDS


def preferred(accept_language: str) -> str:
    """The language that a browser likes best, of those that there are.

    https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
    """
    best, weight = LANGUAGES[0], 0.0
    for entry in accept_language[:512].split(","):
        tag, _, rest = entry.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        given = rest.strip().removeprefix("q=")
        try:
            likes = float(given) if given else 1.0
        except ValueError:
            continue
        if language in LANGUAGES and likes > weight:
            best, weight = language, likes
    return best
