"""What a printed destination can be, and what can say so; apart from the record's model, so that who needs the words only stays quick."""

DESTINATION_TYPES = ("state", "territory", "historic_state", "group", "wildcard", "organisation", "shelf", "vessel", "unknown")
RESOLVERS = ("table", "library", "role", "nothing")
WITH_CODE = ("state", "territory", "historic_state")
WITH_VALIDITY = ("historic_state",)
