# Part of ../../Makefile: the web app, built into webapp/build (docs/decisions/0023). Needs node 20.19 and npm.
.PHONY: web web-check

WEB := clients/web
FRESH_WEB := var/web-build

$(WEB)/node_modules: $(WEB)/package-lock.json
	npm --prefix $(WEB) ci --ignore-scripts --silent
	@touch $@

web: $(WEB)/node_modules ## build the web app anew; commit the result
	npm --prefix $(WEB) run --silent build

web-check: $(VENV)/.dev $(WEB)/node_modules ## check the web app, that its committed build is up to date, and its size
	npm --prefix $(WEB) run --silent check
	OUT=$(CURDIR)/$(FRESH_WEB) npm --prefix $(WEB) run --silent build
	diff -r $(FRESH_WEB) webapp/build || { echo "Run \`make web\` and commit the result."; exit 1; }
	$(BIN)/pytest -s tests/webapp/test_first_load.py
