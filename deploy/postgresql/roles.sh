#!/bin/sh
# Roles and databases, run once as PostgreSQL's superuser: by the container's start, or by hand with
# POSTGRES_USER=postgres and the three passwords in the environment.
set -eu
psql --username "${POSTGRES_USER:-postgres}" --set ON_ERROR_STOP=1 \
    --set owner="$RAMMEAFTALE_OWNER_PASSWORD" --set app="$RAMMEAFTALE_APP_PASSWORD" \
    --set prefect="$PREFECT_DATABASE_PASSWORD" postgres <<'SQL'
CREATE ROLE rammeaftale_owner LOGIN PASSWORD :'owner';
CREATE ROLE rammeaftale LOGIN PASSWORD :'app';
CREATE ROLE prefect LOGIN PASSWORD :'prefect';
CREATE DATABASE rammeaftale OWNER rammeaftale_owner;
CREATE DATABASE prefect OWNER prefect;
SQL
