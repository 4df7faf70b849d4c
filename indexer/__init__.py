"""Reads news articles, works out who, which institution, where and when, and writes them to an index."""
