from django import template

from campaigns.payments.held_because import in_words

register = template.Library()
register.filter("held_because", in_words)
