"""Cutting a list of pages into pages of a readable length."""

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

CARDS_PER_PAGE = 12


def one_page_of(cards: QuerySet, request: HttpRequest) -> ListPage:
    """The part of `cards` that `?page=` asks for; the nearest there is for an odd number."""
    return Paginator(cards, CARDS_PER_PAGE).get_page(request.GET.get("page"))
