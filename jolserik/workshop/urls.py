from django.urls import path

from jolserik.workshop import views

urlpatterns = [path("components/", views.components, name="components")]
