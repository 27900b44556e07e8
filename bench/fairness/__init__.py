"""The fairness report: what groups of citizens get from the lists and from the assignment (docs/fairness.md).

Protected attributes are in the audit store (`bench.fairness.audit`), which no service reads; the lists are made without
them and joined to groups afterwards by subject.
"""
