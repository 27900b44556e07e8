"""The pilots of the five programmes, run through a year each against the real case API with a clock that is set.

Simulated staff do what the product reminds them of, and nothing else of what a programme asks week by week. So a hard
rule that is missed in the end is one that the product did not tell of in time, unless staff were told to neglect it.
"""
