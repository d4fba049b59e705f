#!/bin/bash
# Run once by PostgreSQL's image, on an empty volume: a role and databases for Temporal, and others for the catalog. Each
# role has a password of its own.
set -eu

: "${TEMPORAL_DATABASE_PASSWORD:?}" "${PODWRIGHT_DATABASE_PASSWORD:?}"

psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv temporal_password TEMPORAL_DATABASE_PASSWORD
\getenv podwright_password PODWRIGHT_DATABASE_PASSWORD
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE ROLE podwright LOGIN PASSWORD :'podwright_password';
CREATE DATABASE podwright OWNER podwright;
REVOKE CONNECT ON DATABASE temporal, temporal_visibility, podwright FROM PUBLIC;
SQL
