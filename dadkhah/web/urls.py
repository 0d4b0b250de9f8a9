"""Every address of the archive. What answers without a sign-in is named in `middleware.OPEN`, nowhere else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path
from django.views.i18n import set_language

from dadkhah.web.routes import account, browse, claims, estimates, figures, linkage, listing, work


def alive(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: it runs. Tells nothing else."""
    return HttpResponse("alive", content_type="text/plain")


def favicon(request: HttpRequest) -> HttpResponse:
    """Asked for by browsers that show a file of ours without a page around it."""
    return redirect(static("icon.svg"))


urlpatterns = [
    path("favicon.ico", favicon, name="favicon"),
    path("alive", alive, name="alive"),
    path("language", set_language, name="set_language"),
    *account.urlpatterns,
    *browse.urlpatterns,
    *claims.urlpatterns,
    *estimates.urlpatterns,
    *figures.urlpatterns,
    *linkage.urlpatterns,
    *listing.urlpatterns,
    *work.urlpatterns,
]
handler400 = "dadkhah.web.views.errors.not_understood"
handler403 = "dadkhah.web.views.errors.forbidden"
handler404 = "dadkhah.web.views.errors.not_found"
handler500 = "dadkhah.web.views.errors.broken"
