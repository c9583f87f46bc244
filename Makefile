# Everything that is done to this project is a target here. Needs Go and make, and on the first run
# the modules in go.mod; nothing else has to be installed. Targets that check change nothing.

GO      ?= go
BIN     ?= bin
PREFIX  ?= /usr/local
FUZZ    ?= 30s
RUNS    ?= 3
SOAK    ?= 10m
SEEDS   ?= 500
CHECKS  ?= 1000

# Property tests draw the same cases each time, so that a failure is the fault of a change and not of the
# day; make fuzz draws others, and many. RAPID_SEED=0 draws at random.
export RAPID_SEED ?= 1

.PHONY: build
build: ## build bin/gossip
	$(GO) build -trimpath -o $(BIN)/gossip ./cmd/gossip

.PHONY: install
install: build man ## install the program and its manual below PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BIN)/gossip $(DESTDIR)$(PREFIX)/bin/
	install -m 644 man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/

.PHONY: test
test: ## run all tests
	$(GO) test ./...

.PHONY: race
race: ## run all tests under the race detector
	$(GO) test -race -timeout 20m ./...

.PHONY: e2e
e2e: ## run the tests against real processes only
	$(GO) test -count=1 ./cmd/gossip ./internal/cluster ./internal/node

.PHONY: fuzz
fuzz: ## fuzz every parser for FUZZ (30s) each, and draw CHECKS (1000) new cases for every property
	scripts/fuzz.sh $(FUZZ) $(CHECKS)

.PHONY: lint
lint: ## gofmt, vet, staticcheck
	@test -z "$$(gofmt -l cmd internal topology scripts)" || { gofmt -l cmd internal topology scripts; echo 'run: make fmt'; exit 1; }
	$(GO) vet ./...
	GOOS=darwin $(GO) vet ./cmd/... ./internal/... ./topology/...
	$(GO) tool staticcheck ./...
	@cd scripts/memberlist && if GOPROXY=off $(GO) list -deps . >/dev/null 2>&1; \
	then $(GO) vet . && "$$(cd ../.. && $(GO) tool -n staticcheck)" .; \
	else echo 'scripts/memberlist: its modules are not on this machine, so it is not checked'; fi

.PHONY: fmt
fmt: ## format the sources
	gofmt -w cmd internal topology scripts

.PHONY: cover
cover: ## say how much of each package the tests reach
	$(GO) test -cover ./...

.PHONY: bench
bench: build ## measure real networks, alone and against others, the topologies and the simulator
	$(GO) run ./scripts/bench -program $(BIN)/gossip -runs $(RUNS)
	$(GO) test -run '^$$' -bench 'Generate|Describe' -benchtime 1x ./topology
	$(GO) test -run '^$$' -bench . -benchtime 1x ./internal/render
	$(GO) test -run '^$$' -bench 'Message|Averaging|Rumor|Demers' ./internal/sim
	$(GO) test -run '^$$' -bench Queue ./internal/sim

.PHONY: sim
sim: ## put every protocol through SEEDS (500) random fault plans in the simulator
	$(GO) test -count=1 -run 'Storms|Mass' ./internal/sim -seeds $(SEEDS)

.PHONY: reproduce
reproduce: build ## run every published experiment at full size, and hold its figures against ours
	$(BIN)/gossip reproduce

.PHONY: soak
soak: build ## keep a network under load and faults for SOAK (10m), and look for what is lost or leaks
	$(GO) run ./scripts/soak -program $(BIN)/gossip -duration $(SOAK)

.PHONY: demo
demo: build ## run the walkthrough of the README
	scripts/demo.sh $(BIN)/gossip

.PHONY: man
man: build ## write the manual pages to man/
	rm -rf man
	$(BIN)/gossip gen-man man

.PHONY: ci
ci: lint build test race ## what continuous integration runs

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BIN) man

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):[^#]*## (.*)/\1\t\2/' | expand -t 12
