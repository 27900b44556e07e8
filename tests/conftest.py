"""What every test may use."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.postgres"]

# How long an example takes says how busy the machine is, not whether a property holds.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
