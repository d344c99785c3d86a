/** Logins at a real OpenID Connect provider: the certified one for Node.js, on loopback. */
@NullMarked
package org.shiplog.e2e.oidc;

import org.jspecify.annotations.NullMarked;
