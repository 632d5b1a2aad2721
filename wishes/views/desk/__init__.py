"""The moderators' desk in the admin. Every dossier that is shown here is written down."""
