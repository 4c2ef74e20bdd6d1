"""All addresses. Each view says who may open it; docs/routes.md lists them."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from jolserik.site.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("jolserik.portal.urls")),
    path("desk/", include("jolserik.desk.urls")),
    path("", include("jolserik.people.urls")),
    path("health/", health, name="health"),
]
if settings.DEBUG:
    urlpatterns.append(path("workshop/", include("jolserik.workshop.urls")))

handler400 = "jolserik.site.errors.bad_request"
handler403 = "jolserik.site.errors.permission_denied"
handler404 = "jolserik.site.errors.not_found"
handler500 = "jolserik.site.errors.server_error"
