-- What stands between this schema and a database distributed by school, read from its own catalog (docs/scaling.md):
--   psql "$DATABASE_URL" -f deploy/citus-keys.sql
-- Citus wants the distribution column in each table, each primary key and unique index, and each foreign key.
CREATE TEMPORARY VIEW project_table AS
    SELECT table_row.oid, table_row.relname AS name, table_row.relname = 'accounts_company' OR EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = table_row.oid AND attname = 'company_id' AND NOT attisdropped
    ) AS has_school
    FROM pg_class AS table_row WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace;

CREATE TEMPORARY VIEW project_key AS
    SELECT conrelid AS oid, contype::text AS kind, conkey AS columns, confrelid
    FROM pg_constraint WHERE contype IN ('p', 'f')
    UNION ALL
    SELECT indrelid, 'u', indkey::smallint[], 0 FROM pg_index WHERE indisunique AND NOT indisprimary;

SELECT CASE kind WHEN 'p' THEN 'primary keys' WHEN 'u' THEN 'unique indexes' ELSE 'foreign keys' END AS what,
    count(*) AS all, count(*) FILTER (WHERE NOT has_school) AS of_tables_without_school,
    count(*) FILTER (WHERE has_school AND NOT names_school) AS without_school_in_the_key
FROM project_key JOIN project_table USING (oid), LATERAL (
    SELECT EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = oid AND attnum = ANY (columns)
        AND (attname = 'company_id' OR (attname = 'id' AND name = 'accounts_company'))
    ) AS names_school
) AS found
GROUP BY kind ORDER BY kind DESC;

SELECT has_school, count(*), string_agg(name, ', ' ORDER BY name) AS tables FROM project_table GROUP BY has_school;
SELECT count(*) AS triggers FROM pg_trigger WHERE NOT tgisinternal;
