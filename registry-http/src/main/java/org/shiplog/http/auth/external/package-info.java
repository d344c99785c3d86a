/** Logins of people whom somebody else knows: a directory, or an OpenID Connect provider; and what they are here. */
@NullMarked
package org.shiplog.http.auth.external;

import org.jspecify.annotations.NullMarked;
