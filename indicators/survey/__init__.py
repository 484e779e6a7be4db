"""From questionnaire to factor scores."""
