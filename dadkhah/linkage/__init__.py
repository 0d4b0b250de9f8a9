"""Same person? Names, comparison, pairs, clusters and judgements."""
