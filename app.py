"""Run as a program (`python3 app.py`) it starts the whole site; imported, it is the WSGI entry `app:app`.

No syntax here that an old Python cannot read: the version check must be able to speak.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "error: mentortrain needs Python 3.11 or newer; this is %d.%d. "
        "Install a newer one and run it by name, such as: python3.11 app.py\n" % sys.version_info[:2]
    )
    sys.exit(1)

if __name__ == "__main__":
    from mentortrain.launch import main

    sys.exit(main(sys.argv[1:]))

import gc

gc.disable()  # nothing that is loaded here is ever rubbish, and to look for some takes a third of the time

from mentortrain import logs
from mentortrain.config import ConfigError, load
from mentortrain.factory import create_app

try:
    settings = load()
    logs.configure(production=settings.is_production, level=settings.log_level, secrets=settings.secrets())
    app = create_app(settings)
except ConfigError as error:
    sys.exit("error: %s" % error)

gc.freeze()  # it stays until the end, and is not gone through any more
gc.enable()
