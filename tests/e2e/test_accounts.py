"""Signing up, in and out; tokens that rotate; cookies of the dashboard."""

from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie

import pytest

from visitor import PASSWORD, Visitor, expect, new_email, pointers, problem


def account(**fields):
    return {"email": new_email(), "password": PASSWORD, "full_name": "Ada Lovelace", **fields}


def cookies_of(reply):
    jar = SimpleCookie()
    for line in reply.cookies:
        jar.load(line)
    return jar


def cookie_header(reply):
    return {"Cookie": "; ".join(f"{name}={cookie.value}"
                                for name, cookie in cookies_of(reply).items())}


def test_signing_up_makes_an_organisation_with_its_owner(visitor):
    wanted = account(organization_name="Analytical Engines")
    session = expect(visitor.post("/auth/register", wanted), 201)
    assert session["token_type"] == "bearer"
    assert session["expires_in"] == 15 * 60
    assert session["organization"]["name"] == "Analytical Engines"
    user = session["user"]
    assert user["email"] == wanted["email"] and user["full_name"] == "Ada Lovelace"
    assert user["role"] == "owner"
    assert user["organization_id"] == session["organization"]["id"]
    me = expect(Visitor(visitor.address, session["access_token"]).get("/auth/me"), 200)
    assert me == {"user": user, "organization": session["organization"]}


def test_an_organisation_needs_no_name_to_begin_with(visitor):
    session = expect(visitor.post("/auth/register", account()), 201)
    assert session["organization"]["name"]


def test_nothing_of_the_password_is_ever_answered(visitor):
    reply = visitor.post("/auth/register", account())
    assert b"password" not in reply.body and PASSWORD.encode() not in reply.body


@pytest.mark.parametrize("fields, wrong", [
    ({"email": "nobody"}, ["/email"]),
    ({"email": ""}, ["/email"]),
    ({"full_name": ""}, ["/full_name"]),
    ({"password": "too short"}, ["/password"]),
    ({"password": "x" * 257}, ["/password"]),
    ({"password": 1234567890}, ["/password"]),
    ({"email": None, "password": None, "full_name": None},
     ["/email", "/full_name", "/password"]),
])
def test_signing_up_names_what_is_wrong(visitor, fields, wrong):
    assert pointers(visitor.post("/auth/register", account(**fields))) == wrong


@pytest.mark.parametrize("password", ["1234567890", "qwertyuiop", "password123"])
def test_one_of_the_commonest_passwords_is_refused(visitor, password):
    refused = problem(visitor.post("/auth/register", account(password=password)), 422)
    assert [fault["code"] for fault in refused["errors"]] == ["too_common"]


def test_an_email_signs_up_once_whatever_its_case(owner):
    email = owner.session["email"]
    problem(owner.api.post("/auth/register", account(email=email)), 409)
    problem(owner.api.post("/auth/register", account(email=email.upper())), 409)


def test_signing_in_answers_like_signing_up(owner):
    session = expect(owner.api.post("/auth/login", {
        "email": owner.session["email"], "password": PASSWORD}), 200)
    assert session["user"] == owner.session["user"]
    assert session["organization"] == owner.session["organization"]
    assert session["access_token"] != owner.session["access_token"]
    expect(Visitor(owner.address, session["access_token"]).get("/auth/me"), 200)


def test_a_wrong_password_and_an_unknown_email_cannot_be_told_apart(owner):
    wrong = problem(owner.api.post("/auth/login", {
        "email": owner.session["email"], "password": PASSWORD + "!"}), 401)
    unknown = problem(owner.api.post("/auth/login", {
        "email": new_email(), "password": PASSWORD}), 401)
    assert wrong == unknown


@pytest.mark.parametrize("password, other", [
    ("p" * 72 + "a", "p" * 72 + "b"),
    ("ten letters ", "ten letters"),
    ("zehn Zeichen é", "zehn Zeichen e\u0301"),
])
def test_every_byte_of_a_password_matters(visitor, password, other):
    user = visitor.register(password=password)
    sign_in = {"email": user.session["email"], "password": other}
    problem(visitor.post("/auth/login", sign_in), 401)
    expect(visitor.post("/auth/login", {**sign_in, "password": password}), 200)


def test_a_refresh_token_rotates(owner):
    first = owner.session["refresh_token"]
    second = expect(owner.api.post("/auth/refresh", {"refresh_token": first}), 200)
    assert second["refresh_token"] != first
    assert second["user"] == owner.session["user"]
    expect(Visitor(owner.address, second["access_token"]).get("/auth/me"), 200)
    third = expect(owner.api.post("/auth/refresh", {
        "refresh_token": second["refresh_token"]}), 200)
    assert third["refresh_token"] not in (first, second["refresh_token"])


