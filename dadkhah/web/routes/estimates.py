from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path


def view(name: str) -> Any:
    """A view that loads numbers when it is first asked for: a server that shows no estimate starts without them."""

    def shown(request: HttpRequest, **parts: str) -> HttpResponse:
        from dadkhah.web.views import estimates

        return getattr(estimates, name)(request, **parts)

    return shown


urlpatterns = [
    path("review/estimates", view("kept"), name="estimates"),
    path("review/estimates/new", view("new"), name="new_estimate"),
    path("review/estimates/<str:pk>", view("estimate"), name="estimate"),
    path("review/estimates/<str:pk>/again", view("again"), name="estimate_again"),
    path("review/estimates/<str:pk>/withdraw", view("withdraw"), name="estimate_withdraw"),
    path("review/estimates/<str:pk>/study.json", view("study_file"), name="estimate_json"),
    path("review/estimates/<str:pk>/report.zip", view("report_file"), name="estimate_report"),
]
