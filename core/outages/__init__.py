"""What keeps an outage of one service, such as the database or the cache, from stopping everything."""