def test_a_refresh_token_used_again_later_ends_the_whole_session(owner):
    first = owner.session["refresh_token"]
    second = expect(owner.api.post("/auth/refresh", {"refresh_token": first}), 200)
    third = expect(owner.api.post("/auth/refresh", {
        "refresh_token": second["refresh_token"]}), 200)
    # Two generations old: no request in flight can be the reason.
    problem(owner.api.post("/auth/refresh", {"refresh_token": first}), 401)
    problem(owner.api.post("/auth/refresh", {"refresh_token": third["refresh_token"]}), 401)
    problem(Visitor(owner.address, third["access_token"]).get("/auth/me"), 401)
    problem(owner.get("/auth/me"), 401)


def test_another_session_of_the_same_user_lives_on(owner):
    other = expect(owner.api.post("/auth/login", {
        "email": owner.session["email"], "password": PASSWORD}), 200)
    assert owner.post("/auth/logout").status == 204
    expect(Visitor(owner.address, other["access_token"]).get("/auth/me"), 200)
    expect(owner.api.post("/auth/refresh", {"refresh_token": other["refresh_token"]}), 200)


def test_refreshes_in_flight_together_share_one_answer(owner):
    def refresh(_):
        return owner.api.post("/auth/refresh", {"refresh_token": owner.session["refresh_token"]})
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(refresh, range(8)))
    assert [reply.status for reply in replies] == [200] * 8
    assert len({reply.json()["refresh_token"] for reply in replies}) == 1


@pytest.mark.parametrize("token", ["", "nonsense", None])
def test_a_refresh_token_that_never_was_is_401(visitor, token):
    problem(visitor.post("/auth/refresh", {"refresh_token": token}), 401)


def test_an_access_token_is_no_refresh_token_and_the_other_way_round(owner):
    problem(owner.api.post("/auth/refresh", {
        "refresh_token": owner.session["access_token"]}), 401)
    problem(Visitor(owner.address, owner.session["refresh_token"]).get("/auth/me"), 401)


def test_signing_out_ends_the_session_at_once(owner):
    assert owner.post("/auth/logout").status == 204
    problem(owner.get("/auth/me"), 401)
    problem(owner.get("/projects"), 401)
    problem(owner.api.post("/auth/refresh", {
        "refresh_token": owner.session["refresh_token"]}), 401)


def test_the_dashboard_gets_cookies_that_scripts_and_other_sites_cannot_use(visitor):
    jar = cookies_of(visitor.post("/auth/register", account()))
    assert jar
    # A cookie that scripts may read can hold the CSRF token only, never a token that signs in.
    secret = [cookie for cookie in jar.values() if "csrf" not in cookie.key.lower()]
    assert secret
    for cookie in secret:
        assert cookie["httponly"]
    for cookie in jar.values():
        assert cookie["samesite"].lower() in ("lax", "strict")


def test_a_cookie_reads_but_does_not_write_without_the_dashboards_header(visitor):
    cookies = cookie_header(visitor.post("/auth/register", account()))
    expect(visitor.get("/auth/me", **cookies), 200)
    problem(visitor.post("/projects", {"name": "forged"}, **cookies), 403)
    assert expect(visitor.get("/projects", **cookies), 200)["items"] == []


def test_with_the_dashboards_header_a_cookie_writes_and_refreshes(visitor):
    cookies = cookie_header(visitor.post("/auth/register", account()))
    expect(visitor.post("/projects", {"name": "Shop"}, **cookies, **{"X-CSRF": "1"}), 201)
    problem(visitor.post("/auth/refresh", None, **cookies), 403)
    refreshed = visitor.post("/auth/refresh", None, **cookies, **{"X-CSRF": "1"})
    expect(refreshed, 200)
    fresh = cookie_header(refreshed)
    assert visitor.post("/auth/logout", None, **fresh, **{"X-CSRF": "1"}).status == 204
    problem(visitor.get("/auth/me", **fresh), 401)


def test_another_sites_page_cannot_write_even_with_the_header(visitor):
    cookies = cookie_header(visitor.post("/auth/register", account()))
    problem(visitor.post("/projects", {"name": "forged"}, **cookies, **{
        "X-CSRF": "1", "Origin": "https://elsewhere.example"}), 403)


def test_where_a_bearer_token_is_sent_cookies_are_ignored(owner, visitor):
    cookies = cookie_header(visitor.post("/auth/register", account()))
    me = expect(owner.get("/auth/me", **cookies), 200)
    assert me["user"]["email"] == owner.session["email"]
    problem(Visitor(owner.address, "nonsense").get("/auth/me", **cookies), 401)


def test_sending_events_ignores_cookies(owner, visitor):
    cookies = cookie_header(visitor.post("/auth/register", account()))
    problem(visitor.post("/track", {"event_type": "visit", "user_id": "u"}, **cookies), 401)
