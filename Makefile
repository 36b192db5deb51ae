# What one does here. `make run` and `make test` need Rust, a C compiler and make; they fetch whatever else is missing.

.DEFAULT_GOAL := help
.PHONY: help run test fmt doc clippy package deny test-rust test-fuzz test-oracles npm test-npm envoy www serve test-www test-runtimes test-worker test-e2e test-envoy bench bench-npm bench-envoy bench-worker

CARGO_DENY_VERSION := 0.20.2

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## the main job, shown on the example: which tokens does a policy let in, and why not? Then a whole exchange, and the inspector, to try it
	@cargo build --locked --package claimgate-cli
	@examples/github-actions/show cargo run --quiet --locked --package claimgate-cli --
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory www && (cd worker && npm ci --ignore-scripts --silent) && node worker/local/demo.mjs; \
	else echo 'npm is not here: neither the inspector nor the worker is built'; fi

test: ## everything below but the benchmarks, the cheapest first
	@scripts/test fmt clippy doc package deny test-rust test-fuzz test-oracles test-npm test-www test-runtimes test-envoy test-worker test-e2e

fmt: ## the code is formatted
	cargo fmt --all --check
	cargo fmt --all --check --manifest-path benches/Cargo.toml
	cargo fmt --all --check --manifest-path fuzz/Cargo.toml

clippy: ## the lints of Cargo.toml hold, and no warning is left
	cargo clippy --workspace --all-targets --all-features --locked -- --deny warnings

doc: ## the documentation builds without a warning
	RUSTDOCFLAGS='--deny warnings' cargo doc --workspace --no-deps --locked

package: ## the core can be published, and nothing strays into its package
	cargo package --package claimgate --locked --allow-dirty
	@! cargo package --package claimgate --locked --allow-dirty --list | \
		grep -vE '^(src/.*|README\.md|CHANGELOG\.md|LICENSE-(MIT|APACHE)|Cargo\.(toml|toml\.orig|lock)|\.cargo_vcs_info\.json)$$'

deny: ## licences, bans and sources of all dependencies
	@cargo deny --version >/dev/null 2>&1 || cargo install --locked cargo-deny --version $(CARGO_DENY_VERSION)
	cargo deny --workspace --locked check licenses bans sources

test-rust: ## unit tests, integration tests and examples in the documentation
	cargo test --workspace --locked --no-fail-fast

# Only what is committed, so that a change is judged by itself and not by luck: a search takes another way on every machine.
test-fuzz: ## the seeds of every fuzz target, which hold what was found; search for more by fuzz/run SECONDS
	fuzz/run 600 -runs=0

test-oracles: ## other libraries' verdicts on the same tokens, where Node and Python are present
	tests/oracles/run

npm: ## the package for JavaScript, built in pkg/dist; whatever that needs beside Node is installed
	@scripts/wasm-tools
	cd pkg && npm ci --silent && npm run --silent build

test-npm: ## that package, where Node is present: verdicts by every crypto, types, and the tarball in a project of its own
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory npm && cd pkg && npm test --silent; \
	else echo 'npm is not here: the package for JavaScript is not tested'; fi

# SIMD, which every host of such filters has had for years, spares a request two thirds of its base64 and scanning.
envoy: export CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS = -C target-feature=+simd128
envoy: ## the filter for Envoy, built in envoy/dist
	@scripts/wasm-target wasm32-wasip1
	CC_wasm32_wasip1=clang AR_wasm32_wasip1=llvm-ar cargo build --package claimgate-envoy --profile proxy --target wasm32-wasip1 --locked
	@mkdir -p envoy/dist && cp target/wasm32-wasip1/proxy/claimgate_envoy.wasm envoy/dist/claimgate.wasm
	@wc -c envoy/dist/claimgate.wasm

# The page shows what the package says, so a change of the core is a change of the page.
PACKAGE_SOURCES := $(wildcard $(shell git ls-files src wasm pkg Cargo.lock))
pkg/dist/index.js: $(PACKAGE_SOURCES)
	@$(MAKE) --no-print-directory npm

www: pkg/dist/index.js ## the inspector, a page that sends nothing, built in www/dist
	cd www && npm ci --silent && npm run --silent build

serve: www ## that page on this machine, with the headers of the hosted one
	@cd www && npm run --silent serve

test-www: ## that page in Chromium and Firefox, where Node is present
	@if command -v npm >/dev/null; then scripts/browsers && $(MAKE) --no-print-directory www && (cd worker && npm ci --ignore-scripts --silent) && cd www && npm test --silent; \
	else echo 'npm is not here: the inspector is not tested'; fi

test-runtimes: ## the packed package in every runtime and through every bundler, where Node is present
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory pkg/dist/index.js && tests/runtimes/run; \
	else echo 'npm is not here: the package is not tested in other runtimes'; fi

test-envoy: ## the filter in a deterministic host and in the oldest and the newest Envoy, where Python is present
	@tests/envoy/run

test-worker: ## the edge worker in workerd, Node, Deno and Bun, and what wrangler would deploy, where Node is present
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory pkg/dist/index.js && \
		cd worker && npm ci --ignore-scripts --silent && npm test --silent; \
	else echo 'npm is not here: the edge worker is not tested'; fi

test-e2e: ## the guide's workflows, step by step, against the local issuer and the worker, where Node is present
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory pkg/dist/index.js && tests/e2e/run; \
	else echo 'npm is not here: the guide is not tested end to end'; fi

bench: ## how fast it decides, beside ring and jsonwebtoken in the same run; not a part of `make test`
	cargo bench --manifest-path benches/Cargo.toml --locked

bench-npm: pkg/dist/index.js ## how fast the npm package decides, beside other libraries, in every runtime that is here
	cd benches/javascript && npm ci --ignore-scripts --silent
	cd benches/javascript && node run.mjs && node cold.mjs && node --expose-gc memory.mjs

bench-envoy: ## how fast the filter decides in Envoy, beside no filter and Envoy's own
	@benches/envoy/run

bench-worker: pkg/dist/index.js ## how fast the edge worker answers, beside one written with jose; then its faults under load
	cd worker && npm ci --ignore-scripts --silent
	node benches/worker/run.mjs
