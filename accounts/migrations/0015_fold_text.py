"""Search without regard to case and accents (core/text/search.py). SQLite gets the function with each connection."""

from django.db import migrations

from core.migrations import PostgresqlSql

# Text in ASCII has as many bytes as characters, and needs no more than lower case.
CREATE = r"""
CREATE OR REPLACE FUNCTION fold_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN octet_length(value) = char_length(value) THEN lower(value COLLATE "und-x-icu") ELSE
  replace(replace(replace(replace(
    translate(
      lower(regexp_replace(
        normalize(value, NFKD),
        '[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]', '', 'g'
      ) COLLATE "und-x-icu"),
      'øłđðħıŧς', 'olddhitσ'
    ),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_class_rules_of_the_server"),
    ]

    operations = [PostgresqlSql(CREATE, "DROP FUNCTION IF EXISTS fold_text(text)")]
