from wishes.dossiers.models.application import Application, Evidence
from wishes.dossiers.models.consent import Consent
from wishes.dossiers.models.hit import Hit
from wishes.dossiers.models.institution import Institution
from wishes.dossiers.models.people import Child, Guardian
from wishes.dossiers.models.scope import Medium, Purpose

__all__ = [
    "Application",
    "Child",
    "Consent",
    "Evidence",
    "Guardian",
    "Hit",
    "Institution",
    "Medium",
    "Purpose",
]
