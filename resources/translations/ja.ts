<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en_US">
<context>
    <name>wording</name>
    <message>
        <source>1 day</source>
        <translation>1日</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1時間</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1分</translation>
    </message>
    <message>
        <source>1 second</source>
        <translation>1秒</translation>
    </message>
    <message>
        <source>A client secret has 24 to 64 characters.</source>
        <translation>クライアントシークレットは24〜64文字です。</translation>
    </message>
    <message>
        <source>A company's own authority belongs in the certificate store of the system.</source>
        <translation>会社独自の認証局は、システムの証明書ストアに登録してください。</translation>
    </message>
    <message>
        <source>A new code was sent to {dest}.</source>
        <translation>{dest} に新しいコードを送信しました。</translation>
    </message>
    <message>
        <source>A new code was sent.</source>
        <translation>新しいコードを送信しました。</translation>
    </message>
    <message>
        <source>A password cannot begin or end with a space.</source>
        <translation>パスワードの先頭と末尾に空白は使えません。</translation>
    </message>
    <message>
        <source>A rule of this service refused the request.</source>
        <translation>このサービスの規則により拒否されました。</translation>
    </message>
    <message>
        <source>A second factor must be set up that this app cannot set up. Contact your administrator.</source>
        <translation>このアプリでは設定できない二段階認証が求められています。管理者に連絡してください。</translation>
    </message>
    <message>
        <source>A secure connection can be made, and an unknown certificate is refused.</source>
        <translation>安全な接続ができ、不明な証明書は拒否されます。</translation>
    </message>
    <message>
        <source>A user pool ID looks like us-east-1_AbCdEfGhI.</source>
        <translation>ユーザープールIDは us-east-1_AbCdEfGhI のような形式です。</translation>
    </message>
    <message>
        <source>A username must not look like an email address here.</source>
        <translation>ここではメールアドレスの形式のユーザー名は使用できません。</translation>
    </message>
    <message>
        <source>Access token check</source>
        <translation>アクセストークンの照合値</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>アカウント</translation>
    </message>
    <message>
        <source>Account disabled</source>
        <translation>無効化されたアカウント</translation>
    </message>
    <message>
        <source>Account not confirmed</source>
        <translation>アカウント未確認</translation>
    </message>
    <message>
        <source>Accounts for this service are created by your administrator.</source>
        <translation>このサービスのアカウントは管理者が作成します。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>住所</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>すべてのファイル</translation>
    </message>
    <message>
        <source>Allow this computer to reach the address of the issuer.</source>
        <translation>このコンピューターから発行者のアドレスへの接続を許可してください。</translation>
    </message>
    <message>
        <source>An account with this email already exists. Sign in instead?</source>
        <translation>このメールアドレスは登録済みです。サインインしますか？</translation>
    </message>
    <message>
        <source>An app client ID has only letters and digits.</source>
        <translation>アプリクライアントIDは英数字のみです。</translation>
    </message>
    <message>
        <source>App client ID</source>
        <translation>アプリクライアントID</translation>
    </message>
    <message>
        <source>Ask for this first</source>
        <translation>優先する</translation>
    </message>
    <message>
        <source>Asked for first</source>
        <translation>優先</translation>
    </message>
    <message>
        <source>Authenticator app</source>
        <translation>認証アプリ</translation>
    </message>
    <message>
        <source>Authenticator code</source>
        <translation>認証アプリのコード</translation>
    </message>
    <message>
        <source>Authenticator for {email}</source>
        <translation>{email} の認証アプリ</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Back to sign in</source>
        <translation>サインインに戻る</translation>
    </message>
    <message>
        <source>Better: use an app client without a secret, because a desktop program cannot keep one.</source>
        <translation>デスクトップアプリはシークレットを秘密にできないため、シークレットのないアプリクライアントの使用をお勧めします。</translation>
    </message>
    <message>
        <source>Browser sign-in check</source>
        <translation>ブラウザーサインインの照合値</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Caps Lock is on.</source>
        <translation>Caps Lock がオンになっています。</translation>
    </message>
    <message>
        <source>Certificates from {name}.</source>
        <translation>{name} の証明書を使用します。</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>パスワードを変更</translation>
    </message>
    <message>
        <source>Change password</source>
        <comment>heading</comment>
        <translation>パスワードの変更</translation>
    </message>
    <message>
        <source>Changing…</source>
        <translation>変更しています…</translation>
    </message>
    <message>
        <source>Check connection</source>
        <translation>接続を確認</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>確認しています…</translation>
    </message>
    <message>
        <source>Choice of methods</source>
        <translation>確認方法の選択</translation>
    </message>
    <message>
        <source>Choose a new password</source>
        <translation>新しいパスワードの設定</translation>
    </message>
    <message>
        <source>Choose a user to fill in the form.</source>
        <translation>ユーザーを選ぶとフォームに入力されます。</translation>
    </message>
    <message>
        <source>Choose how to verify</source>
        <translation>確認方法の選択</translation>
    </message>
    <message>
        <source>Choose how you want to prove that it is you.</source>
        <translation>本人確認の方法を選択してください。</translation>
    </message>
    <message>
        <source>Chooses how to sign in</source>
        <translation>サインイン方法を選択</translation>
    </message>
    <message>
        <source>Chooses what to set up</source>
        <translation>設定する方法を選択</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>クレーム</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>クレーム</translation>
    </message>
    <message>
        <source>Client secret</source>
        <translation>クライアントシークレット</translation>
    </message>
    <message>
        <source>Code by email</source>
        <translation>メールのコード</translation>
    </message>
    <message>
        <source>Code by text message</source>
        <translation>SMSのコード</translation>
    </message>
    <message>
        <source>Code for {dest}: {code}</source>
        <translation>{dest} 宛てのコード: {code}</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Confirm password</source>
        <translation>パスワードの確認</translation>
    </message>
    <message>
        <source>Confirm your account</source>
        <translation>アカウントの確認</translation>
    </message>
    <message>
        <source>Confirm your email first. We sent a code to {dest}.</source>
        <translation>先にメールアドレスの確認が必要です。{dest} にコードを送信しました。</translation>
    </message>
    <message>
        <source>Confirm your email first. We sent you a code.</source>
        <translation>先にメールアドレスの確認が必要です。コードを送信しました。</translation>
    </message>
    <message>
        <source>Confirmation code</source>
        <translation>確認コード</translation>
    </message>
    <message>
        <source>Confirming…</source>
        <translation>確認しています…</translation>
    </message>
    <message>
        <source>Connect a user pool</source>
        <translation>ユーザープールへの接続</translation>
    </message>
    <message>
        <source>Connection profile</source>
        <translation>接続プロファイル</translation>
    </message>
    <message>
        <source>Contact not verified</source>
        <translation>連絡先が未確認</translation>
    </message>
    <message>
        <source>Contact: {text}</source>
        <translation>お問い合わせ: {text}</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>連絡先</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>続行</translation>
    </message>
    <message>
        <source>Copy ID token</source>
        <translation>IDトークンをコピー</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>コードをコピー</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>詳細をコピー</translation>
    </message>
    <message>
        <source>Copy secret key</source>
        <translation>シークレットキーをコピー</translation>
    </message>
    <message>
        <source>Copy the app client ID again, from the same pool.</source>
        <translation>同じユーザープールのアプリクライアントIDをもう一度コピーしてください。</translation>
    </message>
    <message>
        <source>Copy the client secret again, from the same app client.</source>
        <translation>同じアプリクライアントのクライアントシークレットをもう一度コピーしてください。</translation>
    </message>
    <message>
        <source>Copy the user pool ID again: its first part is the region, and capitals count.</source>
        <translation>ユーザープールIDをもう一度コピーしてください。先頭はリージョン名で、大文字と小文字は区別されます。</translation>
    </message>
    <message>
        <source>Create account</source>
        <translation>アカウントを作成</translation>
    </message>
    <message>
        <source>Creating account…</source>
        <translation>アカウントを作成しています…</translation>
    </message>
    <message>
        <source>Current code</source>
        <translation>現在のコード</translation>
    </message>
    <message>
        <source>Current password</source>
        <translation>現在のパスワード</translation>
    </message>
    <message>
        <source>Custom attribute</source>
        <translation>カスタム属性</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>生年月日</translation>
    </message>
    <message>
        <source>Delete account</source>
        <translation>アカウントを削除</translation>
    </message>
    <message>
        <source>Delete your account? It cannot be brought back.</source>
        <translation>アカウントを削除しますか？削除すると元に戻せません。</translation>
    </message>
    <message>
        <source>Deleting…</source>
        <translation>削除しています…</translation>
    </message>
    <message>
        <source>Demo mailbox</source>
        <translation>デモ用メールボックス</translation>
    </message>
    <message>
        <source>Demo mode</source>
        <translation>デモモード</translation>
    </message>
    <message>
        <source>Desktop Login</source>
        <translation>Desktop Login</translation>
    </message>
    <message>
        <source>Details copied.</source>
        <translation>詳細をコピーしました。</translation>
    </message>
    <message>
        <source>Device without a name</source>
        <translation>名前のないデバイス</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>デバイス</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Do not have an account yet?</source>
        <translation>アカウントをお持ちではありませんか？</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>メールアドレス</translation>
    </message>
    <message>
        <source>Email address</source>
        <translation>メールアドレス</translation>
    </message>
    <message>
        <source>Email verified</source>
        <translation>メールアドレスの確認状況</translation>
    </message>
    <message>
        <source>Email: {dest}</source>
        <translation>メール: {dest}</translation>
    </message>
    <message>
        <source>Email</source>
        <comment>method</comment>
        <translation>メール</translation>
    </message>
    <message>
        <source>Empty the client secret and check again.</source>
        <translation>クライアントシークレットを空にして、もう一度確認してください。</translation>
    </message>
    <message>
        <source>Enter a date as YYYY-MM-DD.</source>
        <translation>日付は YYYY-MM-DD の形式で入力してください。</translation>
    </message>
    <message>
        <source>Enter a phone number with country code, for example +819012345678.</source>
        <translation>電話番号は国番号から入力してください（例: +819012345678）。</translation>
    </message>
    <message>
        <source>Enter a valid email address.</source>
        <translation>不正なメールアドレスです。</translation>
    </message>
    <message>
        <source>Enter a web address that begins with https:// or http://.</source>
        <translation>https:// または http:// で始まるアドレスを入力してください。</translation>
    </message>
    <message>
        <source>Enter the 6-digit code from your authenticator app.</source>
        <translation>認証アプリに表示されている6桁のコードを入力してください。</translation>
    </message>
    <message>
        <source>Enter the 6-digit code from “{name}”.</source>
        <translation>「{name}」に表示されている6桁のコードを入力してください。</translation>
    </message>
    <message>
        <source>Enter the 6-digit code.</source>
        <translation>6桁のコードを入力してください。</translation>
    </message>
    <message>
        <source>Enter the code with 6 to 8 digits.</source>
        <translation>6〜8桁のコードを入力してください。</translation>
    </message>
    <message>
        <source>Enter the email address that your codes shall be sent to.</source>
        <translation>確認コードを受け取るメールアドレスを入力してください。</translation>
    </message>
    <message>
        <source>Enter your code</source>
        <translation>確認コードの入力</translation>
    </message>
    <message>
        <source>Enter your email address and we will send you a code.</source>
        <translation>メールアドレスを入力してください。確認コードをお送りします。</translation>
    </message>
    <message>
        <source>Enter your password</source>
        <translation>パスワードの入力</translation>
    </message>
    <message>
        <source>Enter your username and we will send you a code.</source>
        <translation>ユーザー名を入力してください。確認コードをお送りします。</translation>
    </message>
    <message>
        <source>Everything runs on this computer. No AWS account is used.</source>
        <translation>すべてこのコンピューター内で動作します。AWSアカウントは使用しません。</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>有効期限</translation>
    </message>
    <message>
        <source>Family name</source>
        <translation>姓</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Forget {name}</source>
        <translation>{name} を削除</translation>
    </message>
    <message>
        <source>Forgot password?</source>
        <translation>パスワードをお忘れですか？</translation>
    </message>
    <message>
        <source>From now on this method is asked for first.</source>
        <translation>今後はこの方法を優先します。</translation>
    </message>
    <message>
        <source>Gender</source>
        <translation>性別</translation>
    </message>
    <message>
        <source>Given name</source>
        <translation>名</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>Hide ID token</source>
        <translation>IDトークンを隠す</translation>
    </message>
    <message>
        <source>Hide password</source>
        <translation>パスワードを隠す</translation>
    </message>
    <message>
        <source>IAM roles</source>
        <translation>IAMロール</translation>
    </message>
    <message>
        <source>ID of the original sign-in</source>
        <translation>元のサインインのID</translation>
    </message>
    <message>
        <source>ID token</source>
        <translation>IDトークン</translation>
    </message>
    <message>
        <source>ID token copied. The clipboard will be cleared in {t}.</source>
        <translation>IDトークンをコピーしました。{t}後にクリップボードから消去します。</translation>
    </message>
    <message>
        <source>If an account exists for {email}, a code has been sent to {dest}.</source>
        <translation>{email} のアカウントが存在する場合、{dest} に確認コードを送信しました。</translation>
    </message>
    <message>
        <source>If an account exists for {email}, a code has been sent.</source>
        <translation>{email} のアカウントが存在する場合、確認コードを送信しました。</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>無視する</translation>
    </message>
    <message>
        <source>Import file</source>
        <translation>ファイルを読み込む</translation>
    </message>
    <message>
        <source>In the CDK stack: {text}</source>
        <translation>CDKスタックでの設定: {text}</translation>
    </message>
    <message>
        <source>Include a lowercase letter (a–z).</source>
        <translation>英語の小文字を含めてください</translation>
    </message>
    <message>
        <source>Include a number.</source>
        <translation>数字を含めてください</translation>
    </message>
    <message>
        <source>Include a symbol.</source>
        <translation>記号を含めてください</translation>
    </message>
    <message>
        <source>Include an uppercase letter (A–Z).</source>
        <translation>英語の大文字を含めてください</translation>
    </message>
    <message>
        <source>Is asked questions</source>
        <translation>質問への回答</translation>
    </message>
    <message>
        <source>Issued</source>
        <translation>発行日時</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>発行者</translation>
    </message>
    <message>
        <source>Issued for (app client)</source>
        <translation>対象のアプリクライアント</translation>
    </message>
    <message>
        <source>Keep me signed in and remember my email address on this computer.</source>
        <translation>このコンピューターでサインイン状態とメールアドレスを保持します。</translation>
    </message>
    <message>
        <source>Keys of this demo</source>
        <translation>このデモの鍵</translation>
    </message>
    <message>
        <source>Kind of token</source>
        <translation>トークンの種類</translation>
    </message>
    <message>
        <source>Language and region</source>
        <translation>言語と地域</translation>
    </message>
    <message>
        <source>Last used {date}</source>
        <translation>最終使用: {date}</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>離れる</translation>
    </message>
    <message>
        <source>Leave this page? You may need a new temporary password.</source>
        <translation>このページを離れますか？仮パスワードの再発行が必要になることがあります。</translation>
    </message>
    <message>
        <source>Let the system set the clock from the network by itself.</source>
        <translation>システムの時計をネットワークから自動設定にしてください。</translation>
    </message>
    <message>
        <source>Linked identity providers</source>
        <translation>連携先のIDプロバイダー</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>意味</translation>
    </message>
    <message>
        <source>Middle name</source>
        <translation>ミドルネーム</translation>
    </message>
    <message>
        <source>Must set up an authenticator</source>
        <translation>認証アプリの設定が必要</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>氏名</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新しいパスワード</translation>
    </message>
    <message>
        <source>Nickname</source>
        <translation>ニックネーム</translation>
    </message>
    <message>
        <source>No code could be sent to this account. It may have no verified email address or phone number. Contact your administrator.</source>
        <translation>このアカウントにコードを送信できませんでした。確認済みの連絡先がない可能性があります。管理者に連絡してください。</translation>
    </message>
    <message>
        <source>No connection to the sign-in service. Check your network and try again.</source>
        <translation>サインインサービスに接続できません。ネットワークを確認して、もう一度お試しください。</translation>
    </message>
    <message>
        <source>No connection to the sign-in service. You stay signed in; we keep trying.</source>
        <translation>サインインサービスに接続できません。サインイン状態を保持したまま、再試行を続けます。</translation>
    </message>
    <message>
        <source>No display was found. Start the program on a desktop, or use --demo --tour DIR to save pictures of its screens.</source>
        <translation>ディスプレイが見つかりません。デスクトップ環境で起動するか、--demo --tour DIR で画面の画像を保存してください。</translation>
    </message>
    <message>
        <source>No messages yet.</source>
        <translation>メッセージはまだありません。</translation>
    </message>
    <message>
        <source>No second factor is set up for this account. Contact your administrator.</source>
        <translation>二段階認証が設定されていません。管理者に連絡してください。</translation>
    </message>
    <message>
        <source>No session bus was found, so there is no password store. Start the program on a desktop, or in a terminal with dbus-run-session.</source>
        <translation>セッションバスが見つからないため、パスワードストアを使用できません。デスクトップ環境で起動するか、端末では dbus-run-session を使って起動してください。</translation>
    </message>
    <message>
        <source>No session bus was found, so there is no password store. Start the program on a desktop, or in a terminal with dbus-run-session; to install it: {text}</source>
        <translation>セッションバスが見つからないため、パスワードストアを使用できません。デスクトップ環境で起動するか、端末では dbus-run-session を使って起動してください。次のコマンドでインストールできます: {text}</translation>
    </message>
    <message>
        <source>No user pool is configured yet.</source>
        <translation>ユーザープールがまだ設定されていません。</translation>
    </message>
    <message>
        <source>No window can be opened, because Qt cannot be loaded: {text}</source>
        <translation>Qtを読み込めないため、ウィンドウを開けません: {text}</translation>
    </message>
    <message>
        <source>No window can be opened, because no font is installed. Install one with the package manager of this system.</source>
        <translation>フォントがインストールされていないため、ウィンドウを開けません。お使いのシステムのパッケージマネージャーでインストールしてください。</translation>
    </message>
    <message>
        <source>No window can be opened, because no font is installed. To install one: {text}</source>
        <translation>フォントがインストールされていないため、ウィンドウを開けません。次のコマンドでインストールできます: {text}</translation>
    </message>
    <message>
        <source>No window can be opened, because the system library {name} is missing. Install it with the package manager of this system.</source>
        <translation>システムのライブラリ {name} がないため、ウィンドウを開けません。お使いのシステムのパッケージマネージャーでインストールしてください。</translation>
    </message>
    <message>
        <source>No window can be opened, because the system library {name} is missing. To install what is missing: {text}</source>
        <translation>システムのライブラリ {name} がないため、ウィンドウを開けません。不足しているものは次のコマンドでインストールできます: {text}</translation>
    </message>
    <message>
        <source>None is set up.</source>
        <translation>設定されていません。</translation>
    </message>
    <message>
        <source>Not Amazon Cognito: {host}</source>
        <translation>Amazon Cognitoではありません: {host}</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>今はしない</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>未確認</translation>
    </message>
    <message>
        <source>Offline. Last signed in as {email}.</source>
        <translation>オフラインです。前回は {email} としてサインインしました。</translation>
    </message>
    <message>
        <source>One more step</source>
        <translation>追加の確認</translation>
    </message>
    <message>
        <source>Passkey</source>
        <translation>パスキー</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>Password for all users: {text}</source>
        <translation>全ユーザー共通のパスワード: {text}</translation>
    </message>
    <message>
        <source>Password must be reset</source>
        <translation>パスワードの再設定が必要</translation>
    </message>
    <message>
        <source>Password rules</source>
        <translation>パスワードの条件</translation>
    </message>
    <message>
        <source>Password, sent as it is</source>
        <translation>パスワード（そのまま送信）</translation>
    </message>
    <message>
        <source>Passwords can be proved with the fast arithmetic.</source>
        <translation>パスワードの証明に高速な演算を使用できます。</translation>
    </message>
    <message>
        <source>Passwords must match.</source>
        <translation>パスワードが一致しません。</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>権限</translation>
    </message>
    <message>
        <source>Phone number</source>
        <translation>電話番号</translation>
    </message>
    <message>
        <source>Phone number verified</source>
        <translation>電話番号の確認状況</translation>
    </message>
    <message>
        <source>Phone: {dest}</source>
        <translation>電話: {dest}</translation>
    </message>
    <message>
        <source>Picture address</source>
        <translation>画像のアドレス</translation>
    </message>
    <message>
        <source>Port {n} cannot be used.</source>
        <translation>ポート {n} は使用できません。</translation>
    </message>
    <message>
        <source>Preferred IAM role</source>
        <translation>優先されるIAMロール</translation>
    </message>
    <message>
        <source>Preferred username</source>
        <translation>希望するユーザー名</translation>
    </message>
    <message>
        <source>Profile page</source>
        <translation>プロフィールページ</translation>
    </message>
    <message>
        <source>QR code</source>
        <translation>QRコード</translation>
    </message>
    <message>
        <source>Read from {file} ({where}): user pool {pool}, app client {client}.</source>
        <translation>{file}({where})から読み込みました: ユーザープール {pool}、アプリクライアント {client}。</translation>
    </message>
    <message>
        <source>Read from {file}: user pool {pool}, app client {client}.</source>
        <translation>{file} から読み込みました: ユーザープール {pool}、アプリクライアント {client}。</translation>
    </message>
    <message>
        <source>Refresh now</source>
        <translation>今すぐ更新</translation>
    </message>
    <message>
        <source>Remember</source>
        <translation>記憶する</translation>
    </message>
    <message>
        <source>Remember me</source>
        <translation>サインイン状態を保持する</translation>
    </message>
    <message>
        <source>Remember this computer, so that no code is asked for next time?</source>
        <translation>次回からコードの入力を省略するため、このコンピューターを記憶しますか？</translation>
    </message>
    <message>
        <source>Remember this computer?</source>
        <translation>このコンピューターの記憶</translation>
    </message>
    <message>
        <source>Remembers this computer</source>
        <translation>このコンピューターを記憶</translation>
    </message>
    <message>
        <source>Remove the spaces</source>
        <translation>空白を削除</translation>
    </message>
    <message>
        <source>Renewing…</source>
        <translation>更新しています…</translation>
    </message>
    <message>
        <source>Renews in {t}</source>
        <translation>{t}後に更新</translation>
    </message>
    <message>
        <source>Replace the authenticator app</source>
        <translation>認証アプリを交換</translation>
    </message>
    <message>
        <source>Requests go through the proxy {host}, as the environment says.</source>
        <translation>環境変数の設定により、通信はプロキシ {host} を経由します。</translation>
    </message>
    <message>
        <source>Resend code</source>
        <translation>コードを再送信</translation>
    </message>
    <message>
        <source>Reset password</source>
        <translation>パスワードを再設定</translation>
    </message>
    <message>
        <source>Reset your password</source>
        <translation>パスワードの再設定</translation>
    </message>
    <message>
        <source>Scan the QR code with your authenticator app, or enter the secret key by hand. Then enter the code that the app shows.</source>
        <translation>認証アプリでQRコードを読み取るか、シークレットキーを手動で入力してください。そのあと、アプリに表示されたコードを入力してください。</translation>
    </message>
    <message>
        <source>Second factor</source>
        <translation>二段階認証</translation>
    </message>
    <message>
        <source>Secret key</source>
        <translation>シークレットキー</translation>
    </message>
    <message>
        <source>Secret key copied.</source>
        <translation>シークレットキーをコピーしました。</translation>
    </message>
    <message>
        <source>Send code</source>
        <translation>コードを送信</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>送信しています…</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>セッション</translation>
    </message>
    <message>
        <source>Set the issuer to {url}, or leave it out.</source>
        <translation>発行者を {url} に設定するか、設定から削除してください。</translation>
    </message>
    <message>
        <source>Set up an authenticator app</source>
        <translation>認証アプリの設定</translation>
    </message>
    <message>
        <source>Set up an authenticator app</source>
        <comment>button</comment>
        <translation>認証アプリを設定</translation>
    </message>
    <message>
        <source>Set up codes by email</source>
        <translation>メールによる確認コードの設定</translation>
    </message>
    <message>
        <source>Settings of a user pool</source>
        <translation>ユーザープールの設定</translation>
    </message>
    <message>
        <source>Show ID token</source>
        <translation>IDトークンを表示</translation>
    </message>
    <message>
        <source>Show password</source>
        <translation>パスワードを表示</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>サインイン</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>サインアウト</translation>
    </message>
    <message>
        <source>Sign out everywhere</source>
        <translation>すべての端末からサインアウト</translation>
    </message>
    <message>
        <source>Sign out everywhere? All your sessions on all devices end.</source>
        <translation>すべての端末からサインアウトしますか？すべての端末のセッションが終了します。</translation>
    </message>
    <message>
        <source>Sign-in event</source>
        <translation>サインインイベント</translation>
    </message>
    <message>
        <source>Sign-in failed because this computer's clock is off by {m}. Set the clock and try again.</source>
        <translation>このコンピューターの時計が{m}ずれているため、サインインできませんでした。時計を合わせてからもう一度お試しください。</translation>
    </message>
    <message>
        <source>Sign-in was cancelled.</source>
        <translation>サインインをキャンセルしました。</translation>
    </message>
    <message>
        <source>Sign-in was refused. Check what you entered and try again.</source>
        <translation>サインインが拒否されました。入力内容を確認して、もう一度お試しください。</translation>
    </message>
    <message>
        <source>Signature not checked (offline)</source>
        <translation>署名は未検証です（オフライン）</translation>
    </message>
    <message>
        <source>Signature verified</source>
        <translation>署名は検証済みです</translation>
    </message>
    <message>
        <source>Signature verified with keys of {host} (not Amazon)</source>
        <translation>署名は {host} の鍵で検証済みです（Amazonの鍵ではありません）</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>サインイン日時</translation>
    </message>
    <message>
        <source>Signed in as {email}</source>
        <translation>{email} としてサインイン中</translation>
    </message>
    <message>
        <source>Signing in as {email}</source>
        <translation>{email} としてサインインします</translation>
    </message>
    <message>
        <source>Signing in as {email}. The service asks for the password itself: what you enter is sent to it, not only a proof.</source>
        <translation>{email} としてサインインします。サービスがパスワードそのものを求めているため、入力内容は証明に変換されず、そのままサービスに送信されます。</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>サインインしています…</translation>
    </message>
    <message>
        <source>Signing out…</source>
        <translation>サインアウトしています…</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>Some settings look wrong. Mend them, or press Continue again to use them as they are.</source>
        <translation>設定に誤りがあるようです。修正するか、このまま使用する場合はもう一度「続行」を押してください。</translation>
    </message>
    <message>
        <source>Something entered is not valid. Check the fields and try again.</source>
        <translation>入力内容に誤りがあります。確認してもう一度お試しください。</translation>
    </message>
    <message>
        <source>Something in the AWS set-up of this computer leads to {name} instead of the user pool, so nothing was sent. Look for it in ~/.aws and in variables that begin with AWS_.</source>
        <translation>このコンピューターの AWS の設定により、送信先がユーザープールではなく {name} になっていたため、何も送信しませんでした。~/.aws と、AWS_ で始まる環境変数を確認してください。</translation>
    </message>
    <message>
        <source>Something unexpected happened in the app. You can go on; copy the details for support.</source>
        <translation>アプリで予期しないエラーが発生しました。操作は続けられます。サポート用に詳細をコピーしてください。</translation>
    </message>
    <message>
        <source>Something went wrong at the sign-in service. Tell your administrator: {code}.</source>
        <translation>サインインサービスで予期しないエラーが発生しました。管理者に次を伝えてください: {code}</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>とどまる</translation>
    </message>
    <message>
        <source>Straight to the dashboard</source>
        <translation>そのままダッシュボードへ</translation>
    </message>
    <message>
        <source>Styles, translations and icons are in place.</source>
        <translation>スタイル、翻訳、アイコンがそろっています。</translation>
    </message>
    <message>
        <source>Tell the app which Cognito user pool to use.</source>
        <translation>使用するCognitoユーザープールを設定してください。</translation>
    </message>
    <message>
        <source>Temporary password</source>
        <translation>仮パスワード</translation>
    </message>
    <message>
        <source>Text message</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>That code has expired. Request a new one.</source>
        <translation>コードの有効期限が切れています。コードを再送信してください。</translation>
    </message>
    <message>
        <source>That code is incorrect. Check it and try again.</source>
        <translation>コードが正しくありません。確認してもう一度入力してください。</translation>
    </message>
    <message>
        <source>That code is incorrect. If this keeps happening, make sure that your phone's clock is set automatically.</source>
        <translation>コードが正しくありません。繰り返す場合は、スマートフォンの時計が自動設定になっているか確認してください。</translation>
    </message>
    <message>
        <source>That code was already used. Wait for the next one.</source>
        <translation>このコードは使用済みです。次のコードを入力してください。</translation>
    </message>
    <message>
        <source>The AWS profile “{name}” cannot be used for this sign-in method. Check the settings.</source>
        <translation>AWSプロファイル「{name}」はこのサインイン方法に使用できません。設定を確認してください。</translation>
    </message>
    <message>
        <source>The answer could not be understood. Please try again.</source>
        <translation>応答を読み取れませんでした。もう一度お試しください。</translation>
    </message>
    <message>
        <source>The app client was found, and its settings fit.</source>
        <translation>アプリクライアントが見つかり、設定も一致しています。</translation>
    </message>
    <message>
        <source>The app's client secret does not match the user pool. Check the settings.</source>
        <translation>アプリのクライアントシークレットがユーザープールと一致しません。設定を確認してください。</translation>
    </message>
    <message>
        <source>The client secret could not be kept in your password store, so nothing was saved.</source>
        <translation>クライアントシークレットを資格情報の保管先に保存できなかったため、何も保存しませんでした。</translation>
    </message>
    <message>
        <source>The code consists of digits only.</source>
        <translation>コードは数字のみで入力してください。</translation>
    </message>
    <message>
        <source>The connection was lost during this step. Please sign in again.</source>
        <translation>この手順の途中で接続が切れました。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>The description of the sign-in service can be read.</source>
        <translation>サインインサービスの定義を読み取れます。</translation>
    </message>
    <message>
        <source>The device has been forgotten.</source>
        <translation>デバイスを削除しました。</translation>
    </message>
    <message>
        <source>The email address or password is incorrect.</source>
        <translation>メールアドレスまたはパスワードが正しくありません。</translation>
    </message>
    <message>
        <source>The endpoint must use https, or http on this computer.</source>
        <translation>エンドポイントには https を使用してください（このコンピューター内に限り http も使用できます）。</translation>
    </message>
    <message>
        <source>The folder in which the app was started contains settings. They decide which user pool you sign in to, so use them only if you know where they come from.</source>
        <translation>アプリを起動したフォルダーに設定ファイルがあります。サインイン先のユーザープールがこの設定で決まるため、出所が分かる場合にだけ使用してください。</translation>
    </message>
    <message>
        <source>The issuer in the settings is not the one of this pool.</source>
        <translation>設定の発行者が、このユーザープールのものと異なります。</translation>
    </message>
    <message>
        <source>The issuer is the one of this pool.</source>
        <translation>発行者はこのユーザープールのものです。</translation>
    </message>
    <message>
        <source>The network or a firewall rule refused this request. Contact your administrator.</source>
        <translation>ネットワークまたはファイアウォールの制限により、リクエストが拒否されました。管理者に連絡してください。</translation>
    </message>
    <message>
        <source>The password does not meet the rules of this service.</source>
        <translation>パスワードがこのサービスの条件を満たしていません。</translation>
    </message>
    <message>
        <source>The password store takes, gives back and forgets a secret.</source>
        <translation>資格情報の保管先に秘密を保存、取得、削除できます。</translation>
    </message>
    <message>
        <source>The proxy address “{name}” cannot be used. Write it as http://name:password@host:port, with %23 for # and %40 for @ in the password.</source>
        <translation>プロキシのアドレス「{name}」は使用できません。http://名前:パスワード@ホスト:ポート の形式で、パスワード中の # は %23、@ は %40 と書いてください。</translation>
    </message>
    <message>
        <source>The proxy refused the connection. Check the proxy settings.</source>
        <translation>プロキシに接続を拒否されました。プロキシの設定を確認してください。</translation>
    </message>
    <message>
        <source>The region does not fit the user pool ID.</source>
        <translation>リージョンがユーザープールIDと一致しません。</translation>
    </message>
    <message>
        <source>The renewed session belongs to a different user, so you were signed out.</source>
        <translation>更新されたセッションが別のユーザーのものだったため、サインアウトしました。</translation>
    </message>
    <message>
        <source>The renewed session could not be saved. After a restart you may have to sign in again.</source>
        <translation>更新されたセッションを保存できませんでした。再起動後に再サインインが必要になることがあります。</translation>
    </message>
    <message>
        <source>The request was refused. Check what you entered and try again.</source>
        <translation>リクエストが拒否されました。入力内容を確認して、もう一度お試しください。</translation>
    </message>
    <message>
        <source>The saved session belongs to a newer version of the app. Update the app or sign in again.</source>
        <translation>保存されたセッションは新しいバージョンのものです。アプリを更新するか、もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>The saved session could not be read and was set aside. Please sign in again.</source>
        <translation>保存されたセッションを読み取れなかったため、使用しませんでした。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>The secure connection failed with the certificates from {name}. Remove {name} to use the certificate store of this system, where a company's own certificate belongs.</source>
        <translation>{name} の証明書では安全な接続ができませんでした。{name} を削除してシステムの証明書ストアを使用してください。会社独自の証明書もシステムの証明書ストアに登録してください。</translation>
    </message>
    <message>
        <source>The secure connection failed. Check the clock; if your company inspects connections, its certificate belongs in the certificate store of this system.</source>
        <translation>安全な接続に失敗しました。時計を確認してください。会社が通信を検査している場合は、その証明書をシステムの証明書ストアに登録してください。</translation>
    </message>
    <message>
        <source>The service asked for something that this way of signing in does not allow, so it got no answer. Contact your administrator.</source>
        <translation>サービスが、このサインイン方法では許可されていないことを求めたため、応答しませんでした。管理者にお問い合わせください。</translation>
    </message>
    <message>
        <source>The service asks for the password itself, which the settings do not allow, so it was not sent. The setting is allow_plain_password; ask your administrator before you turn it on.</source>
        <translation>サービスがパスワードそのものを求めていますが、設定で許可されていないため送信しませんでした。該当する設定は allow_plain_password です。有効にする前に管理者にご確認ください。</translation>
    </message>
    <message>
        <source>The service did not accept your session for this. Sign out, sign in again, and repeat it.</source>
        <translation>現在のセッションではこの操作を行えませんでした。サインアウトして、もう一度サインインしてからやり直してください。</translation>
    </message>
    <message>
        <source>The service has sent its daily limit of emails. Try tomorrow or contact your administrator.</source>
        <translation>本日のメール送信上限に達しました。明日以降に試すか、管理者に連絡してください。</translation>
    </message>
    <message>
        <source>The service is busy. Retrying in {n} s…</source>
        <translation>混み合っています。{n}秒後に再試行します…</translation>
    </message>
    <message>
        <source>The session could not be renewed. You stay signed in until {date}.</source>
        <translation>セッションを更新できませんでした。{date} まではサインインしたままです。</translation>
    </message>
    <message>
        <source>The session has been renewed. The new token could not be checked yet; until then you see the checked one.</source>
        <translation>セッションを更新しました。新しいトークンはまだ検証できないため、検証済みのトークンを表示しています。</translation>
    </message>
    <message>
        <source>The session has been renewed.</source>
        <translation>セッションを更新しました。</translation>
    </message>
    <message>
        <source>The settings in {folder} were not used, because you have not agreed to them yet. Add --trust-folder to use them.</source>
        <translation>{folder} の設定は、使用の確認がまだのため使いませんでした。使用する場合は --trust-folder を付けてください。</translation>
    </message>
    <message>
        <source>The settings were written to {file}, profile “{name}”.</source>
        <translation>設定を {file} のプロファイル「{name}」に保存しました。</translation>
    </message>
    <message>
        <source>The settings were written to {file}.</source>
        <translation>設定を {file} に保存しました。</translation>
    </message>
    <message>
        <source>The sign-in method admin needs an AWS profile that is named in the settings. Set {setting}.</source>
        <translation>サインイン方法 admin には、設定で名前を指定したAWSプロファイルが必要です。{setting} を設定してください。</translation>
    </message>
    <message>
        <source>The sign-in method {text} is turned off for this app client.</source>
        <translation>サインイン方法 {text} は、このアプリクライアントでは無効です。</translation>
    </message>
    <message>
        <source>The sign-in method {text} is turned on instead.</source>
        <translation>代わりにサインイン方法 {text} が有効です。</translation>
    </message>
    <message>
        <source>The sign-in method {text} is turned on.</source>
        <translation>サインイン方法 {text} が有効です。</translation>
    </message>
    <message>
        <source>The sign-in service had a problem. Please try again.</source>
        <translation>サインインサービスで問題が発生しました。もう一度お試しください。</translation>
    </message>
    <message>
        <source>The sign-in service is misconfigured. Tell your administrator: {code}.</source>
        <translation>サインインサービスの設定に問題があります。管理者に次を伝えてください: {code}</translation>
    </message>
    <message>
        <source>The sign-in service is not available in this region right now. Try again later or contact your administrator.</source>
        <translation>このリージョンでは現在サインインサービスを利用できません。しばらくしてから試すか、管理者に連絡してください。</translation>
    </message>
    <message>
        <source>The sign-in service sent an incomplete answer. Please sign in again.</source>
        <translation>サインインサービスから不完全な応答がありました。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>The sign-in took more than a minute, so it was stopped. Please sign in again.</source>
        <translation>サインインに1分以上かかったため、中止しました。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>The signing keys of the pool can be read.</source>
        <translation>ユーザープールの署名鍵を読み取れます。</translation>
    </message>
    <message>
        <source>The signing keys of the pool cannot be read, so no token could be verified.</source>
        <translation>ユーザープールの署名鍵を読み取れないため、トークンを検証できません。</translation>
    </message>
    <message>
        <source>The token that arrived could not be verified, so it was not used.</source>
        <translation>受け取ったトークンを検証できなかったため、使用しませんでした。</translation>
    </message>
    <message>
        <source>The user pool or app client was not found. Check region, pool ID and client ID.</source>
        <translation>ユーザープールまたはアプリクライアントが見つかりません。設定を確認してください。</translation>
    </message>
    <message>
        <source>The user pool settings have changed. Please sign in again.</source>
        <translation>ユーザープールの設定が変更されました。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>The user pool was found in {region}.</source>
        <translation>ユーザープールが {region} で見つかりました。</translation>
    </message>
    <message>
        <source>The username or password is incorrect.</source>
        <translation>ユーザー名またはパスワードが正しくありません。</translation>
    </message>
    <message>
        <source>There is no app client with this ID in the region of the pool.</source>
        <translation>ユーザープールのリージョンに、このIDのアプリクライアントはありません。</translation>
    </message>
    <message>
        <source>There is no profile “{name}”. Profiles: {names}</source>
        <translation>プロファイル「{name}」はありません。プロファイル: {names}</translation>
    </message>
    <message>
        <source>There is no user pool {text} in {region}.</source>
        <translation>{region} にユーザープール {text} はありません。</translation>
    </message>
    <message>
        <source>This account has not been activated yet. Sign in with the temporary password you were sent.</source>
        <translation>アカウントがまだ有効化されていません。届いた仮パスワードでサインインしてください。</translation>
    </message>
    <message>
        <source>This account is disabled. Ask your administrator to enable it.</source>
        <translation>このアカウントは無効化されています。管理者に有効化を依頼してください。</translation>
    </message>
    <message>
        <source>This account needs a sign-in step that this version does not support.</source>
        <translation>このアカウントには、このバージョンが対応していないサインイン手順が必要です。</translation>
    </message>
    <message>
        <source>This account no longer exists. Contact your administrator.</source>
        <translation>このアカウントは存在しません。管理者に連絡してください。</translation>
    </message>
    <message>
        <source>This app client has no client secret. Remove it from the settings.</source>
        <translation>このアプリクライアントにシークレットはありません。設定から削除してください。</translation>
    </message>
    <message>
        <source>This app client needs a client secret. Add it in the settings.</source>
        <translation>このアプリクライアントにはクライアントシークレットが必要です。設定に追加してください。</translation>
    </message>
    <message>
        <source>This app does not support these other methods: {names}.</source>
        <translation>このアプリは次の方法に対応していません: {names}</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>このコンピューター</translation>
    </message>
    <message>
        <source>This computer is no longer remembered. Please sign in again.</source>
        <translation>このコンピューターの記憶は無効になりました。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>This computer will be remembered.</source>
        <translation>このコンピューターを記憶しました。</translation>
    </message>
    <message>
        <source>This computer's clock is off by {m}. Tokens may be refused.</source>
        <translation>このコンピューターの時計が{m}ずれています。トークンが拒否されることがあります。</translation>
    </message>
    <message>
        <source>This computer's clock is right.</source>
        <translation>このコンピューターの時計は正確です。</translation>
    </message>
    <message>
        <source>This email belongs to another account. Use a different one.</source>
        <translation>このメールアドレスは別のアカウントで使用されています。別のメールアドレスを使用してください。</translation>
    </message>
    <message>
        <source>This field contains full-width characters.</source>
        <translation>全角文字が含まれています。</translation>
    </message>
    <message>
        <source>This field is required.</source>
        <translation>この項目は必須です。</translation>
    </message>
    <message>
        <source>This network asks you to log in first. Open a web page in your browser, then try again.</source>
        <translation>このネットワークは先にログインが必要なようです。ブラウザーでWebページを開いてから、もう一度お試しください。</translation>
    </message>
    <message>
        <source>This password begins or ends with a space. Was it copied by mistake?</source>
        <translation>パスワードの先頭または末尾に空白があります。誤ってコピーされていませんか？</translation>
    </message>
    <message>
        <source>This password contains characters that can be typed in more than one way.</source>
        <translation>パスワードに、複数の入力方法がある文字が含まれています。</translation>
    </message>
    <message>
        <source>This sign-in method is turned off for this app.</source>
        <translation>このサインイン方法はこのアプリでは無効です。</translation>
    </message>
    <message>
        <source>This sign-in was blocked as unusual. Try from a familiar network, or reset your password.</source>
        <translation>通常と異なるサインインのため拒否されました。いつものネットワークで試すか、パスワードを再設定してください。</translation>
    </message>
    <message>
        <source>This step took too long, so we started it again. Enter the newest code.</source>
        <translation>時間切れのため手順をやり直しました。新しいコードを入力してください。</translation>
    </message>
    <message>
        <source>This step took too long, so we started it again. Please answer once more.</source>
        <translation>時間切れのため手順をやり直しました。もう一度回答してください。</translation>
    </message>
    <message>
        <source>This step took too long. Please sign in again.</source>
        <translation>時間切れになりました。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>This step was already used. Please sign in again.</source>
        <translation>この手順はすでに使用されています。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>This token has expired. We are still trying to renew it.</source>
        <translation>このトークンは有効期限が切れています。更新を続けて試みています。</translation>
    </message>
    <message>
        <source>Time left: {t}</source>
        <translation>残り時間: {t}</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>タイムゾーン</translation>
    </message>
    <message>
        <source>To be able to recover your account later, verify one of these.</source>
        <translation>あとでアカウントを復旧できるように、次のいずれかの連絡先を確認してください。</translation>
    </message>
    <message>
        <source>To delete the account for ever, type {email}.</source>
        <translation>アカウントを完全に削除するには、{email} と入力してください。</translation>
    </message>
    <message>
        <source>Token ID</source>
        <translation>トークンID</translation>
    </message>
    <message>
        <source>Tokens of this pool would be checked with keys of {host}. If that is right, add --accept-issuer; nothing was saved.</source>
        <translation>このユーザープールのトークンは {host} の鍵で検証されることになります。それで正しい場合は --accept-issuer を付けてください。何も保存しませんでした。</translation>
    </message>
    <message>
        <source>Tokens of this pool would be checked with keys of {host}. Use them only if you know whose address that is.</source>
        <translation>このユーザープールのトークンは {host} の鍵で検証されることになります。誰のアドレスか分かる場合にだけ使用してください。</translation>
    </message>
    <message>
        <source>Too many attempts. Please wait a while before trying again.</source>
        <translation>試行回数の上限に達しました。しばらく待ってから再試行してください。</translation>
    </message>
    <message>
        <source>Too many failed attempts. You can try again in {t}.</source>
        <translation>失敗が続いたため、一時的にロックされています。{t}後に再試行できます。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>デモを試す</translation>
    </message>
    <message>
        <source>Turn {text} on in the app client, or choose another method with auth_flow.</source>
        <translation>アプリクライアントで {text} を有効にするか、auth_flow で別の方法を選択してください。</translation>
    </message>
    <message>
        <source>Use at least {n} characters.</source>
        <translation>パスワードは{n}文字以上入力してください。</translation>
    </message>
    <message>
        <source>Use no more than 128 characters.</source>
        <translation>128文字以内で入力してください。</translation>
    </message>
    <message>
        <source>Use no more than 256 characters.</source>
        <translation>256文字以内で入力してください。</translation>
    </message>
    <message>
        <source>Use region {region}, or leave the region out.</source>
        <translation>リージョンを {region} にするか、設定から削除してください。</translation>
    </message>
    <message>
        <source>Use the settings of this folder?</source>
        <translation>このフォルダーの設定を使いますか？</translation>
    </message>
    <message>
        <source>Use these keys</source>
        <translation>この鍵を使う</translation>
    </message>
    <message>
        <source>Use this folder's settings</source>
        <translation>このフォルダーの設定を使う</translation>
    </message>
    <message>
        <source>User pool ID</source>
        <translation>ユーザープールID</translation>
    </message>
    <message>
        <source>User's permanent ID</source>
        <translation>ユーザーの固有ID</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>ユーザー名</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>値</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>確認済み</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>確認する</translation>
    </message>
    <message>
        <source>Verify your contact</source>
        <translation>連絡先の確認</translation>
    </message>
    <message>
        <source>Waiting for your password store…</source>
        <translation>資格情報の保管先の応答を待っています…</translation>
    </message>
    <message>
        <source>We also need the following.</source>
        <translation>次の項目も入力してください。</translation>
    </message>
    <message>
        <source>We could not send the code. Try again, or contact your administrator.</source>
        <translation>コードを送信できませんでした。再試行するか、管理者に連絡してください。</translation>
    </message>
    <message>
        <source>We sent a code by email to {dest}.</source>
        <translation>{dest} にメールで確認コードを送信しました。</translation>
    </message>
    <message>
        <source>We sent a code by text message to {dest}.</source>
        <translation>{dest} にSMSで確認コードを送信しました。</translation>
    </message>
    <message>
        <source>We sent a code to {dest}. It may take a minute to arrive.</source>
        <translation>{dest} に確認コードを送信しました。届くまで1分ほどかかることがあります。</translation>
    </message>
    <message>
        <source>We sent you a code by email.</source>
        <translation>メールで確認コードを送信しました。</translation>
    </message>
    <message>
        <source>We sent you a code by text message.</source>
        <translation>SMSで確認コードを送信しました。</translation>
    </message>
    <message>
        <source>We sent you a code. It may take a minute to arrive.</source>
        <translation>確認コードを送信しました。届くまで1分ほどかかることがあります。</translation>
    </message>
    <message>
        <source>Website</source>
        <translation>ウェブサイト</translation>
    </message>
    <message>
        <source>Welcome back!</source>
        <translation>おかえりなさい！</translation>
    </message>
    <message>
        <source>With auth_flow = "{setting}" the app would use it.</source>
        <translation>auth_flow = "{setting}" と設定すると、この方法を使用します。</translation>
    </message>
    <message>
        <source>With the sign-in method {text}, {setting} cannot come from the environment: the password would go there. Set endpoint_url in settings.toml, or use the method srp.</source>
        <translation>サインイン方法が {text} の場合、パスワードがその宛先に送信されるため、環境変数の {setting} は使用できません。settings.toml に endpoint_url を設定するか、サインイン方法 srp を使用してください。</translation>
    </message>
    <message>
        <source>You are signed in, but this computer could not be remembered. You may have to sign in again in about an hour.</source>
        <translation>サインインしましたが、このコンピューターを登録できませんでした。約1時間後に再度サインインが必要になることがあります。</translation>
    </message>
    <message>
        <source>You are signed out on this computer. The service does not revoke sessions.</source>
        <translation>このコンピューターではサインアウトしました。このサービスではセッションの取り消しが無効です。</translation>
    </message>
    <message>
        <source>You are signed out on this computer; the server could not be told.</source>
        <translation>このコンピューターではサインアウトしましたが、サーバーに通知できませんでした。</translation>
    </message>
    <message>
        <source>You are signed out, but the saved session could not be removed from this computer.</source>
        <translation>サインアウトしましたが、保存されたセッションをこのコンピューターから削除できませんでした。</translation>
    </message>
    <message>
        <source>You are signed out.</source>
        <translation>サインアウトしました。</translation>
    </message>
    <message>
        <source>You are signed out. A copied ID token keeps working until {date}.</source>
        <translation>サインアウトしました。コピー済みのIDトークンは {date} まで有効です。</translation>
    </message>
    <message>
        <source>You can request another code in {t}.</source>
        <translation>{t}後に再送信できます。</translation>
    </message>
    <message>
        <source>You could not be signed out everywhere. You are signed out on this computer.</source>
        <translation>すべての端末からのサインアウトはできませんでした。このコンピューターではサインアウトしました。</translation>
    </message>
    <message>
        <source>You must reset your password. We sent a code to {dest}.</source>
        <translation>パスワードの再設定が必要です。{dest} にコードを送信しました。</translation>
    </message>
    <message>
        <source>You must reset your password. We sent you a code.</source>
        <translation>パスワードの再設定が必要です。コードを送信しました。</translation>
    </message>
    <message>
        <source>You signed in with a temporary password. Choose your own to continue.</source>
        <translation>仮パスワードでサインインしました。続けるには、新しいパスワードを設定してください。</translation>
    </message>
    <message>
        <source>You used this password before. Choose a new one.</source>
        <translation>以前使用したパスワードは使えません。別のパスワードを設定してください。</translation>
    </message>
    <message>
        <source>You were signed out, possibly from another device. Please sign in again.</source>
        <translation>別の端末などからサインアウトされました。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>Your account has been deleted.</source>
        <translation>アカウントを削除しました。</translation>
    </message>
    <message>
        <source>Your account is already confirmed. Signing you in…</source>
        <translation>アカウントは確認済みです。サインインします…</translation>
    </message>
    <message>
        <source>Your account is confirmed. Please sign in.</source>
        <translation>アカウントを確認しました。サインインしてください。</translation>
    </message>
    <message>
        <source>Your account is confirmed. Signing you in…</source>
        <translation>アカウントを確認しました。サインインしています…</translation>
    </message>
    <message>
        <source>Your account needs a second factor. Choose what to set up.</source>
        <translation>このアカウントには二段階認証の設定が必要です。設定する方法を選択してください。</translation>
    </message>
    <message>
        <source>Your answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Your authenticator app has been set up.</source>
        <translation>認証アプリを設定しました。</translation>
    </message>
    <message>
        <source>Your contact has been verified.</source>
        <translation>連絡先を確認しました。</translation>
    </message>
    <message>
        <source>Your current password is incorrect.</source>
        <translation>現在のパスワードが正しくありません。</translation>
    </message>
    <message>
        <source>Your password</source>
        <translation>パスワードを入力</translation>
    </message>
    <message>
        <source>Your password has been changed.</source>
        <translation>パスワードを変更しました。</translation>
    </message>
    <message>
        <source>Your password has been changed. Please sign in.</source>
        <translation>パスワードを変更しました。サインインしてください。</translation>
    </message>
    <message>
        <source>Your password has been changed. Signing you in…</source>
        <translation>パスワードを変更しました。サインインしています…</translation>
    </message>
    <message>
        <source>Your password store did not return the key of the saved session. The session is kept: try again, or sign in.</source>
        <translation>資格情報の保管先から、保存されたセッションの鍵を取得できませんでした。セッションは残してあります。もう一度試すか、サインインしてください。</translation>
    </message>
    <message>
        <source>Your password store is locked or missing. You can continue, but this session will not be remembered.</source>
        <translation>資格情報の保管先が使えません。続行できますが、次回は再サインインが必要です。</translation>
    </message>
    <message>
        <source>Your session has ended because your account needs attention. Please sign in again.</source>
        <translation>アカウントの確認が必要なため、セッションが終了しました。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>Your session has ended. Please sign in again.</source>
        <translation>セッションが終了しました。もう一度サインインしてください。</translation>
    </message>
    <message>
        <source>Your temporary password has expired. Ask your administrator for a new invitation.</source>
        <translation>仮パスワードの有効期限が切れています。管理者に再発行を依頼してください。</translation>
    </message>
    <message>
        <source>line {n}</source>
        <translation>{n} 行目</translation>
    </message>
    <message>
        <source>met</source>
        <translation>満たしています</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>満たしていません</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>the environment</source>
        <translation>環境変数</translation>
    </message>
    <message>
        <source>the profile {name} in {file}</source>
        <translation>{file} のプロファイル「{name}」</translation>
    </message>
    <message>
        <source>you@example.com</source>
        <translation>you@example.com</translation>
    </message>
    <message>
        <source>{field} is already set and cannot be changed in this step.</source>
        <translation>{field}は設定済みのため、この手順では変更できません。</translation>
    </message>
    <message>
        <source>{field} is required or has the wrong format.</source>
        <translation>{field}が未入力か、形式が正しくありません。</translation>
    </message>
    <message>
        <source>{file} cannot be written.</source>
        <translation>{file} に書き込めません。</translation>
    </message>
    <message>
        <source>{file} contains no user pool settings.</source>
        <translation>{file} にはユーザープールの設定がありません。</translation>
    </message>
    <message>
        <source>{file} is larger than {n} KB and was not read. Choose another file.</source>
        <translation>{file} は{n} KBを超えているため読み込みませんでした。別のファイルを選んでください。</translation>
    </message>
    <message>
        <source>{file} is not an ordinary file. Copy its contents into one.</source>
        <translation>{file} は通常のファイルではありません。内容を通常のファイルにコピーしてください。</translation>
    </message>
    <message>
        <source>{file} does not name the user pool {text}.</source>
        <translation>{file} にユーザープール {text} はありません。</translation>
    </message>
    <message>
        <source>{file} names several user pools: {names}. Choose one with --pool ID.</source>
        <translation>{file} には複数のユーザープールがあります: {names}。--pool ID で選んでください。</translation>
    </message>
    <message>
        <source>{file} names the app client {text}, but no user pool.</source>
        <translation>{file} にはアプリクライアント {text} がありますが、ユーザープールがありません。</translation>
    </message>
    <message>
        <source>{file} names the user pool {text}, but no app client.</source>
        <translation>{file} にはユーザープール {text} がありますが、アプリクライアントがありません。</translation>
    </message>
    <message>
        <source>{file}, line {line}: the file cannot be read as settings.</source>
        <translation>{file} の{line}行目: 設定ファイルとして読み取れません。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {setting} is ignored. A file of a folder can set only the user pool, the app client, the region and the method srp.</source>
        <translation>{file} の{line}行目: {setting} は無視しました。フォルダー内のファイルで設定できるのは、ユーザープール、アプリクライアント、リージョン、サインイン方法 srp だけです。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {setting} is not used with an endpoint from the environment. Set it there too, or set endpoint_url in the file.</source>
        <translation>{file} の{line}行目: エンドポイントが環境変数で指定されているため、{setting} は使用しません。環境変数にも設定するか、ファイルに endpoint_url を設定してください。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {setting} is not valid.</source>
        <translation>{file} の{line}行目: {setting} の値が正しくありません。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {setting} is unknown.</source>
        <translation>{file} の{line}行目: {setting} は不明な設定です。</translation>
    </message>
    <message>
        <source>{file}: the user pool ID is not valid. A user pool ID looks like us-east-1_AbCdEfGhI.</source>
        <translation>{file}: ユーザープール ID が正しくありません。us-east-1_AbCdEfGhI のような形式です。</translation>
    </message>
    <message>
        <source>{file}: {setting} is missing.</source>
        <translation>{file}: {setting} が設定されていません。</translation>
    </message>
    <message>
        <source>{file}: {setting} is not valid.</source>
        <translation>{file}: {setting} の値が正しくありません。</translation>
    </message>
    <message>
        <source>{name} names certificates that are not there. Correct it, or remove it to use the certificate store of this system.</source>
        <translation>{name} で指定された証明書が見つかりません。正しく指定するか、{name} を削除してシステムの証明書ストアを使用してください。</translation>
    </message>
    <message>
        <source>{first}

{second}</source>
        <translation>{first}

{second}</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n}日</translation>
    </message>
    <message>
        <source>{n} hours</source>
        <translation>{n}時間</translation>
    </message>
    <message>
        <source>{n} minutes</source>
        <translation>{n}分</translation>
    </message>
    <message>
        <source>{n} seconds</source>
        <translation>{n}秒</translation>
    </message>
    <message>
        <source>{setting} is not valid, so nothing was saved.</source>
        <translation>{setting} の値が正しくないため、何も保存しませんでした。</translation>
    </message>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <source>{text} · from {names}</source>
        <translation>{text} · 設定元: {names}</translation>
    </message>
</context>
</TS>
