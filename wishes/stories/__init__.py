"""From a wish that came true to a story, and off the site again when its consent ends.

Moderators make the draft, the press publishes it; whoever publishes, by whatever way, is asked for
the consent anew (`gate`, called by the page itself).
"""

from wishes.stories.gate import name_of
from wishes.stories.making import make, standing
from wishes.stories.taking_down import take_down

__all__ = ["make", "name_of", "standing", "take_down"]
