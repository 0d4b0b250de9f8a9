from django.urls import path

from dadkhah.web.views import linkage, pairs, persons

urlpatterns = [
    path("review/pairs", pairs.pairs, name="pairs"),
    path("review/pairs/<str:pair>", pairs.pair, name="pair"),
    path("review/judgements/<str:pk>/undo", pairs.judgement_undo, name="judgement_undo"),
    path("review/conflicts", pairs.conflicts, name="conflicts"),
    path("review/second", pairs.second_review, name="second_review"),
    path("review/second/<str:pair>", pairs.second_pair, name="second_pair"),
    path("review/agreement", linkage.agreement, name="agreement"),
    path("review/runs", linkage.runs, name="runs"),
    path("review/runs/<str:pk>", linkage.run, name="run"),
    path("review/runs/<str:pk>/sample", linkage.run_sample, name="run_sample"),
    path("review/report", linkage.linkage_report, name="linkage_report"),
    path("review/report.csv", linkage.linkage_csv, name="linkage_csv"),
    path("subjects/<str:pk>/arrange", persons.person_arrange, name="person_arrange"),
]
