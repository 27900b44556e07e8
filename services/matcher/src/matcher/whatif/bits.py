"""What a place one step away may fail, one bit each; `scheme` stands for the ratio rule too, which rests on schemes."""

REACH = 1 << 0
SCHEME = 1 << 1
DAY = 1 << 2
WEEK = 1 << 3
DAYS = 1 << 4
TIME = 1 << 5
DANISH = 1 << 6
CERTIFICATES = 1 << 7
MASKS = 1 << 8
"""How many sets of these there are."""

OUT_OF_REACH = -1
"""In place of the kilometres more that a postcode needs: no relaxation reaches it."""
