from campaigns.payments.models.attempt import KEY_LIFE, Attempt
from campaigns.payments.models.donation import Donation, Method, new_token
from campaigns.payments.models.inbox import WebhookEvent
from campaigns.payments.models.words import Words

__all__ = ["KEY_LIFE", "Attempt", "Donation", "Method", "WebhookEvent", "Words", "new_token"]
