# Part of ../Makefile: the clients, generated from docs/openapi.json.
.PHONY: client-types client-typescript client-kotlin

# --- TypeScript: node 20 and npm

TYPESCRIPT := clients/typescript

$(TYPESCRIPT)/node_modules: $(TYPESCRIPT)/package-lock.json
	npm --prefix $(TYPESCRIPT) ci --ignore-scripts --silent
	@touch $@

client-types: $(TYPESCRIPT)/node_modules ## write the types of the TypeScript client anew
	npm --prefix $(TYPESCRIPT) run --silent generate

client-typescript: $(VENV)/.dev $(TYPESCRIPT)/node_modules
	npm --prefix $(TYPESCRIPT) run --silent check-types || { echo "Run \`make client-types\` and commit the result."; exit 1; }
	npm --prefix $(TYPESCRIPT) run --silent build
	$(BIN)/python -m tests.demo_server npm --prefix $(TYPESCRIPT) run --silent try

# --- Kotlin: Java 17 (default-jre-headless); the compiler is npm's, Gson is Debian's

KOTLIN := clients/kotlin
GSON ?= $(KOTLIN)/build/gson/usr/share/java/gson.jar
KOTLINC := $(KOTLIN)/node_modules/kotlin-compiler
GENERATOR := var/clients-venv

$(GENERATOR)/.installed: requirements/clients.txt
	$(PYTHON) -m venv $(GENERATOR)
	$(GENERATOR)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(KOTLIN)/node_modules: $(KOTLIN)/package-lock.json
	npm --prefix $(KOTLIN) ci --ignore-scripts --silent
	@touch $@

$(KOTLIN)/build/gson/usr/share/java/gson.jar:
	mkdir -p $(KOTLIN)/build/gson
	cd $(KOTLIN)/build && apt-get download -qq libgoogle-gson-java && dpkg-deb -x libgoogle-gson-java_*.deb gson

$(KOTLIN)/build/client.jar: docs/openapi.json $(KOTLIN)/generator.yaml $(wildcard $(KOTLIN)/templates/*.mustache $(KOTLIN)/templates/*/*.mustache $(KOTLIN)/test/*.kt) $(GENERATOR)/.installed $(KOTLIN)/node_modules $(GSON)
	@java -version 2>/dev/null || { echo "The Kotlin client needs Java 17: apt-get install default-jre-headless"; exit 1; }
	rm -rf $(KOTLIN)/build/src && mkdir -p $(KOTLIN)/build
	$(GENERATOR)/bin/openapi-generator-cli generate -c $(KOTLIN)/generator.yaml -i docs/openapi.json -o $(KOTLIN)/build/src >$(KOTLIN)/build/generator.log
	@! grep -rlE '^class \w+ \($$' $(KOTLIN)/build/src || { echo "Name types for these in generator.yaml."; exit 1; }
	bash $(KOTLINC)/bin/kotlinc -Werror -no-reflect -cp $(GSON) -d $@ $(KOTLIN)/build/src $(KOTLIN)/test

client-kotlin: $(VENV)/.dev $(KOTLIN)/build/client.jar
	$(BIN)/python -m tests.demo_server java -cp $(KOTLIN)/build/client.jar:$(GSON):$(KOTLINC)/lib/kotlin-stdlib.jar DemoTestKt
