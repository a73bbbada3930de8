"""The JSON interface under `/api/v1`: one module a resource, problems as RFC 9457 says, numbers exact."""
