"""Who may come in: users of the secretariat and keys for programs."""

import click

from actions.sign_in import create_api_key, invite_user, make_signin_token
from cli.output import answer, as_json, utc_now
from models.settings import get_settings
from models.vocabulary import Role
from notifications.unit import unit_of_work

ROLE = click.Choice([role.value for role in Role])


@click.group()
def apikey() -> None:
    """Keys for programs."""


@apikey.command("create")
@click.option("--role", type=ROLE, required=True)
@as_json
def create(role: str, as_json: bool) -> None:
    """Make a key; it is shown once and not kept."""
    with unit_of_work() as session:
        row, key = create_api_key(session, Role(role), utc_now())
    answer({"id": row.id, "role": row.role, "key": key}, key, as_json=as_json)


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("invite")
@click.argument("email")
@click.option("--role", type=ROLE, default=Role.SECRETARIAT.value, show_default=True)
@as_json
def invite(email: str, role: str, as_json: bool) -> None:
    """Make the user, or change its role, and print a one-time sign-in link."""
    with unit_of_work() as session:
        row = invite_user(session, email, Role(role), utc_now())
        link = signin_link(make_signin_token(session, row, utc_now()))
    answer(
        {"id": row.id, "email": row.email, "role": row.role, "link": link}, link, as_json=as_json
    )


def signin_link(token: str) -> str:
    return f"{get_settings().base_url}/signin/{token}"


COMMANDS = [apikey, user]
