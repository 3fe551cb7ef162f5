"""Forms on paper and interviews: keyed, compared, sent."""
