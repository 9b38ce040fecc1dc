from django.urls import path

from webapp import views

urlpatterns = [
    path("app/", views.index, name="app"),
    path("app/sw.js", views.service_worker),
    path("app/manifest.webmanifest", views.manifest),
    path("app/manifest/<id:company_id>.webmanifest", views.manifest),
    path("app/<path:route>", views.index),
]
