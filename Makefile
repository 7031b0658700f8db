# Every command. Those that start with app.py make .venv first and need nothing but Python 3.11.
PYTHON ?= python3
FLASK = .venv/bin/flask --app app
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help run test trials access bench check ci format vendor-check demo requirements

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*##/\1:/p' $(MAKEFILE_LIST) | awk -F: '{ printf "make %-13s %s\n", $$1, $$2 }'

run:  ## start the site on port 5000
	$(PYTHON) app.py

test:  ## run the tests, without the trials
	$(PYTHON) app.py test

trials:  ## run the tests that kill, race or flood
	$(PYTHON) app.py test --trials

bench:  ## what pages cost, beside the least they can cost
	$(PYTHON) app.py bench

access:  ## write docs/access.md anew: every route with every role
	REWRITE=1 $(PYTHON) app.py test tests/web/test_access_table.py

check:  ## format, lint, types, who imports whom, courses
	$(PYTHON) app.py check

ci:  ## what CI runs (Debian 12, root): installs what is missing, skips nothing
	.ci/run

format:  ## format the code, and mend what lint can mend
	.venv/bin/ruff format . && .venv/bin/ruff check --fix .

vendor-check:  ## are the pinned copies in static/vendor what their packages hold?
	.venv/bin/python static/vendor/fetch.py --check

demo:  ## load the demonstration into a site that was started without it
	$(FLASK) demo

requirements:  ## exact pins with hashes, from the .in files (needs uv)
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
