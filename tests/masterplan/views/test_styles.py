import pytest

from masterplan.models import BookStyle
from tests.masterplan.test_styles import picture
from tests.permissions import style


@pytest.fixture
def address(region):
    return f"/daerah/{region.code}/gaya-buku"


def test_the_coordinator_sees_the_usual_look_before_anything_was_chosen(address, client_for, koordinator):
    text = client_for(koordinator).get(address).content.decode()
    assert 'value="#12304f"' in text and 'value="#1f4e8c"' in text


def test_a_saved_style_is_kept_with_its_pictures(address, client_for, koordinator):
    wish = {**style({}), "cover": "photograph", "color_GOV": "#003366", "new_photograph": picture(), "new_logo": picture()}
    response = client_for(koordinator).post(address, wish)

    row = BookStyle.objects.get()
    assert response.url == address
    assert (row.cover, row.pillars, row.logos.count(), bool(row.photograph)) == ("photograph", {"GOV": "#003366"}, 1, True)


def test_white_letters_must_stay_readable(address, client_for, koordinator):
    response = client_for(koordinator).post(address, {**style({}), "brand": "#f3c969"})
    assert "kontras 1,6 : 1, paling sedikit 4,5 : 1" in response.content.decode()
    assert not BookStyle.objects.exists()


@pytest.mark.parametrize("wish", [{"margin_left": 20}, {"text_size": "14"}, {"brand": "merah"}, {"cover": "photograph"}])
def test_what_cannot_be_printed_is_refused(address, client_for, koordinator, wish):
    assert client_for(koordinator).post(address, {**style({}), **wish}).status_code == 200
    assert not BookStyle.objects.exists()
