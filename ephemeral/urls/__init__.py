"""The addresses of what has a clock."""

from ephemeral.urls import absences, deciding, forecasts, knowledge, promises

urlpatterns = [
    *deciding.urlpatterns,
    *promises.urlpatterns,
    *forecasts.urlpatterns,
    *absences.urlpatterns,
    *knowledge.urlpatterns,  # last: an entry's own address has any word in its end
]
