from django.urls import path

from dadkhah.web.views import claims, subjects

urlpatterns = [
    path("subjects/<str:pk>", subjects.subject, name="subject"),
    path("claims/<str:pk>", claims.claim, name="claim"),
    path("claims/<str:pk>/cite", claims.cite, name="claim_cite"),
    path("claims/<str:pk>/history", claims.claim_history, name="claim_history"),
    path("claims/<str:pk>/proof", claims.claim_proof, name="claim_proof"),
    path("entries/<int:seq>", claims.entry, name="entry"),
]
