"""The door for the application server: `gunicorn masterplan.wsgi`."""
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masterplan.settings")
application = get_wsgi_application()
