from django.urls import path

from dadkhah.web.views import reading_in, record_lists

urlpatterns = [
    path("lists", record_lists.lists, name="record_lists"),
    path("lists/<str:pk>", record_lists.one_list, name="record_list"),
    path("lists/<str:pk>/spreadsheet", record_lists.spreadsheet, name="record_list_csv"),
    path("lists/<str:pk>/read", reading_in.choose_file, name="read_list"),
    path("lists/<str:pk>/columns", reading_in.columns, name="read_columns"),
    path("sources/<str:pk>/list", record_lists.describe, name="describe_list"),
    path("list-imports/<str:pk>", record_lists.one_import, name="list_import"),
    path("list-imports/<str:pk>/undo", record_lists.undo, name="undo_import"),
    path("records/<str:pk>", record_lists.record, name="record"),
    path("records/<str:pk>/proof", record_lists.record_proof, name="record_proof"),
]
