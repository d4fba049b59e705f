#!/bin/bash
# Run once by PostgreSQL's image, on an empty volume: a role and databases for Temporal, and others for the catalog.
set -eu

psql --set ON_ERROR_STOP=1 --set password="$POSTGRES_PASSWORD" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE temporal LOGIN PASSWORD :'password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE ROLE podwright LOGIN PASSWORD :'password';
CREATE DATABASE podwright OWNER podwright;
REVOKE CONNECT ON DATABASE temporal, temporal_visibility, podwright FROM PUBLIC;
SQL
