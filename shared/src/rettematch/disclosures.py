"""What case API and matcher say alike about profiles that were disclosed earlier."""

from rettematch.problems import Problem


class ProfileDestroyed(Problem):
    """The citizen's key is destroyed, and with it every profile that was kept under it."""

    status = 410
    slug = "profile-destroyed"
    title = "The profile can no longer be read: the citizen's key is destroyed"
    danish = "Borgerens oplysninger er slettet, så listen kan ikke dannes igen."
