"""What the pages of managed login say, in English and in Japanese. The demo imports no words of the client."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "ja")

# Where the window says the same, it is said alike: people see both side by side.
WORDS: Mapping[str, tuple[str, str]] = {
    "practice": (
        "A practice page on your computer.",
        "このコンピューター上の練習用ページです（Amazonではありません）。",
    ),
    "practice_rule": (
        "It isn’t Amazon: use the demo’s users only, never a password of yours.",
        "デモ用ユーザーだけを使い、ご自身のパスワードは入力しないでください。",
    ),
    "other_language": ("日本語", "English"),
    "pool": ("Demo Cognito", "デモ用Cognito"),
    "company": ("Demo Company", "Demo Company"),
    "sign_in": ("Sign in", "サインイン"),
    "name": ("Email or username", "メールアドレスまたはユーザー名"),
    "password": ("Password", "パスワード"),
    "another_way": ("Sign in another way", "別の方法でサインイン"),
    "with_company": ("Sign in with Demo Company", "Demo Company でサインイン"),
    "no_account": ("Create account", "アカウントを作成"),
    "forgot": ("Forgot password?", "パスワードをお忘れの方"),
    "back": ("Back to sign in", "サインインに戻る"),
    "continue": ("Continue", "続行"),
    "or": ("or", "または"),
    "new_password": ("Choose a new password", "新しいパスワードの設定"),
    "new_password_lead": (
        "You signed in with a temporary password. Choose your own to continue.",
        "仮パスワードでサインインしました。新しいパスワードを設定してください。",
    ),
    "new_password_field": ("New password", "新しいパスワード"),
    "required": ("{name} (required)", "{name}（必須）"),
    "code": ("Enter your code", "確認コードの入力"),
    "code_field": ("Confirmation code", "確認コード"),
    "code_sent": ("We sent a code to {to}.", "{to} に確認コードを送信しました。"),
    "code_where": (
        "In the demo, find it in the app’s panel or in the demo server’s output.",
        "デモでは、アプリのパネルまたはデモサーバーの出力に表示されます。",
    ),
    "code_app": (
        "Enter the 6-digit code that your authenticator app shows.",
        "認証アプリに表示されている6桁のコードを入力してください。",
    ),
    "resend": ("Resend code", "コードを再送信"),
    "resent": ("A new code was sent.", "新しいコードを送信しました。"),
    "choose": ("Choose how to sign in", "サインイン方法の選択"),
    "SMS_MFA": ("Text message", "SMS"),
    "SMS_OTP": ("Text message", "SMS"),
    "EMAIL_OTP": ("Email", "メール"),
    "SOFTWARE_TOKEN_MFA": ("Authenticator app", "認証アプリ"),
    "PASSWORD": ("Password", "パスワード"),
    "WEB_AUTHN": ("Passkey", "パスキー"),
    "set_up": ("Choose a second step", "二段階認証の方法の選択"),
    "set_up_lead": (
        "Your account needs a second step at sign-in. Choose one to set up.",
        "このアカウントには二段階認証が必要です。設定する方法を選択してください。",
    ),
    "address": ("Set up codes by email", "メールによる確認コードの設定"),
    "address_lead": (
        "Where should we send your codes?",
        "確認コードの送信先を入力してください。",
    ),
    "email_field": ("Email", "メールアドレス"),
    "enrol": ("Set up an authenticator app", "認証アプリの設定"),
    "enrol_lead": (
        "Scan the QR code with your authenticator app, or enter the secret key by hand.",
        "認証アプリでQRコードを読み取るか、セットアップキーを手動で入力してください。",
    ),
    "enrol_then": (
        "Then enter the code that the app shows.",
        "そのあと、アプリに表示されたコードを入力してください。",
    ),
    "qr_code": ("QR code", "QRコード"),
    "key": ("Secret key", "セットアップキー"),
    "sign_up": ("Create account", "アカウントを作成"),
    "sign_up_lead": (
        "The account lives in the demo only, and is forgotten when it ends.",
        "アカウントはデモの中だけにあり、終了すると消去されます。",
    ),
    "username_field": ("Username", "ユーザー名"),
    "password_rules": (
        "At least 8 characters, with uppercase and lowercase letters, a number and a symbol.",
        "8文字以上で、英大文字・小文字・数字・記号を含めてください。",
    ),
    "confirm": ("Confirm your account", "アカウントの確認"),
    "reset": ("Reset your password", "パスワードの再設定"),
    "reset_lead": (
        "Enter your email or username. If there’s an account, we’ll send a code.",
        "メールアドレスまたはユーザー名を入力してください。アカウントがあれば、確認コードを送信します。",
    ),
    "confirmed": (
        "Your account is confirmed. Please sign in.",
        "アカウントを確認しました。サインインしてください。",
    ),
    "reset_done": (
        "Your password has been changed. Please sign in.",
        "パスワードを変更しました。サインインしてください。",
    ),
    "company_sign_in": ("Sign in to Demo Company", "Demo Companyにサインイン"),
    "company_lead": (
        "This page plays the part of a company’s single sign-on. What’s your name?",
        "会社のシングルサインオンを模したページです。お名前を入力してください。",
    ),
    "company_name": ("Your name", "お名前"),
    "cancel": ("Cancel", "キャンセル"),
    "error": ("This didn’t work", "処理できませんでした"),
    "go_back": (
        "Close this tab and go back to the app.",
        "このタブを閉じて、アプリに戻ってください。",
    ),
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
    "wrong": ("Incorrect username or password.", "ユーザー名またはパスワードが正しくありません。"),
    "no_such_user": ("There is no such user.", "ユーザーが見つかりません。"),
    "disabled": ("This account is disabled.", "このアカウントは無効です。"),
    "too_many": (
        "Too many attempts. Wait a while, then try again.",
        "試行回数が多すぎます。しばらくしてから、もう一度お試しください。",
    ),
    "wrong_code": ("That code is incorrect.", "コードが正しくありません。"),
    "old_code": (
        "That code is no longer valid. Use a new one.",
        "このコードは無効になりました。新しいコードを使用してください。",
    ),
    "weak": (
        "This password does not meet the rules.",
        "このパスワードは条件を満たしていません。",
    ),
    "used_before": (
        "This password was used before. Choose another one.",
        "以前に使用したパスワードです。別のパスワードを設定してください。",
    ),
    "taken": ("This account already exists.", "このアカウントはすでに存在します。"),
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
            "サインインできます。このパスキーはlocalhost専用で、使えるのはデモだけです。"
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
