/** Who is calling: Basic credentials, registry tokens and the token service. */
@NullMarked
package org.shiplog.http.auth;

import org.jspecify.annotations.NullMarked;
