from django.urls import path

from dadkhah.web.views import items, lists, places, search, sources

urlpatterns = [
    path("people", lists.people, name="people"),
    path("officials", lists.officials, name="officials"),
    path("kinds/<str:kind>", lists.kind, name="kind"),
    path("timeline", lists.timeline, name="timeline"),
    path("terms", lists.terms, name="terms"),
    path("places", places.sites, name="sites"),
    path("sources", sources.sources, name="sources"),
    path("sources/<str:pk>", sources.source, name="source"),
    path("items", items.items, name="items"),
    path("items/<str:pk>", items.item, name="item"),
    path("items/<str:pk>/download", items.download, name="item_download"),
    path("items/<str:pk>/proof", items.item_proof, name="item_proof"),
    path("items/<str:pk>/view", items.view, name="item_view"),
    path("items/<str:pk>/picture", items.picture, name="item_picture"),
    path("search", search.search_page, name="search"),
    path("proof", items.proof, name="proof"),
    path("proof/<str:file>", items.proof_file, name="proof_file"),
]
