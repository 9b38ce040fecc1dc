"""The floor: a bare WSGI program that gives the bytes that Downwind gives, for the screens that `make bench` measures.

A program by hand could hardly do less for them: one statement for the token, as few others as the answer needs, rows
turned into JSON at once. It knows the rules of Downwind only as far as these screens show them. Each module has one
screen: `answer` takes the connection, the caller and the request, and returns what is written as JSON.
"""
