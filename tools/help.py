"""`make help`."""

TEXT = """\
make run        the whole site on http://localhost:8000 (PORT=9000 make run: another port)
make test       the whole suite, browser included (ARGS="tests/payments -k settle": a part)
make lint       style, types, imports, migrations, translations
make format     mend style
make check      lint, then test
make test-next  the suite on the newest Wagtail that installs
make bench      how fast the money side is, as ratios to a baseline of the same run
make soak       the money's fault tests at length; stopped, it goes on where it was
make guards     takes each lock, constraint and trigger of the money away: which test notices
make mutants    changes the money's code a little, again and again: which change nobody notices
make safeguard  canaries, hostile texts, broken pictures, 100,000 random requests
make messages   bring locale/*.po up to the sources
make pins       renew requirements.txt and requirements-dev.txt
make clean      remove caches, logs and the tests' databases
make clean-data remove the demo site's database, files and mail too

PYTHON=python3.12 make ...   another Python for the virtual environment
DATABASE_URL=postgresql://user@host/name make ...   another PostgreSQL than the project's own
ZHUREK_POSTGRES=system|wheel make ...   the machine's PostgreSQL, or the Python package's, alone
"""

if __name__ == "__main__":
    print(TEXT, end="")
