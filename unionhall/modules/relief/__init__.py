"""Relief: visits to members and the union's own one-off help, by kind, form and source of money. Rules R4.2 and R6."""
