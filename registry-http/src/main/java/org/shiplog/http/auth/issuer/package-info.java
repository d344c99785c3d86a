/** Issuers of tokens elsewhere: who they are, with which keys they sign, and whether a token is one of theirs. */
@NullMarked
package org.shiplog.http.auth.issuer;

import org.jspecify.annotations.NullMarked;
