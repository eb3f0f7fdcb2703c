"""A candidate edition → a verdict, from the beliefs in `expectations/`."""
