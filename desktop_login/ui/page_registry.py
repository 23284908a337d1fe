"""Which page asks which question. Adding a question is one row here; a test names the missing one.

Pages are imported when they are needed: most sign-ins see two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Never, cast

from desktop_login.domain import challenges as asked
from desktop_login.domain import local_prompts as forms
from desktop_login.domain.account import AccountHolder
from desktop_login.domain.browser import ContinueInBrowser
from desktop_login.domain.passkeys import SecurityKeyStep
from desktop_login.domain.states import Question
from desktop_login.messages.message import message
from desktop_login.messages.sanitize import defused
from desktop_login.messages.select import of_code_request, of_confirmation
from desktop_login.ui.pages.sign_in import UiConfig
from desktop_login.ui.widgets.question_page import Question_contra, QuestionPage

# The last of the three is who is signed in.
Maker = Callable[[Question_contra, UiConfig, AccountHolder], QuestionPage[Question_contra]]


def _code(
    question: asked.CodeRequired, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[asked.CodeRequired]:
    del who
    from desktop_login.messages.pages import ENTER_CODE
    from desktop_login.ui.pages.code import CodePage

    authenticator = question.channel is asked.Channel.AUTHENTICATOR
    return CodePage(
        question,
        ENTER_CODE,
        of_code_request,
        authenticator=authenticator,
        challenge_s=ui_config.challenge_s,
    )


def _confirm_account(
    question: forms.ConfirmAccount, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[forms.ConfirmAccount]:
    del ui_config, who
    from desktop_login.messages.account import CONFIRM_ACCOUNT
    from desktop_login.ui.pages.code import CodePage

    page = CodePage(
        question, CONFIRM_ACCOUNT, lambda q: of_confirmation(q.destination, defused(q.email))
    )
    if question.email:
        page.offer_change(question.email)
    return page


def _confirm_contact(
    question: forms.ConfirmContact, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[forms.ConfirmContact]:
    del ui_config, who
    from desktop_login.messages.account import BACK, SKIP
    from desktop_login.messages.select import of_verification
    from desktop_login.ui.pages.code import CodePage

    back = SKIP if question.skippable else BACK
    heading, _ = of_verification((question.contact,))
    return CodePage(question, heading, lambda q: of_confirmation(q.destination), back=back)


def _new_password(
    question: asked.NewPasswordRequired, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[asked.NewPasswordRequired]:
    del who
    from desktop_login.ui.pages.new_password import NewPasswordPage

    return NewPasswordPage(question, ui_config.policy)


def _method(
    question: asked.MethodRequired, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[asked.MethodRequired]:
    del ui_config, who
    from desktop_login.ui.pages.choose_method import ChooseMethodPage

    return ChooseMethodPage(question)


def _authenticator(
    question: asked.AuthenticatorSetUp, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[asked.AuthenticatorSetUp]:
    del who
    from desktop_login.messages.pages import APP_NAME
    from desktop_login.ui.pages.set_up_authenticator import (
        SetUpAuthenticatorPage,
        SetUpFromAccountPage,
    )

    asked_at_sign_in = question.challenge_context is not None
    page = SetUpAuthenticatorPage if asked_at_sign_in else SetUpFromAccountPage
    return page(question, ui_config.app_name or APP_NAME.source)


def _address(
    question: asked.AddressRequired, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[asked.AddressRequired]:
    del ui_config, who
    from desktop_login.domain.answers import Address, typed_username
    from desktop_login.domain.password_policy import is_email
    from desktop_login.messages.account import SET_UP_EMAIL, SET_UP_EMAIL_LEAD
    from desktop_login.messages.pages import CONTINUE, EMAIL, INVALID_EMAIL, SENDING
    from desktop_login.ui.pages.one_answer import OneAnswerPage
    from desktop_login.ui.widgets.field import Field

    field = Field(
        EMAIL, lambda text: None if is_email(typed_username(text)) else message(INVALID_EMAIL)
    )
    if is_email(question.challenge_context.account):
        field.set_text(question.challenge_context.account)
    return OneAnswerPage(
        SET_UP_EMAIL,
        field,
        lambda text: Address(typed_username(text)),
        lead=message(SET_UP_EMAIL_LEAD),
        primary=CONTINUE,
        busy=SENDING,
    )


def _password(
    question: asked.PasswordRequired, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[asked.PasswordRequired]:
    del ui_config, who
    from desktop_login.domain.answers import Password
    from desktop_login.domain.secret import Secret
    from desktop_login.messages.account import ENTER_PASSWORD, PLAIN_PASSWORD_LEAD
    from desktop_login.messages.pages import (
        PASSWORD,
        PASSWORD_EXAMPLE,
        SIGN_IN,
        SIGNED_IN_WITH,
        SIGNING_IN,
    )
    from desktop_login.ui.pages.one_answer import OneAnswerPage
    from desktop_login.ui.widgets.password_field import PasswordField

    lead = PLAIN_PASSWORD_LEAD if question.plain else SIGNED_IN_WITH
    return OneAnswerPage(
        ENTER_PASSWORD,
        PasswordField(PASSWORD, example=PASSWORD_EXAMPLE),
        lambda text: Password(Secret(text)),
        lead=message(lead, email=question.challenge_context.account),
        primary=SIGN_IN,
        busy=SIGNING_IN,
        once=True,
    )


def _custom(
    question: asked.CustomQuestion, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[asked.CustomQuestion]:
    del ui_config, who
    from desktop_login.ui.pages.custom_question import CustomQuestionPage

    return CustomQuestionPage(question)


def _passkey(
    question: asked.PasskeyRequired, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[asked.PasskeyRequired]:
    del ui_config, who
    from desktop_login.ui.pages.passkey import PasskeyPage

    return PasskeyPage(question)


def _security_key(
    question: SecurityKeyStep, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[SecurityKeyStep]:
    del ui_config, who
    from desktop_login.ui.pages.security_key import SecurityKeyPage

    return SecurityKeyPage(question)


def _create_account(
    question: forms.CreateAccount, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[forms.CreateAccount]:
    del who
    from desktop_login.ui.pages.create_account import CreateAccountPage

    return CreateAccountPage(
        question,
        ui_config.policy,
        with_username=ui_config.username_label,
        links=ui_config.links,
    )


def _forgot_password(
    question: forms.ForgotPassword, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[forms.ForgotPassword]:
    del who
    from desktop_login.domain.answers import Recovery, typed_username
    from desktop_login.domain.password_policy import is_email
    from desktop_login.flow.phone_numbers import typed_account
    from desktop_login.messages.account import (
        ENTER_EMAIL,
        ENTER_USERNAME,
        RESET_YOUR_PASSWORD,
        SEND_CODE,
    )
    from desktop_login.messages.pages import EMAIL, INVALID_EMAIL, SENDING, USERNAME
    from desktop_login.ui.pages.one_answer import OneAnswerPage
    from desktop_login.ui.widgets.field import Field

    by_name = ui_config.username_label
    field = Field(
        USERNAME if by_name else EMAIL,
        lambda text: None if by_name or is_email(typed_username(text)) else message(INVALID_EMAIL),
    )
    field.set_text(question.account)
    return OneAnswerPage(
        RESET_YOUR_PASSWORD,
        field,
        lambda text: Recovery(typed_account(text)),
        lead=message(ENTER_USERNAME if by_name else ENTER_EMAIL),
        primary=SEND_CODE,
        busy=SENDING,
    )


def _reset_password(
    question: forms.ResetPassword, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[forms.ResetPassword]:
    del who
    from desktop_login.ui.pages.reset_password import ResetPasswordPage

    return ResetPasswordPage(question, ui_config.policy)


def _account(
    question: forms.AccountOverview, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[forms.AccountOverview]:
    del ui_config
    from desktop_login.ui.pages.account import AccountPage

    return AccountPage(question, who)


def _change_password(
    question: forms.ChangePassword, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[forms.ChangePassword]:
    del question, who
    from desktop_login.ui.pages.change_password import ChangePasswordPage

    return ChangePasswordPage(ui_config.policy)


def _verify_contact(
    question: forms.VerifyContact, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[forms.VerifyContact]:
    del ui_config
    from desktop_login.ui.pages.verify_contact import VerifyContactPage

    return VerifyContactPage(question, who.address)


def _remember_device(
    question: forms.RememberDevice, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[forms.RememberDevice]:
    del question, ui_config, who
    from desktop_login.ui.pages.remember_device import RememberDevicePage

    return RememberDevicePage()


def _browser(
    question: ContinueInBrowser, ui_config: UiConfig, who: AccountHolder
) -> QuestionPage[ContinueInBrowser]:
    del ui_config, who
    from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage

    return WaitingForBrowserPage(question)


# Each row makes the page for its own type only: `Never`, until `page_for` has chosen by the type.
PAGES: Mapping[type[Question], Maker[Never]] = {
    asked.NewPasswordRequired: _new_password,
    asked.CodeRequired: _code,
    asked.MethodRequired: _method,
    asked.AuthenticatorSetUp: _authenticator,
    asked.AddressRequired: _address,
    asked.PasswordRequired: _password,
    asked.CustomQuestion: _custom,
    asked.PasskeyRequired: _passkey,
    SecurityKeyStep: _security_key,
    forms.CreateAccount: _create_account,
    forms.ConfirmAccount: _confirm_account,
    forms.ForgotPassword: _forgot_password,
    forms.ResetPassword: _reset_password,
    forms.AccountOverview: _account,
    forms.ChangePassword: _change_password,
    forms.VerifyContact: _verify_contact,
    forms.ConfirmContact: _confirm_contact,
    forms.RememberDevice: _remember_device,
    ContinueInBrowser: _browser,
}


def page_for(question: Question, ui_config: UiConfig, who: AccountHolder) -> QuestionPage[Question]:
    """To be refreshed with questions of the same type only."""
    make = cast("Maker[Question]", PAGES[type(question)])
    return make(question, ui_config, who)
