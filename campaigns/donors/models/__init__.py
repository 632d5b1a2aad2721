from campaigns.donors.models.link import Link
from campaigns.donors.models.request import DataRequest

__all__ = ["DataRequest", "Link"]
