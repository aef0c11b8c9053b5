"""rasa-sdk actions: from a decision to a query, from a result to responses."""
