"""The parts of `bench/run.py`: what is run, how it is measured, how the result is written down."""
