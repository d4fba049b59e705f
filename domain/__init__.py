"""What a podcast is: models, rules, prompts and ports. Standard library and pydantic only."""
