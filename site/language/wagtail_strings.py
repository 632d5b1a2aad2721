"""What Wagtail's lists and forms say to our staff: it has no Kazakh catalogue at all.

Only what stands on the pages of money and moderation. As in `django_strings`, each text is letter
for letter Wagtail's own, nothing reads the lists, and our catalogues go before Wagtail's.
"""

from django.utils.translation import gettext_lazy as _

IN_LISTS = (
    _("There are no %(model_name)s to display."),
    _("Page %(page_number)s of %(num_pages)s."),
    _("Page %(page_num)s of %(total_pages)s"),
    _("Search term"),
    _("Search…"),
    _("No %(model_name)s match your query."),
    _("Show filters"),
    _("Filter"),
    _("Inspect"),
    _("Add %(model_name)s"),
    _("Actions"),
)

IN_FORMS = (
    _("Save"),
    _("Edit"),
    _("Editing"),
    _("Delete"),
)

IN_MENUS = (
    _("Home"),
    _("Dashboard"),
    _("Reports"),
    _("Settings"),
    _("Help"),
    _("Account"),
    _("Log out"),
    _("Sign in"),
)
