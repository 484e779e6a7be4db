# Park Locus. `make demo` and `make test` set up what they need; the second time they find it there.

.PHONY: help demo test lint engine-tests plugin-tests bench simulate zip docs translations clean

help:
	@echo "make demo          run the embedded study and say where its results are"
	@echo "make test          lint, types, and every test: engine, plugin, QGIS"
	@echo "make bench         measure against the peers (needs PARKLOCUS_DATA); make bench JOB=read runs one job"
	@echo "make simulate      hold every test and interval of a comparison to its level, on made parks (half an hour)"
	@echo "make zip           the plugin as a zip for QGIS, in dist/"
	@echo "make docs          write the catalogue and the reference anew"
	@echo "make translations  collect texts and compile translations"

demo:
	@tools/engine_environment.sh
	@.venv/bin/parklocus demo --output results/demo
	@.venv/bin/parklocus survey resources/demo/study.toml --output results/demo/survey
	@echo "Open results/demo/result.gpkg in QGIS: its layers come styled; results/demo/report.html is the report, results/demo/survey/report_en.html the survey's."

test: lint engine-tests plugin-tests

lint:
	@tools/engine_environment.sh test lint
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	MYPYPATH=.venv/typing .venv/bin/mypy -p parklocus
	tools/check_plugin.sh

engine-tests:
	@tools/engine_environment.sh test lint
	.venv/bin/python -m pytest -q -n 2 --dist loadfile tests --ignore tests/plugin
	PARKLOCUS_CACHE=.venv/cities .venv/bin/python -m pytest -q --doctest-modules -p no:cacheprovider indicators

plugin-tests:
	@tools/engine_environment.sh test lint
	@tools/install_qgis.sh
	tools/test_qgis.sh

bench:
	@tools/engine_environment.sh test lint
	@tools/peer_environment.sh
	.venv-bench/bin/python benchmarks/run.py $(if $(JOB),--job $(JOB)) $(if $(DATA),--data $(DATA)) $(if $(PEER),--peer $(PEER))

simulate:
	@tools/engine_environment.sh test lint
	cd benchmarks/simulation && ../../.venv/bin/python run.py $(if $(RUNS),--runs $(RUNS)) $(if $(ONLY),--only $(ONLY))

zip:
	tools/build_zip.sh

docs:
	@tools/engine_environment.sh test lint
	.venv/bin/python tools/write_catalogue.py
	.venv/bin/python tools/build_reference.py

translations:
	@tools/engine_environment.sh test lint
	.venv/bin/python tools/update_translations.py
	tools/update_qt_translations.sh

clean:
	rm -rf .venv .venv-qgis build dist results screenshots .mypy_cache .pytest_cache .ruff_cache .hypothesis
