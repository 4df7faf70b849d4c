"""Serves full-text search with facets by person, institution, country and date."""
