-- stub: postgis_topology version=3.3.7 schema=topology relocatable=false needs=owner requires=postgis
--
-- The catalog tables of topologies; no topology can be created.

CREATE TABLE topology.topology (
  id serial NOT NULL PRIMARY KEY,
  name character varying NOT NULL UNIQUE,
  srid integer NOT NULL,
  precision double precision NOT NULL,
  hasz boolean NOT NULL DEFAULT false
);
CREATE TABLE topology.layer (
  topology_id integer NOT NULL REFERENCES topology.topology (id),
  layer_id integer NOT NULL,
  schema_name character varying NOT NULL,
  table_name character varying NOT NULL,
  feature_column character varying NOT NULL,
  feature_type integer NOT NULL,
  level integer NOT NULL DEFAULT 0,
  child_id integer,
  PRIMARY KEY (topology_id, layer_id)
);
