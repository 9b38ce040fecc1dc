"""The whole record of one enrollment, as a school hands it to an inspector, or to a student who asks."""
