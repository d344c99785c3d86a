/** The Merkle tree of a transparency log (RFC 6962, RFC 9162), with SHA-256: pure functions, no storage. */
@NullMarked
package org.shiplog.projections.ledger.tree;

import org.jspecify.annotations.NullMarked;
