import os
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page, Site

from home.settings import OrganisationSettings
from language.identity_numbers import check_digit, is_identity_number
from tests.factories import wishes as make
from wishes.dossiers import links
from wishes.dossiers.models import Consent, Evidence
from wishes.dossiers.phones import PhoneError, to_e164
from wishes.models.wish import AgeBand, age_on
from wishes.telling import consenting


@pytest.mark.parametrize("number", ["999999000002", "999999000303"])
def test_an_iin_with_the_right_check_digit_is_one(number):
    assert is_identity_number(number)


@pytest.mark.parametrize(
    "number", ["999999000003", "99999900039", "9999990000", "", "٩٩٩٩٩٩٠٠٠٠٠٢", "99999900000x"]
)
def test_anything_else_is_not(number):
    assert not is_identity_number(number)


def test_for_some_beginnings_no_iin_is_issued():
    assert check_digit("99999900039") is None


@pytest.mark.parametrize(
    "typed",
    ["+7 701 123 45 67", "8 701 123 45 67", "87011234567", "8(701)1234567", "+7-701-123-45-67"],
)
def test_eight_means_plus_seven(typed):
    assert to_e164(typed) == "+77011234567"


@pytest.mark.parametrize("typed", ["", "112", "abc", "8 701", "+7 000 000 00 00", "1" * 40])
def test_what_cannot_be_called_is_no_telephone(typed):
    with pytest.raises(PhoneError):
        to_e164(typed)


@pytest.mark.parametrize(
    ("years", "band"), [(0, "0-6"), (6, "0-6"), (7, "7-10"), (14, "11-14"), (17, "15-17")]
)
def test_the_public_learns_an_age_group_only(years, band):
    assert AgeBand.for_age(years) == band


@pytest.mark.parametrize("years", [-1, 18])
def test_who_is_no_child_has_no_age_group(years):
    with pytest.raises(ValueError, match=str(years)):
        AgeBand.for_age(years)


def test_somebody_born_on_29_february_grows_older_on_1_march():
    born = date(2008, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 17
    assert age_on(born, date(2026, 3, 1)) == 18


pytestmark = pytest.mark.django_db


def consent_of(wish):
    return wish.application.consents.get()


def test_consent_names_giver_operator_wording_and_term():
    consent = consent_of(make.tell_wish())
    assert consent.giver_name == "Гульнара Ахметова"
    assert consent.operator_name in consent.wording
    assert consent.valid_until == timezone.localdate() + timedelta(days=365)
    assert consent.languages == ["kk", "ru", "en"]


def test_a_consent_holds_to_its_last_day_and_not_longer():
    consent = consent_of(make.tell_wish())
    assert Consent.objects.valid(on=consent.valid_until).exists()
    assert not Consent.objects.valid(on=consent.valid_until + timedelta(days=1)).exists()
    assert not Consent.objects.valid(on=consent.valid_from - timedelta(days=1)).exists()


def test_a_guardians_consent_is_overdue_from_the_18th_birthday():
    today = timezone.localdate()
    make.tell_wish(born_on=date(today.year - 17, today.month, 1))
    birthday = date(today.year + 1, today.month, 1)
    Consent.objects.update(valid_until=birthday - timedelta(days=1))
    assert not Consent.objects.overdue(on=birthday - timedelta(days=1)).exists()
    assert Consent.objects.overdue(on=birthday).exists()


def test_there_is_one_granted_consent_at_a_time():
    consent = consent_of(make.tell_wish())
    consent.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        consent.save(force_insert=True)


def test_the_private_link_is_not_in_the_database():
    application = make.tell_wish().application
    token = links.token_of(application)
    assert links.application_for(token) == application
    row = bytes(application.link_seed) + bytes(application.link_digest)
    assert token.encode() not in row


def test_links_outlive_a_new_secret_key_while_the_old_one_is_a_fallback(settings):
    application = make.tell_wish().application
    old = links.token_of(application)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert links.token_of(application) == old


def test_without_the_fallback_the_next_letter_brings_a_new_link(settings):
    application = make.tell_wish().application
    old = links.token_of(application)
    settings.SECRET_KEY = "another"
    new = links.token_of(application)
    assert new != old
    assert links.application_for(new) == application
    assert links.application_for(old) is None


def test_a_private_file_is_readable_by_the_site_alone(settings):
    application = make.tell_wish().application
    file = ContentFile(b"pixels", name="Айгерим Байтерекова паспорт.jpg")
    evidence = Evidence.objects.create(application=application, kind="photo", file=file)
    path = evidence.file.path
    assert path.startswith(str(settings.PRIVATE_MEDIA_ROOT))
    assert os.stat(path).st_mode & 0o077 == 0
    assert "Айгерим" not in evidence.file.name


def test_a_row_says_nothing_when_it_is_logged():
    application = make.tell_wish().application
    for row in (application, application.child, application.guardian, consent_of(application.wish)):
        assert not {"Айгерим", "Байтерекова", "Гульнара"} & set(str(row).split())


def test_the_consent_names_the_organisation_of_the_site_in_each_language():
    make.wish_lists()
    other = Site.objects.create(hostname="other.example", root_page=Page.get_first_root_node())
    OrganisationSettings.objects.create(site=other, name_kk="Басқа")
    OrganisationSettings.objects.create(
        site=Site.objects.get(is_default_site=True),
        name_kk="Қор", name_ru="Фонд", name_en="Fund", bin="999940000003",
    )  # fmt: skip
    for language, name in (("kk", "Қор"), ("ru", "Фонд"), ("en", "Fund")):
        wording = consenting.consent_wording(language)
        assert name in wording
        assert "999940000003" in wording
    assert "(БСН 999940000003)" in consenting.consent_wording("kk")
    assert "(БИН 999940000003)" in consenting.consent_wording("ru")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_without_an_organisation_the_consent_names_the_site_and_no_number(language):
    wording = consenting.consent_wording(language)
    assert "Zhurek" in wording
    for number in ("BIN", "БИН", "БСН", "—", "%("):
        assert number not in wording
