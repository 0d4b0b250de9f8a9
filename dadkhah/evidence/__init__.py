"""Evidence: bytes kept exactly as received, and the proof that nothing was changed, added or removed unseen.

`Store` seals files under their digest. `canonical` and `row_digest` turn rows into bytes and digests, `Tree` binds all
of them to one root, `sign` puts a name to it, and `check_proof` lets a stranger check a single entry offline. `tiles`
writes the ledger as plain files; `sniff` tells what a file is without trusting it.
"""

from dadkhah.evidence.canonical import NotCanonical, canonical, row_encoder
from dadkhah.evidence.checking import Fault
from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, Checkpoint, SigningKey, open_checkpoint, sign
from dadkhah.evidence.copying import NotSealed, Sealed
from dadkhah.evidence.digests import leaf_hash, new_salt, node_hash, row_digest
from dadkhah.evidence.proof import BadProof, Proof, check_proof, read_proof, write_proof
from dadkhah.evidence.store import NotHeld, Store
from dadkhah.evidence.tiles import BadEntry, check_tiles, write_tiles
from dadkhah.evidence.tree import Tree, root_of, verify_consistency, verify_inclusion

__all__ = [
    "BadCheckpoint", "BadEntry", "BadKey", "BadProof", "Checkpoint", "Fault", "NotCanonical", "NotHeld", "NotSealed",
    "Proof", "Sealed", "SigningKey", "Store", "Tree", "canonical", "check_proof", "check_tiles", "leaf_hash",
    "new_salt", "node_hash", "open_checkpoint", "read_proof", "root_of", "row_digest", "row_encoder", "sign",
    "verify_consistency", "verify_inclusion", "write_proof", "write_tiles",
]  # fmt: skip
