"""Imported before all that tests import."""

import gc

gc.disable()  # until all tests are found, nothing is rubbish: see workers.py
