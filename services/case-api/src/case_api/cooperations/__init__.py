"""The cooperation with employers as it stands on a day: seats over time, refilling, mentors and the portfolio."""
