"""A person's own account: data, password, second step, devices and sign-ins."""
