from django.urls import path

from jolserik.desk import diary_views, statement_views, views
from jolserik.desk.briefing_views import briefing_urls
from jolserik.desk.commitments_views import commitments_urls
from jolserik.desk.companies_views import companies_urls
from jolserik.desk.contact_views import contact_urls
from jolserik.desk.day_views import day_urls
from jolserik.desk.documents_views import documents_urls
from jolserik.desk.handover_views import handover_urls
from jolserik.desk.imports_views import imports_urls
from jolserik.desk.merging_views import merging_urls
from jolserik.desk.people_views import people_urls
from jolserik.desk.persons_views import persons_urls
from jolserik.desk.projects_views import projects_urls
from jolserik.desk.register_views import register_urls
from jolserik.desk.search_views import search_urls
from jolserik.desk.specialist_views import specialist_urls
from jolserik.desk.specialists_views import specialists_urls
from jolserik.desk.sweep_views import sweep_urls
from jolserik.desk.terms_views import terms_urls
from jolserik.desk.totals_views import totals_urls
from jolserik.desk.visit_views import visit_urls
from jolserik.desk.workdays_views import workdays_urls
from jolserik.portal.urls import FIGURE

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("region/<slug:slug>/", views.subject, {"kind": "kato"}, name="region"),
    path("zone/<slug:slug>/", views.subject, {"kind": "zone"}, name="zone"),
    path(f"figures/{FIGURE}", views.figure, name="figure"),
    path("targets/<int:posting_no>/", views.target, name="target"),
    path("statements/new/", statement_views.new, name="statement_new"),
    path(
        "statements/<int:posting_no>/withdraw/",
        statement_views.withdraw,
        name="statement_withdraw",
    ),
    path("diary/", diary_views.diary, name="diary"),
    *people_urls,
    *briefing_urls,
    *day_urls,
    *sweep_urls,
    *visit_urls,
    *contact_urls,
    *commitments_urls,
    *imports_urls,
    *documents_urls,
    *search_urls,
    *register_urls,
    *projects_urls,
    *companies_urls,
    *persons_urls,
    *terms_urls,
    *merging_urls,
    *totals_urls,
    *workdays_urls,
    *specialists_urls,
    *specialist_urls,
    *handover_urls,
]
