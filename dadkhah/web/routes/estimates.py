from django.urls import path

from dadkhah.web.views import estimates

urlpatterns = [
    path("review/estimates", estimates.kept, name="estimates"),
    path("review/estimates/new", estimates.new, name="new_estimate"),
    path("review/estimates/<str:pk>", estimates.estimate, name="estimate"),
    path("review/estimates/<str:pk>/again", estimates.again, name="estimate_again"),
    path("review/estimates/<str:pk>/withdraw", estimates.withdraw, name="estimate_withdraw"),
    path("review/estimates/<str:pk>/study.json", estimates.study_file, name="estimate_json"),
    path("review/estimates/<str:pk>/report.zip", estimates.report_file, name="estimate_report"),
]
