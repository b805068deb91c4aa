"""Tells schemathesis how bodies of lines travel: as the text that they are."""

import schemathesis


@schemathesis.serializer("application/x-ndjson", "text/csv")
def lines(_context, value):
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", "surrogatepass")
