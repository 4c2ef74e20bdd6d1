"""All addresses. Each view says who may open it; docs/routes.md lists them."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
