"""What the web server calls. Refuses to start where it would be unsafe."""

import os
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jolserik.site.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from jolserik.site import charts, start

start.refuse_unsafe()
threading.Thread(target=charts.warm, daemon=True).start()
