from wagtail import hooks

from users.accounts import GiveFirstRole

# After Wagtail's own action of the same name, whose place it takes.
hooks.register("register_bulk_action", GiveFirstRole, order=1)
