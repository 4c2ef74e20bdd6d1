from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "jolserik.projects"
    label = "projects"
