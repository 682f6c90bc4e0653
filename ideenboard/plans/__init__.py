"""Implementation plans: measures, where they came from, and their milestones."""
