-- stub: postgis_topology version=3.3.7 schema=topology relocatable=false moved=refused needs=owner requires=postgis
--
-- The catalog tables of topologies, and the functions that read them. A topology cannot be created: what
-- changes one fails.

CREATE DOMAIN topology.topoelement AS integer[]
  CHECK (array_upper(VALUE, 2) IS NULL AND array_upper(VALUE, 1) = 2);
CREATE DOMAIN topology.topoelementarray AS integer[]
  CHECK (array_upper(VALUE, 2) = 2 AND array_upper(VALUE, 3) IS NULL);

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
  PRIMARY KEY (topology_id, layer_id),
  UNIQUE (schema_name, table_name, feature_column)
);

-- part: objects_open of=postgis_topology requires=postgis type=geometry
type getfaceedges_returntype (sequence integer, edge integer)
type topogeometry (topology_id integer, layer_id integer, id integer, type integer)
type validatetopology_returntype (error character varying, id1 integer, id2 integer)
aggregate topoelementarray_agg(~topoelement) returns ~topoelementarray immutable
!_asgmledge(edge_id integer, start_node integer, end_node integer, line ^geometry, visitedtable regclass, nsprefix_in text, prec integer, options integer, idprefix text, gmlver integer) returns text
!_asgmlface(toponame text, face_id integer, visitedtable regclass, nsprefix_in text, prec integer, options integer, idprefix text, gmlver integer) returns text
_asgmlnode(id integer, point ^geometry, nsprefix_in text, prec integer, options integer, idprefix text, gmlver integer) returns text immutable
_checkedgelinking(curedge_edge_id integer, prevedge_edge_id integer, prevedge_next_left_edge integer, prevedge_next_right_edge integer) returns ~validatetopology_returntype immutable
_st_adjacentedges(atopology character varying, anode integer, anedge integer) returns integer[] stable
_st_mintolerance(ageom ^geometry) returns double precision immutable
_st_mintolerance(atopology character varying, ageom ^geometry) returns double precision stable
!_validatetopologyedgelinking(bbox ^geometry DEFAULT NULL::^geometry) returns SETOF ~validatetopology_returntype
_validatetopologygetfaceshellmaximaledgering(atopology character varying, aface integer) returns ^geometry stable
!_validatetopologygetringedges(starting_edge integer) returns integer[]
!_validatetopologyrings(bbox ^geometry DEFAULT NULL::^geometry) returns SETOF ~validatetopology_returntype
!addedge(atopology character varying, aline ^geometry) returns integer
!addface(atopology character varying, apoly ^geometry, force_new boolean DEFAULT false) returns integer
!addnode(atopology character varying, apoint ^geometry, allowedgesplitting boolean DEFAULT false, setcontainingface boolean DEFAULT false) returns integer
!addtopogeometrycolumn(character varying, character varying, character varying, character varying, character varying) returns integer
!addtopogeometrycolumn(toponame character varying, schema character varying, tbl character varying, col character varying, ltype character varying, child integer) returns integer
!addtosearchpath(a_schema_name character varying) returns text
asgml(tg ~topogeometry) returns text stable
asgml(tg ~topogeometry, nsprefix text) returns text stable
!asgml(tg ~topogeometry, nsprefix text, prec integer, options integer, vis regclass) returns text
!asgml(tg ~topogeometry, nsprefix text, prec integer, options integer, visitedtable regclass, idprefix text) returns text
asgml(tg ~topogeometry, nsprefix text, prec integer, opts integer) returns text stable
!asgml(tg ~topogeometry, nsprefix_in text, precision_in integer, options_in integer, visitedtable regclass, idprefix text, gmlver integer) returns text
!asgml(tg ~topogeometry, visitedtable regclass) returns text
!asgml(tg ~topogeometry, visitedtable regclass, nsprefix text) returns text
!astopojson(tg ~topogeometry, edgemaptable regclass) returns text
!cleartopogeom(tg ~topogeometry) returns ~topogeometry
!copytopology(atopology character varying, newtopo character varying) returns integer
!createtopogeom(toponame character varying, tg_type integer, layer_id integer) returns ~topogeometry
!createtopogeom(toponame character varying, tg_type integer, layer_id integer, tg_objs ~topoelementarray) returns ~topogeometry
!createtopology(atopology character varying, srid integer, prec double precision, hasz boolean) returns integer
!createtopology(character varying) returns integer
!createtopology(character varying, integer) returns integer
!createtopology(toponame character varying, srid integer, prec double precision) returns integer
!droptopogeometrycolumn(schema character varying, tbl character varying, col character varying) returns text
!droptopology(atopology character varying) returns text
equals(tg1 ~topogeometry, tg2 ~topogeometry) returns boolean stable
!findlayer(layer_table regclass, feature_column name) returns ~layer
!findlayer(schema_name name, table_name name, feature_column name) returns ~layer
!findlayer(tg ~topogeometry) returns ~layer
!findlayer(topology_id integer, layer_id integer) returns ~layer
!findtopology(integer) returns ~topology
!findtopology(name, name, name) returns ~topology
!findtopology(regclass, name) returns ~topology
!findtopology(text) returns ~topology
!findtopology(~topogeometry) returns ~topology
!geometry(topogeom ~topogeometry) returns ^geometry
geometrytype(tg ~topogeometry) returns text stable
getedgebypoint(atopology character varying, apoint ^geometry, tol1 double precision) returns integer stable
getfacebypoint(atopology character varying, apoint ^geometry, tol1 double precision) returns integer stable
getfacecontainingpoint(atopology text, apoint ^geometry) returns integer stable
getnodebypoint(atopology character varying, apoint ^geometry, tol1 double precision) returns integer stable
getnodeedges(atopology character varying, anode integer) returns SETOF ~getfaceedges_returntype stable
getringedges(atopology character varying, anedge integer, maxedges integer DEFAULT NULL::integer) returns SETOF ~getfaceedges_returntype stable
gettopogeomelementarray(tg ~topogeometry) returns ~topoelementarray stable
gettopogeomelementarray(toponame character varying, layer_id integer, tgid integer) returns ~topoelementarray stable
gettopogeomelements(tg ~topogeometry) returns SETOF ~topoelement stable
gettopogeomelements(toponame character varying, layerid integer, tgid integer) returns SETOF ~topoelement stable
gettopologyid(toponame character varying) returns integer stable
gettopologyname(topoid integer) returns character varying stable
gettopologysrid(toponame character varying) returns integer stable
intersects(tg1 ~topogeometry, tg2 ~topogeometry) returns boolean stable
!layertrigger() returns trigger
!polygonize(toponame character varying) returns text
!populate_topology_layer() returns TABLE(schema_name text, table_name text, feature_column text)
postgis_topology_scripts_installed() returns text immutable
!relationtrigger() returns trigger
!removeunusedprimitives(atopology text, bbox ^geometry DEFAULT NULL::^geometry) returns integer
!st_addedgemodface(atopology character varying, anode integer, anothernode integer, acurve ^geometry) returns integer
!st_addedgenewfaces(atopology character varying, anode integer, anothernode integer, acurve ^geometry) returns integer
!st_addisoedge(atopology character varying, anode integer, anothernode integer, acurve ^geometry) returns integer
!st_addisonode(atopology character varying, aface integer, apoint ^geometry) returns integer
!st_changeedgegeom(atopology character varying, anedge integer, acurve ^geometry) returns text
!st_createtopogeo(atopology character varying, acollection ^geometry) returns text
st_geometrytype(tg ~topogeometry) returns text stable
st_getfaceedges(toponame character varying, face_id integer) returns SETOF ~getfaceedges_returntype stable
st_getfacegeometry(toponame character varying, aface integer) returns ^geometry stable
!st_inittopogeo(atopology character varying) returns text
!st_modedgeheal(toponame character varying, e1id integer, e2id integer) returns integer
!st_modedgesplit(atopology character varying, anedge integer, apoint ^geometry) returns integer
!st_moveisonode(atopology character varying, anode integer, apoint ^geometry) returns text
!st_newedgeheal(toponame character varying, e1id integer, e2id integer) returns integer
!st_newedgessplit(atopology character varying, anedge integer, apoint ^geometry) returns integer
!st_remedgemodface(toponame character varying, e1id integer) returns integer
!st_remedgenewface(toponame character varying, e1id integer) returns integer
!st_remisonode(character varying, integer) returns text
!st_removeisoedge(atopology character varying, anedge integer) returns text
!st_removeisonode(atopology character varying, anode integer) returns text
!st_simplify(tg ~topogeometry, tolerance double precision) returns ^geometry
!st_srid(tg ~topogeometry) returns integer
topoelementarray_append(~topoelementarray, ~topoelement) returns ~topoelementarray immutable
!topogeo_addgeometry(atopology character varying, ageom ^geometry, tolerance double precision DEFAULT 0) returns void
!topogeo_addlinestring(atopology character varying, aline ^geometry, tolerance double precision DEFAULT 0) returns SETOF integer
!topogeo_addpoint(atopology character varying, apoint ^geometry, tolerance double precision DEFAULT 0) returns integer
!topogeo_addpolygon(atopology character varying, apoly ^geometry, tolerance double precision DEFAULT 0) returns SETOF integer
!topogeom_addelement(tg ~topogeometry, el ~topoelement) returns ~topogeometry
!topogeom_addtopogeom(tgt ~topogeometry, src ~topogeometry) returns ~topogeometry
!topogeom_remelement(tg ~topogeometry, el ~topoelement) returns ~topogeometry
topologysummary(atopology character varying) returns text stable
!totopogeom(ageom ^geometry, atopology character varying, alayer integer, atolerance double precision DEFAULT 0) returns ~topogeometry
!totopogeom(ageom ^geometry, tg ~topogeometry, atolerance double precision DEFAULT 0) returns ~topogeometry
!validatetopology(toponame character varying, bbox ^geometry DEFAULT NULL::^geometry) returns SETOF ~validatetopology_returntype
!validatetopologyrelation(toponame character varying) returns TABLE(error text, layer_id integer, topogeo_id integer, element_id integer)
cast ~topogeometry ^geometry implicit
-- part: objects_close
