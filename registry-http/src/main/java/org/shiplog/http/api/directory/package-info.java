/** LDAP directories and OpenID Connect providers as administrators try and use them. */
@NullMarked
package org.shiplog.http.api.directory;

import org.jspecify.annotations.NullMarked;
