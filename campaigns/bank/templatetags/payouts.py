from django import template

from campaigns.bank.payouts import exchanged

register = template.Library()
register.filter("exchanged", exchanged)
