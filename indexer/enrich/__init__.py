"""Finds the people, institutions, countries, places and dates of an article."""
