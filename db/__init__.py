"""What is remembered: models, named queries, migrations. Knows no rule of the programme."""
