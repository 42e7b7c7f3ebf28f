"""What the bindings cost: `python tests/speed.py [COMMAND]`, by hand, on an optimised build (`build.sh release`)."""
