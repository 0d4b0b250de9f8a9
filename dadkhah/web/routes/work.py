from django.urls import path

from dadkhah.web.views import adding, documents, intake, jobs, know, people_and_roles, review

urlpatterns = [
    path("work", review.work, name="review"),
    path("work/source", adding.add_source, name="add_source"),
    path("work/statement", adding.add_statement, name="add_statement"),
    path("work/claim", adding.add_claim, name="add_claim"),
    path("work/intake", intake.intake, name="intake"),
    path("work/jobs", jobs.jobs, name="jobs"),
    path("work/jobs/<str:pk>/cancel", jobs.job_cancel, name="job_cancel"),
    path("work/jobs/<str:pk>/again", jobs.job_again, name="job_again"),
    path("work/documents", documents.documents, name="documents"),
    path("items/<str:pk>/reading", documents.document, name="document"),
    path("items/<str:pk>/reading/crop", documents.document_crop, name="document_crop"),
    path("items/<str:pk>/reading/read", documents.document_read, name="document_read"),
    path("items/<str:pk>/reading/source", documents.document_source, name="document_source"),
    path("items/<str:pk>/reading/answer", documents.document_answer, name="document_answer"),
    path("claims/<str:pk>/assess", review.assess, name="assess"),
    path("claims/<str:pk>/retire", review.retire, name="retire"),
    path("standings/<str:pk>/assess", review.assess_standing, name="assess_standing"),
    path("what-do-you-know", know.know, name="know"),
    path("what-do-you-know/<str:pk>", know.know_kept, name="know_kept"),
    path("sources/<str:pk>/consent", know.consent, name="consent"),
    path("people-and-roles", people_and_roles.roles, name="roles"),
]
