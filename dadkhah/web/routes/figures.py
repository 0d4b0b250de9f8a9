from django.urls import path

from dadkhah.web.views import figures, overview, statements

urlpatterns = [
    path("", overview.home, name="home"),
    path("in-two-minutes", overview.two_minutes, name="two_minutes"),
    path("what-we-do-not-know", overview.unknown, name="unknown"),
    path("corrections", overview.corrections, name="corrections"),
    path("how-this-was-compiled", overview.compiled, name="compiled"),
    path("figures", figures.figures, name="figures"),
    path("figures/<str:pk>", figures.figure, name="figure"),
    path("statements", statements.statements, name="statements"),
    path("statements/<str:pk>", statements.statement, name="statement"),
    path("arguments", statements.arguments, name="arguments"),
]
