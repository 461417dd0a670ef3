"""The agenda package: what an official pastes into a case, in the party's own words."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document as Word
from fastapi.testclient import TestClient
from sqlmodel import col, select, update

from models.agreement import Document, StoredFile
from models.database import reading, transaction
from models.event import Event
from models.round import RecommendationPoint, Round
from tests.builders import sandbox_round
from tests.databases import sqlite_only
from tests.pages.browsing import Visitor
from tests.pages.links import PARTY, REGION, the_round, token_of

pytestmark = sqlite_only


def words_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Word(BytesIO(content)).paragraphs]


def package(client: TestClient, token: str) -> dict[str, bytes]:
    answer = client.get(f"/s/{token}/package.zip")
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_proposal_names_the_partys_own_council_and_points(
    client: TestClient, token: str, desk: Visitor
) -> None:
    with reading() as session:
        points = [point.text for point in session.exec(select(RecommendationPoint))]
        region = token_of(session, the_round(), REGION)
    file = client.get(f"/s/{token}/agenda.docx")
    assert len(file.content) < 16_000, "each invitation carries one: only the styles it uses"
    lines = words_of(file.content)
    assert "Forvaltningen indstiller til byrådet," in lines
    assert [f"{number}.\t{text}" for number, text in enumerate(points, 1)] == [
        line for line in lines if line.partition("\t")[2] in points
    ]
    assert any(line.startswith("17 kommuner og Region Sjælland skal tage") for line in lines)
    assert any("senest den 1. december 2020" in line for line in lines)
    assert not any("{" in line or "%}" in line for line in lines)
    assert "Administrationen indstiller til regionsrådet," in words_of(
        client.get(f"/s/{region}/agenda.docx").content
    )
    assert client.get(f"/s/{token}/agenda.docx").content == file.content, "the same bytes"
    assert desk.get(f"/rounds/1/seats/{PARTY}/agenda.docx").content == file.content


def test_the_package_holds_the_proposal_and_the_numbered_documents(
    client: TestClient, token: str
) -> None:
    with reading() as session:
        files = session.exec(
            select(StoredFile.content)
            .join(Document, col(Document.file_sha256) == StoredFile.sha256)
            .order_by(col(Document.position))
        ).all()
    found = package(client, token)
    assert list(found) == [
        "00 Forslag til sagsfremstilling - Faxe Kommune.docx",
        "01 forslag-til-rammeaftale-2021-2022.pdf",
        "02 forslag-til-sagsfremstilling.pdf",
    ]
    assert list(found.values())[1:] == list(files)
    assert package(client, token) == found


def test_what_people_write_is_text_and_no_markup(client: TestClient, token: str) -> None:
    nasty = "at <w:br/> & {{ secretariat }} {% raw %} godkendes"
    with transaction() as session:
        session.execute(update(RecommendationPoint).values(text=nasty))
        session.execute(update(Round).values(secretariat_name="Sekretariatet & <co>"))
    lines = words_of(client.get(f"/s/{token}/agenda.docx").content)
    assert [line for line in lines if nasty in line]
    assert [line for line in lines if "Sekretariatet & <co>" in line]


def test_the_secretariat_writes_what_the_agreement_is_about(desk: Visitor) -> None:
    with transaction() as session:
        sandbox_round(session, start=False)
    typed = {"presentation": " Første afsnit.\r\n\r\nAndet <afsnit>. "}
    for _ in range(2):
        assert desk.post("/rounds/1/presentation", typed).status_code == 303
    lines = words_of(desk.get(f"/rounds/1/seats/{PARTY}/agenda.docx").content)
    first = lines.index("Første afsnit.")
    assert lines[first - 1 : first + 2] == ["Sagsfremstilling", "Første afsnit.", "Andet <afsnit>."]
    with reading() as session:
        written = select(Event).where(Event.kind == "presentation.recorded")
        assert len(session.exec(written).all()) == 1


def test_the_page_leads_there(client: TestClient, token: str) -> None:
    page = Visitor(client).get(f"/s/{token}").text
    assert f"/s/{token}/package.zip" in page
    assert f"/s/{token}/agenda.docx" in page


@pytest.mark.parametrize("path", ["agenda.docx", "package.zip"])
def test_a_round_without_a_recommendation_has_none(
    client: TestClient, token: str, path: str
) -> None:
    with transaction() as session:
        for point in session.exec(select(RecommendationPoint)):
            session.delete(point)
    answer = client.get(f"/s/{token}/{path}")
    assert answer.status_code == 404
    assert f"/s/{token}/{path}" not in Visitor(client).get(f"/s/{token}").text
