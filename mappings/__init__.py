"""The index contract: what an article is and how each engine stores it. Imports nothing of ours."""
