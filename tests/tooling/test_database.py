"""The suite's own isolation: what one test writes, the next never sees."""

import threading

import pytest
from django.db import connection

from users.models import User


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_a_transaction_is_rolled_back(turn):
    assert not User.objects.exists()
    User.objects.create(username="rolled-back")


@pytest.mark.parametrize("turn", [1, 2])
def test_commits_of_threads_are_gone_too(committed_db, turn):
    assert not User.objects.exists()
    # Its connection stays open: a test that dies in a thread leaves one as well.
    thread = threading.Thread(target=lambda: User.objects.create(username="t", email="t@t"))
    thread.start()
    thread.join()
    assert User.objects.count() == 1
    connection.set_autocommit(False)
    User.objects.create(username="never-committed", email="n@n")


def test_roles_come_with_the_template(committed_db):
    from django.contrib.auth.models import Group

    assert Group.objects.filter(name="Moderators").exists()


def test_without_asking_for_it_there_is_no_database():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        User.objects.exists()
