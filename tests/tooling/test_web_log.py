import datetime
import importlib.util
import io
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from tools.paths import ROOT


@pytest.fixture(scope="module")
def web_settings():
    spec = importlib.util.spec_from_file_location("gunicorn_conf", ROOT / "gunicorn.conf.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def line(web_settings, path: str, **more) -> str:
    logger = web_settings.ShortLogger(Config())
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path.partition("?")[0],
        "QUERY_STRING": path.partition("?")[2],
        "SERVER_PROTOCOL": "HTTP/1.1",
        **more,
    }
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    request = SimpleNamespace(headers=[])
    atoms = logger.atoms(answer, request, environ, datetime.timedelta(milliseconds=12))
    return web_settings.access_log_format % logger.atoms_wrapper_class(atoms)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/kk/wishes/", "GET /kk/wishes/ 200 10 12ms"),
        ("/ru/gifts/SECRETSECRET/", "GET /ru/gifts/***/ 200 10 12ms"),
        ("/ru/gifts/SECRETSECRET/receipt.pdf", "GET /ru/gifts/***/receipt.pdf 200 10 12ms"),
        ("/en/monthly/SECRETSECRET/stop/", "GET /en/monthly/***/stop/ 200 10 12ms"),
        ("/en/wishes/follow/SECRETSECRET/", "GET /en/wishes/follow/***/ 200 10 12ms"),
        ("/en/my-gifts/link/SECRETSECRET/", "GET /en/my-gifts/link/***/ 200 10 12ms"),
        ("/en/search/?q=SECRET", "GET /en/search/ 200 10 12ms"),
    ],
)
def test_no_secret_reaches_the_log(web_settings, path, shown):
    logged = line(web_settings, path, HTTP_REFERER="http://localhost/ru/gifts/SECRETSECRET/")
    assert logged.endswith(shown)
    assert "SECRET" not in logged


def test_an_error_outside_of_django_tells_no_key_either(web_settings):
    """The server itself tells of it, with the whole address that was asked for."""
    logger, told = web_settings.ShortLogger(Config()), io.StringIO()
    # Pytest listens as well.
    (own,) = [one for one in logger.error_log.handlers if getattr(one, "_gunicorn", False)]
    own.setStream(told)
    try:
        raise ValueError("no letter to aigul@example.org")
    except ValueError:
        logger.exception("Error handling request %s", "/en/my-gifts/link/SECRETSECRET/?c=1")
    assert "/my-gifts/link/***/" in told.getvalue()
    assert "SECRET" not in told.getvalue()
    assert "aigul" not in told.getvalue()
