"""Times that several people, or a customer, agree on; nights away."""
