"""Reading a dossier: a file that somebody else made, and may have made to do harm. Nothing here touches the database.

Everything is bounded before it is believed, and whatever is wrong is named (`core.exceptions.InvalidInput`, field
`file`).
"""
