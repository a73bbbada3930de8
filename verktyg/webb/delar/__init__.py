"""Parts of an answer that pages share; `mallar/delar/` lays them out."""
