"""The outside: pages, sockets, who may come in. Everything it does for a visitor is done by the session layer."""
