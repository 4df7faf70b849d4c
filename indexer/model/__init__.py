"""The recogniser: its corpus, the recipe that trains it, and the model that is shipped."""
