from django.urls import path

from jolserik.portal import views

app_name = "portal"
FIGURE = "<str:scope>/<slug:measure>/<str:period>/<slug:series>/<slug:basis>/"
urlpatterns = [
    path("", views.home, name="home"),
    path("region/<slug:slug>/", views.subject, {"kind": "kato"}, name="region"),
    path("region/<slug:slug>/projects/", views.region_projects, name="region_projects"),
    path("zone/<slug:slug>/", views.subject, {"kind": "zone"}, name="zone"),
    path("project/<slug:slug>/", views.subject, {"kind": "project"}, name="project"),
    path(f"figures/{FIGURE}", views.figure, name="figure"),
    path("targets/<int:posting_no>/", views.target, name="target"),
    path("regions/", views.regions, name="regions"),
    path("measures/", views.measures, name="measures"),
    path("glossary/", views.glossary, name="glossary"),
    path("search/", views.search, name="search"),
]
