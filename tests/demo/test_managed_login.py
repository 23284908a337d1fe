"""The demo's domain in a browser: its pages, and every way through them. Raw HTTP; `browser` plays the person."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest

from desktop_login.demo import totp
from desktop_login.demo.pool import (
    ADMIN_SCOPE,
    COGNITO,
    COMPANY,
    DemoPoolConfig,
    Factor,
    Status,
    Tracking,
)
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.demo.browser import (
    CALLBACK,
    PASSWORD,
    Browser,
    Page,
    authorize,
    claims,
    exchange,
    query,
    tokens,
)
from tests.fakes.clocks import HandClock

SIGNED_OUT = "http://127.0.0.1:8917/signed-out"
NEW = "Another-Passw0rd1"


def begin(demo: DemoCognito, story: str, **changes: str | None) -> tuple[Browser, Page]:
    """The page after the password."""
    browser = Browser(demo)
    page = browser.open(authorize(demo, **changes))
    return browser, browser.submit(page, username=f"{story}@example.com", password=PASSWORD)


def heading(page: Page) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.text)
    assert found, page
    return found[1]


def refused(page: Page) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', page.text)
    return found[1] if page.status == 400 and found else ""


def came_back(page: Page) -> bool:
    return page.status == 303 and page.location.startswith(f"{CALLBACK}?code=")


class TestPassword:
    def test_right_password_leads_back_with_code_and_state(self, demo: DemoCognito) -> None:
        _, page = begin(demo, "confirmed")
        assert came_back(page)
        assert set(page.returned) == {"code", "state"}
        assert page.returned["state"] == "the-state"

    def test_wrong_password_and_unknown_person_look_alike(self, demo: DemoCognito) -> None:
        texts = []
        for name in ("confirmed@example.com", "nobody@example.com"):
            browser = Browser(demo)
            page = browser.open(authorize(demo))
            again = browser.submit(page, username=name, password="Wrong-Passw0rd!")
            assert refused(again) == "Incorrect username or password."
            assert again.form.fields["username"] == name
            assert "Wrong-Passw0rd!" not in again.text
            texts.append(again.text.replace(name, "").replace(again.form.fields["_csrf"], ""))
        assert texts[0] == texts[1]

    def test_wrong_passwords_lock_as_they_do_in_the_api(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        page = browser.open(authorize(demo))
        for _ in range(5):
            page = browser.submit(page, username="confirmed@example.com", password="no")
        page = browser.submit(page, username="confirmed@example.com", password=PASSWORD)
        assert refused(page) == "Too many attempts. Wait a while, then try again."
        asked = {
            "ClientId": demo.config.client_id,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "confirmed@example.com", "PASSWORD": PASSWORD},
        }
        status, reply = raw.send(demo, "InitiateAuth", asked)
        assert (status, reply["message"]) == (400, "Password attempts exceeded")

    def test_disabled_person_is_refused(self, demo: DemoCognito) -> None:
        assert refused(begin(demo, "disabled")[1]) == "This account is disabled."

    @pytest.mark.parametrize(
        "demo", [DemoPoolConfig(flows=frozenset({"USER_SRP_AUTH"}))], indirect=True
    )
    def test_pages_do_not_depend_on_the_flows_of_the_client(self, demo: DemoCognito) -> None:
        assert came_back(begin(demo, "confirmed")[1])

    @pytest.mark.parametrize("demo", [DemoPoolConfig(tracking=Tracking.ALWAYS)], indirect=True)
    def test_browser_is_no_tracked_device(self, demo: DemoCognito) -> None:
        begin(demo, "confirmed")
        user = demo.pool.find("confirmed@example.com")
        assert user is not None
        assert user.devices == {}


class TestChallenges:
    @pytest.mark.parametrize("story", ["sms-code", "email-code"])
    def test_code_that_was_sent_is_asked_for(self, demo: DemoCognito, story: str) -> None:
        browser, page = begin(demo, story)
        assert heading(page) == "Enter your code"
        sent = demo.pool.mailbox.messages[-1]
        assert sent.to not in page.text
        wrong = "000000" if sent.code != "000000" else "000001"
        again = browser.submit(page, code=wrong)
        assert refused(again) == "That code is incorrect."
        assert came_back(browser.submit(again, code=f" {sent.code[:3]} {sent.code[3:]} "))

    def test_code_after_its_time_is_refused(self, demo: DemoCognito, clock: HandClock) -> None:
        browser, page = begin(demo, "email-code")
        clock.pass_time(200)
        page = browser.submit(page, code=demo.pool.mailbox.messages[-1].code)
        assert refused(page) == "That took too long. Please sign in again."
        assert heading(page) == "Sign in"

    def test_code_of_an_app_works_once(self, demo: DemoCognito) -> None:
        code = next(code for email, _, code in demo.authenticators() if email.startswith("totp@"))
        browser, page = begin(demo, "totp")
        assert came_back(browser.submit(page, code=code))
        browser, page = begin(demo, "totp")
        assert "no longer valid" in refused(browser.submit(page, code=code))

    def test_second_step_can_be_chosen(self, demo: DemoCognito) -> None:
        browser, page = begin(demo, "choose-mfa")
        assert [value for _, value in page.form.buttons] == ["SOFTWARE_TOKEN_MFA", "SMS_MFA"]
        page = browser.submit(page, do=("answer", "SMS_MFA"))
        assert came_back(browser.submit(page, code=demo.pool.mailbox.messages[-1].code))

    def test_temporary_password_has_to_be_replaced(self, demo: DemoCognito) -> None:
        browser, page = begin(demo, "new-password")
        assert heading(page) == "Choose a new password"
        page = browser.submit(page, new_password="short")
        assert refused(page) == "This password does not meet the rules."
        assert came_back(browser.submit(page, new_password=NEW))
        user = demo.pool.find("new-password@example.com")
        assert user is not None
        assert demo.pool.is_password(user, NEW)

    @pytest.mark.parametrize("demo", [DemoPoolConfig(required_attributes=("name",))], indirect=True)
    def test_what_an_account_lacks_is_asked_with_the_new_password(self, demo: DemoCognito) -> None:
        browser, page = begin(demo, "new-password")
        values: dict[str, Any] = {"new_password": NEW, "userAttributes.name": "Ann"}
        assert came_back(browser.submit(page, **values))
        user = demo.pool.find("new-password@example.com")
        assert user is not None
        assert user.attributes["name"] == "Ann"

    @pytest.mark.parametrize("story", ["setup-mfa", "setup-choice"])
    def test_authenticator_is_set_up(self, demo: DemoCognito, story: str) -> None:
        browser, page = begin(demo, story)
        if story == "setup-choice":  # else there is nothing to choose
            assert [value for _, value in page.form.buttons] == ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]
            page = browser.submit(page, do=("answer", "SOFTWARE_TOKEN_MFA"))
        assert heading(page) == "Set up an authenticator app"
        groups = re.findall(r"<span>(\w+)</span>", page.text)
        assert {len(group) for group in groups} == {4}
        secret = "".join(groups)
        now = totp.step_at(demo.pool.now())
        page = browser.submit(page, code=totp.code_at_step(secret, now + 40))
        assert refused(page) == "That code is incorrect."
        assert came_back(browser.submit(page, code=totp.code_at_step(secret, now)))
        user = demo.pool.find(f"{story}@example.com")
        assert user is not None
        assert user.factors == (Factor.TOTP,)

    def test_codes_by_mail_are_set_up(self, demo: DemoCognito) -> None:
        browser, page = begin(demo, "setup-choice")
        page = browser.submit(page, do=("answer", "EMAIL_OTP"))
        assert page.form.fields["email"] == "setup-choice@example.com"
        wrong = browser.submit(page, email="other@example.com")
        assert "address of the user" in refused(wrong)
        page = browser.submit(wrong, email="setup-choice@example.com")
        assert came_back(browser.submit(page, code=demo.pool.mailbox.messages[-1].code))

    def test_another_way_without_a_password(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        page = browser.open(authorize(demo))
        page = browser.submit(page, do=("do", "way"), username="passwordless@example.com")
        assert {"PASSWORD", "EMAIL_OTP", "SMS_OTP"} <= {value for _, value in page.form.buttons}
        page = browser.submit(page, do=("answer", "EMAIL_OTP"))
        assert came_back(browser.submit(page, code=demo.pool.mailbox.messages[-1].code))

    @pytest.mark.parametrize("name", ["confirmed@example.com", "nobody@example.com"])
    def test_password_chosen_another_way_is_refused_alike(
        self, demo: DemoCognito, name: str
    ) -> None:
        browser = Browser(demo)
        page = browser.open(authorize(demo))
        page = browser.submit(page, do=("do", "way"), username=name)
        page = browser.submit(page, do=("answer", "PASSWORD"))
        page = browser.submit(page, password="Wrong-Passw0rd!")
        assert refused(page) == "Incorrect username or password."

    def test_guesses_count_for_pages_and_api_together(self, demo: DemoCognito) -> None:
        user = demo.pool.find("email-code@example.com")
        assert user is not None
        for _ in range(4):
            browser, page = begin(demo, "email-code")
            for _ in range(5):
                page = browser.submit(page, code="12345678")
        status, reply = raw.sign_in(demo, "email-code")
        assert (status, reply["message"]) == (400, "Password attempts exceeded")

    def test_step_of_another_browser_is_not_continued(self, demo: DemoCognito) -> None:
        browser, page = begin(demo, "email-code")
        thief = Browser(demo)
        shown = thief.open(page.form.action)
        assert heading(shown) == "Sign in"
        assert "over" not in refused(shown)
        fields = {**thief.open(authorize(demo)).form.fields}
        code = demo.pool.mailbox.messages[-1].code
        taken = thief.post(page.form.action, {"_csrf": fields["_csrf"], "code": code})
        assert taken.status == 400
        assert came_back(browser.submit(page, code=code))

    def test_step_works_once(self, demo: DemoCognito) -> None:
        browser, page = begin(demo, "email-code")
        code = demo.pool.mailbox.messages[-1].code
        assert came_back(browser.submit(page, code=code))
        assert refused(browser.submit(page, code=code)) != ""

    def test_session_of_a_page_is_none_of_the_api(self, demo: DemoCognito) -> None:
        begin(demo, "email-code")
        sessions = demo._parts.browser.challenge_sessions._challenge_sessions
        code = demo.pool.mailbox.messages[-1].code
        user = demo.pool.find("email-code@example.com")
        assert user is not None
        for session in sessions:
            status, _ = raw.answer(
                demo, "EMAIL_OTP", {"USERNAME": user.username, "EMAIL_OTP_CODE": code}, session
            )
            assert status == 400
        assert sessions


class TestAccounts:
    def test_account_is_created_confirmed_and_used(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        start = browser.open(authorize(demo))
        page = browser.open(next(link for link in start.form.links if "signup" in link))
        filled: dict[str, Any] = {"username": "ann", "email": "ann@example.com"}
        page = browser.submit(page, **filled, password="weak")
        assert refused(page) == "This password does not meet the rules."
        assert page.form.fields["email"] == "ann@example.com"
        page = browser.submit(page, password=NEW)
        assert heading(page) == "Confirm your account"
        page = browser.submit(page, code=demo.pool.mailbox.messages[-1].code)
        assert "Your account is confirmed" in page.text
        page = browser.submit(page, username="ann", password=NEW)
        assert came_back(page)

    def test_name_that_is_taken_is_refused(self, demo: DemoCognito) -> None:
        demo.pool.add("ann@example.com", PASSWORD, username="ann")
        browser = Browser(demo)
        page = browser.open(f"/signup?{query(demo)}")
        page = browser.submit(page, username="ann", email="a@example.com", password=NEW)
        assert refused(page) == "This account already exists."

    @pytest.mark.parametrize("demo", [DemoPoolConfig(email_is_username=True)], indirect=True)
    def test_where_addresses_are_names_no_other_name_is_asked(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        page = browser.open(f"/signup?{query(demo)}")
        assert set(page.form.fields) == {"_csrf", "email", "password"}
        page = browser.submit(page, email="ann@example.com", password=NEW)
        assert heading(page) == "Confirm your account"

    @pytest.mark.parametrize("demo", [DemoPoolConfig(self_sign_up=False)], indirect=True)
    def test_no_account_where_nobody_may_create_one(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        page = browser.open(authorize(demo))
        assert not [link for link in page.form.links if "signup" in link]
        assert browser.open(f"/signup?{query(demo)}").status == 404

    def test_unconfirmed_person_gets_a_code(self, demo: DemoCognito) -> None:
        browser, page = begin(demo, "unconfirmed")
        assert heading(page) == "Confirm your account"
        before = demo.pool.mailbox.messages[-1].code
        page = browser.submit(page, do=("do", "resend"))
        assert "A new code was sent." in page.text
        assert len(demo.pool.mailbox.messages) == 2
        assert before
        page = browser.submit(page, code=demo.pool.mailbox.messages[-1].code)
        page = browser.submit(page, username="unconfirmed@example.com", password=PASSWORD)
        assert came_back(page)

    @pytest.mark.parametrize("story", ["confirmed", "reset"])
    def test_password_is_reset(self, demo: DemoCognito, story: str) -> None:
        name = f"{story}@example.com"
        browser = Browser(demo)
        start = browser.open(authorize(demo))
        page = browser.open(next(link for link in start.form.links if "forgot" in link))
        page = browser.submit(page, username=name)
        code = demo.pool.mailbox.messages[-1].code
        page = browser.submit(page, code=code, new_password=NEW)
        assert "Your password has been changed." in page.text
        assert came_back(browser.submit(page, username=name, password=NEW))

    def test_password_that_must_be_reset_leads_there(self, demo: DemoCognito) -> None:
        assert heading(begin(demo, "reset")[1]) == "Reset your password"

    def test_reset_says_nothing_about_who_exists(self, demo: DemoCognito) -> None:
        pages = []
        for name in ("cat@example.com", "confirmed@example.com"):
            browser = Browser(demo)
            page = browser.open(f"/forgotPassword?{query(demo)}")
            pages.append(browser.submit(page, username=name))
        assert heading(pages[0]) == heading(pages[1]) == "Reset your password"
        assert [page.status for page in pages] == [200, 200]


class TestVisit:
    def test_second_sign_in_asks_nothing(self, demo: DemoCognito, clock: HandClock) -> None:
        browser, first = begin(demo, "confirmed")
        clock.pass_time(1800)
        second = browser.open(authorize(demo, state="other"))
        assert (second.status, second.returned["state"]) == (302, "other")
        assert second.returned["code"] != first.returned["code"]
        _, reply = exchange(demo, second.returned["code"])
        assert claims(reply["id_token"])["auth_time"] == int(clock.wall) - 1800

    def test_visit_ends_after_an_hour(self, demo: DemoCognito, clock: HandClock) -> None:
        browser, _ = begin(demo, "confirmed")
        clock.pass_time(3601)
        assert heading(browser.open(authorize(demo))) == "Sign in"

    def test_cookies_are_for_this_host_and_no_script(self, demo: DemoCognito) -> None:
        browser, _ = begin(demo, "confirmed")
        assert len(browser.set_cookies) == 2
        for cookie in browser.set_cookies:
            assert "; HttpOnly; SameSite=Lax" in cookie
            assert "Domain" not in cookie
        assert "Max-Age=3600" in browser.set_cookies[-1]

    def test_prompt_login_asks_again_and_keeps_the_visit(self, demo: DemoCognito) -> None:
        browser, _ = begin(demo, "confirmed")
        assert heading(browser.open(authorize(demo, prompt="login"))) == "Sign in"
        assert came_back_silently(browser.open(authorize(demo)))

    def test_prompt_none_never_shows_a_page(self, demo: DemoCognito) -> None:
        page = Browser(demo).open(authorize(demo, prompt="none"))
        assert page.returned == {"error": "login_required", "state": "the-state"}
        browser, _ = begin(demo, "confirmed")
        assert came_back_silently(browser.open(authorize(demo, prompt="none")))

    @pytest.mark.parametrize("prompt", ["select_account", "consent", "select_account consent"])
    def test_other_prompts_are_for_providers(self, demo: DemoCognito, prompt: str) -> None:
        browser, _ = begin(demo, "confirmed")
        assert came_back_silently(browser.open(authorize(demo, prompt=prompt)))

    def test_person_who_was_disabled_is_asked_again(self, demo: DemoCognito) -> None:
        browser, _ = begin(demo, "confirmed")
        user = demo.pool.find("confirmed@example.com")
        assert user is not None
        user.enabled = False
        assert heading(browser.open(authorize(demo))) == "Sign in"

    def test_signing_out_everywhere_leaves_the_browser(self, demo: DemoCognito) -> None:
        browser, page = begin(demo, "confirmed")
        _, reply = exchange(demo, page.returned["code"])
        raw.send(demo, "GlobalSignOut", {"AccessToken": reply["access_token"]})
        assert came_back_silently(browser.open(authorize(demo)))


def came_back_silently(page: Page) -> bool:
    return page.status == 302 and page.location.startswith(f"{CALLBACK}?code=")


class TestSigningOut:
    def out(self, demo: DemoCognito, **changes: str) -> str:
        return "/logout?" + urlencode(
            {"client_id": demo.config.client_id, "logout_uri": SIGNED_OUT} | changes
        )

    def test_registered_address_ends_the_visit_and_no_token(self, demo: DemoCognito) -> None:
        browser, page = begin(demo, "confirmed")
        _, reply = exchange(demo, page.returned["code"])
        page = browser.open(self.out(demo))
        assert (page.status, page.location) == (302, SIGNED_OUT)
        assert heading(browser.open(authorize(demo))) == "Sign in"
        assert raw.send(demo, "GetUser", {"AccessToken": reply["access_token"]})[0] == 200

    @pytest.mark.parametrize(
        "address",
        [f"{SIGNED_OUT}/", SIGNED_OUT.upper(), "http://127.0.0.1:8918/signed-out", CALLBACK, ""],
    )
    def test_other_address_leaves_the_visit(self, demo: DemoCognito, address: str) -> None:
        browser, _ = begin(demo, "confirmed")
        page = browser.open(self.out(demo, logout_uri=address))
        assert page.status == 400
        assert "not registered" in page.text
        assert came_back_silently(browser.open(authorize(demo)))

    def test_unknown_client_leaves_the_visit(self, demo: DemoCognito) -> None:
        browser, _ = begin(demo, "confirmed")
        assert browser.open(self.out(demo, client_id="other")).status == 400
        assert came_back_silently(browser.open(authorize(demo)))

    def test_request_for_a_sign_in_shows_the_page_again(self, demo: DemoCognito) -> None:
        browser, _ = begin(demo, "confirmed")
        page = browser.open(f"/logout?{query(demo)}")
        assert heading(page) == "Sign in"
        page = browser.submit(page, username="totp@example.com", password=PASSWORD)
        assert heading(page) == "Enter your code"


class TestWithoutAForm:
    @pytest.mark.parametrize(
        ("path", "status"), [("/error?error=redirect_mismatch", 400), ("/none?a=b&lang=en", 404)]
    )
    def test_page_says_what_to_do_next_and_that_in_both_languages(
        self, demo: DemoCognito, path: str, status: int
    ) -> None:
        browser = Browser(demo)
        page = browser.open(path)
        assert (page.status, heading(page)) == (status, "This didn’t work")
        assert "Close this tab and go back to the app." in page.text
        (link,) = re.findall(r'<a href="(.*?)" lang="ja">', page.text)
        other = browser.open(urljoin(path, unescape(link)))
        assert (other.status, heading(other)) == (status, "処理できませんでした")
        assert "アプリに戻ってください。" in other.text

    def test_page_that_nobody_has_asked_for_can_be_read_in_both_languages(
        self, demo: DemoCognito
    ) -> None:
        browser = Browser(demo)
        page = browser.open("/")
        (link,) = re.findall(r'<a href="(.*?)" lang="ja">', page.text)
        assert link == "?lang=ja"
        assert heading(browser.open(f"/{link}")) == "デモ用Cognito"

    def test_link_to_the_other_language_leads_nowhere_else(self, demo: DemoCognito) -> None:
        page = Browser(demo).open("//example.com/none?lang=ja")
        assert page.status == 404
        assert 'href="?lang=en"' in page.text


class TestCompany:
    def visit(self, demo: DemoCognito, **changes: str | None) -> tuple[Browser, Page]:
        browser = Browser(demo)
        return browser, browser.open(authorize(demo, **({"identity_provider": COMPANY} | changes)))

    def test_person_of_the_company_has_identities_and_a_group(self, demo: DemoCognito) -> None:
        browser, page = self.visit(demo)
        assert heading(page) == "Sign in to Demo Company"
        page = browser.submit(page, name="Ann Lee")
        _, reply = exchange(demo, page.returned["code"])
        seen = claims(reply["id_token"])
        assert seen["cognito:username"] == "DemoCompany_ann.lee"
        assert seen["cognito:groups"] == [f"{demo.config.pool_id}_DemoCompany"]
        (identity,) = seen["identities"]
        assert (identity["providerName"], identity["userId"]) == ("DemoCompany", "ann.lee")
        assert identity["providerType"] == "SAML"
        assert (seen["email"], seen["email_verified"]) == ("ann.lee@company.example.com", False)
        assert claims(reply["access_token"])["username"] == "DemoCompany_ann.lee"
        status, profile = raw.send(demo, "GetUser", {"AccessToken": reply["access_token"]})
        given = {one["Name"]: one["Value"] for one in profile["UserAttributes"]}
        assert json.loads(given["identities"])[0]["primary"] is True
        assert status == 200

    def test_same_name_is_the_same_person(self, demo: DemoCognito) -> None:
        subjects = set()
        for name in ("Ann Lee", " ann  LEE "):
            browser, page = self.visit(demo)
            _, reply = exchange(demo, browser.submit(page, name=name).returned["code"])
            subjects.add(claims(reply["id_token"])["sub"])
        assert len(subjects) == 1

    @pytest.mark.parametrize("name", ["", " ", "<b>", "a" * 65, "a@b", "__"])
    def test_what_is_no_name_is_refused(self, demo: DemoCognito, name: str) -> None:
        browser, page = self.visit(demo)
        assert refused(browser.submit(page, name=name)) == "Enter your name, with letters."

    def test_cancelling_is_told_to_the_app(self, demo: DemoCognito) -> None:
        browser, page = self.visit(demo)
        page = browser.submit(page, do=("do", "cancel"))
        assert (page.returned["error"], page.returned["state"]) == ("access_denied", "the-state")

    def test_button_on_the_page_leads_to_the_company(self, demo: DemoCognito) -> None:
        browser = Browser(demo)
        page = browser.open(authorize(demo))
        (there,) = [link for link in page.form.links if "identity_provider" in link]
        assert heading(browser.open(there)) == "Sign in to Demo Company"

    def test_identifier_leads_to_the_company(self, demo: DemoCognito) -> None:
        changes = {"identity_provider": None, "idp_identifier": "company.example.com"}
        _, page = self.visit(demo, **changes)
        assert heading(page) == "Sign in to Demo Company"

    def test_own_provider_shows_no_company(self, demo: DemoCognito) -> None:
        _, page = self.visit(demo, identity_provider=COGNITO)
        assert heading(page) == "Sign in"
        assert COMPANY not in page.text

    @pytest.mark.parametrize("demo", [DemoPoolConfig(providers=(COMPANY,))], indirect=True)
    def test_only_provider_is_not_asked_for(self, demo: DemoCognito) -> None:
        _, page = self.visit(demo, identity_provider=None)
        assert heading(page) == "Sign in to Demo Company"

    def test_visit_of_one_provider_is_none_of_another(self, demo: DemoCognito) -> None:
        browser, _ = begin(demo, "confirmed")
        page = browser.open(authorize(demo, identity_provider=COMPANY))
        assert heading(page) == "Sign in to Demo Company"
        assert came_back_silently(browser.open(authorize(demo, identity_provider=COGNITO)))

    def test_person_of_the_company_has_no_password(self, demo: DemoCognito) -> None:
        browser, page = self.visit(demo)
        _, reply = exchange(demo, browser.submit(page, name="Ann").returned["code"])
        change = {
            "AccessToken": reply["access_token"],
            "PreviousPassword": PASSWORD,
            "ProposedPassword": NEW,
        }
        assert raw.send(demo, "ChangePassword", change) == (
            400,
            {
                "__type": "NotAuthorizedException",
                "message": "User is not authorized to change password.",
            },
        )
        asked: dict[str, Any] = {"ClientId": demo.config.client_id, "Username": "DemoCompany_ann"}
        status, answer = raw.send(demo, "ForgotPassword", asked)
        assert (status, answer["__type"]) == (400, "NotAuthorizedException")
        start = {"USERNAME": "DemoCompany_ann", "PASSWORD": PASSWORD}
        asked = {
            "ClientId": demo.config.client_id,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": start,
        }
        status, answer = raw.send(demo, "InitiateAuth", asked)
        assert (status, answer["message"]) == (400, "User is not authorized to get auth details.")
        user = demo.pool.find("DemoCompany_ann")
        assert user is not None
        assert user.status is Status.EXTERNAL_PROVIDER
        assert demo.pool.find("ann@company.example.com") is None


class TestTokensOfTheBrowser:
    def test_operations_of_the_api_take_them(self, demo: DemoCognito) -> None:
        reply = tokens(demo)
        assert raw.send(demo, "GetUser", {"AccessToken": reply["access_token"]})[0] == 200
        asked = {"ClientId": demo.config.client_id, "RefreshToken": reply["refresh_token"]}
        status, renewed = raw.send(demo, "GetTokensFromRefreshToken", asked)
        assert status == 200
        result = renewed["AuthenticationResult"]
        assert set(result) == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
        assert claims(result["AccessToken"])["scope"] == claims(reply["access_token"])["scope"]
        assert "nonce" not in claims(result["IdToken"])

    def test_operations_demand_their_scope(self, demo: DemoCognito) -> None:
        reply = tokens(demo, scope="openid email")
        assert claims(reply["access_token"])["scope"] == "openid email"
        for operation in ("GetUser", "GlobalSignOut", "DeleteUser", "ListDevices"):
            status, answer = raw.send(demo, operation, {"AccessToken": reply["access_token"]})
            assert (status, answer["message"]) == (
                400,
                "Access Token does not have required scopes",
            )

    def test_tokens_of_the_api_have_the_scope_of_the_api(self, demo: DemoCognito) -> None:
        _, reply = raw.sign_in(demo, "confirmed")
        seen = claims(reply["AuthenticationResult"]["AccessToken"])
        assert seen["scope"] == ADMIN_SCOPE
        assert "at_hash" not in claims(reply["AuthenticationResult"]["IdToken"])
