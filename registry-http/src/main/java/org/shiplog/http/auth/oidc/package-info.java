/** Logins at an OpenID Connect provider: this registry as its client. */
@NullMarked
package org.shiplog.http.auth.oidc;

import org.jspecify.annotations.NullMarked;
