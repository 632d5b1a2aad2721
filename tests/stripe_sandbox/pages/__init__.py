"""The pages a person sees: paying, and the bank's question."""
