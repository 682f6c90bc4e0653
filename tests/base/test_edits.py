"""Rows that several people edit, and rows that others point at."""

from flask import Flask
from sqlalchemy import select

from ideenboard.base.db import assign, db, is_used, lock
from ideenboard.base.forms import LineField, VersionedForm
from ideenboard.base.qr import qr_file, qr_svg
from ideenboard.processes.models import District, Theme
from tests.factories import make_contribution, make_process, make_workshop


class TitleForm(VersionedForm):
    title = LineField("Titel")
    summary = LineField("Kurz")


def test_assigning_names_what_changed(app: Flask) -> None:
    process = make_process(title="Alt")
    assert assign(process, title="Alt", summary="Neu") == ["summary"]
    assert assign(process, title="Alt", summary="Neu") == []


def test_a_row_is_used_while_any_table_points_at_it(app: Flask) -> None:
    workshop = make_workshop()
    district = db.session.scalars(select(District).where(District.process_id == workshop.process_id)).first()
    theme = db.session.scalars(select(Theme).where(Theme.process_id == workshop.process_id)).first()
    assert district and theme
    lock(district)
    assert not is_used(district)
    make_contribution(workshop, district_id=district.id)
    assert is_used(district) and not is_used(theme)
    assert not is_used(district, besides=["contribution"])


def test_a_stale_form_shows_what_was_saved_meanwhile_and_may_then_overwrite(app: Flask) -> None:
    process = make_process(title="Von ihr", summary="Gleich")
    typed = {"version": str(process.version - 1), "title": "Von mir", "summary": "Gleich"}
    with app.test_request_context(method="POST", data=typed):
        form = TitleForm()
        assert form.is_stale(TitleForm(formdata=None, obj=process))
        assert form.saved == [("Titel", "Von ihr")]
        assert f'value="{process.version}"' in str(form.version())


def test_the_same_words_sent_twice_are_no_conflict(app: Flask) -> None:
    process = make_process(title="Gleich", summary="Auch")
    with app.test_request_context(method="POST", data={"version": "0", "title": "Gleich", "summary": "Auch"}):
        assert not TitleForm().is_stale(TitleForm(formdata=None, obj=process))


def test_qr_codes_carry_no_style() -> None:
    page, file = str(qr_svg("https://example.org/w/ABCDEF")), qr_file("https://example.org/w/ABCDEF").decode()
    assert 'class="ib-qr"' in page and "style" not in page + file
    assert file.startswith("<svg xmlns=") and 'fill="#fff"' in file
