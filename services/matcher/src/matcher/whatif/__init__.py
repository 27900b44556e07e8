"""What if: which single wish or condition, given a little, opens a place that beats today's best."""
