//! The built-in extensions.

use oliphaunt_wasix::Extension;

/// All of them: they are available in every backend, and a migration creates those it needs.
pub(super) const ALL: [Extension; 26] = [
    Extension::AMCHECK,
    Extension::BLOOM,
    Extension::BTREE_GIN,
    Extension::BTREE_GIST,
    Extension::CITEXT,
    Extension::CUBE,
    Extension::DICT_INT,
    Extension::DICT_XSYN,
    Extension::EARTHDISTANCE,
    Extension::FILE_FDW,
    Extension::FUZZYSTRMATCH,
    Extension::HSTORE,
    Extension::INTARRAY,
    Extension::ISN,
    Extension::LO,
    Extension::LTREE,
    Extension::PG_TRGM,
    Extension::PGCRYPTO,
    Extension::SEG,
    Extension::TABLEFUNC,
    Extension::TCN,
    Extension::TSM_SYSTEM_ROWS,
    Extension::TSM_SYSTEM_TIME,
    Extension::UNACCENT,
    Extension::UUID_OSSP,
    oliphaunt_extension_vector::VECTOR,
];
