"""What Wagtail's lists and forms say to our staff: it has no Kazakh catalogue at all.

Only what stands on the pages of money and moderation, and where pictures are brought and pages
published. As in `django_strings`, each text is letter for letter Wagtail's own, nothing reads the
lists, and our catalogues go before Wagtail's.
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

WHERE_PICTURES_COME = (
    _("Add images"),
    _("Drag and drop images into this area to upload immediately."),
    _("Or choose from your computer"),
    _("Please provide an image description to comply with best practices for accessibility."),
    _(
        "Upload successful. Please update this image with a more appropriate title, if necessary. "
        "You may also delete the image completely if the upload wasn't required."
    ),
    _(
        "Upload successful. However, your new image seems to be a duplicate of this existing "
        "image. You may delete it if it wasn't required."
    ),
    _("Sorry, upload failed."),
    _("Update"),
)

WHERE_PAGES_ARE_PUBLISHED = (
    _("Choose an image"),
    _("Publish"),
    _("Save draft"),
    _("The page could not be created due to validation errors."),
    _("The page could not be saved due to validation errors."),
)
